"""The preview of the activation in the real window: it follows choice, list, slope, colours and the network."""

from __future__ import annotations

import pytest

from gui.controls.preview import Preview
from tests.gui.person import Person


@pytest.fixture
def one(regular: Person) -> Person:
    regular.begin()
    return regular


def preview(one: Person) -> Preview:
    return one.bench.form.previews["activation"]


def picture(one: Person) -> bytes:
    """What the preview shows."""
    image = preview(one)._image
    return str(image.tk.call(str(image), "data")).encode()


def test_it_stands_under_its_field_and_is_small(one: Person):
    shown, row = preview(one), one.bench.form.row("activation")
    assert shown.winfo_ismapped()
    assert row.winfo_rooty() + row.winfo_height() <= shown.winfo_rooty() <= row.winfo_rooty() + 2 * row.winfo_height()
    assert shown.winfo_height() <= 70
    assert shown._label.winfo_width() <= shown.winfo_width() - shown._label.winfo_x()


def test_it_follows_the_choice_and_the_slope_at_once(one: Person):
    before = picture(one)
    one.set("activation", "leaky_relu")
    leaky = picture(one)
    assert preview(one).activation == "leaky_relu"
    assert leaky != before
    one.set("leaky_slope", 0.5)
    assert picture(one) != leaky


def test_it_goes_with_the_group_and_without_hidden_layers(one: Person):
    group = one.bench.form.groups["Network"]
    group.toggle()
    one.settle()
    assert not preview(one).winfo_ismapped()
    group.toggle()
    one.settle()
    assert preview(one).winfo_ismapped()
    one.begin(depth=0)
    assert not preview(one).winfo_ismapped()
    one.begin()
    assert preview(one).winfo_ismapped()


def test_it_shows_what_the_pointer_is_on_while_the_list_is_open(one: Person):
    before, box = picture(one), one.bench.form.row("activation").field.main
    box.tk.call("ttk::combobox::Post", str(box))
    places = f"{box.tk.call('ttk::combobox::PopdownWindow', str(box))}.f.l"
    one.wait(lambda: int(box.tk.call("winfo", "ismapped", places)))
    box.tk.call("event", "generate", places, "<Motion>", "-x", 10, "-y", 4)
    one.wait(lambda: preview(one).activation == "linear")
    assert picture(one) != before
    assert one.session.experiment.activation == "tanh"
    box.tk.call("ttk::combobox::Unpost", str(box))
    one.wait(lambda: preview(one).activation == "tanh")
    assert picture(one) == before


def test_it_shows_where_the_networks_sums_lie(one: Person):
    before = picture(one)
    one.play(300)
    one.rest()
    one.wait(lambda: preview(one)._sums is one.now.preactivations or preview(one)._sums.step > 0)
    assert picture(one) != before


def test_it_follows_the_colours(one: Person):
    before = picture(one)
    one.bench.switch_colours()
    one.settle()
    dark = picture(one)
    one.bench.switch_colours()
    one.settle()
    assert dark != before
    assert picture(one) == before

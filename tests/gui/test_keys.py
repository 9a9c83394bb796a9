"""The keys of the real window, and that a widget which uses a key keeps it."""

from __future__ import annotations

import pytest

from gui.keys import CONTROL
from model.training.snapshot import Status
from tests.gui.person import Person

FIELDS = {"entry": "noise", "combobox": "learning_rate", "spinbox": "depth", "readonly combobox": "activation"}
PLAIN = ("<space>", "<Right>", "<s>", "<Shift-Right>", "<Home>", "<r>")


def rested_at(one: Person, step: int) -> None:
    one.wait(lambda: one.now.step >= step and one.now.status is Status.PAUSED)
    assert one.now.step == step


def nothing_happened(one: Person, run: int) -> None:
    """Let an order that should not be there come through: one real step shows that none was made before it."""
    assert one.session.worker.run_number == run
    assert not one.session.playing
    one.push("batch")
    rested_at(one, 1)
    assert one.now.run == run


def test_space_plays_and_pauses(regular: Person):
    one = regular
    one.begin()
    one.strike("<space>")
    one.wait(lambda: one.now.step >= 60)
    one.strike("<space>")
    one.wait(lambda: one.now.status is Status.PAUSED)


@pytest.mark.parametrize("key", ["<Right>", "<s>", "<S>"])
def test_keys_that_make_one_step(regular: Person, key: str):
    one = regular
    one.begin()
    one.strike(key, key, key)
    rested_at(one, 3)


def test_shift_right_goes_to_the_end_of_the_epoch(regular: Person):
    one = regular
    one.begin()
    one.strike("<Shift-Right>")
    rested_at(one, one.now.steps_per_epoch)


@pytest.mark.parametrize("key", ["<Home>", "<r>", "<R>"])
def test_keys_that_reset(regular: Person, key: str):
    one = regular
    run = one.begin()
    one.strike("<Right>")
    rested_at(one, 1)
    one.strike(key)
    one.new_run(run)
    assert one.now.step == 0


def test_control_e_offers_pictures_also_from_a_field(regular: Person):
    one = regular
    one.begin()
    field = one.bench.form.row("noise").field.main
    one.focus(field)
    one.press(field, "<Control-e>")
    one.wait(lambda: one.bench.pictures.dialog is not None)
    dialog = one.bench.pictures.dialog
    one.wait(lambda: one.root.focus_get() is dialog.save_button)
    one.press(dialog, "<Escape>")
    assert one.root.focus_get() is field  # where the keyboard was


@pytest.mark.parametrize("modifier", ["Control", "Alt"])
def test_keys_with_control_or_alt_are_something_else(regular: Person, modifier: str):
    one = regular
    run = one.begin()
    own = {("Alt", "r"), ("Control", "s"), ("Control", "r")}  # they open a menu, save, and record
    keys = [key for key in ("s", "r", "space", "Right") if (modifier, key) not in own]
    one.strike(*(f"<{modifier}-{key}>" for key in keys))
    nothing_happened(one, run)


@pytest.mark.parametrize("kind", FIELDS)
def test_fields_keep_their_keys(regular: Person, kind: str):
    one = regular
    run = one.begin()
    field = one.bench.form.row(FIELDS[kind]).field.main
    assert field.winfo_class() == {"entry": "TEntry", "spinbox": "TSpinbox"}.get(kind, "TCombobox")
    one.focus(field)
    keys = [key for key in PLAIN if not (kind == "readonly combobox" and key == "<space>")]  # which opens its list
    one.press(field, *keys)
    one.press(field, "<Escape>")
    nothing_happened(one, run)


@pytest.mark.parametrize("key", ["<Return>", "<KP_Enter>", "<Escape>"])
def test_these_keys_in_a_field_give_the_keyboard_back(regular: Person, key: str):
    one = regular
    one.begin()
    one.type("noise", "0.2", key)
    assert one.root.focus_get() is one.root
    one.root.event_generate("<space>")
    one.wait(lambda: one.now.step >= 30)


def test_a_refused_entry_keeps_the_keyboard(regular: Person):
    one = regular
    one.begin()
    one.type("noise", "much", "<Return>")
    field = one.bench.form.row("noise").field.main
    assert one.root.focus_get() is field
    one.press(field, "<Escape>")
    assert one.root.focus_get() is one.root


def test_a_click_on_a_panel_ends_typing(regular: Person):
    one = regular
    one.begin()
    one.type("noise", "0.2")
    widget = one.bench.board.canvases["loss"].widget
    one.press(widget, "<Button-1>")
    assert one.session.experiment.noise == 0.2
    one.root.focus_get().event_generate("<space>")
    one.wait(lambda: one.now.step >= 30)


def test_space_on_a_button_presses_that_button_only(regular: Person):
    one = regular
    one.begin()
    button = one.bench.transport.buttons["batch"]
    one.focus(button)
    button.event_generate("<KeyPress-space>")
    button.event_generate("<KeyRelease-space>")
    rested_at(one, 1)
    assert not one.session.playing


def test_space_on_a_check_toggles_it_only(regular: Person):
    one = regular
    run = one.begin()
    check = one.bench.board.toggles["loss", "log"]
    before = one.bench.board.canvases["loss"].panel.logarithmic
    one.focus(check)
    check.event_generate("<KeyPress-space>")
    check.event_generate("<KeyRelease-space>")
    one.settle()
    assert one.bench.board.canvases["loss"].panel.logarithmic is not before
    nothing_happened(one, run)


@pytest.mark.parametrize("where", ["form", "speed"])
def test_after_a_choice_space_plays_again(regular: Person, where: str):
    one = regular
    one.begin()
    box = one.bench.form.row("dataset").field.main if where == "form" else one.bench.transport.box
    one.focus(box)
    one.press(box, "<<ComboboxSelected>>")
    one.root.focus_get().event_generate("<space>")
    one.wait(lambda: one.now.step >= 30)


@pytest.mark.parametrize("name", ["reset", "data"])
def test_a_button_that_was_clicked_leaves_space_to_play(regular: Person, name: str):
    one = regular
    one.begin()
    button = one.bench.transport.buttons[name]
    for event in ("<Enter>", "<Button-1>", "<ButtonRelease-1>"):
        button.event_generate(event, x=5, y=5)
    button.focus_set()  # as the click of a real mouse does
    button.event_generate("<ButtonRelease-1>", x=5, y=5)
    one.wait(lambda: one.root.focus_get() is one.root)
    run = one.bench.session.worker.run_number
    one.root.focus_get().event_generate("<space>")
    one.wait(lambda: one.now.step > 0)
    assert one.bench.session.worker.run_number == run


def test_control_a_selects_what_is_written(regular: Person):
    one = regular
    one.begin()
    field = one.bench.form.row("noise").field.main
    one.focus(field)
    field.event_generate(f"<{CONTROL}-a>")
    assert (field.index("sel.first"), field.index("sel.last")) == (0, len(field.get()))

"""Analyses in the window: range test, loss surface and one point by their own controls and clicks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from gui.panels import standard
from gui.place import Place
from model import Trainer
from model.training.snapshot import Status
from tests.gui.person import Person


@pytest.fixture
def one(regular: Person) -> Iterator[Person]:
    regular.begin()
    regular.bench.board.arrange(["boundary", "landscape", "sample", "range_test", "loss"])
    regular.settle()
    yield regular
    regular.session.pause()
    regular.bench.board.arrange(list(standard()))
    regular.settle()


def place(one: Person, name: str) -> Place:
    return next(place for place in one.bench.board.places if place.record.name == name)


def done(one: Person, name: str) -> bool:
    report = one.now.analyses.get(name)
    return report is not None and report.done


def pick(one: Person, panel: str, control: str, number: int) -> None:
    box = place(one, panel).bar.parts[control]
    box.current(number)
    box.event_generate("<<ComboboxSelected>>")
    one.settle()


def click(one: Person, panel: str, x: float, y: float) -> None:
    """Press the left button at a place in the data's units."""
    canvas = place(one, panel).canvas
    box, shown = canvas.panel.axes.bbox, canvas.panel
    low, high = np.array([shown.x.limits, shown.y.limits]).T
    across, up = (np.array([x, y]) - low) / (high - low) * (box.width, box.height) + (box.x0, box.y0)
    canvas.widget.event_generate("<Button-1>", x=round(across), y=round(canvas.widget.winfo_height() - up))
    one.settle()


def test_a_range_test_and_its_use(one: Person):
    run, use = (place(one, "range_test").bar.parts[name] for name in ("run", "use"))
    assert not use.winfo_manager()
    run.invoke()
    one.wait(lambda: done(one, "range_test"))
    found = one.now.analyses["range_test"].value
    one.wait(lambda: use.winfo_manager())
    assert use.cget("text") == f"Use {found.tenth:.1g}"
    use.invoke()
    one.wait(lambda: one.now.experiment.learning_rate == float(f"{found.tenth:.1g}"))
    assert one.bench.form.row("learning_rate").field.main.get() == f"{found.tenth:.1g}"
    assert one.now.step == 0
    assert one.now.run == one.session.worker.run_number


def test_a_test_that_runs_can_be_broken_off(one: Person):
    run = place(one, "range_test").bar.parts["run"]
    one.session.worker.hold()
    run.invoke()
    one.session.worker.release()
    one.wait(lambda: "range_test" in one.now.analyses)
    if not done(one, "range_test"):
        assert run.cget("text") == "Cancel"
        run.invoke()
    one.wait(lambda: done(one, "range_test"))
    one.settle()
    assert run.cget("text") == "Run range test"


def test_the_surface_is_of_the_moment_of_every_pause(one: Person):
    one.wait(lambda: done(one, "landscape") and one.now.analyses["landscape"].value.step == 0)
    one.play(90)
    one.rest()
    step = one.session.snapshot.step
    one.wait(lambda: done(one, "landscape") and one.now.analyses["landscape"].value.step == step)
    one.push("batch")
    one.wait(lambda: done(one, "landscape") and one.now.analyses["landscape"].value.step == step + 1)
    alone = Trainer(one.now.experiment)
    alone.run(step + 1)
    np.testing.assert_array_equal(one.now.parameters, alone.network.parameters)


def test_two_parameters_are_chosen_by_name(one: Person):
    one.wait(lambda: done(one, "landscape"))
    assert not place(one, "landscape").bar.parts["first"].winfo_manager()
    pick(one, "landscape", "directions", 3)
    one.wait(lambda: place(one, "landscape").bar.parts["first"].winfo_manager())
    pick(one, "landscape", "first", 6)
    one.wait(lambda: done(one, "landscape") and one.now.analyses["landscape"].value.chosen == (6, 1))
    assert one.now.analyses["landscape"].value.words[0] == "layer 1: w 1→7"
    pick(one, "landscape", "form", 1)
    one.wait(lambda: done(one, "landscape") and one.now.analyses["landscape"].value.line)
    one.settle()
    assert not place(one, "landscape").bar.parts["second"].winfo_manager()


def test_computed_on_demand_while_it_trains(one: Person):
    one.wait(lambda: done(one, "landscape"))
    one.play(60)
    place(one, "landscape").bar.parts["compute"].invoke()
    one.wait(lambda: done(one, "landscape") and one.now.analyses["landscape"].value.step >= 60)
    assert one.session.playing
    one.rest()


@pytest.mark.parametrize("part", ["training", "validation"])
def test_a_click_chooses_a_point_which_stays_chosen(one: Person, part: str):
    points = (one.now.data.train if part == "training" else one.now.data.validation).points
    click(one, "boundary", *points[17])
    near = 0.03  # what a pixel may be off
    one.wait(lambda: done(one, "sample") and np.abs(one.now.analyses["sample"].value.point - points[17]).max() < near)
    chosen = one.now.analyses["sample"].value
    assert chosen.part == part
    one.push("epoch")
    one.wait(lambda: one.now.status is Status.PAUSED and one.now.analyses["sample"].value.step == 25)
    one.push("reset")
    one.wait(lambda: one.now.step == 0 and done(one, "sample"))
    assert one.now.analyses["sample"].value.index == chosen.index
    assert one.now.analyses["sample"].value.part == part


def test_a_click_beside_all_points_changes_nothing(one: Person):
    one.wait(lambda: done(one, "sample"))
    before = one.now.analyses["sample"].value.index
    click(one, "boundary", 0.0, 0.0)
    one.settle()
    assert one.now.analyses["sample"].value.index == before


def test_a_bar_never_widens_its_card(one: Person):
    widths = [each.card.winfo_width() for each in one.bench.board.places]
    one.wait(lambda: done(one, "landscape"))
    pick(one, "landscape", "directions", 3)
    one.wait(lambda: place(one, "landscape").bar.parts["first"].winfo_manager())
    one.settle()
    assert [each.card.winfo_width() for each in one.bench.board.places] == widths
    bar = place(one, "landscape").bar
    shown = [part for part in bar.parts.values() if part.winfo_manager()]
    assert all(part.winfo_x() + part.winfo_width() <= bar.winfo_width() for part in shown)


def test_the_ball_follows_the_settings_and_the_surface_that_is_chosen(one: Person):
    one.bench.board.arrange(["ball"])
    one.settle()
    canvas = place(one, "ball").canvas
    first = canvas.panel.caption(one.now)
    one.set("learning_rate", 0.5)
    one.wait(lambda: one.now.experiment.learning_rate == 0.5)
    assert canvas.panel.caption(one.now) != first
    one.play(60)
    one.rest()
    surface = canvas.panel.surface
    assert surface.nearest(canvas.panel.way(one.now)[0][60:61]) == [1]  # thrown out of the narrow well
    pick(one, "ball", "surface", 1)
    try:
        assert canvas.panel.x.limits == (-1.5, 1.5)
        assert "thrown out" in canvas.panel.caption(one.now)[0]
    finally:
        pick(one, "ball", "surface", 0)
    assert canvas.panel.surface is surface


def test_a_chosen_slice_stays_chosen_through_a_restart(one: Person):
    one.wait(lambda: done(one, "landscape"))
    pick(one, "landscape", "directions", 2)
    one.wait(lambda: done(one, "landscape") and one.now.analyses["landscape"].value.directions == "random")
    run = one.now.run
    one.push("weights")
    one.wait(lambda: one.now.run > run and done(one, "landscape"))
    assert one.now.analyses["landscape"].value.directions == "random"

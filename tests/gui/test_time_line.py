"""The time line and the keys that go back, in the real window."""

from __future__ import annotations

import numpy as np
import pytest

from model.training.snapshot import Status
from tests.gui.person import Person


@pytest.fixture
def one(regular: Person) -> Person:
    """At rest after 60 steps."""
    regular.begin()
    regular.session.worker.step(60)
    at(regular, 60)
    return regular


def at(one: Person, step: int) -> None:
    one.wait(lambda: one.now.step == step and one.now.status is not Status.RUNNING)
    one.settle()


def drag(one: Person, *steps: int) -> None:
    """Press at the first step on the line and move to the others."""
    line, height = one.bench.time_line, one.bench.time_line.line.winfo_height() // 2
    for place, step in enumerate(steps):
        event = "<B1-Motion>" if place else "<ButtonPress-1>"
        line.line.event_generate(event, x=line.place_of(step), y=height)
        one.settle()
    line.line.event_generate("<ButtonRelease-1>", x=line.place_of(steps[-1]), y=height)


def test_left_goes_one_step_back_and_right_ahead_again(one: Person):
    weights = one.now.parameters
    one.strike("<Left>")
    at(one, 59)
    one.strike("<Left>", "<Left>")
    at(one, 57)
    assert one.now.furthest == 60
    one.strike("<Right>", "<Right>", "<Right>")
    at(one, 60)
    np.testing.assert_array_equal(one.now.parameters, weights)


def test_keys_go_to_epochs_and_to_the_newest_step(one: Person):
    length = one.now.steps_per_epoch
    one.strike("<Shift-Left>")
    at(one, 60 // length * length)
    one.strike("<Shift-Left>")
    at(one, 60 // length * length - length)
    one.strike("<End>")
    at(one, 60)
    for _ in range(3):
        one.strike("<Shift-Left>")
    at(one, 0)
    one.strike("<Left>")
    at(one, 0)


def test_the_line_is_dragged_to_any_step(one: Person):
    drag(one, 40, 30, 20)
    one.wait(lambda: one.now.step <= 21 and one.now.step >= 19)
    assert "of 60" in one.bench.time_line.words.cget("text") or one.bench.time_line._pointed is not None
    drag(one, 60)
    at(one, 60)


def test_settings_are_those_of_the_time(one: Person):
    one.set("learning_rate", 0.3)
    one.wait(lambda: one.now.experiment.learning_rate == 0.3)
    one.session.worker.step(20)
    at(one, 80)
    drag(one, 30)
    one.wait(lambda: one.now.step < 40)
    one.settle()
    assert one.session.experiment.learning_rate == 0.03
    assert one.bench.form.experiment.learning_rate == 0.03
    one.strike("<End>")
    at(one, 80)
    assert one.bench.form.experiment.learning_rate == 0.3


def test_going_back_pauses(one: Person):
    one.strike("<space>")
    one.wait(lambda: one.now.step > 90)
    one.strike("<Shift-Left>")
    one.wait(lambda: one.now.status is Status.PAUSED and not one.session.playing)
    assert not one.session.playing


def test_settings_follow_recorded_changes_while_playing_past_them(one: Person):
    one.set("learning_rate", 0.2)
    one.play(90)
    one.session.goto(2)
    at(one, 2)
    assert one.session.experiment.learning_rate != 0.2
    one.play(90)
    assert one.session.experiment.learning_rate == 0.2
    assert one.bench.form.row("learning_rate").field.main.get() == "0.2"

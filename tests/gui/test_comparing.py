"""Keeping and comparing runs in the real window, by its buttons, keys and clicks."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

import numpy as np
import pytest

from gui.compare import parted, suggestions
from gui.panels.wish import Wish
from model import Experiment, Trainer
from model.training.contrast import Contrast, Variant, values_of
from model.training.experiment import KNOBS
from model.training.snapshot import Status
from tests.gui.person import Person

Make = Callable[..., Person]
FAST = dict(samples=60, width=4)


def compare(one: Person, name: str) -> tk.Toplevel:
    """Open the dialog with the key and choose a setting."""
    one.strike("<c>")
    dialog = one.bench.compare_dialog
    dialog.setting.current(dialog._names.index(name))
    dialog.setting.event_generate("<<ComboboxSelected>>")
    one.settle()
    return dialog.window


def tick(one: Person, *values: object) -> None:
    """Tick exactly these values."""
    for value, ticked in one.bench.compare_dialog.choices.items():
        ticked.set(value in values)


def click(one: Person, name: str, run: int) -> None:
    """Press the mouse on the first pixel of a panel that belongs to a run."""
    canvas = one.bench.board.canvases[name]
    wide, high = canvas.widget.winfo_width(), canvas.widget.winfo_height()
    places = ((x, y) for y in range(2, high, 6) for x in range(2, wide, 6))
    x, y = next((x, y) for x, y in places if canvas.panel.clicked(x, high - y) == Wish(run=run))
    canvas.widget.event_generate("<Button-1>", x=x, y=y)
    one.settle()


def leave_all(one: Person) -> None:
    """Nothing kept, nothing compared."""
    one.bench.compare_dialog.close()
    one.session.forget()
    one.wait(lambda: not one.session.kept)


def test_the_next_run_is_laid_over_the_kept_one(regular: Person):
    one = regular
    one.begin(**FAST)
    loss = next(place for place in one.bench.board.places if place.record.name == "loss")
    one.push("batch")
    one.wait(lambda: one.now.step == 1)
    loss.run_buttons[0].invoke()
    one.wait(lambda: one.session.kept)
    assert "Kept" in one.says
    assert "boundaries" in one.bench.board.canvases
    assert "boundary" not in one.bench.board.canvases
    run = one.now.run
    one.set("initializer", "he")
    one.new_run(run)
    assert [each.label for each in one.now.companions] == ["initializer Xavier"]
    assert one.bench.comparison.entries[-1].cget("text").strip() == "initializer Xavier"
    one.strike("<k>")
    one.wait(lambda: len(one.session.kept) == 2)
    one.bench.comparison.removers[-1].invoke()
    one.wait(lambda: [each.place for each in one.session.kept] == [-2])
    one.bench.comparison.clear_button.invoke()
    one.wait(lambda: not one.now.companions)
    assert not one.bench.comparison.winfo_manager()
    assert "boundary" in one.bench.board.canvases


def test_values_that_are_ticked_run_together_and_each_as_if_alone(regular: Person):
    one = regular
    run = one.begin(**FAST)
    compare(one, "initializer")
    tick(one, "xavier", "he", "zeros")
    one.bench.compare_dialog.run_button.invoke()
    one.new_run(run)
    assert one.bench.compare_dialog.window is None
    assert [each.place for each in one.now.companions] == [1, 2]
    one.play(90)
    one.rest()
    for place, snapshot in [(0, one.now), *((each.place, each.snapshot) for each in one.now.companions)]:
        trainer = Trainer(one.session.runs.experiments()[place])
        trainer.run(one.now.step)
        np.testing.assert_array_equal(snapshot.parameters, trainer.network.parameters)
    one.push("batch")
    step = one.now.step
    one.wait(lambda: one.now.step == step + 1)
    assert {each.snapshot.step for each in one.now.companions} == {step + 1}
    run = one.now.run
    one.push("reset")
    one.new_run(run)
    assert {one.now.step, *(each.snapshot.step for each in one.now.companions)} == {0}


@pytest.mark.parametrize("way", ["picture", "key", "strip"])
def test_a_press_on_a_run_shows_it_everywhere(regular: Person, way: str):
    one = regular
    one.begin(**FAST)
    one.session.contrast(values_of(one.session.experiment, "activation", ["tanh", "relu"]))
    one.wait(lambda: one.now.companions)
    one.settle()
    if way == "strip":
        one.bench.comparison.entries[1].invoke()
    else:
        click(one, "boundaries" if way == "picture" else "loss", 1)
    one.wait(lambda: one.now.place == 1)
    assert one.now.experiment.activation == one.session.experiment.activation == "relu"
    assert one.bench.form.experiment.activation == "relu"
    assert "activation ReLU" in one.says
    one.bench.comparison.stop_button.invoke()
    one.wait(lambda: not one.now.companions)
    assert one.now.experiment.activation == "relu"
    one.push("batch")
    one.wait(lambda: one.now.step == 1)


def test_changes_act_on_all_runs_but_those_that_fix_the_setting(regular: Person):
    one = regular
    one.begin(**FAST)
    one.session.contrast(values_of(one.session.experiment, "learning_rate", [0.03, 0.3]))
    one.wait(lambda: one.now.companions)
    one.set("l2", 0.01)
    one.wait(lambda: one.now.experiment.l2 == 0.01)
    assert one.now.companions[0].snapshot.experiment == one.now.experiment.replace(learning_rate=0.3)
    one.set("learning_rate", 0.1)
    one.wait(lambda: one.now.experiment.learning_rate == 0.1)
    assert one.now.companions[0].snapshot.experiment.learning_rate == 0.3
    assert [one.now.label, one.now.companions[0].label] == ["learning rate 0.1", "learning rate 0.3"]
    run = one.now.run
    one.set("activation", "relu")
    one.new_run(run)
    assert {one.now.experiment.activation, one.now.companions[0].snapshot.experiment.activation} == {"relu"}


def test_typed_values_are_refused_in_words_and_nothing_starts(regular: Person):
    one = regular
    run = one.begin(**FAST)
    compare(one, "learning_rate")
    dialog = one.bench.compare_dialog
    for typed, words in (("0,1", "2 to 6 values"), ("0.1 fast", "“fast”"), ("0.1 -1", "allowed: 0 to")):
        dialog.entry.delete(0, "end")
        dialog.entry.insert(0, typed)
        dialog.run_button.invoke()
        assert words in dialog.message
    assert one.session.worker.run_number == run
    dialog.entry.delete(0, "end")
    dialog.entry.insert(0, "0,1 0.3; 1")
    dialog.run_button.invoke()
    one.new_run(run)
    assert [e.learning_rate for e in one.session.runs.experiments()] == [0.1, 0.3, 1.0]


def test_settings_collected_from_the_form_run_together(regular: Person):
    one = regular
    one.begin(**FAST)
    compare(one, "initializer")
    dialog = one.bench.compare_dialog
    assert dialog.run_collected_button.instate(["disabled"])
    dialog.add_button.invoke()
    dialog.add_button.invoke()
    assert "already" in dialog.message
    run = one.now.run
    one.set("activation", "relu")
    one.set("initializer", "he")
    dialog.add_button.invoke()
    dialog.run_collected_button.invoke()
    one.wait(lambda: one.now.run > run and one.now.companions)
    assert one.now.label == "activation tanh, initializer Xavier"
    assert one.now.companions[0].label == "activation ReLU, initializer He"
    dialog._collected.clear()


def test_seeds_are_a_band(regular: Person):
    one = regular
    run = one.begin(**FAST)
    compare(one, "initializer")
    one.bench.compare_dialog.seed_buttons[5].invoke()
    one.new_run(run)
    assert one.now.band
    assert [one.now.experiment.seed, *(each.snapshot.experiment.seed for each in one.now.companions)] == [0, 1, 2, 3, 4]
    key = [entry.text for entry in one.bench.board.canvases["loss"].panel.key(one.now)]
    assert "median of 5 seeds" in key
    one.play(60)
    one.rest()
    assert one.now.status is Status.PAUSED


def test_the_window_closes_while_several_runs_train(person: Make):
    one = person(**FAST)
    one.session.contrast(values_of(one.session.experiment, "initializer", ["xavier", "he", "zeros", "normal"]))
    one.session.pace(None)
    one.play(200)
    one.session.keep()
    one.bench.compare_dialog.open()
    one.wait(lambda: one.session.kept)  # the fixture sees to it that no thread and no timer is left


@pytest.mark.parametrize("name", [name for name, knob in KNOBS.items() if knob.shown and not knob.choices])
def test_suggested_values_can_be_run(name: str):
    knob, present = KNOBS[name], getattr(Experiment(), name)
    if knob.kind is bool or (knob.kind is tuple and knob.several is None):
        return  # nothing to type, and nothing to suggest
    values = suggestions(knob, present)
    assert 2 <= len(set(values)) <= 6
    between = "; " if knob.kind is tuple else "  "
    assert [knob.read(text) for text in parted(knob, between.join(map(knob.show, values)))] == values


@pytest.fixture(autouse=True)
def _nothing_left(request: pytest.FixtureRequest):
    yield
    if "regular" in request.fixturenames:
        leave_all(request.getfixturevalue("regular"))


def test_the_settings_of_a_run_looked_at_after_going_back_are_those_of_that_time(regular: Person):
    regular.begin()
    session = regular.session
    rates = tuple(Variant("", {"learning_rate": rate}) for rate in (0.1, 0.2))
    session.contrast(Contrast(session.experiment, rates))
    regular.push("batch")
    regular.wait(lambda: regular.now.step == 1)
    regular.set("learning_rate", 0.5)
    regular.push("batch")
    regular.wait(lambda: regular.now.step == 2)
    session.look_at(1)
    session.goto(0)
    regular.wait(lambda: regular.now.step == 0)
    session.look_at(0)
    regular.wait(lambda: regular.now.place == 0)
    regular.settle()
    assert regular.now.experiment.learning_rate == session.experiment.learning_rate == 0.1

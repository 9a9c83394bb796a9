"""The whole window: settings that act on the running network, and looks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gui.theme.palette import DARK, LIGHT
from model import Trainer
from model.nn.schedules import SCHEDULES
from model.training.experiment import KNOBS
from model.training.snapshot import Status
from tests.gui.person import Person, another, settings_that_read

Make = Callable[..., Person]
SHOWN = [name for name, knob in KNOBS.items() if knob.shown]
LIVE = [name for name in SHOWN if KNOBS[name].live]
ANEW = [name for name in SHOWN if not KNOBS[name].live]
WILD = dict(activation="leaky_relu", initializer="he", depth=2, width=8, learning_rate=1e6)


# -- settings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LIVE)
def test_a_live_setting_acts_on_the_running_network(regular: Person, name: str):
    one = regular
    one.begin(**settings_that_read(name))
    one.play(60)
    before, value = one.now, another(KNOBS[name], getattr(one.now.experiment, name))
    one.set(name, value)
    one.wait(lambda: getattr(one.now.experiment, name) == value)
    changed_at = one.now.step
    assert changed_at >= before.step
    one.wait(lambda: one.now.step > changed_at)
    assert one.now.run == before.run
    assert one.session.playing


def test_what_is_set_in_the_window_is_what_the_trainer_does(person: Make):
    """The same changes at the same steps, without a window: the same weights."""
    one = person(optimizer="momentum")
    alone = Trainer(one.now.experiment)
    for name, value in (("learning_rate", 0.1), ("momentum", 0.5), ("dropout", 0.2), ("l1", 1e-3), ("l2", 1e-2)):
        one.set(name, value)
        alone.change(**{name: value})
        one.push("epoch")
        one.wait(lambda: one.now.status is Status.PAUSED and one.now.step == alone.step_count + 25)
        alone.run(25)
        np.testing.assert_array_equal(one.now.parameters, alone.network.parameters)


def test_the_recorded_learning_rate_changes_with_the_setting(person: Make):
    one = person()
    one.push("batch")
    one.wait(lambda: one.now.step == 1)
    one.set("learning_rate", 0.3)
    one.push("batch")
    one.wait(lambda: one.now.step == 2)
    assert one.now.curves.learning_rate.high.ravel().tolist() == [0.03, 0.3]
    one.set("schedule", "step")
    one.wait(lambda: one.now.experiment.schedule == "step")
    one.set("schedule", 1, option="step_size")
    one.set("schedule", 0.5, option="gamma")
    one.push("batch")
    one.wait(lambda: one.now.step == 3)
    assert one.now.run == 1
    assert one.now.curves.learning_rate.high.ravel()[-1] == pytest.approx(0.3 * 0.5**2)


@pytest.mark.parametrize("name", ANEW)
def test_any_other_setting_starts_anew_and_says_so(regular: Person, name: str):
    one = regular
    run = one.begin(**settings_that_read(name))
    one.push("batch")
    one.wait(lambda: one.now.step == 1)
    value = another(KNOBS[name], getattr(one.now.experiment, name))
    one.set(name, value)
    one.new_run(run)
    assert getattr(one.now.experiment, name) == value
    assert (one.now.run, one.now.step) == (run + 1, 0)
    assert KNOBS[name].label in one.says
    assert "started anew" in one.says
    assert not one.session.playing


def test_a_new_start_plays_on_if_it_played(person: Make):
    one = person()
    one.play(60)
    one.set("width", 16)
    one.wait(lambda: one.now.run == 2 and one.now.step >= 60)
    assert one.session.playing
    assert "started anew" in one.says


def test_everything_changed_in_a_hurry_while_playing(person: Make):
    one = person()
    one.play(30)
    for name in SCHEDULES:
        one.set("schedule", name)
    for name in ("dropout", "batch_norm", "classes", "dataset", "activation", "depth", "l2"):
        if KNOBS[name].read_by(one.session.experiment):
            one.set(name, another(KNOBS[name], getattr(one.session.experiment, name)))
    one.wait(lambda: one.now.experiment == one.session.experiment and one.now.step >= 60)
    assert one.session.playing


# -- ends and trouble ----------------------------------------------------------------------------------------------


# -- looks ---------------------------------------------------------------------------------------------------------


def test_the_colours_can_be_switched_while_playing(person: Make):
    one = person()
    one.play(60)
    one.push("colours")
    assert one.bench.theme.palette is DARK
    before = one.now.step
    one.wait(lambda: one.now.step > before)
    assert one.now.run == 1
    assert {canvas.widget.cget("background") for canvas in one.bench.board.canvases.values()} == {DARK.card}
    one.push("colours")
    assert one.bench.theme.palette is LIGHT
    assert one.session.playing


def test_toggles_go_on_and_off(person: Make):
    one = person()
    one.begin(dropout=0.2, batch_norm=True)
    assert one.bench.board.toggles
    for (name, toggle), button in one.bench.board.toggles.items():
        panel = one.bench.board.canvases[name].panel
        for on in (True, False):
            button.invoke()
            one.settle()
            assert (toggle in panel.on) is on
            assert (toggle in one.bench.board.toggled[name]) is on


def test_the_pointer_over_the_loss_gives_words(person: Make):
    one = person()
    one.play(90)
    one.rest()
    canvas = one.bench.board.canvases["loss"]
    middle = canvas.widget.winfo_width() // 2, canvas.widget.winfo_height() // 2
    canvas.widget.event_generate("<Motion>", x=middle[0], y=middle[1])
    one.settle()
    assert canvas._readout.winfo_ismapped()
    assert "training" in canvas._readout.cget("text")
    canvas.widget.event_generate("<Leave>")
    one.settle()
    assert not canvas._readout.winfo_ismapped()

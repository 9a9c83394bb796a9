"""Keeping runs and training several: the worker's part, without a window."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from model import Experiment, Trainer
from model.training.conductor import MOST_KEPT
from model.training.contrast import Contrast, Variant, alone, values_of
from model.training.snapshot import Status

from .test_worker import Watcher, watch  # noqa: F401 - a fixture

Make = Callable[..., Watcher]
WILD = dict(activation="leaky_relu", initializer="he", learning_rate=1e6)


def step_to(one: Watcher, step: int) -> None:
    """Rest at ``step``: what is kept is what is seen, not what was still to come."""
    one.worker.step(step - one.seen[-1].step if one.seen else step)
    one.until(lambda s: s.step == step and s.status is Status.PAUSED)


def test_a_kept_run_survives_whatever_comes(watch: Make):  # noqa: F811
    one = watch()
    step_to(one, 40)
    one.worker.keep()
    kept = one.until(lambda s: s.companions).companions[0]
    assert (kept.place, kept.label, kept.snapshot.step) == (-1, "same settings, to step 40", 40)
    assert kept.snapshot.boundary.step == 40
    one.worker.restart(Experiment(learning_rate=0.3, initializer="he"))
    after = one.until(lambda s: s.run == 2)
    assert after.companions[0].snapshot is kept.snapshot
    assert after.companions[0].label == "initializer Xavier, learning rate 0.03"
    assert after.companions[0].differences == {"initializer": "xavier", "learning_rate": 0.03}
    assert after.label == "initializer He, learning rate 0.3"
    one.worker.step(10)
    assert one.until(lambda s: s.step == 10).companions[0].snapshot is kept.snapshot


def test_kept_runs_can_be_dropped_singly_and_all(watch: Make):  # noqa: F811
    one = watch()
    for step in range(1, 4):
        one.worker.step(1)
        one.worker.keep()
        one.until(lambda s, step=step: len(s.companions) == step)
    one.worker.forget(-2)
    assert [each.place for each in one.until(lambda s: len(s.companions) == 2).companions] == [-1, -3]
    one.worker.keep()
    assert {each.place for each in one.until(lambda s: len(s.companions) == 3).companions} == {-1, -2, -3}
    one.worker.forget()
    assert one.until(lambda s: not s.companions).label == ""


def test_the_oldest_kept_run_gives_way(watch: Make):  # noqa: F811
    one = watch()
    for step in range(1, MOST_KEPT + 2):
        step_to(one, step)
        one.worker.keep()
    kept = one.until(lambda s: len(s.companions) == MOST_KEPT and s.companions[-1].snapshot.step == 6).companions
    assert sorted(each.snapshot.step for each in kept) == [2, 3, 4, 5, 6]


def test_played_together_each_is_as_if_alone(watch: Make):  # noqa: F811
    one = watch()
    contrast = values_of(Experiment(), "initializer", ["xavier", "he", "normal"])
    one.worker.contrast(contrast)
    one.worker.play(30)
    one.until(lambda s: s.run == 2 and s.step == 300)
    number = one.worker.look_at(2)
    one.worker.play()  # at full speed
    one.until(lambda s: s.run == number and s.step > 1000)
    one.worker.pause()
    rested = one.until(lambda s: s.status is Status.PAUSED)
    assert rested.label == "initializer normal"
    others = {each.place: each.snapshot for each in rested.companions} | {2: rested}
    for place, experiment in enumerate(contrast.experiments()):
        trainer = Trainer(experiment)
        trainer.run(rested.step)
        np.testing.assert_array_equal(others[place].parameters, trainer.network.parameters)


def test_one_that_diverges_does_not_stop_the_others_or_the_play(watch: Make):  # noqa: F811
    one = watch()
    one.worker.contrast(Contrast(Experiment(), (Variant("wild", WILD), Variant("calm", {}))), playing=True)
    went_on = one.until(lambda s: s.run == 2 and s.companions and s.companions[0].snapshot.step > 500)
    assert went_on.status is Status.RUNNING
    assert "Diverged" in went_on.message
    assert went_on.divergence.step == went_on.step < 500
    one.worker.part(alone(went_on.experiment))
    assert one.until(lambda s: s.run == 3).status is Status.DIVERGED


def test_steps_of_all_runs_are_counted_alike(watch: Make):  # noqa: F811
    one = watch()
    one.worker.contrast(Contrast(Experiment(), (Variant("", {"batch_size": 25}), Variant("", {"batch_size": 10}))))
    one.worker.step_epoch()
    taken = one.until(lambda s: s.run == 2 and s.status is Status.PAUSED)
    assert (taken.step, taken.epoch) == (10, 1)
    assert (taken.companions[0].snapshot.step, taken.companions[0].snapshot.epoch) == (10, 0)

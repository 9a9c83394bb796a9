"""Lockstep: every run is the one that its experiment gives alone, and none disturbs another."""

from __future__ import annotations

import numpy as np
import pytest

from model import Experiment, Trainer
from model.analysis.boundary import CELLS
from model.knob import Invalid
from model.training.contrast import Contrast, Variant, alone, seeds_of, values_of
from model.training.lockstep import COARSE, Lockstep
from model.training.snapshot import Status

from .probes import differing, small, state

WILD = dict(activation="leaky_relu", initializer="he", learning_rate=1e6)
CONTRASTS = {
    "initializers": values_of(small(), "initializer", ["xavier", "he", "zeros"]),
    "batch sizes, dropout and a remainder": Contrast(
        small(dropout=0.3),
        (Variant("", {"batch_size": 7}), Variant("", {"batch_norm": True}), Variant("", {"depth": 0})),
    ),
    "seeds": seeds_of(small(samples=40), 8),
}


def states(runs: Lockstep) -> list[dict[str, bytes]]:
    return [state(observer.trainer) for observer in runs._observers]


def same_as_alone(runs: Lockstep, steps: int) -> None:
    for experiment, found in zip(runs.contrast.experiments(), states(runs), strict=True):
        trainer = Trainer(experiment)
        trainer.run(steps)
        assert not differing(state(trainer), found)


@pytest.mark.parametrize("contrast", CONTRASTS.values(), ids=CONTRASTS)
def test_together_is_the_same_as_alone(contrast: Contrast):
    runs, looks = Lockstep(contrast), iter(range(100))
    assert runs.run(3) == 3
    runs.snapshot(Status.RUNNING)
    runs.run(10**6, lambda: next(looks) < 4)  # interrupted wherever that is
    steps = runs.step_count
    assert {observer.trainer.step_count for observer in runs._observers} == {steps}
    runs.look_at(len(contrast.variants) - 1, 2)
    runs.snapshot(Status.PAUSED)
    runs.run(500 - steps)
    same_as_alone(runs, 500)


def test_a_run_that_diverges_stays_where_it_is_while_the_others_go_on():
    runs = Lockstep(Contrast(small(), (Variant("", {}), Variant("", WILD), Variant("", {"max_epochs": 2}))))
    runs.run(200)
    calm, wild, short = (observer.trainer for observer in runs._observers)
    assert calm.step_count == runs.step_count == 200
    assert wild.divergence.step == wild.step_count < 200
    assert short.step_count == 2 * short.steps_per_epoch
    assert not runs.ending
    same = Trainer(small())
    same.run(200)
    assert not differing(state(same), state(calm))
    taken = runs.snapshot(Status.RUNNING)
    assert [each.snapshot.status for each in taken.companions] == [Status.DIVERGED, Status.FINISHED]
    runs.look_at(1, 2)
    looked = runs.snapshot(Status.PAUSED)
    assert looked.status is Status.PAUSED  # the others can go on
    assert "Diverged" in looked.message


def test_all_at_their_end_is_the_end():
    runs = Lockstep(Contrast(small(max_epochs=1), (Variant("", {}), Variant("", {"seed": 1}))))
    assert runs.run(10**6) == runs.trainer.steps_per_epoch
    assert "Finished" in runs.ending
    runs.change({"max_epochs": 2})
    assert not runs.ending


def test_a_live_change_leaves_the_variants_that_fix_it():
    runs = Lockstep(values_of(small(), "learning_rate", [0.1, 0.3]))
    runs.run(20)
    runs.change({"l2": 0.01})
    runs.change({"learning_rate": 0.2})
    runs.run(20)
    for rate, later, observer in zip((0.1, 0.3), (0.2, 0.3), runs._observers, strict=True):
        trainer = Trainer(small(learning_rate=rate))
        trainer.run(20)
        trainer.change(l2=0.01, learning_rate=later)
        trainer.run(20)
        assert not differing(state(trainer), state(observer.trainer))
    before = states(runs)
    with pytest.raises(Invalid):
        runs.change({"momentum": 7.0})
    assert states(runs) == before


def test_companions_are_the_other_runs():
    contrast = values_of(small(), "initializer", ["xavier", "he", "zeros"])
    runs = Lockstep(contrast, 5, focus=1)
    runs.run(50)
    taken = runs.snapshot(Status.PAUSED)
    assert (taken.run, taken.place, taken.label) == (5, 1, "initializer He")
    assert [(each.place, each.label, each.kept) for each in taken.companions] == [
        (0, "initializer Xavier", False),
        (2, "initializer zeros", False),
    ]
    assert [each.differences for each in taken.companions] == [{"initializer": "xavier"}, {"initializer": "zeros"}]
    assert {each.snapshot.step for each in taken.companions} == {50}
    assert len(taken.boundary.probabilities) == CELLS
    assert [len(each.snapshot.boundary.probabilities) for each in taken.companions] == [COARSE, COARSE]
    assert [each.snapshot.boundary.step for each in taken.companions] == [50, 50]
    assert not any(each.snapshot.companions for each in taken.companions)


def test_running_companions_renew_their_boundaries_in_turns():
    runs, renewed = Lockstep(seeds_of(small(samples=40), 4)), []
    before = runs.snapshot(Status.RUNNING)
    for _ in range(8):
        runs.run(5)
        now = runs.snapshot(Status.RUNNING)
        assert now.boundary.step == now.step
        pairs = zip(before.companions, now.companions, strict=True)
        renewed.append([new.place for old, new in pairs if new.snapshot.boundary is not old.snapshot.boundary])
        before = now
    assert all(len(places) <= 1 for places in renewed)
    assert {place for places in renewed for place in places} == {1, 2, 3}


def test_the_run_looked_at_goes_on_alone():
    runs = Lockstep(values_of(small(), "learning_rate", [0.1, 0.3]), focus=1)
    runs.run(30)
    runs.alone(alone(small(learning_rate=0.3)), 2)
    runs.run(30)
    taken = runs.snapshot(Status.PAUSED)
    trainer = Trainer(small(learning_rate=0.3))
    trainer.run(60)
    np.testing.assert_array_equal(taken.parameters, trainer.network.parameters)
    assert (taken.companions, taken.run, taken.place) == ((), 2, 0)


def test_a_change_that_is_left_behind_at_once_is_not_in_force() -> None:
    runs = Lockstep(alone(Experiment(samples=60)))
    runs.run(5)
    runs.change({"learning_rate": 0.3})
    runs.goto(2)
    assert runs.contrast.experiments()[0].learning_rate == Experiment().learning_rate
    runs.run(3)
    assert runs.contrast.experiments()[0].learning_rate == 0.3

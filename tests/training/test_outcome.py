"""Outcomes: runs end where the same steps by hand end, and medians and quartiles are those of hand arithmetic."""

from __future__ import annotations

import math

import pytest

from model import Experiment, Trainer
from model.knob import Invalid
from model.training.outcome import MEASURES, Row, Spread, Target, outcome_of

SMALL = Experiment(samples=60, width=4, learning_rate=0.3)


def test_ends_where_the_trainer_ends() -> None:
    trainer = Trainer(SMALL)
    trainer.run(20)
    trainer.change(learning_rate=0.1)
    trainer.run(30)
    found = outcome_of(SMALL, ((20, {"learning_rate": 0.1}),), 50)
    assert found.evaluation == trainer.evaluate()
    assert (found.step, found.epoch, found.diverged, found.reached) == (50, 16, False, None)
    assert found.experiment.learning_rate == 0.1


def test_quartiles_by_hand() -> None:
    # 1 2 4 8: quartiles a quarter of the three gaps in, 0.75 steps from each end.
    assert Spread.of([8, 1, math.nan, 4, 2]) == Spread(4, 3.0, 1.75, 5.0, 1.0, 8.0)
    assert Spread.of([math.inf]).count == 0


def test_a_target_ends_the_run_at_the_first_evaluation_that_meets_it() -> None:
    found = outcome_of(SMALL, (), 2000, Target.read("accuracy=0.9"))
    trainer = Trainer(SMALL)
    trainer.run(found.reached)
    seen = trainer.history["validation_accuracy"]
    assert found.reached == found.step == trainer.history["evaluated_step"][-1]
    assert seen[-1] >= 0.9
    assert max(seen[:-1]) < 0.9
    never = outcome_of(SMALL, (), 30, Target.read("train_loss=0"))
    assert (never.step, never.reached) == (30, None)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_met_by_its_own_value_and_by_nothing_worse(name: str) -> None:
    measure, seen = MEASURES[name], Trainer(SMALL).evaluate()
    number = measure.read(seen)
    better = number + (0.01 if measure.rises else -0.01)
    assert Target(measure, number).met(seen)
    assert not Target(measure, better).met(seen)


@pytest.mark.parametrize("text", ["accuracy", "acuracy=1", "accuracy=95", "loss=nan", "=1"])
def test_a_target_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match=r"accuracy=0\.95"):
        Target.read(text)


def test_diverged_runs_are_counted_and_kept_out_of_the_median() -> None:
    wild = SMALL.replace(activation="linear", depth=6, learning_rate=1000.0)
    outcomes = (outcome_of(SMALL, (), 30), outcome_of(wild, (), 2000))
    row = Row({}, outcomes)
    assert row.diverged == 1
    assert row.spreads["train_loss"].median == outcomes[0].evaluation.train_loss
    assert outcomes[1].step < 2000
    assert "Diverged" in outcomes[1].message

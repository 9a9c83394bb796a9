"""The range test: where losses run away, what is suggested, and that the run never notices."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from model import Experiment, Trainer
from model.analysis.catalogue import ANALYSES, study
from model.analysis.range_test import HIGHEST, LOWEST, RangeTest, smooth
from model.analysis.unable import Unable
from model.training.trainer import State

KINDS = {
    "default": {},
    "dropout and momentum": {"dropout": 0.3, "optimizer": "momentum", "batch_size": 32},
    "batch norm": {"batch_norm": True, "batch_size": 16},
    "a policy": {"schedule": "cosine", "l2": 1e-3},
    "32 bits": {"precision": "float32", "depth": 0},
}


def same(one: State, other: State) -> bool:
    """Whether two states are equal, bit for bit, generators too."""
    arrays = zip(
        (one.parameters, one.running, *one.slots), (other.parameters, other.running, *other.slots), strict=True
    )
    places = dataclasses.astuple(one.place), dataclasses.astuple(other.place)
    return (
        all((a == b).all() for a, b in arrays)
        and one.step == other.step
        and repr(one.dropout) == repr(other.dropout)
        and all(np.array_equal(a, b) for a, b in zip(*(map(np.asarray, place) for place in places), strict=True))
    )


@pytest.mark.parametrize("name", ANALYSES)
@pytest.mark.parametrize("settings", KINDS.values(), ids=KINDS)
def test_no_analysis_changes_the_run(settings, name):
    watched, alone = Trainer(Experiment(**settings)), Trainer(Experiment(**settings))
    for trainer in (watched, alone):
        trainer.run(60)
    before, rows = watched.state, len(watched.history)
    options = {"landscape": {"cells": 5}}.get(name, {})
    assert study(watched, name, **options) is not None
    assert same(watched.state, before)
    assert len(watched.history) == rows
    for trainer in (watched, alone):
        trainer.run(60)
    assert same(watched.state, alone.state)
    assert (watched.history["loss"] == alone.history["loss"]).all()


def test_rates_rise_evenly_through_the_decades():
    found = study(Trainer(Experiment()), "range_test")
    ratios = found.rates[1:] / found.rates[:-1]
    assert found.rates[0] == pytest.approx(LOWEST)
    assert np.ptp(ratios) < 1e-9
    assert ratios[0] ** 599 == pytest.approx(HIGHEST / LOWEST, rel=1e-6)


def test_suggestions_lie_on_the_fall_and_train_well():
    trainer = Trainer(Experiment())
    found = study(trainer, "range_test")
    assert found.diverged
    assert found.current == 0.03
    assert found.tenth < found.steepest < found.at_minimum < found.rates[-1]
    assert found.tenth == pytest.approx(found.at_minimum / 10)
    suggested = Trainer(Experiment(learning_rate=float(f"{found.tenth:.1g}")))
    for one in (trainer, suggested):
        one.run(1000)
    assert suggested.evaluate().train_loss < trainer.evaluate().train_loss


def test_the_same_run_gives_the_same_test():
    one, other = (study(Trainer(Experiment()), "range_test") for _ in range(2))
    assert (one.losses == other.losses).all()
    third = study(Trainer(Experiment(seed=1)), "range_test")
    assert len(third.losses) != len(one.losses) or (third.losses != one.losses).any()


def test_its_first_loss_is_that_of_the_copied_weights():
    trainer = Trainer(Experiment(batch_size=20_000))
    trainer.run(100)
    found = study(trainer, "range_test")
    assert found.step == 100
    assert found.losses[0] == pytest.approx(trainer.evaluate().train_loss, rel=1e-12)


@pytest.mark.parametrize("size", [6.0, 20.0, 60.0])
def test_losses_run_away_above_two_over_lambda_max(size):
    """A perceptron at its minimum has nearly a quadratic loss: its Hessian is X^T diag(p (1 - p)) X / n."""
    rng = np.random.default_rng(0)
    x = size * rng.standard_normal((80, 2))
    y = (x[:, 0] / size + 1.5 * rng.standard_normal(80) > 0).astype(int)
    trainer = Trainer(Experiment(depth=0, batch_size=80, learning_rate=1 / size**2, train_fraction=1.0), data=(x, y))
    trainer.run(3000)
    wide = np.column_stack((x, np.ones(80)))
    p = trainer.predict(x)[:, 1]
    limit = 2 / np.linalg.eigvalsh((wide * (p * (1 - p))[:, None]).T @ wide / 80)[-1]
    assert limit == pytest.approx(study(trainer, "landscape", cells=3).curvature.stable_rate, rel=1e-4)
    trainer.network.parameters[...] += 0.01 / size
    found = study(trainer, "range_test")
    assert found.diverged
    assert limit < found.rates[-1] < 8 * limit
    calm = found.losses[found.rates < limit]
    assert (np.diff(calm) <= 1e-12).all()
    assert found.losses[-1] > 2 * calm.max()


def test_noise_alone_suggests_nothing():
    rng = np.random.default_rng(2)
    losses = 0.5 + 0.2 * rng.standard_normal(600)
    found = RangeTest(0, 0.1, np.geomspace(LOWEST, HIGHEST, 600), losses, smooth(losses, 10.0))
    assert found.steepest is None
    assert found.tenth is None


def test_suggestions_of_a_curve_made_by_hand():
    """0.7 - 0.5 / (1 + (0.01 / rate)^2), which falls fastest per decade at 0.01, then a steep rise from 0.5 on."""
    rates = np.geomspace(LOWEST, HIGHEST, 600)
    losses = 0.7 - 0.5 / (1 + (0.01 / rates) ** 2) + np.maximum(0, rates - 0.5) ** 2
    found = RangeTest(0, 0.1, rates, losses, smooth(losses, 5.0))
    assert math.log10(found.steepest) == pytest.approx(-2, abs=0.05)
    assert 0.3 < found.at_minimum < 0.6


def test_smoothing_is_a_weighted_mean_without_lag():
    ramp = np.arange(200.0)
    assert smooth(ramp, 4.0)[50:150] == pytest.approx(ramp[50:150])
    assert smooth(np.full(30, 3.0), 4.0) == pytest.approx(np.full(30, 3.0))
    holed = np.full(50, 2.0)
    holed[20] = np.inf
    assert np.isnan(smooth(holed, 3.0)[20])
    assert smooth(holed, 3.0)[21] == pytest.approx(2.0)


def test_a_diverged_run_is_told_why():
    trainer = Trainer(Experiment(activation="leaky_relu", initializer="he", learning_rate=1e6))
    trainer.run(50)
    assert trainer.divergence
    with pytest.raises(Unable, match="diverged"):
        study(trainer, "range_test")

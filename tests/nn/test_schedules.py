"""Learning-rate policies: points worked out by hand, the step after the end, and defaults legal everywhere."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import DATASETS, SCHEDULES, Experiment, Trainer

# learning rate 0.8; each row: options, then step -> rate as computed by hand
POINTS: list[tuple[str, dict[str, Any], dict[int, float]]] = [
    ("constant", {}, {0: 0.8, 1: 0.8, 10**9: 0.8}),
    ("step", {"step_size": 10, "gamma": 0.5}, {0: 0.8, 9: 0.8, 10: 0.4, 19: 0.4, 20: 0.2, 100: 0.8 / 1024}),
    ("step", {"step_size": 1, "gamma": 1.0}, {0: 0.8, 7: 0.8}),
    ("exponential", {"gamma": 0.5}, {0: 0.8, 1: 0.4, 2: 0.2, 3: 0.1}),
    ("exponential", {"gamma": 0.99}, {0: 0.8, 2: 0.78408}),
    # cos(0) = 1, cos(pi/4) = 0.70710678, cos(pi/2) = 0, cos(pi) = -1
    (
        "cosine",
        {"T_max": 100, "eta_min": 0.0},
        {0: 0.8, 25: 0.682842712, 50: 0.4, 75: 0.117157288, 100: 0.0, 101: 0.0, 10**6: 0.0},
    ),
    ("cosine", {"T_max": 100, "eta_min": 0.2}, {0: 0.8, 50: 0.5, 100: 0.2, 101: 0.2}),
    # Smith 2017, his own example: 0.001 to 0.006 with a half cycle of 2000
    (
        "cyclic",
        {"base_lr": 0.001, "max_lr": 0.006, "step_size_up": 2000, "mode": "triangular"},
        {0: 0.001, 1000: 0.0035, 2000: 0.006, 3000: 0.0035, 4000: 0.001, 5000: 0.0035, 6000: 0.006, 4001: 0.0010025},
    ),
    (
        "cyclic",
        {"base_lr": 0.1, "max_lr": 0.5, "step_size_up": 4, "mode": "triangular2"},
        {0: 0.1, 4: 0.5, 8: 0.1, 12: 0.3, 16: 0.1, 20: 0.2, 6: 0.3, 10: 0.2},
    ),
    (
        "cyclic",
        {"base_lr": 0.1, "max_lr": 0.5, "step_size_up": 2, "mode": "exp_range", "gamma": 0.5},
        {0: 0.1, 1: 0.2, 2: 0.2, 3: 0.125, 4: 0.1, 6: 0.10625},
    ),
    ("warmup", {"warmup_steps": 4}, {0: 0.2, 1: 0.4, 2: 0.6, 3: 0.8, 4: 0.8, 1000: 0.8}),
    ("warmup", {"warmup_steps": 1}, {0: 0.8, 1: 0.8}),
]


@pytest.mark.parametrize(("name", "options", "points"), POINTS)
def test_rates_at_hand_computed_points(name: str, options: dict[str, Any], points: dict[int, float]) -> None:
    experiment = Experiment(learning_rate=0.8, schedule=name, schedule_options=options)
    rates = experiment.learning_rates(np.array(list(points)))
    np.testing.assert_allclose(rates, list(points.values()), rtol=1e-8, atol=1e-17)


def test_every_policy_of_today_has_points() -> None:
    assert {"constant", "step", "exponential", "cosine", "cyclic", "warmup"} <= set(SCHEDULES)
    assert {name for name, *_ in POINTS} <= set(SCHEDULES)


EXPERIMENTS = [
    {},
    {"samples": 12, "train_fraction": 0.1, "batch_size": 20_000},  # one step in an epoch
    {"samples": 20_000, "train_fraction": 1.0, "batch_size": 1},  # 20,000 steps in an epoch
    {"learning_rate": 0.0},
    {"learning_rate": 1e9},
    {"samples": 13, "train_fraction": 1.0, "batch_size": 3, "batch_norm": True},
]


@pytest.mark.parametrize("changes", EXPERIMENTS)
@pytest.mark.parametrize("name", SCHEDULES)
def test_defaults_are_legal_finite_and_not_negative(name: str, changes: dict[str, Any]) -> None:
    experiment = Experiment(schedule=name, **changes)
    defaults = experiment.options()
    assert set(defaults) == {knob.name for knob in SCHEDULES[name].options}
    assert experiment.replace(schedule_options=defaults).options() == defaults  # writing them out is legal too
    with np.errstate(all="raise", under="ignore"):
        rates = experiment.learning_rates(np.arange(0, 10**6, 997))
    assert np.isfinite(rates).all()
    assert (rates >= 0).all()
    assert rates.max() <= experiment.learning_rate * (1 + 1e-12)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_policy_is_a_pure_function_of_the_step(name: str) -> None:
    experiment = Experiment(schedule=name)
    steps = np.arange(700)
    together = experiment.learning_rates(steps)
    alone = [float(experiment.learning_rates(np.array([step]))[0]) for step in steps]
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(together[::-1], experiment.learning_rates(steps[::-1]))


@pytest.mark.parametrize("name", [name for name in SCHEDULES if name not in ("step", "warm_restarts", "plateau")])
def test_a_smooth_policy_never_jumps(name: str) -> None:
    """Over ten default lengths no single step changes the rate by more than a tenth of its whole range."""
    rates = Experiment(schedule=name, samples=1000, batch_size=10).learning_rates(np.arange(50 * 1000))
    assert np.abs(np.diff(rates)).max() <= 0.1 * np.ptp(rates) + 1e-15


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("dataset", DATASETS)
def test_training_uses_the_policy_from_step_zero_on(name: str, dataset: str) -> None:
    experiment = Experiment(dataset=dataset, samples=24, width=3, schedule=name, learning_rate=0.2)
    trainer = Trainer(experiment)
    trainer.run(9)
    np.testing.assert_array_equal(trainer.history["learning_rate"][:9], experiment.learning_rates(np.arange(9)))


def test_a_rate_really_scales_the_update() -> None:
    """Warm-up's first step of 5 has a fifth of the rate, so a fifth of the plain update."""
    plain = Trainer(Experiment(samples=40, learning_rate=0.5))
    slow = Trainer(Experiment(samples=40, learning_rate=0.5, schedule="warmup", schedule_options={"warmup_steps": 5}))
    moves = []
    for trainer in (plain, slow):
        before = trainer.network.layers[0].parameters["W"].copy()
        trainer.step()
        moves.append(trainer.network.layers[0].parameters["W"] - before)
    np.testing.assert_allclose(moves[0], 5 * moves[1], rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("name", SCHEDULES)
def test_defaults_grow_with_the_epoch(name: str) -> None:
    """A default counted in steps means the same number of epochs in a longer epoch."""
    one, ten = (Experiment(schedule=name, samples=count, train_fraction=1.0) for count in (100, 1000))
    for knob in SCHEDULES[name].options:
        if knob.unit == "steps":
            assert ten.options()[knob.name] == 10 * one.options()[knob.name]
    if name == "exponential":  # the rate after an epoch is the same
        assert math.isclose(one.learning_rates([10])[0], ten.learning_rates([100])[0], rel_tol=1e-4)

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
    ("inverse_time", {"decay_steps": 10, "decay_rate": 0.5}, {0: 0.8, 5: 0.64, 10: 0.53333333333, 20: 0.4, 60: 0.2}),
    ("inverse_time", {"decay_steps": 1, "decay_rate": 0.0}, {0: 0.8, 10**6: 0.8}),
    ("polynomial", {"total_iters": 100, "power": 1.0}, {0: 0.8, 50: 0.4, 99: 0.008, 100: 0.0, 101: 0.0}),
    ("polynomial", {"total_iters": 100, "power": 2.0}, {25: 0.45, 50: 0.2, 90: 0.008, 100: 0.0, 10**6: 0.0}),
    ("polynomial", {"total_iters": 100, "power": 0.5}, {36: 0.64, 75: 0.4, 100: 0.0}),
    # cos(0.9 pi) = -0.951056516, cos(0.95 pi) = -0.987688341
    ("warm_restarts", {"T_0": 10, "T_mult": 1}, {0: 0.8, 5: 0.4, 9: 0.01957739348, 10: 0.8, 15: 0.4, 10**6: 0.8}),
    (
        "warm_restarts",  # cycles of 10, 20, 40, ... begin at 0, 10, 30, 70, 150
        {"T_0": 10, "T_mult": 2, "eta_min": 0.2},
        {0: 0.8, 5: 0.5, 10: 0.8, 20: 0.5, 29: 0.2036934977, 30: 0.8, 50: 0.5, 70: 0.8, 110: 0.5, 150: 0.8},
    ),
    (
        "one_cycle",  # from 0.02 at step 0 to 0.5 at step 0.4 * 10 - 1 = 3, then to 0.0002 at step 10 - 1 = 9
        {"max_lr": 0.5, "total_steps": 10, "pct_start": 0.4, "final_div_factor": 100, "anneal_strategy": "linear"},
        {0: 0.02, 1: 0.18, 2: 0.34, 3: 0.5, 6: 0.2501, 9: 0.0002, 10: 0.0002, 10**6: 0.0002},
    ),
    (
        "one_cycle",  # cos(pi/3) = 1/2, so a quarter and three quarters of the way
        {"max_lr": 0.5, "total_steps": 10, "pct_start": 0.4, "final_div_factor": 100},
        {0: 0.02, 1: 0.14, 2: 0.38, 3: 0.5, 5: 0.37505, 6: 0.2501, 7: 0.12515, 9: 0.0002, 10: 0.0002},
    ),
    (
        "one_cycle",
        {"max_lr": 0.5, "total_steps": 3, "pct_start": 0.0, "final_div_factor": 1.0},
        {0: 0.5, 1: 0.26, 2: 0.02},
    ),
    ("plateau", {}, {0: 0.8, 10**9: 0.8}),  # as long as nothing has been evaluated
    ("warmup", {"warmup_steps": 4}, {0: 0.2, 1: 0.4, 2: 0.6, 3: 0.8, 4: 0.8, 1000: 0.8}),
    ("warmup", {"warmup_steps": 1}, {0: 0.8, 1: 0.8}),
]


@pytest.mark.parametrize(("name", "options", "points"), POINTS)
def test_rates_at_hand_computed_points(name: str, options: dict[str, Any], points: dict[int, float]) -> None:
    experiment = Experiment(learning_rate=0.8, schedule=name, schedule_options=options)
    rates = experiment.learning_rates(np.array(list(points)))
    np.testing.assert_allclose(rates, list(points.values()), rtol=1e-8, atol=1e-17)


def test_every_policy_has_points() -> None:
    assert {name for name, *_ in POINTS} == set(SCHEDULES)


@pytest.mark.parametrize(("name", "options", "points"), POINTS)
def test_a_warm_up_can_stand_in_front_of_any_policy(
    name: str, options: dict[str, Any], points: dict[int, float]
) -> None:
    """In 5 steps to the policy's first rate, in fifths; then the policy as if it began there."""
    experiment = Experiment(learning_rate=0.8, schedule=name, schedule_options=options, warmup_steps=5)
    first = float(Experiment(learning_rate=0.8, schedule=name, schedule_options=options).learning_rates([0])[0])
    fifths = [first * share for share in (0.2, 0.4, 0.6, 0.8, 1.0)]
    np.testing.assert_allclose(experiment.learning_rates(np.arange(5)), fifths, rtol=1e-14)
    later = experiment.learning_rates(np.array(list(points)) + 5)
    np.testing.assert_allclose(later, list(points.values()), rtol=1e-8, atol=1e-17)


@pytest.mark.parametrize("growth", [1, 2, 3, 7, 10])
@pytest.mark.parametrize("first", [1, 3, 10, 997])
def test_every_restart_is_met_to_the_step(first: int, growth: int) -> None:
    """Logarithms of whole powers are rounded; the step of a restart has the full rate, the one before nearly none."""
    begins, length = [0], first
    while begins[-1] + length < 1e9 and len(begins) < 40:
        begins.append(begins[-1] + length)
        length *= growth
    options = {"T_0": first, "T_mult": growth}
    experiment = Experiment(learning_rate=0.8, schedule="warm_restarts", schedule_options=options)
    assert (experiment.learning_rates(np.array(begins)) == 0.8).all()
    if first > 1:
        assert experiment.learning_rates(np.array(begins[1:]) - 1).max() < 0.61


def test_rates_of_inverse_time_have_an_infinite_sum_and_those_of_exponential_decay_have_not() -> None:
    """Robbins & Monro 1951: 1/(1 + t) sums to ln n, gamma^t to 1 / (1 - gamma)."""
    steps = np.arange(10**6)
    slow = Experiment(learning_rate=1.0, schedule="inverse_time", schedule_options={"decay_steps": 1})
    fast = Experiment(learning_rate=1.0, schedule="exponential", schedule_options={"gamma": 0.99})
    assert slow.learning_rates(steps).sum() == pytest.approx(np.log(10**6) + np.euler_gamma, abs=1e-5)
    assert (slow.learning_rates(steps) ** 2).sum() == pytest.approx(np.pi**2 / 6, abs=1e-5)
    assert fast.learning_rates(steps).sum() == pytest.approx(100.0, rel=1e-9)


def test_policies_of_a_whole_run_end_with_it() -> None:
    for name, option in [("one_cycle", "total_steps"), ("polynomial", "total_iters")]:
        bounded = Experiment(schedule=name, max_epochs=7)
        assert bounded.options()[option] == 7 * bounded.steps_per_epoch


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

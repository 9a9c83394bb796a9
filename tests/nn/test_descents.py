"""Optimizers and policies on surfaces whose minima and curvatures are known: a bowl, and two wells."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import OPTIMIZERS, Experiment

STEPS, STARTS = 600, 200
NARROW, WIDE = np.array([1.18600, 0.39540]), np.array([-0.93967, -0.28190])


@pytest.mark.parametrize(("rate", "end"), [(0.19, 2e-18), (0.20, 5.0), (0.21, 2e17)])
def test_a_bowl_is_stable_below_two_over_its_curvature(rate: float, end: float) -> None:
    """f = (w1^2 + 10 w2^2) / 2 from (1, 1), 200 steps: at 0.2 = 2 / 10 the second coordinate jumps between +-1."""
    w, curvature = np.ones(2), np.array([1.0, 10.0])
    for _ in range(200):
        OPTIMIZERS["sgd"].update(w, curvature * w, rate, (), {})
    assert 0.5 * float(curvature @ w**2) == pytest.approx(end, rel=0.3 if end != 5.0 else 1e-9)


def slope(points: np.ndarray) -> np.ndarray:
    """The gradient at ``points (n, 2)`` of a bowl with a narrow well (curvature 12.6) and a wide one (1.66).

    f = 0.05 |p|^2 - 0.5 exp(-|p - (1.2, 0.4)|^2 / (2 0.2^2)) - exp(-|p - (-1, -0.3)|^2 / (2 0.8^2)).
    """
    total = 0.1 * points
    for depth, centre, width in [(0.5, (1.2, 0.4), 0.2), (1.0, (-1.0, -0.3), 0.8)]:
        away = points - centre
        total += depth * away / width**2 * np.exp(-np.sum(away**2, axis=1) / (2 * width**2))[:, None]
    return total


def ends(learning_rate: float, **changes: Any) -> tuple[float, float]:
    """The shares of starts around the narrow minimum that end in the narrow and in the wide one."""
    rng = np.random.default_rng(0)
    angle, radius = rng.uniform(0, 2 * np.pi, STARTS), rng.uniform(0.05, 0.35, STARTS)
    points = NARROW + radius[:, None] * np.column_stack((np.cos(angle), np.sin(angle)))
    rates = Experiment(learning_rate=learning_rate, **changes).learning_rates(np.arange(STEPS))
    for rate in rates:
        OPTIMIZERS["sgd"].update(points, slope(points), rate, (), {})
    near = [np.linalg.norm(points - minimum, axis=1) < 0.1 for minimum in (NARROW, WIDE)]
    return float(near[0].mean()), float(near[1].mean())


def test_the_wells_are_where_they_are_said_to_be() -> None:
    np.testing.assert_allclose(slope(np.array([NARROW, WIDE])), 0.0, atol=2e-4)


@pytest.mark.parametrize(
    ("learning_rate", "changes"),
    [
        (0.02, {}),
        (0.1, {}),
        (0.1, dict(schedule="exponential", schedule_options={"gamma": math.exp(-0.01)})),
        (0.1, dict(schedule="step", schedule_options={"gamma": 0.5, "step_size": 100})),
        (0.1, dict(schedule="inverse_time", schedule_options={"decay_steps": 100})),
        (0.1, dict(schedule="cosine", schedule_options={"T_max": STEPS})),
        (0.1, dict(schedule="polynomial", schedule_options={"total_iters": STEPS})),
    ],
)
def test_rates_below_two_over_the_curvature_stay_in_the_narrow_well(learning_rate: float, changes: dict) -> None:
    """The narrow minimum is unstable above 2 / 12.59 = 0.1588 only."""
    assert ends(learning_rate, **changes) == (1.0, 0.0)


def triangles(mode: str, **more: float) -> dict[str, Any]:
    options = {"base_lr": 0.02, "max_lr": 1.0, "step_size_up": 50, "mode": mode, **more}
    return dict(schedule="cyclic", schedule_options=options)


@pytest.mark.parametrize(
    ("learning_rate", "changes"),
    [
        (0.5, {}),
        (1.0, triangles("triangular")),
        (1.0, triangles("triangular2")),
        (1.0, triangles("exp_range", gamma=0.997)),
        (1.0, dict(schedule="warm_restarts", schedule_options={"T_0": 100, "T_mult": 1})),
        (1.0, dict(schedule="cosine", schedule_options={"T_max": 500}, warmup_steps=100)),
        (1.0, dict(schedule="one_cycle", schedule_options={"total_steps": STEPS})),
    ],
)
def test_a_rate_that_is_high_for_a_while_leaves_it_for_the_wide_one(learning_rate: float, changes: dict) -> None:
    """Above 0.1588 and below 2 / 1.658 = 1.2065, where the wide minimum is stable."""
    assert ends(learning_rate, **changes) == (0.0, 1.0)

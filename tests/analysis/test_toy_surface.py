"""Toy surfaces: the published table of which policies leave the narrow well, and derivatives by differences."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model import SCHEDULES
from model.analysis.curvature import curvature, hessian
from model.analysis.toy_surface import TOY_SURFACES, roll

WELLS, BOWL = TOY_SURFACES["two_wells"], TOY_SURFACES["bowl"]
LOCAL, GLOBAL = 0, 1
STEPS = 600
CYCLE = {"base_lr": 0.02, "max_lr": 1.0, "step_size_up": 50}
POLICIES = {
    "constant 0.02": ("constant", 0.02, {}, LOCAL, None),
    "constant 0.1": ("constant", 0.1, {}, LOCAL, None),
    "exponential": ("exponential", 0.1, {"gamma": math.exp(-0.01)}, LOCAL, None),
    "step": ("step", 0.1, {"gamma": 0.5, "step_size": 100}, LOCAL, None),
    "cosine": ("cosine", 0.1, {"T_max": STEPS, "eta_min": 0.0}, LOCAL, None),
    "triangular": ("cyclic", 1.0, {**CYCLE, "mode": "triangular", "gamma": 1.0}, GLOBAL, 28),
    "triangular2": ("cyclic", 1.0, {**CYCLE, "mode": "triangular2", "gamma": 1.0}, GLOBAL, 28),
    "exp_range": ("cyclic", 1.0, {**CYCLE, "mode": "exp_range", "gamma": 0.997}, GLOBAL, 30),
    "constant 0.5": ("constant", 0.5, {}, GLOBAL, 7),
    "warm-up": ("warmup", 1.0, {"warmup_steps": 100}, GLOBAL, 51),
}


def starts(count: int = 200) -> np.ndarray:
    """Places 0.05 to 0.35 around the narrow minimum."""
    rng = np.random.default_rng(0)
    radius, angle = rng.uniform(0.05, 0.35, count), rng.uniform(0, 2 * np.pi, count)
    return np.array(WELLS.minima[LOCAL][1]) + np.stack((radius * np.cos(angle), radius * np.sin(angle)), axis=1)


@pytest.mark.parametrize("name", POLICIES)
def test_which_policy_leaves_the_narrow_well(name: str):
    policy, rate, options, end, escape = POLICIES[name]
    rates = SCHEDULES[policy].rate(np.arange(STEPS), rate, options)
    path = roll(WELLS, starts(), rates)
    assert (WELLS.nearest(path[-1]) == end).all()
    height = {LOCAL: -0.437, GLOBAL: -0.949}[end]
    assert WELLS.value(path[-1]).mean() == pytest.approx(height, abs=0.001)
    far = np.linalg.norm(path - np.array(WELLS.minima[LOCAL][1]), axis=-1) > 0.6
    if escape is None:
        assert not far.any()
    else:
        assert np.median(far.argmax(axis=0)) == pytest.approx(escape, abs=2)


def test_a_rate_far_too_large_finds_no_rest():
    end = roll(WELLS, starts(), np.full(STEPS, 3.0))[-1]
    rests = np.abs(WELLS.gradient(end)).max(axis=1) < 1e-3
    assert rests.mean() <= 0.16


@pytest.mark.parametrize(
    ("number", "place", "height", "eigenvalues", "limit"),
    [
        (LOCAL, (1.18600, 0.39540), -0.43689, (12.31, 12.59), 0.1588),
        (GLOBAL, (-0.93967, -0.28190), -0.94878, (1.648, 1.658), 1.2065),
    ],
)
def test_the_two_wells_are_the_published_ones(number, place, height, eigenvalues, limit):
    assert WELLS.minima[number][1] == place
    assert WELLS.value(place) == pytest.approx(height, abs=5e-6)
    assert np.abs(WELLS.gradient(place)).max() < 1e-4
    assert WELLS.curvatures(place) == pytest.approx(eigenvalues, abs=5e-3)
    assert WELLS.stable_rate(place) == pytest.approx(limit, abs=5e-5)


@pytest.mark.parametrize("number", [LOCAL, GLOBAL])
def test_the_hessian_by_differences_is_the_analytic_one(number):
    place = np.array(WELLS.minima[number][1])
    found = curvature(list(hessian(WELLS.gradient, place)), WELLS.gradient(place))
    assert found.eigenvalues == pytest.approx(WELLS.curvatures(place), rel=1e-6)
    assert found.kind == "minimum"
    assert found.stable_rate == pytest.approx(2 / WELLS.curvatures(place)[-1], rel=1e-6)


@pytest.mark.parametrize("name", TOY_SURFACES)
def test_gradients_and_hessians_are_those_of_the_value(name):
    surface, width = TOY_SURFACES[name], 1e-4
    for place in np.random.default_rng(1).uniform(-1.3, 1.3, (12, 2)):
        steps = width * np.eye(2)
        slope = [(surface.value(place + step) - surface.value(place - step)) / (2 * width) for step in steps]
        assert surface.gradient(place) == pytest.approx(slope, abs=1e-6)
        bend = [(surface.gradient(place + step) - surface.gradient(place - step)) / (2 * width) for step in steps]
        assert surface.hessian(place) == pytest.approx(np.array(bend), abs=1e-5)


@pytest.mark.parametrize(("rate", "low", "high"), [(0.19, 2e-18, 3e-18), (0.20, 4.999, 5.001), (0.21, 1e17, 3e17)])
def test_the_bowl_is_stable_below_a_fifth(rate, low, high):
    path = roll(BOWL, np.array([1.0, 1.0]), np.full(200, rate))
    assert low < BOWL.value(path[-1]) < high
    assert BOWL.stable_rate(path[0]) == pytest.approx(0.2)


def test_a_ball_that_is_lost_stays_in_sight_of_floats():
    path = roll(BOWL, np.array([1.0, 1.0]), np.full(400, 1e6))
    assert np.isfinite(path).all()

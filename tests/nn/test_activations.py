"""Activations: values by the published formulas, derivatives by finite differences, and no overflow far out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model import ACTIVATIONS

from . import reference

INPUTS = np.concatenate((np.linspace(-6, 6, 48), [-0.013, 0.013])).reshape(5, 10)  # no kink within 0.01
KNOWN = [name for name in ACTIVATIONS if name in reference.FORMULAS]


def value(name: str, z: np.ndarray, slope: float = 0.2) -> np.ndarray:
    h = np.full_like(z, np.nan)
    ACTIVATIONS[name].function(z, h, slope)
    return h


def derivative(name: str, z: np.ndarray, slope: float = 0.2) -> np.ndarray:
    d = np.full_like(z, np.nan)
    ACTIVATIONS[name].derivative(z, value(name, z, slope), d, slope)
    return d


@pytest.mark.parametrize("name", KNOWN)
def test_values_are_those_of_the_published_formula(name: str) -> None:
    np.testing.assert_allclose(value(name, INPUTS), reference.FORMULAS[name](INPUTS, 0.2), rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("slope", [0.0, 0.01, 0.2, 1.0])
def test_derivative_is_the_slope_of_the_function(name: str, slope: float) -> None:
    width = 1e-4
    around = {offset: value(name, INPUTS + offset * width, slope) for offset in (-2, -1, 1, 2)}
    expected = (8 * (around[1] - around[-1]) - (around[2] - around[-2])) / (12 * width)
    np.testing.assert_allclose(derivative(name, INPUTS, slope), expected, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_input_is_left_alone(name: str) -> None:
    z = INPUTS.copy()
    derivative(name, z)
    np.testing.assert_array_equal(z, INPUTS)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_far_out_nothing_overflows(name: str, dtype: type) -> None:
    far = np.array([[-1e4, -800.0, -90.0, 0.0, 90.0, 800.0, 1e4]], dtype)
    with np.errstate(all="raise", under="ignore"):
        h, d = value(name, far), derivative(name, far)
    assert np.isfinite(h).all()
    assert np.isfinite(d).all()
    assert h.dtype == d.dtype == dtype


@pytest.mark.parametrize(
    ("name", "z", "expected"),
    [
        ("linear", -3.0, 1.0),
        ("sigmoid", 0.0, 0.25),  # its greatest slope
        ("sigmoid", 800.0, 0.0),
        ("tanh", 0.0, 1.0),
        ("relu", 0.0, 0.0),  # the convention at the kink
        ("relu", 1e-300, 1.0),
        ("leaky_relu", 0.0, 0.2),  # that of the left side
        ("leaky_relu", -5.0, 0.2),
        ("prelu", 0.0, 0.2),
        ("prelu", 3.0, 1.0),
        ("elu", 0.0, 1.0),
        ("elu", 5.0, 1.0),
        ("elu", -800.0, 0.0),
        ("gelu", 0.0, 0.5),
        ("gelu", 40.0, 1.0),
        ("gelu", -40.0, 0.0),
        ("swish", 0.0, 0.5),
        ("swish", 800.0, 1.0),
        ("softplus", 0.0, 0.5),
        ("softplus", 800.0, 1.0),
    ],
)
def test_landmarks_of_the_derivative(name: str, z: float, expected: float) -> None:
    assert derivative(name, np.array([[z]]))[0, 0] == expected


@pytest.mark.parametrize(
    ("name", "slope", "gain"),
    [
        ("linear", 0, 1),
        ("sigmoid", 0, 1),
        ("tanh", 0, 1.6666666667),
        ("relu", 0, 1.4142135624),
        ("leaky_relu", 0.0, 1.4142135624),
        ("leaky_relu", 0.2, 1.3867504906),
        ("leaky_relu", 1.0, 1.0),
    ],
)
def test_gains_are_pytorchs(name: str, slope: float, gain: float) -> None:
    assert ACTIVATIONS[name].gain(slope) == pytest.approx(gain, rel=1e-9)


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name not in ("sigmoid", "tanh")])
def test_a_gain_keeps_the_mean_square_of_a_normal_signal(name: str) -> None:
    """He's argument: h of standard normal z, times the gain, has mean square 1 again (PyTorch's 1 and 5/3 aside)."""
    z = np.linspace(-12, 12, 24_001)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    mean_square = np.trapezoid(value(name, z) ** 2 * density, z)
    assert ACTIVATIONS[name].gain(0.2) ** 2 * mean_square == pytest.approx(1.0, rel=2e-7)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_negative_slope_is_the_slope_far_below_zero_of_what_is_steeper_above(name: str) -> None:
    far_below, far_above = (derivative(name, np.array([[z]]), 0.3)[0, 0] for z in (-50.0, 50.0))
    rectifier = far_above == 1.0 and far_below < 1.0
    expected = far_below if rectifier else 0.0
    assert ACTIVATIONS[name].negative_slope(0.3) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_what_saturates_is_flat_on_both_sides_and_what_rectifies_has_a_kink_at_zero(name: str) -> None:
    low, high = (derivative(name, np.array([[z]]))[0, 0] for z in (-50.0, 50.0))
    assert ACTIVATIONS[name].saturates == (low < 1e-9 and high < 1e-9)
    left, right = (derivative(name, np.array([[z]]))[0, 0] for z in (-1e-9, 1e-9))
    assert ACTIVATIONS[name].rectifies == (abs(right - left) > 0.5)


@pytest.mark.parametrize("z", [-37.0, -20.0, -8.0, -3.3, -0.75, -1 / 256, 1 / 256, 2.0, 6.5, 9.0])
def test_gelu_is_exact_far_into_its_tail(z: float) -> None:
    """Against the complementary error function; also between two points of the table, and where Phi is 1e-299."""
    exact = z * 0.5 * math.erfc(-z / math.sqrt(2))
    assert value("gelu", np.array([[z]]))[0, 0] == pytest.approx(exact, rel=1e-8 if z < -9 else 2e-12, abs=0.0)


@pytest.mark.parametrize(
    ("name", "z", "expected"),
    [
        ("gelu", 1.0, 0.8413447460685429),  # Phi(1)
        ("swish", 1.0, 0.7310585786300049),  # sigmoid(1)
        ("softplus", 1.0, 1.3132616875182228),  # ln(1 + e)
        ("elu", -1.0, -0.6321205588285577),  # 1 / e - 1
    ],
)
def test_landmarks_of_the_function(name: str, z: float, expected: float) -> None:
    assert value(name, np.array([[z]]))[0, 0] == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_reads_slope_says_whether_the_slope_matters(name: str) -> None:
    matters = not np.array_equal(value(name, INPUTS, 0.1), value(name, INPUTS, 0.3))
    assert ACTIVATIONS[name].reads_slope == matters


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_centred_means_odd(name: str) -> None:
    odd = np.allclose(value(name, INPUTS), -value(name, -INPUTS))
    assert ACTIVATIONS[name].centred == odd

"""Initializers: variances and means within sampling bounds, exact values where nothing is drawn, hidden biases."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model import INITIALIZERS, Experiment, Trainer
from model.nn.initializers import Draw

FANS = [(2, 300), (300, 2), (80, 80), (30, 200)]
SLOPE, SCALE, GAIN = 0.5, 0.03, 1.4
VARIANCES = {
    "normal": lambda fan_in, fan_out: 0.0009,
    "uniform": lambda fan_in, fan_out: 1 / (3 * fan_in),
    "lecun": lambda fan_in, fan_out: 1 / fan_in,
    "xavier": lambda fan_in, fan_out: 2 / (fan_in + fan_out),
    "he": lambda fan_in, fan_out: 1.6 / fan_in,  # 2 / (1 + 0.5^2) = 1.6
}
VARIANCES |= {f"{name}_uniform": VARIANCES[name] for name in ("lecun", "xavier", "he")}
RANDOM = [name for name in INITIALIZERS if name in VARIANCES]


def draw(name: str, fan_in: int, fan_out: int, seed: int = 0) -> np.ndarray:
    facts = Draw(fan_in, fan_out, scale=SCALE, negative_slope=SLOPE, gain=GAIN)
    return INITIALIZERS[name].weights(np.random.default_rng(seed), facts)


@pytest.mark.parametrize("fans", FANS)
@pytest.mark.parametrize("name", RANDOM)
def test_variance_and_mean_lie_within_sampling_bounds(name: str, fans: tuple[int, int]) -> None:
    drawn = np.concatenate([draw(name, *fans, seed).ravel() for seed in range(5)])
    variance, count = VARIANCES[name](*fans), drawn.size
    # sum (w / sd)^2 is chi-square with `count` degrees of freedom: mean count, variance 2 count (less for a uniform)
    assert abs(np.sum(drawn**2) / variance - count) < 5 * math.sqrt(2 * count)
    assert abs(drawn.mean()) < 5 * math.sqrt(variance / count)


@pytest.mark.parametrize("name", RANDOM)
def test_shape_of_the_distribution(name: str) -> None:
    drawn = draw(name, 80, 80).ravel()
    kurtosis = np.mean(drawn**4) / np.mean(drawn**2) ** 2  # 3 for a normal, 1.8 for a uniform
    assert kurtosis == pytest.approx(1.8 if name.endswith("uniform") else 3.0, abs=5 * math.sqrt(24 / drawn.size))


@pytest.mark.parametrize("name", INITIALIZERS)
@pytest.mark.parametrize("fans", [*FANS, (1, 1)])
def test_weights_have_one_row_for_each_input(name: str, fans: tuple[int, int]) -> None:
    assert draw(name, *fans).shape == fans
    assert np.isfinite(draw(name, *fans)).all()


@pytest.mark.parametrize("name", INITIALIZERS)
def test_reads_scale_says_whether_the_scale_matters(name: str) -> None:
    one, other = (INITIALIZERS[name].weights(np.random.default_rng(0), Draw(3, 4, scale=scale)) for scale in (0.1, 0.2))
    assert INITIALIZERS[name].reads_scale == (not np.array_equal(one, other))


def test_zeros_and_constant_are_exact() -> None:
    np.testing.assert_array_equal(draw("zeros", 4, 3), np.zeros((4, 3)))
    np.testing.assert_array_equal(draw("constant", 4, 3), np.full((4, 3), SCALE))


@pytest.mark.parametrize("name", [name for name in INITIALIZERS if name not in ("zeros", "constant")])
def test_layers_and_units_are_drawn_apart(name: str) -> None:
    layers = [layer.parameters["W"] for layer in Trainer(Experiment(depth=3, width=6, initializer=name)).network.layers]
    assert len({array.tobytes() for array in layers}) == 4
    assert len(np.unique(layers[1])) == layers[1].size


@pytest.mark.parametrize(
    ("name", "squared"),
    [("uniform", 1 / 30), ("lecun_uniform", 3 / 30), ("xavier_uniform", 6 / 230), ("he_uniform", 4.8 / 30)],
)
def test_a_uniform_draw_fills_its_interval_and_stays_inside(name: str, squared: float) -> None:
    """Edges 1/sqrt(in), sqrt(3/in), sqrt(6/(in + out)), sqrt(6/((1 + 0.5^2) in)) for 30 inputs and 200 units."""
    drawn = np.abs(draw(name, 30, 200))
    assert 0.999 * math.sqrt(squared) < drawn.max() <= math.sqrt(squared) * (1 + 1e-15)


@pytest.mark.parametrize("fan", [20, 80])
def test_orthogonal_columns_have_the_gain_as_length(fan: int) -> None:
    drawn = draw("orthogonal", 80, fan)
    np.testing.assert_allclose(drawn.T @ drawn, GAIN**2 * np.eye(fan), atol=1e-12)


def test_orthogonal_rows_have_the_gain_as_length_where_there_are_fewer_of_them() -> None:
    drawn = draw("orthogonal", 20, 80)
    np.testing.assert_allclose(drawn @ drawn.T, GAIN**2 * np.eye(20), atol=1e-12)


def test_orthogonal_weights_turn_every_way_alike() -> None:
    """Over many draws no entry leans to one side (as with QR alone), and each has variance 1 / n."""
    drawn = np.array([draw("orthogonal", 4, 4, seed) for seed in range(600)]) / GAIN
    assert np.abs(drawn.mean(axis=0)).max() < 5 * math.sqrt(1 / 4 / 600)
    np.testing.assert_allclose((drawn**2).mean(axis=0), 1 / 4, atol=5 * math.sqrt(0.1 / 600))


@pytest.mark.parametrize(("activation", "gain"), [("tanh", 5 / 3), ("relu", math.sqrt(2)), ("linear", 1.0)])
def test_the_activations_gain_reaches_orthogonal(activation: str, gain: float) -> None:
    layers = Trainer(Experiment(width=8, depth=2, initializer="orthogonal", activation=activation)).network.layers
    weights = layers[1].parameters["W"]
    np.testing.assert_allclose(weights.T @ weights, gain**2 * np.eye(8), atol=1e-12)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_bias_init_is_for_hidden_biases_only(name: str) -> None:
    *hidden, output = Trainer(Experiment(depth=3, initializer=name, bias_init=-3.0)).network.layers
    assert all((layer.parameters["b"] == -3.0).all() for layer in hidden)
    assert (output.parameters["b"] == 0.0).all()


def test_with_batch_norm_beta_takes_the_bias_place() -> None:
    *hidden, output = Trainer(Experiment(depth=2, batch_norm=True, bias_init=-3.0)).network.layers
    for layer in hidden:
        assert set(layer.parameters) == {"W", "gamma", "beta"}
        assert (layer.parameters["gamma"] == 1.0).all()
        assert (layer.parameters["beta"] == -3.0).all()
    assert set(output.parameters) == {"W", "b"}


def test_the_leaky_slope_reaches_he_and_the_output_layer_uses_the_same_initializer() -> None:
    widths = dict(hidden=(200, 200), initializer="he", activation="leaky_relu", leaky_slope=1.0)
    layers = Trainer(Experiment(dataset="blobs", classes=6, **widths)).network.layers
    for layer in layers[1:]:  # 2 / ((1 + 1) 200)
        weights = layer.parameters["W"]
        assert abs(np.sum(weights**2) * 200 - weights.size) < 5 * math.sqrt(2 * weights.size)

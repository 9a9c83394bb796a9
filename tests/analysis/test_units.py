"""Counts of units in networks made by hand, and histograms against those of numpy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import ACTIVATIONS, Experiment, Trainer
from model.analysis.census import Census
from model.analysis.preactivations import BINS, Preactivations, histogram
from model.analysis.slopes import SMALL, is_flat, steepest
from model.analysis.units import MOST
from model.nn.network import Network
from model.nn.predictor import CHUNK
from tests.nn import reference

LINE = np.linspace(-1, 1, 101)[:, None]  # one input
RECTIFIERS = [name for name, record in ACTIVATIONS.items() if record.rectifies]
BOUNDED = [name for name, record in ACTIVATIONS.items() if record.saturates]


def network(weights: list[float], biases: list[float], activation: str, **changes: Any) -> Network:
    """One hidden layer over one input."""
    made = Network(1, (len(weights),), 1, ACTIVATIONS[activation], **changes)
    made.layers[0].parameters["W"][...] = [weights]
    made.layers[0].parameters["beta" if changes.get("batch_norm") else "b"][...] = biases
    return made


@pytest.mark.parametrize("activation", RECTIFIERS)
def test_dead_are_units_whose_sums_are_never_above_zero(activation: str) -> None:
    """z = w x + b over x from -1 to 1: at most |w| + b."""
    made = network([1.0, 1.0, -2.0, 2.0, 0.0, 0.0], [-1.0, -0.99, -2.5, -1.0, 0.0, 0.1], activation)
    units, _ = Census(made, LINE).take(3)
    assert units.step == 3
    assert units.dead.tolist() == [3]  # 1 - 1 = 0, 2 - 2.5 < 0, 0 x + 0 = 0
    assert units.marked["dead"][0].tolist() == [True, False, True, False, True, False]
    assert units.saturated is None
    assert set(units.counts) == {"dead", "identical"}


def test_one_point_among_many_keeps_a_unit_alive() -> None:
    """Wherever it stands: points are looked at in chunks."""
    for place in (0, CHUNK - 1, CHUNK, 1500):
        points = np.full((1501, 1), -1.0)
        points[place] = 1.0
        assert Census(network([1.0, -1.0, 1.0], [0.0, -1.5, -1.5], "relu"), points).take(0)[0].dead.tolist() == [2]


@pytest.mark.parametrize("activation", BOUNDED)
def test_saturated_are_units_that_are_flat_on_nearly_all_points(activation: str) -> None:
    """Sums of 100 x are flat but for the points around 0, those of 0.1 x never; a great bias makes all flat."""
    made = network([100.0, 0.1, 1.0, -3.0], [0.0, 0.0, 50.0, 0.0], activation)
    units, _ = Census(made, LINE).take(0)
    slopes = reference_slopes(activation, LINE * made.layers[0].parameters["W"] + made.layers[0].parameters["b"])
    by_hand = (np.abs(slopes) < 0.05 * {"tanh": 1.0, "sigmoid": 0.25}.get(activation, 1.0)).mean(axis=0) >= 0.9
    assert by_hand.tolist()[:3] == [True, False, True]
    assert units.saturated.tolist() == [by_hand.sum()]
    assert [marked.tolist() for marked in units.marked["saturated"]] == [by_hand.tolist()]
    assert units.dead is None
    assert (SMALL, MOST) == (0.05, 0.9)


def reference_slopes(activation: str, z: np.ndarray) -> np.ndarray:
    return (reference.activate(activation, z + 1e-5, 0.01) - reference.activate(activation, z - 1e-5, 0.01)) / 2e-5


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_flat_is_what_is_far_less_steep_than_the_steepest(activation: str) -> None:
    z = np.linspace(-6, 6, 48)  # not at a kink
    slopes = np.abs(reference_slopes(activation, z))
    expected = slopes < 0.05 * np.abs(reference_slopes(activation, np.linspace(-8, 8, 1600))).max()
    clear = np.abs(slopes / steepest(ACTIVATIONS[activation], 0.01) - 0.05) > 1e-4
    np.testing.assert_array_equal(is_flat(ACTIVATIONS[activation], z, 0.01)[clear], expected[clear])


@pytest.mark.parametrize(
    ("weights", "biases", "count"),
    [
        ([1.0, 2.0, 3.0], [0.0, 0.0, 0.0], 0),
        ([1.0, 2.0, 1.0], [0.0, 0.0, 0.0], 2),
        ([1.0, 2.0, 1.0], [0.0, 0.0, 0.5], 0),
        ([1.0, 2.0, 1.0, 2.0, 5.0], [0.1, 0.2, 0.1, 0.2, 0.0], 4),
        ([1.0, 1.0 + 1e-13, 1.0 + 1e-9], [0.0, 0.0, 0.0], 2),
        ([1e-30, 1e-30, 2e-30], [0.0, 0.0, 0.0], 2),
        ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], 3),
        ([7.0], [0.0], 0),
    ],
)
@pytest.mark.parametrize("batch_norm", [False, True])
def test_identical_are_units_with_the_same_incoming_weights(
    weights: list[float], biases: list[float], count: int, batch_norm: bool
) -> None:
    if batch_norm and max(weights) < 1e-20:
        return  # gamma is 1: the greatest number, beside which these are the same
    made = network(weights, biases, "tanh", batch_norm=batch_norm)
    if batch_norm:
        made.layers[0].parameters["gamma"][...] = 1.0
    assert Census(made, LINE).take(0)[0].identical.tolist() == [count]


@pytest.mark.parametrize("initializer", ["zeros", "constant"])
def test_symmetry_lasts_and_is_seen(initializer: str) -> None:
    trainer = Trainer(Experiment(dataset="xor", samples=60, initializer=initializer, initializer_scale=0.5, width=8))
    trainer.run(50)
    units, _ = Census(trainer.network, trainer.data.train.inputs).take(50)
    assert units.identical.tolist() == [8, 8]
    fresh = Trainer(Experiment(samples=60))
    assert Census(fresh.network, fresh.data.train.inputs).take(0)[0].identical.tolist() == [0, 0]


def test_a_bad_bias_kills_relu_units_for_ever_and_leaky_ones_recover() -> None:
    """Bias -3, He, two layers of 16: a prototype's dead share is 0.78 to 0.97 at the start; with a slope of 0.2 it
    falls from 0.83 to 0.51."""
    shares = {}
    for activation in ("relu", "leaky_relu"):
        trainer = Trainer(Experiment(
            samples=200, train_fraction=1.0, batch_size=32, depth=2, width=16, activation=activation, leaky_slope=0.2,
            initializer="he", bias_init=-3.0, learning_rate=0.3,
        ))  # fmt: skip
        census = Census(trainer.network, trainer.data.train.inputs)
        shares[activation] = [census.take(0)[0].dead.sum() / 32]
        trainer.run(1000)
        shares[activation].append(census.take(1000)[0].dead.sum() / 32)
    assert min(shares["relu"]) >= 0.7
    assert shares["leaky_relu"][0] >= 0.65
    assert shares["leaky_relu"][1] < shares["leaky_relu"][0] - 0.1


def test_a_network_without_hidden_layers_has_nothing_to_count() -> None:
    units, sums = Census(Network(1, (), 1), LINE).take(0)
    assert not any(count.size for count in units.counts.values())
    assert sums.over(np.linspace(-4, 4, 9)).shape == (0, 8)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_histograms_are_of_the_sums_that_activations_are_given(batch_norm: bool) -> None:
    trainer = Trainer(Experiment(samples=80, depth=2, width=5, batch_norm=batch_norm, learning_rate=0.3))
    trainer.run(40)
    inputs, h = trainer.data.train.inputs, trainer.data.train.inputs
    _, found = Census(trainer.network, inputs).take(40)
    for number, layer in enumerate(trainer.network.layers[:-1]):
        w, b = trainer.network.effective(layer)
        z = h @ w + b
        counts, edges = np.histogram(z, BINS)
        assert (found.low[number], found.high[number]) == pytest.approx((edges[0], edges[-1]), rel=1e-12)
        assert found.counts[number].sum() == z.size
        assert np.abs(np.cumsum(found.counts[number]) - np.cumsum(counts)).max() <= 1  # a sum on an edge
        h = np.tanh(z)


def test_histograms_of_odd_numbers() -> None:
    assert histogram(np.full((2, 3), 0.25))[0] == (0.25, 0.25)
    assert histogram(np.full((2, 3), 0.25))[1].sum() == 6
    limits, counts = histogram(np.array([[1.0, np.nan, 3.0, np.inf]]))
    assert limits == (1.0, 3.0)
    assert counts.sum() == 2
    assert np.isnan(histogram(np.full((1, 3), np.nan))[0]).all()
    assert histogram(np.array([[-1e308, 1e308]]))[1].sum() == 0


def test_shares_between_edges_add_up_and_keep_tails_in_the_outer_bins() -> None:
    counts = np.zeros((3, BINS), int)
    counts[0] = 1  # evenly from -1 to 1
    counts[1, 0] = 5  # far to the left
    counts[2, BINS // 2] = 4  # all at 0.1
    sums = Preactivations(0, np.array([-1.0, -50.0, 0.1]), np.array([1.0, 50.0, 0.1]), counts)
    shares = sums.over(np.array([-2.0, -1.0, 0.0, 0.5, 2.0]))
    np.testing.assert_allclose(shares, [[0, 0.5, 0.25, 0.25], [1, 0, 0, 0], [0, 0, 1, 0]], atol=1e-12)

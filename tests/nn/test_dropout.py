"""Dropout: the statistics of its masks, seen from outside in the gradient of the output weights.

A linear hidden layer with W = 0 and b = 1 hands out ones; with output weights 0 every point of class 0 has
d loss / d logit = 1/2. The gradient of output weight j is then kept_j / (1 - rate) / (2 B), where kept_j counts the
points of the minibatch for which unit j was kept.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from model import Experiment, Trainer
from tests.training.probes import PLANE, custom, parameters, put, small

POINTS, UNITS, STEPS = 128, 250, 400  # so many that a rate rounded to 8 bits would show
RATES = [0.05, 0.3, 0.5, 0.95]
TINY = 2.0**-30  # a learning rate at which the output weights stay where they are


def kept_counts(rate: float, seed: int = 0, steps: int = STEPS) -> np.ndarray:
    """How many points kept each unit at each step ``(steps, units)``."""
    changes = dict(hidden=(UNITS,), activation="linear", dropout=rate, seed=seed, learning_rate=TINY)
    trainer = custom(np.zeros((POINTS, 2)), np.zeros(POINTS, int), **changes)
    put(trainer, [{"W": 0.0, "b": 1.0}, {"W": 0.0, "b": 0.0}])
    weights = [np.zeros(UNITS)]
    for _ in range(steps):
        trainer.step()
        weights.append(parameters(trainer)[1]["W"].ravel())
    gradient = -np.diff(weights, axis=0) / TINY
    return gradient * (1 - rate) * 2 * POINTS


@pytest.mark.parametrize("rate", RATES)
def test_kept_activations_are_scaled_by_one_over_the_kept_share(rate: float) -> None:
    """Counts come out whole; a rate may be rounded to a 65536th, which is 2e-4 of the share kept at rate 0.95."""
    counts = kept_counts(rate, steps=5)
    np.testing.assert_allclose(counts, counts.round(), rtol=2e-4, atol=1e-6)
    assert counts.max().round() <= POINTS
    assert len(np.unique(counts.round())) > 1


@pytest.mark.parametrize("rate", RATES)
def test_the_share_of_dropped_units_is_the_rate(rate: float) -> None:
    counts = kept_counts(rate).round()
    trials = counts.size * POINTS
    assert abs(counts.sum() - trials * (1 - rate)) < 5 * math.sqrt(trials * rate * (1 - rate))


@pytest.mark.parametrize("rate", RATES)
def test_points_units_and_steps_are_dropped_independently(rate: float) -> None:
    """The variance of a count is that of a binomial; counts of two units, or of two steps, do not correlate."""
    centred = kept_counts(rate).round() - POINTS * (1 - rate)
    variance = POINTS * rate * (1 - rate)
    assert np.mean(centred**2) / variance == pytest.approx(1, abs=6 * math.sqrt(2 / centred.size) + 0.01)
    for one, other in [(centred[1:], centred[:-1]), (centred[:, 1:], centred[:, :-1])]:
        assert abs(np.mean(one * other)) / variance < 5 / math.sqrt(one.size)


def test_masks_differ_between_steps_and_seeds_and_repeat_with_the_seed() -> None:
    once = kept_counts(0.5)
    assert len(np.unique(once.round(), axis=0)) == STEPS
    np.testing.assert_array_equal(kept_counts(0.5), once)
    assert not np.array_equal(kept_counts(0.5, seed=1), once)


def test_predicting_drops_nothing_and_weights_and_batches_do_not_depend_on_dropout() -> None:
    without, with_dropout = (Trainer(small(dropout=rate)) for rate in (0.0, 0.5))
    np.testing.assert_array_equal(with_dropout.predict(PLANE), without.predict(PLANE))
    with_dropout.run(20)
    np.testing.assert_array_equal(with_dropout.predict(PLANE), with_dropout.predict(PLANE))


def test_evaluated_losses_drop_nothing() -> None:
    first = [Trainer(small(dropout=rate)).history["train_loss"][0] for rate in (0.0, 0.5)]
    assert first[0] == first[1]


def test_a_network_without_hidden_layers_has_nothing_to_drop() -> None:
    trainers = [Trainer(Experiment(depth=0, samples=40, dropout=rate)) for rate in (0.0, 0.5)]
    for trainer in trainers:
        trainer.run(30)
    np.testing.assert_array_equal(trainers[0].history["loss"], trainers[1].history["loss"])


def test_every_hidden_layer_is_dropped_and_the_expectation_stays() -> None:
    """Two linear layers that average ones: the logit is the mean mask of one times that of the other.

    At rate 1/2 a mask factor is 0 or 2, mean 1, variance 1. The mean of n of them has variance 1/n, and a product of
    two such means has mean 1 and variance 1/n + 1/n + 1/n^2.
    """
    rate, units, points, scale = 0.5, 4, 64, 1e-3
    changes = dict(hidden=(units, units), activation="linear", dropout=rate, learning_rate=TINY)
    trainer = custom(np.zeros((points, 2)), np.zeros(points, int), **changes)
    average = np.full((units, units), 1 / units)
    put(trainer, [{"W": 0.0, "b": 1.0}, {"W": average, "b": 0.0}, {"W": scale / units, "b": 0.0}])
    # for labels 0 the loss is ln(1 + e^z) = ln 2 + z/2 + O(z^2): the recorded loss shows the mean logit
    logits = np.array([(trainer.step().loss - math.log(2)) * 2 / scale for _ in range(400)])
    variance = (1 / units + 1 / units + 1 / units**2) / points
    assert logits.mean() == pytest.approx(1.0, abs=5 * math.sqrt(variance / len(logits)) + scale)
    assert logits.var() == pytest.approx(variance, rel=5 * math.sqrt(3 / len(logits)))

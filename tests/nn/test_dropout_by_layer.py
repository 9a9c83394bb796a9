"""Dropout with a rate for each layer: each layer's statistics, and the old random numbers where all are alike."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model import Experiment, Trainer
from model.knob import Invalid
from model.nn.dropout import Dropout
from tests.training.probes import custom, differing, put, small, state


@pytest.mark.parametrize("rates", [(0.1, 0.5, 0.8), (0.0, 0.95, 0.3), (0.5, 0.0, 0.0)])
def test_every_layers_share_is_its_own(rates: tuple[float, ...]) -> None:
    sizes, draws = (600, 300, 1500), 200
    dropout = Dropout(sizes, rates, np.dtype(float))
    rng = np.random.default_rng(1)
    counts = np.zeros(3)
    for _ in range(draws):
        dropout.bits[...] = rng.bit_generator.random_raw(len(dropout.bits))
        dropout.draw()
        for number, (part, rate) in enumerate(zip(np.split(dropout.mask, np.cumsum(sizes)[:-1]), rates)):
            kept = part[part != 0]
            np.testing.assert_allclose(kept, 1 / (1 - rate), rtol=1e-15)
            counts[number] += len(part) - len(kept)
    for count, size, rate in zip(counts, sizes, rates):
        trials = size * draws
        assert abs(count - trials * rate) <= 5 * math.sqrt(trials * rate * (1 - rate)) + trials / 131072


def variance_of_logits(rates: tuple[float, float]) -> float:
    """Two linear layers of 4 units that average ones (see test_dropout): the spread of the logit over 400 steps."""
    tiny, scale, points, units = 2.0**-30, 1e-3, 64, 4
    changes = dict(hidden=(units, units), activation="linear", dropout_rates=rates, learning_rate=tiny)
    trainer = custom(np.zeros((points, 2)), np.zeros(points, int), **changes)
    average = np.full((units, units), 1 / units)
    put(trainer, [{"W": 0.0, "b": 1.0}, {"W": average, "b": 0.0}, {"W": scale / units, "b": 0.0}])
    logits = np.array([(trainer.step().loss - math.log(2)) * 2 / scale for _ in range(400)])
    assert logits.mean() == pytest.approx(1.0, abs=0.05)
    return float(logits.var() * points * units)


def test_in_a_step_every_layer_is_dropped_at_its_own_rate() -> None:
    """One unit's factor has variance p / (1 - p): 1 at 1/2, 4 at 4/5, 0 at 0; a mean of n of them that over n."""
    error = 5 * math.sqrt(3 / 400)
    assert variance_of_logits((0.5, 0.0)) == pytest.approx(1.0, rel=error)
    assert variance_of_logits((0.0, 0.8)) == pytest.approx(4.0, rel=error)
    assert variance_of_logits((0.5, 0.8)) == pytest.approx(1 + 4 + 4 / 4, rel=error)


def test_equal_rates_by_layer_are_the_one_rate_of_all_bit_for_bit() -> None:
    one, other = Trainer(small(dropout=0.3)), Trainer(small(dropout=0.9, dropout_rates=(0.3, 0.3)))
    for trainer in (one, other):
        trainer.run(100)
    assert not differing(state(one), state(other))


def test_rates_of_zero_are_no_dropout() -> None:
    one, other = Trainer(small()), Trainer(small(dropout=0.5, dropout_rates=(0.0, 0.0)))
    for trainer in (one, other):
        trainer.run(50)
    np.testing.assert_array_equal(one.network.parameters, other.network.parameters)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (dict(dropout_rates=(0.1,)), "2 numbers, one for each hidden layer"),
        (dict(dropout_rates=(0.1, 0.2, 0.3)), "2 numbers"),
        (dict(hidden=(3,), dropout_rates=(0.1, 0.2)), "1 number,"),
        (dict(dropout_rates=(0.1, 0.99)), "0 to 0.95"),
        (dict(dropout_rates=("a", 0.2)), "0 to 0.95"),
        (dict(dropout_rates=0.2), "commas"),
    ],
)
def test_impossible_rates_are_refused_in_words(settings: dict, told: str) -> None:
    with pytest.raises(Invalid, match=f"dropout_rates.*{told}"):
        Experiment(**settings)


def test_another_number_of_layers_drops_the_rates_and_another_width_keeps_them() -> None:
    chosen = Experiment(dropout_rates=[0.1, 0.2])
    assert chosen.layer_dropout == chosen.dropout_rates == (0.1, 0.2)
    assert chosen.replace(width=3).dropout_rates == (0.1, 0.2)
    assert chosen.replace(hidden=(4, 4)).dropout_rates == (0.1, 0.2)
    assert chosen.replace(depth=3).dropout_rates is None
    assert chosen.replace(depth=3, dropout_rates=(0.1, 0.2, 0.3)).layer_dropout == (0.1, 0.2, 0.3)
    assert Experiment(depth=3, dropout=0.4).layer_dropout == (0.4, 0.4, 0.4)
    assert Experiment.from_json(chosen.to_json()) == chosen

"""Batch norm: what it normalizes, its running statistics, and the minibatches it needs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import Trainer
from model.training.batches import batch_sizes
from tests.training.probes import PLANE, custom, parameters, put, small

X = np.array([[1.0], [3.0], [8.0]])  # mean 4, squared deviations 9 + 1 + 16 = 26: variance 26/3, unbiased 13
LABELS = np.array([0, 1, 1])


def one_unit(**changes: Any) -> Trainer:
    """Input = sum = logit: one linear hidden unit with batch norm between two weights of 1."""
    trainer = custom(X, LABELS, hidden=(1,), activation="linear", batch_norm=True, **changes)
    put(trainer, [{"W": 1.0}, {"W": 1.0, "b": 0.0}])
    return trainer


def logits(trainer: Trainer, x: np.ndarray) -> np.ndarray:
    answers = trainer.predict(x)
    return np.log(answers[:, 1] / answers[:, 0])


@pytest.mark.parametrize("steps", [1, 2, 7])
def test_running_statistics_follow_the_recurrence(steps: int) -> None:
    """From mean 0 and variance 1, a tenth of the batch's mean 4 and unbiased variance 13 at each step."""
    trainer = one_unit(learning_rate=0.0)
    trainer.run(steps)
    mean, variance = 0.0, 1.0
    for _ in range(steps):
        mean, variance = 0.9 * mean + 0.1 * 4.0, 0.9 * variance + 0.1 * 13.0
    at = np.array([[-5.0], [0.0], [2.0], [6.0]])
    np.testing.assert_allclose(logits(trainer, at), (at[:, 0] - mean) / np.sqrt(variance + 1e-5), rtol=1e-10)


def test_training_normalizes_with_the_biased_variance() -> None:
    normal = (X[:, 0] - 4) / np.sqrt(26 / 3 + 1e-5)
    expected = np.mean(np.log(1 + np.exp(np.where(LABELS == 1, -normal, normal))))
    assert one_unit().step().loss == pytest.approx(expected, rel=1e-13)


def test_gamma_and_beta_scale_and_shift() -> None:
    trainer = one_unit()
    put(trainer, [{"W": 1.0, "gamma": 2.0, "beta": -0.5}, {"W": 1.0, "b": 0.0}])
    values = 2 * (X[:, 0] - 4) / np.sqrt(26 / 3 + 1e-5) - 0.5
    expected = np.mean(np.log(1 + np.exp(np.where(LABELS == 1, -values, values))))
    assert trainer.step().loss == pytest.approx(expected, rel=1e-13)


def test_an_answer_does_not_depend_on_who_is_asked_with_it() -> None:
    trainer = Trainer(small(batch_norm=True))
    trainer.run(30)
    together = trainer.predict(PLANE)
    alone = np.concatenate([trainer.predict(point[None]) for point in PLANE])
    np.testing.assert_allclose(together, alone, rtol=1e-12)


def test_predicting_leaves_the_running_statistics_alone() -> None:
    trainer = Trainer(small(batch_norm=True))
    trainer.run(10)
    before = trainer.predict(PLANE)
    for _ in range(5):
        trainer.predict(PLANE * 100)
    np.testing.assert_array_equal(trainer.predict(PLANE), before)


def test_the_size_of_the_weights_before_it_does_not_matter() -> None:
    """BN(a W u) = BN(W u), and the gradient shrinks by a (Ioffe & Szegedy 2015, section 3.3), up to eps."""
    x, labels = PLANE, (PLANE[:, 0] > 0.3).astype(int)
    one, large = (custom(x, labels, hidden=(6,), batch_norm=True) for _ in range(2))
    put(large, [{"W": 1000 * parameters(large)[0]["W"]}, {}])
    first, second = one.step(), large.step()
    assert second.loss == pytest.approx(first.loss, rel=1e-4)
    np.testing.assert_allclose(second.gradient_rms, first.gradient_rms / [1000, 1], rtol=1e-3)


@pytest.mark.parametrize(
    ("samples", "batch_size", "batch_norm", "sizes"),
    [
        (30, 10, True, [10, 10, 10]),
        (31, 10, True, [10, 10, 11]),
        (31, 10, False, [10, 10, 10, 1]),
        (32, 10, True, [10, 10, 10, 2]),
        (7, 10, True, [7]),
        (10, 10, False, [10]),
        (11, 10, True, [11]),
        (3, 2, True, [3]),
        (3, 1, False, [1, 1, 1]),
    ],
)
def test_sizes_of_an_epochs_minibatches(samples: int, batch_size: int, batch_norm: bool, sizes: list[int]) -> None:
    assert batch_sizes(samples, batch_size, batch_norm) == sizes


@pytest.mark.parametrize(("samples", "batch_norm"), [(30, False), (31, False), (34, True), (31, True), (7, False)])
def test_an_epoch_meets_every_point_once_in_minibatches_of_those_sizes(samples: int, batch_norm: bool) -> None:
    """Point i has input i on and all others off: the rows of W that a step moves are the points of its minibatch."""
    labels = np.arange(samples) % 2
    changes: dict[str, Any] = dict(hidden=(3,), batch_norm=True) if batch_norm else dict(depth=0)
    trainer = custom(np.eye(samples), labels, batch_size=10, **changes)
    orders = []
    for _ in range(3):
        met = []
        for size in batch_sizes(samples, 10, batch_norm):
            before = parameters(trainer)[0]["W"]
            trainer.step()
            moved = np.flatnonzero((parameters(trainer)[0]["W"] != before).any(axis=1))
            assert len(moved) == size
            met.append(tuple(moved))
        assert sorted(sum(met, ())) == list(range(samples))
        orders.append(tuple(met))
    assert len(set(orders)) == (3 if samples > 10 else 1)

"""Back-propagation through dropout: the mask that a step drew is found by trying all, its gradient by differences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from model import ACTIVATIONS, Trainer
from tests.training.probes import RATE, custom, parameters, put, step_gradients

from . import reference

KEPT = 2.0  # at rate 1/2 what is kept is doubled


def all_masks(points: int, widths: tuple[int, ...]) -> Iterator[list[np.ndarray]]:
    """Every way to drop units of every point."""
    sizes = [points * width for width in widths]
    for bits in product((0.0, KEPT), repeat=sum(sizes)):
        parts = np.split(np.array(bits), np.cumsum(sizes)[:-1])
        yield [part.reshape(points, width) for part, width in zip(parts, widths)]


def drawn_mask(trainer: Trainer, start: list, x: np.ndarray, labels: np.ndarray, loss: float) -> list[np.ndarray]:
    """A mask under which the reference network has the loss that the step recorded."""
    chosen = trainer.experiment
    for masks in all_masks(len(x), chosen.widths):
        if abs(reference.loss(start, x, labels, chosen.activation, chosen.leaky_slope, masks) - loss) < 1e-12 * loss:
            return masks
    raise AssertionError(f"no mask has the recorded loss {loss}")


def trainer_with_random_biases(x: np.ndarray, labels: np.ndarray, classes: int, **changes: Any) -> Trainer:
    rng = np.random.default_rng(changes["seed"])
    trainer = custom(x, labels, classes, learning_rate=RATE, leaky_slope=0.2, dropout=0.5, **changes)
    put(trainer, [{k: v + rng.normal(0, 0.5, v.shape) for k, v in layer.items()} for layer in parameters(trainer)])
    return trainer


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize(
    ("batch_norm", "points", "widths"), [(False, 3, (2, 1)), (False, 2, (2, 2)), (True, 3, (2, 1))]
)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_gradient_is_that_of_the_dropped_network(
    activation: str, batch_norm: bool, points: int, widths: tuple[int, ...], classes: int
) -> None:
    """For the first two seeds whose masks drop some units, keep others and let a gradient through to layer 1."""
    x, labels = np.random.default_rng(7).normal(size=(points, 2)), np.array([0, classes - 1, 1])[:points]
    checked = 0
    for seed in range(100):
        changes = dict(hidden=widths, activation=activation, batch_norm=batch_norm, seed=seed)
        trainer = trainer_with_random_biases(x, labels, classes, **changes)
        start = parameters(trainer)
        found = step_gradients(trainer)
        masks = drawn_mask(trainer, start, x, labels, float(trainer.history["loss"][0]))
        if np.ptp(masks[0]) and np.abs(found[0]["W"]).max() > 1e-3:
            expected = reference.gradients(start, x, labels, activation, 0.2, masks)
            assert_close(found, expected)
            checked += 1
        if checked == 2:
            return
    raise AssertionError("no seed has such a mask")


def assert_close(found: list[dict[str, np.ndarray]], expected: list[dict[str, np.ndarray]]) -> None:
    for number, (one, other) in enumerate(zip(found, expected, strict=True)):
        for name in one:
            error = reference.relative_error(one[name], other[name])
            assert error < 1e-6, f"layer {number} {name}: {error:.1e}"

"""Back-propagation against finite differences of an independent forward pass, for every activation and head."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import ACTIVATIONS, Trainer
from tests.training.probes import RATE, custom, parameters, put, step_gradients

from . import reference

LIMIT = 1e-6
MARGIN = 0.03  # no hidden sum is nearer to a kink than the differences reach


def trainer_away_from_kinks(classes: int, points: int = 7, **changes: Any) -> tuple[Trainer, np.ndarray, np.ndarray]:
    """A trainer with random biases on random points of which none sits at a kink of an activation."""
    for seed in range(300):
        rng = np.random.default_rng(seed)
        x, labels = rng.normal(size=(points, 2)), np.arange(points) % classes
        trainer = custom(x, labels, classes, seed=seed, learning_rate=RATE, **changes)
        put(
            trainer,
            [
                {name: value + rng.normal(0, 0.3, value.shape) for name, value in layer.items()}
                for layer in parameters(trainer)
            ],
        )
        _, sums = reference.forward(
            parameters(trainer), x, trainer.experiment.activation, trainer.experiment.leaky_slope
        )
        if all(np.abs(z).min() > MARGIN for z in sums):
            return trainer, x, labels
    raise AssertionError("no points away from kinks found")


def check(trainer: Trainer, x: np.ndarray, labels: np.ndarray) -> None:
    """The trainer's next step goes along the finite-difference gradient, in every array of every layer."""
    chosen = trainer.experiment
    expected = reference.gradients(parameters(trainer), x, labels, chosen.activation, chosen.leaky_slope)
    found = step_gradients(trainer)
    for number, (one, other) in enumerate(zip(found, expected, strict=True)):
        assert set(one) == set(other)
        for name in one:
            error = reference.relative_error(one[name], other[name])
            assert error < LIMIT, f"layer {number} {name}: {error:.1e}"


@pytest.mark.parametrize("classes", [2, 3, 5])
@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_and_head(activation: str, batch_norm: bool, classes: int) -> None:
    changes = dict(hidden=(4, 3), activation=activation, batch_norm=batch_norm, leaky_slope=0.2)
    check(*trainer_away_from_kinks(classes, **changes))


@pytest.mark.parametrize("classes", [2, 3, 5])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_without_hidden_layers(classes: int, batch_norm: bool) -> None:
    check(*trainer_away_from_kinks(classes, depth=0, batch_norm=batch_norm))


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("hidden", [(1,), (1, 1), (2, 5, 3, 4), (3,) * 6])
def test_other_shapes(hidden: tuple[int, ...], batch_norm: bool) -> None:
    check(*trainer_away_from_kinks(2, hidden=hidden, batch_norm=batch_norm))


@pytest.mark.parametrize("points", [2, 3, 33])
def test_batch_norm_in_batches_of_several_sizes(points: int) -> None:
    check(*trainer_away_from_kinks(2, points, hidden=(4, 3), batch_norm=True))


@pytest.mark.parametrize("inputs", [1, 3, 7])
def test_other_numbers_of_inputs(inputs: int) -> None:
    rng = np.random.default_rng(inputs)
    x, labels = rng.normal(size=(6, inputs)), np.array([0, 1, 1, 0, 1, 0])
    check(custom(x, labels, hidden=(3, 3), learning_rate=RATE), x, labels)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_float32_agrees_with_its_precision(batch_norm: bool) -> None:
    trainer, x, labels = trainer_away_from_kinks(3, hidden=(4, 3), batch_norm=batch_norm, precision="float32")
    exact = [{name: value.astype(float) for name, value in layer.items()} for layer in parameters(trainer)]
    expected = reference.gradients(exact, x, labels, "tanh")
    for one, other in zip(step_gradients(trainer), expected, strict=True):
        assert all(value.dtype == np.float32 for value in one.values())
        assert all(reference.relative_error(one[name], other[name]) < 1e-4 for name in one)


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("classes", [2, 4])
def test_the_loss_of_a_step_is_the_reference_loss(classes: int, batch_norm: bool) -> None:
    trainer, x, labels = trainer_away_from_kinks(classes, hidden=(4, 3), batch_norm=batch_norm)
    expected = reference.loss(parameters(trainer), x, labels, "tanh")
    assert trainer.step().loss == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("classes", [2, 4])
def test_predict_is_the_reference_forward_pass(activation: str, classes: int) -> None:
    trainer, _, _ = trainer_away_from_kinks(classes, hidden=(4, 3), activation=activation)
    x = np.random.default_rng(1).normal(size=(700, 2))  # more than any chunk
    logits, _ = reference.forward(parameters(trainer), x, activation)
    np.testing.assert_allclose(trainer.predict(x), reference.probabilities(logits), rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("classes", [2, 3])
def test_a_confident_wrong_answer_has_a_finite_loss_and_gradient(classes: int) -> None:
    """Far out the loss is the margin itself.

    Two classes: logits 2000 and -2000 for the wrong class, 2000 each. Three: logits x (-2000, 0, -5000) lose 2000 at
    x = 1 in class 0, 5000 at x = -1 in class 1 (where class 2 has 5000), nothing at x = -1 in class 2: 7000 / 3.
    """
    x, labels = np.array([[1.0], [-1.0], [-1.0]])[:classes], np.arange(classes)
    trainer = custom(x, labels, classes, depth=0, learning_rate=RATE)
    weights = np.array([[2000.0]]) if classes == 2 else np.array([[-2000.0, 0.0, -5000.0]])
    put(trainer, [{"W": weights, "b": 0.0}])
    with np.errstate(all="raise", under="ignore"):
        record = trainer.step()
    assert record.loss == pytest.approx(2000.0 if classes == 2 else 7000 / 3)
    assert np.isfinite(record.gradient_rms).all()

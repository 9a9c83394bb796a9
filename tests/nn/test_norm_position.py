"""Batch norm after the activation: gradients by differences, statistics by hand, evaluation mode as an affine map."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import ACTIVATIONS, Trainer
from model.nn.network import NORM_POSITIONS
from model.nn.predictor import Predictor, with_ones
from tests.training.probes import PLANE, custom, parameters, put, small, step_gradients

from . import reference
from .test_dropout_gradients import assert_close, drawn_mask, trainer_with_random_biases
from .test_gradients import check, trainer_away_from_kinks

AFTER: dict[str, Any] = dict(batch_norm=True, norm_position="after")


def kinds(**changes: Any) -> list[set[str]]:
    return [set(layer) for layer in parameters(Trainer(small(**changes)))]


def test_beta_takes_the_biass_place_only_right_behind_the_sum() -> None:
    assert kinds(batch_norm=True) == [{"W", "gamma", "beta"}] * 2 + [{"W", "b"}]
    assert kinds(**AFTER) == [{"W", "b", "gamma", "beta"}] * 2 + [{"W", "b"}]


def test_the_initial_bias_goes_where_the_sum_gets_it() -> None:
    for layer in parameters(Trainer(small(**AFTER, bias_init=0.3)))[:2]:
        assert (layer["b"] == 0.3).all()
        assert (layer["beta"] == 0).all()
        assert (layer["gamma"] == 1).all()
    assert (parameters(Trainer(small(batch_norm=True, bias_init=0.3)))[0]["beta"] == 0.3).all()


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation(activation: str, classes: int) -> None:
    check(*trainer_away_from_kinks(classes, hidden=(4, 3), activation=activation, leaky_slope=0.2, **AFTER))


@pytest.mark.parametrize(("hidden", "points"), [((1,), 7), ((2, 5, 3, 4), 7), ((3, 3), 2), ((4, 3), 14)])
def test_other_shapes_and_sizes(hidden: tuple[int, ...], points: int) -> None:
    check(*trainer_away_from_kinks(2, points, hidden=hidden, **AFTER))


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_with_dropout_behind_it(activation: str) -> None:
    """The mask that a step drew is found by trying all."""
    x, labels = np.random.default_rng(7).normal(size=(3, 2)), np.array([0, 1, 1])
    checked = 0
    for seed in range(100):
        trainer = trainer_with_random_biases(x, labels, 2, hidden=(2, 1), activation=activation, seed=seed, **AFTER)
        start = parameters(trainer)
        found = step_gradients(trainer)
        masks = drawn_mask(trainer, start, x, labels, float(trainer.history["loss"][0]))
        if np.ptp(masks[0]) and np.abs(found[0]["W"]).max() > 1e-3:
            assert_close(found, reference.gradients(start, x, labels, activation, 0.2, masks))
            checked += 1
        if checked == 2:
            return
    raise AssertionError("no seed has such a mask")


@pytest.mark.parametrize("steps", [1, 5])
def test_running_statistics_are_those_of_the_activations(steps: int) -> None:
    """One ReLU unit on -1, 3, 8 gives 0, 3, 8: mean 11/3, squared deviations 98/3, unbiased variance 49/3."""
    x = np.array([[-1.0], [3.0], [8.0]])
    trainer = custom(x, np.array([0, 1, 1]), hidden=(1,), activation="relu", learning_rate=0.0, **AFTER)
    put(trainer, [{"W": 1.0}, {"W": 1.0, "b": 0.25}])
    trainer.run(steps)
    mean, variance = 0.0, 1.0
    for _ in range(steps):
        mean, variance = 0.9 * mean + 0.1 * 11 / 3, 0.9 * variance + 0.1 * 49 / 3
    at = np.array([[-5.0], [0.0], [2.0]])
    answers = trainer.predict(at)
    expected = (np.maximum(at[:, 0], 0) - mean) / np.sqrt(variance + 1e-5) + 0.25
    np.testing.assert_allclose(np.log(answers[:, 1] / answers[:, 0]), expected, rtol=1e-10)


@pytest.mark.parametrize("position", NORM_POSITIONS)
@pytest.mark.parametrize("masked", [False, True])
def test_evaluation_mode_is_a_chain_of_affine_maps(position: str, masked: bool) -> None:
    """Against the layers one by one: sum, batch norm with running statistics where it stands, activation, mask."""
    trainer = Trainer(small(hidden=(5, 4, 3), activation="sigmoid", batch_norm=True, norm_position=position))
    trainer.run(40)
    rng = np.random.default_rng(3)
    masks = [rng.choice([0.0, 1.25], width) for width in (5, 4, 3)] if masked else None
    running = rng.uniform(0.5, 2.0, trainer.network.running.shape) if masked else trainer.network.running
    h, start = trainer.data.scaling(PLANE), 0
    for number, layer in enumerate(parameters(trainer)[:-1]):
        units = slice(start, start := start + layer["W"].shape[1])
        mean, deviation = running[0, units], np.sqrt(running[1, units] + 1e-5)

        def normal(values: np.ndarray, m=mean, s=deviation, p=layer) -> np.ndarray:
            return p["gamma"] * (values - m) / s + p["beta"]

        z = h @ layer["W"] + layer.get("b", 0)
        h = reference.activate("sigmoid", normal(z) if position == "before" else z, 0.0)
        h = normal(h) if position == "after" else h
        h = h * masks[number] if masked else h
    last = parameters(trainer)[-1]
    expected = h @ last["W"] + last["b"]
    found = Predictor(trainer.network, with_ones(trainer.data.scaling(PLANE))).logits(running, masks)
    np.testing.assert_allclose(found.T, expected, rtol=1e-9, atol=1e-12)


def test_it_trains() -> None:
    trainer = Trainer(small(**AFTER, samples=200, activation="relu", initializer="he"))
    trainer.run(600)
    assert trainer.evaluate().train_accuracy > 0.9

"""Published examples and steps worked out by hand, reproduced through the trainer's public names."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model import Trainer
from model.nn.regularizers import REGULARIZERS
from tests.training.probes import custom, parameters, put

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_LABELS = np.array([0, 1, 1, 0])
LN2 = math.log(2)


def test_two_layers_by_hand() -> None:
    """One ReLU unit, one logit, two points, learning rate 1/2.

    x = 1 (class 1) and x = -2 (class 0); w1 = 2, b1 = 1, w2 = 1, b2 = -3.
    x = 1: z = 3, h = 3, logit 0, p = 1/2, loss ln 2.  x = -2: z = -3, h = 0, logit -3, loss ln(1 + e^-3).
    d loss / d logit = (p - y) / 2: -1/4 and q = s(-3)/2 with s(-3) = 1/(1 + e^3) = 0.0474258732.
    dw2 = -1/4 * 3 + q * 0 = -3/4;  db2 = -1/4 + 0.0237129366 = -0.2262870634.
    dz of x = 1 is -1/4 * 1; of x = -2 it is 0, for the unit is off.  dw1 = -1/4 * 1, db1 = -1/4.
    """
    trainer = custom([[1.0], [-2.0]], [1, 0], hidden=(1,), activation="relu", learning_rate=0.5)
    put(trainer, [{"W": 2.0, "b": 1.0}, {"W": 1.0, "b": -3.0}])
    record = trainer.step()
    assert record.loss == pytest.approx((LN2 + 0.0485873516) / 2, rel=1e-9)
    np.testing.assert_allclose(record.gradient_rms, [0.25, 0.75], rtol=1e-12)
    first, second = parameters(trainer)
    np.testing.assert_allclose([first["W"].item(), first["b"].item()], [2.125, 1.125], rtol=1e-14)
    np.testing.assert_allclose([second["W"].item(), second["b"].item()], [1.375, -2.8868564683], rtol=1e-10)


def test_scikit_learn_one_step_with_l2() -> None:
    """scikit-learn, test_mlp.py::test_fit, with exact numbers (its comment has slips)."""
    trainer = one_point_twice([0.6, 0.8, 0.7], 0, hidden=(2,), activation="sigmoid", learning_rate=0.1, l2=0.1)
    put(trainer, [{"W": [[0.1, 0.2], [0.3, 0.1], [0.5, 0.0]], "b": 0.1}, {"W": [[0.1], [0.2]], "b": 1.0}])
    assert trainer.predict(np.array([[0.6, 0.8, 0.7]]))[0, 1] == pytest.approx(0.7654520219, rel=1e-9)
    assert trainer.step().loss == pytest.approx(1.4500951146, rel=1e-9)
    first, second = parameters(trainer)
    weights = [[0.0979992710, 0.1957545467], [0.2956656947, 0.0960060623], [0.4938324829, -0.0026196956]]
    np.testing.assert_allclose(first["W"], weights, atol=1e-10)
    np.testing.assert_allclose(second["W"].ravel(), [0.0470121291, 0.1540291814], atol=1e-10)
    np.testing.assert_allclose(first["b"], [0.0983321184, 0.0962575778], atol=1e-10)
    assert second["b"].item() == pytest.approx(0.9234547978, abs=1e-10)
    assert trainer.predict(np.array([[0.6, 0.8, 0.7]]))[0, 1] == pytest.approx(0.739491918, abs=1e-9)


def one_point_twice(x: list[float], label: int, **changes: object) -> Trainer:
    """The point twice: a mean over two equal points is the point's own value, and both classes stay possible."""
    return custom([x, x], [label, label], **changes)


def test_cs231n_toy_network() -> None:
    """cs231n assignment 1, two_layer_net.ipynb: scores, data loss 1.265857052118, with penalty 1.30378789133."""
    weights, inputs = np.random.RandomState(0), np.random.RandomState(1)
    first, second = 0.1 * weights.randn(4, 10), 0.1 * weights.randn(10, 3)
    x = 10 * inputs.randn(5, 4)
    trainer = custom(x, [0, 1, 2, 2, 1], 3, hidden=(10,), activation="relu")
    put(trainer, [{"W": first, "b": 0.0}, {"W": second, "b": 0.0}])
    scores = np.array(
        [
            [-0.81233741, -1.27654624, -0.70335995],
            [-0.17129677, -1.18803311, -0.47310444],
            [-0.51590475, -1.01354314, -0.8504215],
            [-0.15419291, -0.48629638, -0.52901952],
            [-0.00618733, -0.12435261, -0.15226949],
        ]
    )
    odds = np.exp(scores)
    np.testing.assert_allclose(trainer.predict(x), odds / odds.sum(axis=1, keepdims=True), atol=1e-8)
    loss = trainer.step().loss
    assert loss == pytest.approx(1.265857052118, abs=1e-11)
    penalty = sum(REGULARIZERS["l2"].penalty(values, 0.1) for values in (first, second))  # theirs is 0.05 sum W^2
    assert loss + penalty == pytest.approx(1.30378789133, abs=1e-11)


def test_cs231n_seven_classes_and_the_convention_of_l2() -> None:
    """cs231n assignment 2, FullyConnectedNets.ipynb: data loss 3.4702243556; with lambda / 2 sum W^2 26.5948426952.

    The labels go up to 5 only, so a point of class 6 joins that costs (nearly) nothing: it is taken out of the mean.
    """
    x = np.linspace(-5.5, 4.5, 15).reshape(5, 3).T
    first, second = np.linspace(-0.7, 0.3, 250).reshape(5, 50), np.linspace(-0.3, 0.4, 350).reshape(50, 7)
    trainer = custom([*x, x[0]], [0, 5, 1, 6], 6, hidden=(50,), activation="relu", l2=1.0, learning_rate=1.0)
    put(
        trainer,
        [{"W": first, "b": np.linspace(-0.1, 0.9, 50)}, {"W": second, "b": np.linspace(-0.9, 0.1, 7)}],
    )
    scores = [11.53165108, 12.2917344, 13.05181771, 13.81190102, 14.57198434, 15.33206765, 16.09215096]
    odds = np.exp(np.array(scores) - 16.0)
    np.testing.assert_allclose(trainer.predict(x)[0], odds / odds.sum(), rtol=1e-7)
    answers = trainer.predict(x)[[0, 1, 2], [0, 5, 1]]
    assert -np.log(answers).mean() == pytest.approx(3.4702243556, abs=1e-9)
    added = -math.log(trainer.predict(x)[0, 6])
    assert trainer.step().loss * 4 - added == pytest.approx(3 * 3.4702243556, abs=1e-8)
    penalty = sum(REGULARIZERS["l2"].penalty(weights, 1.0) for weights in (first, second))
    assert penalty + 3.4702243556 == pytest.approx(26.5948426952, abs=1e-8)
    assert 2 * penalty + 3.4702243556 == pytest.approx(49.719461034881775, abs=1e-8)  # the other convention


def test_goodfellow_xor_by_hand() -> None:
    """Goodfellow, Bengio & Courville 2016, section 6.1: the logits of the four corners are 0, 1, 1, 0."""
    trainer = custom(XOR, XOR_LABELS, hidden=(2,), activation="relu")
    put(trainer, [{"W": [[1, 1], [1, 1]], "b": [0, -1]}, {"W": [[1], [-2]], "b": 0}])
    answers = trainer.predict(XOR)[:, 1]
    np.testing.assert_allclose(np.log(answers / (1 - answers)), [0, 1, 1, 0], atol=1e-14)


@pytest.mark.parametrize("classes", [2, 3, 4, 5, 6])
def test_zero_weights_cost_ln_of_the_number_of_classes(classes: int) -> None:
    labels = np.arange(4 * classes) % classes
    x = np.random.default_rng(0).normal(size=(len(labels), 2))
    trainer = custom(x, labels, classes, initializer="zeros")
    assert trainer.step().loss == pytest.approx(math.log(classes), rel=1e-14)
    np.testing.assert_allclose(trainer.predict(x), 1 / classes, rtol=1e-12)


def test_logistic_regression_on_xor_ends_at_one_half() -> None:
    """A convex problem whose optimum is p = 1/2 everywhere: loss ln 2."""
    trainer = custom(XOR * 2 - 1, XOR_LABELS, depth=0, learning_rate=1.0)
    trainer.run(300)
    assert trainer.step().loss == pytest.approx(LN2, abs=1e-12)
    np.testing.assert_allclose(trainer.predict(XOR), 0.5, atol=1e-9)


def test_one_unit_on_xor_cuts_off_one_corner() -> None:
    """At best one corner is certain and the other three share p = 1/3: the loss is 3/4 H(1/3) = 0.4773856."""
    trainer = custom(XOR * 2 - 1, XOR_LABELS, hidden=(1,), activation="tanh", learning_rate=1.0, seed=1)
    trainer.run(6000)
    assert trainer.step().loss == pytest.approx(0.4773856, abs=2e-3)


def test_two_merged_corners_cost_half_ln_two() -> None:
    """Corners (0, 0) and (0, 1) given the same place: they stay at p = 1/2, the other two become certain."""
    x = np.array([[0.0], [0.0], [1.0], [-1.0]])
    trainer = custom(x, XOR_LABELS, hidden=(4,), activation="tanh", learning_rate=1.0)
    trainer.run(4000)
    assert trainer.step().loss == pytest.approx(LN2 / 2, abs=2e-3)


def test_whether_a_bowl_is_stable_is_decided_by_its_curvature() -> None:
    """Points x = +-2, each with both labels, and one weight: L(w) = ln(2 cosh w), L'(w) = tanh w, L''(0) = 1.

    Gradient descent near the minimum is stable below 2 / L'' = 2.
    """
    for rate, settles in [(1.9, True), (2.1, False)]:
        trainer = custom([[2.0], [-2.0], [2.0], [-2.0]], [1, 0, 0, 1], depth=0, learning_rate=rate)
        put(trainer, [{"W": 0.01, "b": 0.0}])
        trainer.run(400)
        weight = abs(parameters(trainer)[0]["W"].item())
        assert (weight < 1e-8) == settles
        assert (weight > 0.01) == (not settles)

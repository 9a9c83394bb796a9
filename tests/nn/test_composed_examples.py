"""Published examples that are no run of the trainer: passes through a workspace, composed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from model import ACTIVATIONS
from model.nn.network import Network
from model.nn.plan import Plan, run
from model.nn.predictor import Predictor, with_ones
from model.nn.workspace import Workspace

INPUT, TARGET = np.array([[0.05, 0.10]]), np.array([[0.01], [0.99]])


class Mazur:
    """Matt Mazur's "A step by step backpropagation example" (2015): two sigmoid layers, E = 1/2 sum (t - o)^2.

    Our output layer has no activation: it is the identity here, so that the logits are his outputs o.
    """

    def __init__(self) -> None:
        network = Network(2, (2, 2), 2, ACTIVATIONS["sigmoid"])
        self.learning, (self.first, self.second, identity) = network.layers[:2], network.layers
        self.first.parameters["W"][...], self.first.parameters["b"][...] = [[0.15, 0.25], [0.20, 0.30]], 0.35
        self.second.parameters["W"][...], self.second.parameters["b"][...] = [[0.40, 0.50], [0.45, 0.55]], 0.60
        identity.parameters["W"][...] = np.eye(2)
        self.space, self.gradient, x = Workspace(network, 1), np.zeros_like(network.parameters), with_ones(INPUT)
        self.forward: Plan = self.space.forward(x)
        self.backward: Plan = self.space.backward(x, self.gradient)

    def error(self) -> float:
        run(self.forward)
        return 0.5 * float(np.sum((TARGET - self.space.logits) ** 2))

    def descend(self, steps: int, names: tuple[str, ...]) -> None:
        """Steps at learning rate 1/2 of the parameters called ``names``."""
        for _ in range(steps):
            run(self.forward)
            np.subtract(self.space.logits, TARGET, self.space.dlogits)
            run(self.backward)
            for layer in self.learning:
                for name in names:
                    values = layer.parameters[name]
                    values -= 0.5 * self.gradient[layer.place(name)].reshape(values.shape)


def test_mazurs_pass_forward() -> None:
    mazur = Mazur()
    assert mazur.error() == pytest.approx(0.2983711088, abs=1e-10)
    np.testing.assert_allclose(mazur.space.activations[0].ravel(), [0.5932699921, 0.5968843783], atol=1e-10)
    np.testing.assert_allclose(mazur.space.logits.ravel(), [0.7513650696, 0.7729284653], atol=1e-10)


def test_mazurs_first_step_leaves_the_biases() -> None:
    """The error afterwards is 0.2910277737 (his script prints 0.291027774); 0.291027924 in the article is a slip."""
    mazur = Mazur()
    mazur.descend(1, ("W",))
    second = [[0.3589164797, 0.5113012703], [0.4086661861, 0.5613701211]]
    np.testing.assert_allclose(mazur.second.parameters["W"], second, atol=1e-10)
    first = [[0.1497807161, 0.2497511436], [0.1995614323, 0.2995022873]]
    np.testing.assert_allclose(mazur.first.parameters["W"], first, atol=1e-10)
    assert mazur.error() == pytest.approx(0.2910277737, abs=1e-10)


def test_mazurs_ten_thousand_steps() -> None:
    mazur = Mazur()
    mazur.descend(10_000, ("W",))
    assert mazur.error() == pytest.approx(3.51019e-5, rel=2e-6)
    np.testing.assert_allclose(mazur.space.logits.ravel(), [0.0159136204, 0.9840642735], atol=1e-10)


def test_mazur_with_biases_that_learn_too() -> None:
    mazur = Mazur()
    mazur.descend(1, ("W", "b"))
    assert mazur.error() == pytest.approx(0.280471447, abs=1e-9)
    mazur.descend(9_999, ("W", "b"))
    assert mazur.error() == pytest.approx(2.448e-6, rel=1e-3)


def test_the_sigmoid_neuron_of_cs231n() -> None:
    """optimization-2.md: w = (2, -3, -3), x = (-1, -2): f = 0.73, dx = (0.39, -0.59), dw = (-0.20, -0.39, 0.20)."""
    network = Network(2, (1,), 1, ACTIVATIONS["sigmoid"])
    neuron, output = network.layers
    neuron.parameters["W"][...], neuron.parameters["b"][...] = [[2.0], [-3.0]], -3.0
    output.parameters["W"][...] = 1.0
    space, x, gradient = Workspace(network, 1), with_ones(np.array([[-1.0, -2.0]])), np.zeros(5)
    run(space.forward(x))
    space.dlogits[...] = 1.0
    run(space.backward(x, gradient))
    assert space.logits.item() == pytest.approx(0.7310585786, abs=1e-10)
    np.testing.assert_allclose(gradient[:3], [-0.1966119332, -0.3932238665, 0.1966119332], atol=1e-10)
    dx = neuron.parameters["W"] @ gradient[neuron.place("b")]
    np.testing.assert_allclose(dx, [0.3932238665, -0.5898357997], atol=1e-10)


def test_the_circuit_of_cs231n() -> None:
    """optimization-2.md: f = (x + y) z at (-2, 5, -4) is -12, with slopes -4, -4 and 3: a sum, then a weight z."""
    network = Network(2, (1,), 1, ACTIVATIONS["linear"])
    add, multiply = network.layers
    add.parameters["W"][...], multiply.parameters["W"][...] = 1.0, -4.0
    space, x, gradient = Workspace(network, 1), with_ones(np.array([[-2.0, 5.0]])), np.zeros(5)
    run(space.forward(x))
    space.dlogits[...] = 1.0
    run(space.backward(x, gradient))
    assert space.logits.item() == -12.0
    assert gradient[multiply.place("W")].item() == 3.0
    np.testing.assert_array_equal(add.parameters["W"] @ gradient[add.place("b")], [-4.0, -4.0])


def test_affine_forward_of_cs231n() -> None:
    """FullyConnectedNets.ipynb: two points of 120 inputs, three outputs."""
    network = Network(120, (), 3)
    network.layers[0].parameters["W"][...] = np.linspace(-0.2, 0.3, 360).reshape(120, 3)
    network.layers[0].parameters["b"][...] = np.linspace(-0.3, 0.1, 3)
    logits = Predictor(network, with_ones(np.linspace(-0.1, 0.5, 240).reshape(2, 120))).logits()
    expected = [[1.49834967, 1.70660132, 1.91485297], [3.25553199, 3.5141327, 3.77273342]]
    np.testing.assert_allclose(logits.T, expected, atol=5e-9)

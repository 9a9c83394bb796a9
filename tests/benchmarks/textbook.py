"""The opponent: the training loop that a good student writes after a good textbook. Honest, plain, unoptimized.

Lists of W and b, a forward pass that keeps what backward needs, dictionaries of parameters, SGD with momentum,
minibatches by fancy indexing from a permutation each epoch. It records the loss of every step and nothing else.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

Cache = tuple[np.ndarray, np.ndarray, np.ndarray]


class Textbook:
    """A network with its training set; ``run(steps)`` trains it and appends to ``losses``."""

    def __init__(
        self,
        sizes: list[int],
        x: np.ndarray,
        y: np.ndarray,
        activation: str,
        batch_norm: bool,
        batch_size: int,
        learning_rate: float,
        momentum: float = 0.9,
    ) -> None:
        self.rng = np.random.default_rng(0)
        self.x, self.y, self.batch_size = x, y, batch_size
        self.activation, self.batch_norm = activation, batch_norm
        self.learning_rate, self.momentum = learning_rate, momentum
        self.layers = len(sizes) - 1
        self.parameters: dict[str, np.ndarray] = {}
        self.running: dict[str, np.ndarray] = {}
        for i, (fan_in, fan_out) in enumerate(pairwise(sizes)):
            scale = np.sqrt((2.0 if activation == "relu" else 1.0) / fan_in)
            self.parameters[f"W{i}"] = (scale * self.rng.standard_normal((fan_in, fan_out))).astype(x.dtype)
            self.parameters[f"b{i}"] = np.zeros(fan_out, x.dtype)
            if batch_norm and i < self.layers - 1:
                self.parameters[f"gamma{i}"] = np.ones(fan_out, x.dtype)
                self.parameters[f"beta{i}"] = np.zeros(fan_out, x.dtype)
                self.running[f"mean{i}"] = np.zeros(fan_out, x.dtype)
                self.running[f"variance{i}"] = np.ones(fan_out, x.dtype)
        self.velocities = {name: np.zeros_like(value) for name, value in self.parameters.items()}
        self.losses: list[float] = []
        self.order, self.position = self.rng.permutation(len(x)), 0

    def run(self, steps: int) -> None:
        for _ in range(steps):
            if self.position >= len(self.x):
                self.order, self.position = self.rng.permutation(len(self.x)), 0
            rows = self.order[self.position : self.position + self.batch_size]
            self.position += self.batch_size
            loss, gradients = self.loss_and_gradients(self.x[rows], self.y[rows])
            self.losses.append(loss)
            for name in self.parameters:
                velocity = self.momentum * self.velocities[name] - self.learning_rate * gradients[name]
                self.velocities[name] = velocity
                self.parameters[name] += velocity

    def loss_and_gradients(self, x: np.ndarray, y: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
        p = self.parameters
        activations, sums, caches = [x], [], []
        for i in range(self.layers - 1):
            z = activations[-1] @ p[f"W{i}"]
            if self.batch_norm:
                z, cache = self.normalize(z, i)
                caches.append(cache)
            else:
                z = z + p[f"b{i}"]
            sums.append(z)
            activations.append(np.tanh(z) if self.activation == "tanh" else np.maximum(0, z))
        last = self.layers - 1
        logits = activations[-1] @ p[f"W{last}"] + p[f"b{last}"]
        loss, dz = binary_cross_entropy(logits, y) if logits.shape[1] == 1 else softmax_cross_entropy(logits, y)
        gradients = {}
        for i in range(last, -1, -1):
            if i < last and self.batch_norm:
                dz, gradients[f"gamma{i}"], gradients[f"beta{i}"] = self.normalize_backward(dz, i, caches[i])
            gradients[f"W{i}"] = activations[i].T @ dz
            gradients[f"b{i}"] = dz.sum(axis=0)
            if i > 0:
                dh = dz @ p[f"W{i}"].T
                slope = 1 - activations[i] ** 2 if self.activation == "tanh" else sums[i - 1] > 0
                dz = dh * slope
        return loss, gradients

    def normalize(self, z: np.ndarray, i: int) -> tuple[np.ndarray, Cache]:
        mean, variance = z.mean(axis=0), z.var(axis=0)
        deviation = np.sqrt(variance + 1e-5)
        normal = (z - mean) / deviation
        self.running[f"mean{i}"] = 0.9 * self.running[f"mean{i}"] + 0.1 * mean
        self.running[f"variance{i}"] = 0.9 * self.running[f"variance{i}"] + 0.1 * variance * len(z) / (len(z) - 1)
        gamma = self.parameters[f"gamma{i}"]
        return gamma * normal + self.parameters[f"beta{i}"], (normal, deviation, gamma)

    def normalize_backward(self, dy: np.ndarray, i: int, cache: Cache) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        normal, deviation, gamma = cache
        dgamma, dbeta = (dy * normal).sum(axis=0), dy.sum(axis=0)
        dnormal = dy * gamma
        dz = (dnormal - dnormal.mean(axis=0) - normal * (dnormal * normal).mean(axis=0)) / deviation
        return dz, dgamma, dbeta


def binary_cross_entropy(logits: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """One logit for two classes: the mean loss, and its derivative by the logits."""
    probability = 1 / (1 + np.exp(-logits[:, 0]))
    loss = -np.mean(y * np.log(probability + 1e-12) + (1 - y) * np.log(1 - probability + 1e-12))
    return float(loss), ((probability - y) / len(y)).astype(logits.dtype)[:, None]


def softmax_cross_entropy(logits: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Softmax with the greatest logit subtracted: the mean loss, and its derivative by the logits."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(probabilities[np.arange(len(y)), y]))
    derivative = probabilities.copy()
    derivative[np.arange(len(y)), y] -= 1
    return float(loss), derivative / len(y)

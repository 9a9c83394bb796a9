"""Runs of presets, and what is measured on them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from model import Experiment, Trainer
from model.data.dataset import Part

LN2, LN3 = math.log(2), math.log(3)
ONE_CORNER = 0.75 * (math.log(3) - 2 / 3 * LN2)  # 3/4 H(1/3) = 0.4774: XOR with one corner cut off
XOR = dict(dataset="xor", samples=200, noise=0.2, batch_size=20, train_fraction=1.0)
CIRCLES = dict(dataset="circles", samples=200, noise=0.08, batch_size=32, train_fraction=1.0)
DEEP = dict(CIRCLES, depth=8, width=16, learning_rate=0.1)
FEW = dict(dataset="moons", samples=600, noise=0.2, label_noise=0.1, train_fraction=0.1, batch_size=20)  # 60 train


def trained(steps: int, *settings: dict[str, Any], **changes: Any) -> Trainer:
    facts: dict[str, Any] = {}
    for chosen in (*settings, changes):
        facts |= chosen
    trainer = Trainer(Experiment(**facts))
    trainer.run(steps)
    return trainer


def loss(trainer: Trainer) -> float:
    """In evaluation mode on the whole training set, from the answers themselves."""
    return _loss(trainer, trainer.data.train)


def validation_loss(trainer: Trainer) -> float:
    return _loss(trainer, trainer.data.validation)


def _loss(trainer: Trainer, part: Part) -> float:
    answers = trainer.predict(part.points)[np.arange(len(part)), part.targets]
    return float(-np.log(answers).mean())


def accuracy(trainer: Trainer, part: Part | None = None) -> float:
    """On the training set, or on another part."""
    part = part or trainer.data.train
    return float((trainer.predict(part.points).argmax(axis=1) == part.targets).mean())


def spread(trainer: Trainer) -> float:
    """How different the units of the first hidden layer are."""
    weights = trainer.network.layers[0].parameters["W"]
    return float(np.linalg.norm(weights - weights[:, :1], axis=0).max())


def norm_ratio(trainer: Trainer) -> float:
    """||dL/dW of the first layer|| over that of the last, at the first step; make it a full batch."""
    rms = trainer.history["gradient_rms"][0]
    sizes = [layer.parameters["W"].size for layer in trainer.network.layers]
    return float(rms[0] / rms[-1] * math.sqrt(sizes[0] / sizes[-1]))


def last_hidden_sd(trainer: Trainer, activation: Callable[[np.ndarray], np.ndarray] = np.tanh) -> float:
    """The standard deviation of the last hidden layer's activations over the training set, by hand."""
    h = trainer.data.train.inputs
    for layer in trainer.network.layers[:-1]:
        h = activation(h @ layer.parameters["W"] + layer.parameters["b"])
    return float(h.std())


def weights(trainer: Trainer) -> np.ndarray:
    """All entries of all W."""
    return np.concatenate([layer.parameters["W"].ravel() for layer in trainer.network.layers])

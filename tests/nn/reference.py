"""A slow reference network, written from the formulas alone: points in rows, no back-propagation, nothing shared.

Gradients come from a five-point difference of the loss, whose error for smooth losses is about 1e-11.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from model import ACTIVATIONS

Parameters = Sequence[dict[str, np.ndarray]]
Masks = Sequence[np.ndarray] | None

EPSILON = 1e-5  # of batch norm
_erf = np.vectorize(math.erf)

FORMULAS: dict[str, Callable[[np.ndarray, float], np.ndarray]] = {
    "linear": lambda z, a: z + 0.0,
    "sigmoid": lambda z, a: 1.0 / (1.0 + np.exp(-z)),
    "tanh": lambda z, a: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    "relu": lambda z, a: (z + np.abs(z)) / 2.0,
    "leaky_relu": lambda z, a: np.where(z > 0, z, a * z),
    "elu": lambda z, a: np.where(z > 0, z, np.exp(np.minimum(z, 0.0)) - 1.0),
    "gelu": lambda z, a: z * (1.0 + _erf(z / math.sqrt(2.0))) / 2.0,
    "swish": lambda z, a: z / (1.0 + np.exp(-z)),
    "softplus": lambda z, a: np.log(1.0 + np.exp(z)),
}


def activate(name: str, z: np.ndarray, slope: float) -> np.ndarray:
    """h of z by the published formula; an activation without one here answers for itself."""
    if name in FORMULAS:
        return FORMULAS[name](z, slope)
    h = np.empty_like(z)
    ACTIVATIONS[name].function(z, h, slope)
    return h


def normalized(z: np.ndarray, gamma: np.ndarray, beta: np.ndarray) -> np.ndarray:
    """Batch norm over the rows, one column at a time, with the biased variance (Ioffe & Szegedy 2015, algorithm 1)."""
    out = np.empty_like(z)
    for unit in range(z.shape[1]):
        column = z[:, unit]
        mean = sum(column) / len(column)
        variance = sum((value - mean) ** 2 for value in column) / len(column)
        out[:, unit] = gamma[unit] * (column - mean) / math.sqrt(variance + EPSILON) + beta[unit]
    return out


def forward(
    parameters: Parameters, x: np.ndarray, activation: str, slope: float = 0.01, masks: Masks = None
) -> tuple[np.ndarray, list[np.ndarray]]:
    """The logits ``(n, outputs)`` and what every hidden activation was given.

    Batch norm stands before the activation, or after it where the layer has a bias too. ``masks`` hold one factor for
    each activation of each hidden layer, ``(n, units)``: 0 or 1 / (1 - rate).
    """
    h, seen = x, []
    for number, layer in enumerate(parameters[:-1]):
        z, after = h @ layer["W"], {"b", "gamma"} <= set(layer)
        z = z + layer["b"] if "b" in layer else normalized(z, layer["gamma"], layer["beta"])
        seen.append(z)
        h = np.where(z > 0, z, layer["alpha"] * z) if "alpha" in layer else activate(activation, z, slope)
        h = normalized(h, layer["gamma"], layer["beta"]) if after else h
        if masks is not None:
            h = h * masks[number]
    return h @ parameters[-1]["W"] + parameters[-1]["b"], seen


def data_loss(logits: np.ndarray, labels: np.ndarray) -> float:
    """The mean cross-entropy in nats, point by point: one logit means two classes, more mean softmax."""
    total = 0.0
    for row, label in zip(logits, labels, strict=True):
        if len(row) == 1:
            signed = row[0] if label == 1 else -row[0]
            total += math.log1p(math.exp(-signed))
        else:
            total += math.log(sum(math.exp(value - row[label]) for value in row))
    return total / len(labels)


def probabilities(logits: np.ndarray) -> np.ndarray:
    """The class probabilities ``(n, classes)`` that logits stand for."""
    both = np.column_stack((np.zeros(len(logits)), logits[:, 0])) if logits.shape[1] == 1 else logits
    odds = np.exp(both - both.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def loss(parameters: Parameters, x: np.ndarray, labels: np.ndarray, *args: Any, **options: Any) -> float:
    """The data loss of a whole forward pass; further arguments as in ``forward``."""
    return data_loss(forward(parameters, x, *args, **options)[0], labels)


def slopes(function: Callable[[], float], array: np.ndarray, width: float = 1e-3) -> np.ndarray:
    """d function / d array by the five-point rule, one entry of ``array`` after the other, each put back as it was."""
    result = np.empty_like(array)
    for place in np.ndindex(*array.shape):
        kept = array[place]
        value = {}
        for offset in (-2, -1, 1, 2):
            array[place] = kept + offset * width
            value[offset] = function()
        array[place] = kept
        result[place] = (8 * (value[1] - value[-1]) - (value[2] - value[-2])) / (12 * width)
    return result


def gradients(
    parameters: Parameters, x: np.ndarray, labels: np.ndarray, *args: Any, **options: Any
) -> list[dict[str, np.ndarray]]:
    """d loss / d parameter for every array of ``parameters``."""
    own = [{name: np.array(value, dtype=float) for name, value in layer.items()} for layer in parameters]
    return [
        {name: slopes(lambda: loss(own, x, labels, *args, **options), value) for name, value in layer.items()}
        for layer in own
    ]


def relative_error(one: np.ndarray, other: np.ndarray, floor: float = 1e-4) -> float:
    """How far two arrays differ, as a share of their size; sizes below ``floor`` count as ``floor``."""
    return float(np.abs(one - other).max() / max(np.abs(one).max(), np.abs(other).max(), floor))

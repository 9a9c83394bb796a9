"""Losses: from the network's outputs to the mean loss of a minibatch and to its derivative, both in stable forms.

A record keeps what the loss needs of a step (``kept``), so that the losses of many steps can be computed together.
Arrays are features first: ``logits (outputs, batch)``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy import add, divide, exp, maximum, multiply, subtract

from ..table import Table
from .plan import Plan, number, run


def most_likely(answers: np.ndarray, labels: np.ndarray) -> np.ndarray | None:
    """Where the greatest of the probabilities ``(classes, n)`` is that of the right class; NaN is no answer."""
    return (answers.argmax(axis=0) == labels) & np.isfinite(answers).all(axis=0)


@dataclass(frozen=True)
class Loss:
    """One loss.

    ``outputs(classes)`` is the number of logits. ``encode(labels, classes)`` gives targets ``(outputs, n)``.
    ``plan(logits, targets, kept, dlogits)`` lays out the calls that fill ``kept`` and write dL/dlogits of the mean over
    the minibatch. ``mean(kept, targets)`` gives the mean losses ``(steps,)`` from ``(steps, outputs, batch)``.
    ``probabilities(logits)`` gives the network's answers, ``(classes, n)`` or, for values, ``(1, n)``, in an array of
    its own; ``right(answers, targets)`` says which answers ``(n,)`` are right, None where none is right or wrong.
    ``unit`` is the loss's own.
    """

    name: str
    label: str
    outputs: Callable[[int], int]
    encode: Callable[[np.ndarray, int], np.ndarray]
    plan: Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray], Plan]
    mean: Callable[[np.ndarray, np.ndarray], np.ndarray]
    probabilities: Callable[[np.ndarray], np.ndarray]
    unit: str = "nats"
    right: Callable[[np.ndarray, np.ndarray], np.ndarray | None] = most_likely

    def value(self, logits: np.ndarray, targets: np.ndarray) -> float:
        """The mean loss of one batch."""
        kept, dlogits = np.empty_like(logits), np.empty_like(logits)
        run(self.plan(logits, targets, kept, dlogits))
        return float(self.mean(kept[None], targets[None])[0])


def signs(labels: np.ndarray, classes: int) -> np.ndarray:
    """-1 for class 0 and +1 for class 1, ``(1, n)``."""
    return (2.0 * labels - 1.0)[None, :]


def logistic(logits: np.ndarray, sign: np.ndarray, margin: np.ndarray, dlogits: np.ndarray) -> Plan:
    """Binary cross-entropy of one logit z: with s = +-1 and the margin m = s z, L = log(1 + exp(-m)).

    dL/dz = -s / (1 + exp(m)) equals p - y, without the cancellation that would lose gradients below 1e-16.
    """
    return [
        partial(multiply, logits, sign, margin),
        partial(exp, margin, dlogits),
        partial(add, dlogits, number(1, logits), dlogits),
        partial(divide, sign, dlogits, dlogits),
        partial(multiply, dlogits, number(-1 / logits.shape[1], logits), dlogits),
    ]


def logistic_mean(margin: np.ndarray, sign: np.ndarray) -> np.ndarray:
    """The mean of log(1 + exp(-m)) = log1p(exp(-|m|)) - min(m, 0), step by step."""
    return (np.log1p(np.exp(-np.abs(margin))) - np.minimum(margin, 0)).mean(axis=(1, 2))


def logistic_probabilities(logits: np.ndarray) -> np.ndarray:
    """(1 - p, p) with p = 1 / (1 + exp(-z)) = (1 + tanh(z / 2)) / 2."""
    lean = 0.5 * np.tanh(0.5 * logits[0])
    return np.stack((0.5 - lean, 0.5 + lean))


def one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    """1 in the row of a point's class, 0 elsewhere, ``(classes, n)``."""
    return (np.arange(classes)[:, None] == labels).astype(float)


def softmax(logits: np.ndarray, hot: np.ndarray, shifted: np.ndarray, dlogits: np.ndarray) -> Plan:
    """Softmax cross-entropy: dL/dz = p - onehot (Bridle 1990); the greatest logit is subtracted first."""
    row = np.empty(logits.shape[1], logits.dtype)
    return [
        partial(maximum.reduce, logits, 0, None, row),
        partial(subtract, logits, row, shifted),
        partial(exp, shifted, dlogits),
        partial(add.reduce, dlogits, 0, None, row),
        partial(divide, dlogits, row, dlogits),
        partial(subtract, dlogits, hot, dlogits),
        partial(multiply, dlogits, number(1 / logits.shape[1], logits), dlogits),
    ]


def softmax_mean(shifted: np.ndarray, hot: np.ndarray) -> np.ndarray:
    """The mean of log(sum_k exp(z_k)) - z_y, step by step."""
    own = np.where(hot > 0, shifted, 0).sum(axis=1)
    return (np.log(np.exp(shifted).sum(axis=1)) - own).mean(axis=1)


def softmax_probabilities(logits: np.ndarray) -> np.ndarray:
    """exp(z_k) / sum exp(z), ``(classes, n)``."""
    powers = np.exp(logits - logits.max(axis=0))
    return powers / powers.sum(axis=0)


def as_row(values: np.ndarray, classes: int) -> np.ndarray:
    """Values as they are, ``(1, n)``."""
    return values[None, :]


def squared(outputs: np.ndarray, values: np.ndarray, error: np.ndarray, doutputs: np.ndarray) -> Plan:
    """Mean squared error, L = mean (z - y)^2 without a half, as in PyTorch and Keras: dL/dz = 2 (z - y) / batch."""
    return [
        partial(subtract, outputs, values, error),
        partial(multiply, error, number(2 / outputs.shape[1], outputs), doutputs),
    ]


def squared_mean(error: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The mean of (z - y)^2, step by step."""
    return np.square(error).mean(axis=(1, 2))


LOSSES = Table(
    "loss",
    Loss(
        "logistic",
        "binary cross-entropy",
        lambda classes: 1,
        signs,
        logistic,
        logistic_mean,
        logistic_probabilities,
    ),
    Loss(
        "softmax",
        "softmax cross-entropy",
        lambda classes: classes,
        one_hot,
        softmax,
        softmax_mean,
        softmax_probabilities,
    ),
    Loss(
        "squared",
        "mean squared error",
        lambda classes: 1,
        as_row,
        squared,
        squared_mean,
        np.copy,
        unit="",
        right=lambda answers, targets: None,
    ),
)


def loss_for(classes: int) -> Loss:
    """Two classes share one logit; more get a softmax; values (no classes) a linear output."""
    return LOSSES[{0: "squared", 2: "logistic"}.get(classes, "softmax")]

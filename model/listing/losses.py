"""The code of the losses, by the names in LOSSES: from the logits to the loss, and to its derivative."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from .line import Line, made


@dataclass(frozen=True)
class LossCode:
    """``before`` names what is needed first, ``each`` is every point's loss, ``delta`` dL/dlogits of their mean.

    In the patterns ``{z}`` stands for the logits ``(batch, outputs)``; the targets are y, as ``targets`` says in words,
    and ``of(targets)`` makes them ``(batch, outputs)`` from those that the engine uses ``(outputs, batch)``.
    """

    before: tuple[tuple[str, str, str], ...]
    each: tuple[str, str]
    delta: tuple[str, str]
    output: str
    targets: str
    of: Callable[[np.ndarray], np.ndarray]


LOSS_CODE: Mapping[str, LossCode] = {
    "logistic": LossCode(
        (("p", "1 / (1 + np.exp(-{z}))", "probability of class 1"),),
        ("np.logaddexp(0, np.where(y == 1, -{z}, {z}))", "-log p for class 1, -log(1 - p) for class 0"),
        ("np.where(y == 1, -1 / (1 + np.exp({z})), p) / len(y)", "(p - y) / batch, precise also near 0"),
        "logits",
        "class, 0 or 1",
        lambda targets: (targets.T > 0).astype(targets.dtype),
    ),
    "softmax": LossCode(
        (
            ("shifted", "{z} - {z}.max(axis=1, keepdims=True)", "greatest logit 0: nothing overflows"),
            ("p", "np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)", "softmax: probability of each class"),
        ),
        ("np.log(np.exp(shifted).sum(axis=1)) - shifted[y == 1]", "-log p of the point's own class"),
        ("(p - y) / len(y)", "dL/dlogits"),
        "logits",
        "class, one-hot",
        lambda targets: targets.T.copy(),
    ),
    "squared": LossCode(
        (),
        ("(({z} - y) ** 2).sum(axis=1)", "squared error of each point"),
        ("2 * ({z} - y) / len(y)", "dL/d(answers)"),
        "the network's answers",
        "value",
        lambda targets: targets.T.copy(),
    ),
}


def lose(loss: LossCode, z: str) -> tuple[Line, ...]:
    """The losses of the points and their mean."""
    before = [made(name, value.format(z=z), words) for name, value, words in loss.before]
    each = made("losses", loss.each[0].format(z=z), loss.each[1])
    return (*before, each, made("loss", "losses.mean()", "mean over the minibatch", main=True))


def delta(loss: LossCode, z: str, d: str) -> Line:
    """dL/dlogits."""
    return made(d, loss.delta[0].format(z=z), loss.delta[1])

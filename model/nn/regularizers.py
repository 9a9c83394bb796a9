"""Regularizers: penalties on the weights W, as an addition to the gradient. Biases, gamma and beta are left alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..table import Table


@dataclass(frozen=True)
class Regularizer:
    """``add(parameters, strength, mask, gradient, scratch)`` adds the penalty's gradient; all arrays flat.

    The record's name is the name of the knob that holds its strength. ``penalty(weights, strength)`` is its value.
    """

    name: str
    label: str
    add: Callable[[np.ndarray, float, np.ndarray, np.ndarray, np.ndarray], None]
    penalty: Callable[[np.ndarray, float], float]


def add_l1(
    parameters: np.ndarray, strength: float, mask: np.ndarray, gradient: np.ndarray, scratch: np.ndarray
) -> None:
    """strength sum |W| has the sub-gradient strength sign(W) (0 at 0). Tibshirani 1996."""
    np.sign(parameters, out=scratch)
    _add(strength, mask, gradient, scratch)


def add_l2(
    parameters: np.ndarray, strength: float, mask: np.ndarray, gradient: np.ndarray, scratch: np.ndarray
) -> None:
    """strength / 2 sum W^2 has the gradient strength W. Krogh & Hertz 1991."""
    np.copyto(scratch, parameters)
    _add(strength, mask, gradient, scratch)


def _add(strength: float, mask: np.ndarray, gradient: np.ndarray, scratch: np.ndarray) -> None:
    np.multiply(scratch, mask, out=scratch)
    np.multiply(scratch, strength, out=scratch)
    np.add(gradient, scratch, out=gradient)


REGULARIZERS = Table(
    "regularizer",
    Regularizer("l1", "L1", add_l1, lambda weights, strength: strength * float(np.abs(weights).sum())),
    Regularizer("l2", "L2", add_l2, lambda weights, strength: 0.5 * strength * float(np.square(weights).sum())),
)

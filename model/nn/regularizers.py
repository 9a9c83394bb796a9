"""Regularizers: penalties on the weights W, as an addition to the gradient. Biases, gamma and beta are left alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy import add, multiply

from ..table import Table
from .plan import Plan

Planner = Callable[[np.ndarray, float, np.ndarray, np.ndarray, np.ndarray], Plan]


@dataclass(frozen=True)
class Regularizer:
    """``plan(parameters, strength, mask, gradient, scratch)`` lays out the addition of the penalty's gradient.

    All arrays are flat; ``mask`` is 1 on the entries of W and 0 elsewhere. The record's name is that of the knob which
    holds the strength. ``penalty(weights, strength)`` is the penalty itself.
    """

    name: str
    label: str
    plan: Planner
    penalty: Callable[[np.ndarray, float], float]


def l1(parameters: np.ndarray, strength: float, mask: np.ndarray, gradient: np.ndarray, scratch: np.ndarray) -> Plan:
    """strength sum |W| has the sub-gradient strength sign(W) (0 at 0). Tibshirani 1996."""
    return [
        partial(np.sign, parameters, scratch),
        partial(multiply, scratch, strength * mask, scratch),
        partial(add, gradient, scratch, gradient),
    ]


def l2(parameters: np.ndarray, strength: float, mask: np.ndarray, gradient: np.ndarray, scratch: np.ndarray) -> Plan:
    """strength / 2 sum W^2 has the gradient strength W. Krogh & Hertz 1991."""
    return [partial(multiply, parameters, strength * mask, scratch), partial(add, gradient, scratch, gradient)]


REGULARIZERS = Table(
    "regularizer",
    Regularizer("l1", "L1", l1, lambda weights, strength: strength * float(np.abs(weights).sum())),
    Regularizer("l2", "L2", l2, lambda weights, strength: 0.5 * strength * float(np.square(weights).sum())),
)

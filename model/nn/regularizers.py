"""Regularizers: what keeps the weights W small or few. Biases, gamma and beta are left alone.

A penalty adds to the gradient before the optimizer; a constraint or a proximal step changes the weights after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy import add, divide, maximum, minimum, multiply, negative, subtract, vecdot

from ..table import Table
from .network import Network
from .plan import Plan, extreme, number

Penalty = Callable[[np.ndarray, float, np.ndarray, np.ndarray, np.ndarray], Plan]
Correction = Callable[[Network, float, np.ndarray, np.ndarray], Plan]


@dataclass(frozen=True)
class Regularizer:
    """``strength(experiment)`` is how strong it is, 0 where it is off.

    ``before(parameters, strength, mask, gradient, scratch)`` lays out the addition of a penalty's gradient. All arrays
    are flat; ``mask`` is 1 on the entries of W and 0 elsewhere. ``after(network, strength, rate, scratch)`` lays out
    what is done to the weights after the optimizer's update; ``rate``, an array without dimensions, holds the learning
    rate of the step. ``penalty(weights, strength)`` is the penalty itself, 0 for a constraint.
    """

    name: str
    label: str
    strength: Callable[[Any], float]
    before: Penalty | None = None
    after: Correction | None = None
    penalty: Callable[[np.ndarray, float], float] = lambda weights, strength: 0.0


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


def soft_threshold(network: Network, strength: float, rate: np.ndarray, scratch: np.ndarray) -> Plan:
    """W <- sign(W) max(|W| - rate strength, 0): the proximal step of strength sum |W|, which gives exact zeros.

    ISTA, Daubechies, Defrise & De Mol 2004; as w - clip(w, -t, t), which leaves entries with t = 0 as they are.
    """
    parameters, threshold = network.parameters, np.empty_like(network.parameters)
    return [
        partial(multiply, strength * network.weight_mask, rate, threshold),
        extreme(minimum, parameters, threshold, scratch),
        partial(negative, threshold, threshold),
        extreme(maximum, scratch, threshold, scratch),
        partial(subtract, parameters, scratch, parameters),
    ]


def max_norm(network: Network, strength: float, rate: np.ndarray, scratch: np.ndarray) -> Plan:
    """Each unit's incoming weights, a column w of W, become w strength / max(|w|, strength). Srivastava et al. 2014.

    A column within the limit is multiplied by exactly 1. Where |w| is infinite the weights become NaN, not 0: a run
    that diverges must say so.
    """
    plan: Plan = []
    limit, nothing = number(strength, network.parameters), number(0, network.parameters)
    for layer in network.layers:
        weights = layer.parameters["W"]
        norm, factor = (np.empty(layer.fan_out, network.dtype) for _ in range(2))
        plan += [
            partial(vecdot, weights.T, weights.T, norm),
            partial(np.sqrt, norm, norm),
            extreme(maximum, norm, limit, factor),
            partial(divide, limit, factor, factor),
            partial(multiply, norm, nothing, norm),
            partial(add, factor, norm, factor),
            partial(multiply, weights, factor, weights),
        ]
    return plan


def in_force(experiment: Any) -> Iterator[tuple[Regularizer, float]]:
    """The regularizers that ``experiment`` asks for, with their strengths, in the order of the table."""
    for regularizer in REGULARIZERS.values():
        strength = regularizer.strength(experiment)
        if strength:
            yield regularizer, strength


def _absolute(weights: np.ndarray, strength: float) -> float:
    return strength * float(np.abs(weights).sum())


REGULARIZERS = Table(
    "regularizer",
    Regularizer("l1", "L1", lambda e: 0.0 if e.l1_proximal else e.l1, before=l1, penalty=_absolute),
    Regularizer(
        "l1_proximal",
        "L1, proximal step",
        lambda e: e.l1 if e.l1_proximal else 0.0,
        after=soft_threshold,
        penalty=_absolute,
    ),
    Regularizer(
        "l2",
        "L2",
        lambda e: e.l2,
        before=l2,
        penalty=lambda weights, strength: 0.5 * strength * float(np.square(weights).sum()),
    ),
    Regularizer("max_norm", "max-norm", lambda e: e.max_norm, after=max_norm),
)

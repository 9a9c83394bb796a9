"""Optimizers: how a gradient becomes a change of the parameters, on one flat vector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy import add, multiply, subtract

from ..table import Table
from .plan import Plan, number, run

Slots = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Optimizer:
    """``plan(parameters, gradient, rate, state, momentum, scratch)`` lays out one update, in place.

    Parameters, gradient, state and scratch are flat and of one length; ``slots`` of them make up the state, zero at
    first. ``rate``, an array without dimensions, holds the learning rate of the moment. ``gradient`` is only read.
    """

    name: str
    label: str
    plan: Callable[[np.ndarray, np.ndarray, np.ndarray, Slots, float, np.ndarray], Plan]
    slots: int = 0
    help: str = ""
    reads_momentum: bool = False

    def update(
        self, parameters: np.ndarray, gradient: np.ndarray, learning_rate: float, state: Slots, momentum: float
    ) -> None:
        """Make one update of parameters and state."""
        scratch = np.empty_like(parameters)
        run(self.plan(parameters, gradient, number(learning_rate, parameters), state, momentum, scratch))


def sgd(
    parameters: np.ndarray, gradient: np.ndarray, rate: np.ndarray, state: Slots, momentum: float, scratch: np.ndarray
) -> Plan:
    """w <- w - learning_rate g."""
    return [partial(multiply, gradient, rate, scratch), partial(subtract, parameters, scratch, parameters)]


def heavy_ball(
    parameters: np.ndarray, gradient: np.ndarray, rate: np.ndarray, state: Slots, momentum: float, scratch: np.ndarray
) -> Plan:
    """v <- momentum v - learning_rate g; w <- w + v. Polyak 1964, as written by Sutskever et al. 2013, eq. 1 and 2."""
    (velocity,) = state
    return [
        partial(multiply, velocity, number(momentum, velocity), velocity),
        partial(multiply, gradient, rate, scratch),
        partial(subtract, velocity, scratch, velocity),
        partial(add, parameters, velocity, parameters),
    ]


OPTIMIZERS = Table(
    "optimizer",
    Optimizer("sgd", "SGD", sgd, help="Each step goes straight down the minibatch's gradient."),
    Optimizer("momentum", "momentum", heavy_ball, 1, "Steps keep part of their velocity.", reads_momentum=True),
)

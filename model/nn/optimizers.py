"""Optimizers: how a gradient becomes a change of the parameters, on one flat vector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy import add, multiply, subtract

from ..table import Table

Update = Callable[[np.ndarray, np.ndarray, np.ndarray, tuple[np.ndarray, ...], np.ndarray], None]


@dataclass(frozen=True)
class Optimizer:
    """``update(parameters, gradient, learning_rate, state, momentum)`` changes parameters and state in place.

    Parameters, gradient and state are flat and of one length; ``slots`` of them make up the state, zero at first.
    ``gradient`` is scratch: an update may overwrite it. The two numbers come as arrays of one entry or none, which
    NumPy takes in half the time that Python's numbers need.
    """

    name: str
    label: str
    update: Update
    slots: int = 0
    help: str = ""
    reads_momentum: bool = False


def sgd(
    parameters: np.ndarray, gradient: np.ndarray, learning_rate: np.ndarray, state: tuple, momentum: np.ndarray
) -> None:
    """w <- w - learning_rate g."""
    multiply(gradient, learning_rate, gradient)
    subtract(parameters, gradient, parameters)


def heavy_ball(
    parameters: np.ndarray, gradient: np.ndarray, learning_rate: np.ndarray, state: tuple, momentum: np.ndarray
) -> None:
    """v <- momentum v - learning_rate g; w <- w + v. Polyak 1964, as written by Sutskever et al. 2013, eq. 1 and 2."""
    (velocity,) = state
    multiply(velocity, momentum, velocity)
    multiply(gradient, learning_rate, gradient)
    subtract(velocity, gradient, velocity)
    add(parameters, velocity, parameters)


OPTIMIZERS = Table(
    "optimizer",
    Optimizer("sgd", "SGD", sgd, help="Each step goes straight down the minibatch's gradient."),
    Optimizer("momentum", "momentum", heavy_ball, 1, "Steps keep part of their velocity.", reads_momentum=True),
)

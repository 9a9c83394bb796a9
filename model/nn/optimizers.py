"""Optimizers: how a gradient becomes a change of the parameters, on one flat vector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..table import Table

Update = Callable[[np.ndarray, np.ndarray, float, tuple[np.ndarray, ...], float], None]


@dataclass(frozen=True)
class Optimizer:
    """``update(parameters, gradient, learning_rate, state, momentum)`` changes parameters and state in place.

    All arrays are flat and of one length; ``slots`` of them make up the state, zero at first. ``gradient`` is
    scratch: an update may overwrite it.
    """

    name: str
    label: str
    update: Update
    slots: int = 0
    help: str = ""
    reads_momentum: bool = False


def sgd(parameters: np.ndarray, gradient: np.ndarray, learning_rate: float, state: tuple, momentum: float) -> None:
    """w <- w - learning_rate g."""
    np.multiply(gradient, learning_rate, out=gradient)
    np.subtract(parameters, gradient, out=parameters)


def heavy_ball(
    parameters: np.ndarray, gradient: np.ndarray, learning_rate: float, state: tuple, momentum: float
) -> None:
    """v <- momentum v - learning_rate g; w <- w + v. Polyak 1964, as written by Sutskever et al. 2013, eq. 1 and 2."""
    (velocity,) = state
    np.multiply(velocity, momentum, out=velocity)
    np.multiply(gradient, learning_rate, out=gradient)
    np.subtract(velocity, gradient, out=velocity)
    np.add(parameters, velocity, out=parameters)


OPTIMIZERS = Table(
    "optimizer",
    Optimizer("sgd", "SGD", sgd, help="Each step goes straight down the minibatch's gradient."),
    Optimizer("momentum", "momentum", heavy_ball, 1, "Steps keep part of their velocity.", reads_momentum=True),
)

"""Optimizers: how a gradient becomes a change of the parameters, on one flat vector."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy import add, divide, multiply, sqrt, subtract

from ..table import Table
from .plan import Plan, number, run

Slots = tuple[np.ndarray, ...]
Options = Mapping[str, float]
Planner = Callable[[np.ndarray, np.ndarray, np.ndarray, Slots, Options, np.ndarray], Plan]


@dataclass(frozen=True)
class Optimizer:
    """``plan(parameters, gradient, rate, state, options, scratch)`` lays out one update, in place.

    Parameters, gradient and scratch are flat and of one length; so are the first arrays of the state, one for each
    name in ``slots``, and ``counters`` says how long one more array is, if there is one. All are zero at first, and
    nothing else is remembered from step to step. ``rate``, an array without dimensions, holds the learning rate of the
    moment. ``gradient`` is only read. ``reads`` names the options that have an effect, which are knobs of the
    experiment.
    """

    name: str
    label: str
    plan: Planner
    slots: tuple[str, ...] = ()
    help: str = ""
    reads: tuple[str, ...] = ()
    counters: int = 0

    def state(self, parameters: np.ndarray) -> Slots:
        """The state before the first step."""
        slots = tuple(np.zeros_like(parameters) for _ in self.slots)
        return (*slots, np.zeros(self.counters, parameters.dtype)) if self.counters else slots

    def update(
        self, parameters: np.ndarray, gradient: np.ndarray, learning_rate: float, state: Slots, options: Options
    ) -> None:
        """Make one update of parameters and state."""
        scratch = np.empty_like(parameters)
        run(self.plan(parameters, gradient, number(learning_rate, parameters), state, options, scratch))


def sgd(
    parameters: np.ndarray, gradient: np.ndarray, rate: np.ndarray, state: Slots, options: Options, scratch: np.ndarray
) -> Plan:
    """w <- w - learning_rate g."""
    return [partial(multiply, gradient, rate, scratch), partial(subtract, parameters, scratch, parameters)]


def heavy_ball(
    parameters: np.ndarray, gradient: np.ndarray, rate: np.ndarray, state: Slots, options: Options, scratch: np.ndarray
) -> Plan:
    """v <- momentum v - learning_rate g; w <- w + v. Polyak 1964, as written by Sutskever et al. 2013, eq. 1 and 2."""
    (velocity,), momentum = state, number(options["momentum"], parameters)
    return [
        *_new_velocity(velocity, gradient, rate, momentum, scratch),
        partial(add, parameters, velocity, parameters),
    ]


def nesterov(
    parameters: np.ndarray, gradient: np.ndarray, rate: np.ndarray, state: Slots, options: Options, scratch: np.ndarray
) -> Plan:
    """v <- momentum v - learning_rate g; w <- w + momentum v - learning_rate g.

    Nesterov 1983, as written by Sutskever et al. 2013, eq. 3 and 4, with the point ahead, where g is taken, as w.
    """
    (velocity,), momentum = state, number(options["momentum"], parameters)
    return [
        *_new_velocity(velocity, gradient, rate, momentum, scratch),
        partial(subtract, parameters, scratch, parameters),
        partial(multiply, velocity, momentum, scratch),
        partial(add, parameters, scratch, parameters),
    ]


def rmsprop(
    parameters: np.ndarray, gradient: np.ndarray, rate: np.ndarray, state: Slots, options: Options, scratch: np.ndarray
) -> Plan:
    """s <- alpha s + (1 - alpha) g^2; w <- w - learning_rate g / (sqrt(s) + eps). Tieleman & Hinton 2012."""
    (squares,) = state
    return [
        *_mean_of_squares(squares, gradient, options["rmsprop_alpha"], scratch),
        partial(sqrt, squares, scratch),
        partial(add, scratch, number(options["eps"], scratch), scratch),
        partial(divide, gradient, scratch, scratch),
        partial(multiply, scratch, rate, scratch),
        partial(subtract, parameters, scratch, parameters),
    ]


def adam(
    parameters: np.ndarray, gradient: np.ndarray, rate: np.ndarray, state: Slots, options: Options, scratch: np.ndarray
) -> Plan:
    """m <- beta1 m + (1 - beta1) g; s <- beta2 s + (1 - beta2) g^2; w <- w - learning_rate m^ / (sqrt(s^) + eps).

    Kingma & Ba 2015, algorithm 1. m^ = m / (1 - beta1^t) and s^ = s / (1 - beta2^t): these divisors are what the same
    recurrences make of ones, and so they are kept, beside m and s, as two numbers c <- beta c + (1 - beta).
    """
    mean, squares, weights = state
    beta1, both = options["beta1"], np.array([options["beta1"], options["beta2"]])
    betas, rests, factor = both.astype(mean.dtype), (1 - both).astype(mean.dtype), np.empty((), mean.dtype)
    return [
        partial(multiply, weights, betas, weights),
        partial(add, weights, rests, weights),
        partial(multiply, mean, number(beta1, mean), mean),
        partial(multiply, gradient, number(1 - beta1, mean), scratch),
        partial(add, mean, scratch, mean),
        *_mean_of_squares(squares, gradient, options["beta2"], scratch),
        partial(divide, squares, weights[1:].reshape(()), scratch),
        partial(sqrt, scratch, scratch),
        partial(add, scratch, number(options["eps"], scratch), scratch),
        partial(divide, mean, scratch, scratch),
        partial(divide, rate, weights[:1].reshape(()), factor),
        partial(multiply, scratch, factor, scratch),
        partial(subtract, parameters, scratch, parameters),
    ]


def _new_velocity(
    velocity: np.ndarray, gradient: np.ndarray, rate: np.ndarray, momentum: np.ndarray, scratch: np.ndarray
) -> Plan:
    """v <- momentum v - learning_rate g; learning_rate g stays in ``scratch``."""
    return [
        partial(multiply, velocity, momentum, velocity),
        partial(multiply, gradient, rate, scratch),
        partial(subtract, velocity, scratch, velocity),
    ]


def _mean_of_squares(squares: np.ndarray, gradient: np.ndarray, share: float, scratch: np.ndarray) -> Plan:
    """s <- share s + (1 - share) g^2."""
    return [
        partial(multiply, squares, number(share, squares), squares),
        partial(multiply, gradient, gradient, scratch),
        partial(multiply, scratch, number(1 - share, scratch), scratch),
        partial(add, squares, scratch, squares),
    ]


OPTIMIZERS = Table(
    "optimizer",
    Optimizer("sgd", "SGD", sgd, help="Each step goes straight down the minibatch's gradient."),
    Optimizer("momentum", "momentum", heavy_ball, ("velocity",), "Steps keep part of their velocity.", ("momentum",)),
    Optimizer(
        "nesterov", "Nesterov", nesterov, ("velocity",), "Momentum that looks ahead to where it rolls.", ("momentum",)
    ),
    Optimizer(
        "rmsprop",
        "RMSProp",
        rmsprop,
        ("squares",),
        "Divides each weight's gradient by its usual size.",
        ("rmsprop_alpha", "eps"),
    ),
    Optimizer(
        "adam",
        "Adam",
        adam,
        ("mean", "squares"),
        "A running mean of gradients, each divided by its usual size.",
        ("beta1", "beta2", "eps"),
        counters=2,
    ),
)

"""Initializers: how the weights of a layer are drawn before the first step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..table import Table


@dataclass(frozen=True)
class Draw:
    """What an initializer may read: fan-in and fan-out of the layer, the scale knob, the activation's slope and gain.

    ``negative_slope`` and ``gain`` are those of the hidden activation, for the output layer too.
    """

    fan_in: int
    fan_out: int
    scale: float = 0.01
    negative_slope: float = 0.0
    gain: float = 1.0


@dataclass(frozen=True)
class Initializer:
    """``weights(rng, draw)`` returns W ``(in, out)``."""

    name: str
    label: str
    weights: Callable[[np.random.Generator, Draw], np.ndarray]
    help: str = ""
    reads_scale: bool = False


def zeros(rng: np.random.Generator, draw: Draw) -> np.ndarray:
    """W = 0: every unit of a layer stays equal for ever (Rumelhart, Hinton & Williams 1986)."""
    return np.zeros((draw.fan_in, draw.fan_out))


def constant(rng: np.random.Generator, draw: Draw) -> np.ndarray:
    """W = scale everywhere: as symmetric as zeros, but a signal passes."""
    return np.full((draw.fan_in, draw.fan_out), draw.scale)


def normal(rng: np.random.Generator, draw: Draw) -> np.ndarray:
    """W ~ N(0, scale^2), whatever the fans."""
    return _normal(rng, draw, draw.scale**2)


def xavier(rng: np.random.Generator, draw: Draw) -> np.ndarray:
    """W ~ N(0, 2 / (fan_in + fan_out)). Glorot & Bengio 2010, eq. 12."""
    return _normal(rng, draw, 2 / (draw.fan_in + draw.fan_out))


def he(rng: np.random.Generator, draw: Draw) -> np.ndarray:
    """W ~ N(0, 2 / ((1 + a^2) fan_in)), a the slope below zero. He, Zhang, Ren & Sun 2015, eq. 10 and 15."""
    return _normal(rng, draw, 2 / ((1 + draw.negative_slope**2) * draw.fan_in))


def _normal(rng: np.random.Generator, draw: Draw, variance: float) -> np.ndarray:
    return rng.normal(0.0, variance**0.5, (draw.fan_in, draw.fan_out))


INITIALIZERS = Table(
    "initializer",
    Initializer("zeros", "zeros", zeros, "All weights 0: the units of a layer can never become different."),
    Initializer("constant", "constant", constant, "All weights the same number (the scale).", reads_scale=True),
    Initializer("normal", "normal", normal, "Random, with the scale as standard deviation.", reads_scale=True),
    Initializer("xavier", "Xavier", xavier, "Random, variance 2 / (fan-in + fan-out): made for tanh."),
    Initializer("he", "He", he, "Random, variance 2 / fan-in: made for ReLU."),
)

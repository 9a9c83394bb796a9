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


def uniform(rng: np.random.Generator, draw: Draw) -> np.ndarray:
    """W ~ U(-1/sqrt(fan_in), 1/sqrt(fan_in)), the "standard heuristic" of Glorot & Bengio 2010, eq. 1.

    Its variance is 1 / (3 fan_in), a third of LeCun's.
    """
    return _uniform(rng, draw, 1 / (3 * draw.fan_in))


def lecun(rng: np.random.Generator, draw: Draw) -> np.ndarray:
    """W ~ N(0, 1 / fan_in). LeCun, Bottou, Orr & Mueller 1998, "Efficient BackProp", section 4.6."""
    return _normal(rng, draw, _lecun_variance(draw))


def lecun_uniform(rng: np.random.Generator, draw: Draw) -> np.ndarray:
    """W uniform with the variance of ``lecun``: up to sqrt(3 / fan_in)."""
    return _uniform(rng, draw, _lecun_variance(draw))


def xavier(rng: np.random.Generator, draw: Draw) -> np.ndarray:
    """W ~ N(0, 2 / (fan_in + fan_out)). Glorot & Bengio 2010, eq. 12."""
    return _normal(rng, draw, _xavier_variance(draw))


def xavier_uniform(rng: np.random.Generator, draw: Draw) -> np.ndarray:
    """W uniform with the variance of ``xavier``: up to sqrt(6 / (fan_in + fan_out)). Glorot & Bengio 2010, eq. 16."""
    return _uniform(rng, draw, _xavier_variance(draw))


def he(rng: np.random.Generator, draw: Draw) -> np.ndarray:
    """W ~ N(0, 2 / ((1 + a^2) fan_in)), a the slope below zero. He, Zhang, Ren & Sun 2015, eq. 10 and 15."""
    return _normal(rng, draw, _he_variance(draw))


def he_uniform(rng: np.random.Generator, draw: Draw) -> np.ndarray:
    """W uniform with the variance of ``he``: up to sqrt(6 / ((1 + a^2) fan_in))."""
    return _uniform(rng, draw, _he_variance(draw))


def orthogonal(rng: np.random.Generator, draw: Draw) -> np.ndarray:
    """W with orthogonal columns (rows, where fan_out is greater) of the activation's gain as length.

    Saxe, McClelland & Ganguli 2014. QR of a normal matrix; with R's diagonal made positive, all rotations are equally
    likely (Mezzadri 2007).
    """
    tall = rng.normal(size=(max(draw.fan_in, draw.fan_out), min(draw.fan_in, draw.fan_out)))
    q, r = np.linalg.qr(tall)
    columns = draw.gain * q * np.where(np.diagonal(r) < 0, -1.0, 1.0)
    return columns if draw.fan_in >= draw.fan_out else columns.T


def _lecun_variance(draw: Draw) -> float:
    return 1 / draw.fan_in


def _xavier_variance(draw: Draw) -> float:
    return 2 / (draw.fan_in + draw.fan_out)


def _he_variance(draw: Draw) -> float:
    return 2 / ((1 + draw.negative_slope**2) * draw.fan_in)


def _normal(rng: np.random.Generator, draw: Draw, variance: float) -> np.ndarray:
    return rng.normal(0.0, variance**0.5, (draw.fan_in, draw.fan_out))


def _uniform(rng: np.random.Generator, draw: Draw, variance: float) -> np.ndarray:
    """A uniform distribution up to a on both sides has the variance a^2 / 3."""
    edge = (3 * variance) ** 0.5
    return rng.uniform(-edge, edge, (draw.fan_in, draw.fan_out))


INITIALIZERS = Table(
    "initializer",
    Initializer("zeros", "zeros", zeros, "All weights 0: the units of a layer can never become different."),
    Initializer("constant", "constant", constant, "All weights the same number (the scale).", reads_scale=True),
    Initializer("normal", "normal", normal, "Random, with the scale as standard deviation.", reads_scale=True),
    Initializer(
        "uniform", "uniform", uniform, "Evenly random up to 1 / sqrt(fan-in): an old rule of thumb, too small."
    ),
    Initializer("lecun", "LeCun", lecun, "Random, variance 1 / fan-in: keeps a signal's size before the activation."),
    Initializer("lecun_uniform", "LeCun uniform", lecun_uniform, "LeCun's variance, evenly random."),
    Initializer("xavier", "Xavier", xavier, "Random, variance 2 / (fan-in + fan-out): made for tanh."),
    Initializer("xavier_uniform", "Xavier uniform", xavier_uniform, "Xavier's variance, evenly random."),
    Initializer("he", "He", he, "Random, variance 2 / fan-in: made for ReLU."),
    Initializer("he_uniform", "He uniform", he_uniform, "He's variance, evenly random."),
    Initializer(
        "orthogonal", "orthogonal", orthogonal, "Random directions at right angles, scaled by the activation's gain."
    ),
)

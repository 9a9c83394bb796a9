"""Activation functions: one record each, function and derivative side by side.

A record writes into arrays it is given. ``derivative`` may use the pre-activations z or the activations h, whichever
is cheaper; both belong to the same forward pass. At a kink the derivative is that of the left side (0 for ReLU).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..table import Table

Function = Callable[[np.ndarray, np.ndarray, float], object]
Derivative = Callable[[np.ndarray, np.ndarray, np.ndarray, float], object]


@dataclass(frozen=True)
class Activation:
    """``function(z, h, slope)`` writes h; ``derivative(z, h, d, slope)`` writes dh/dz into d; all of one shape.

    ``slope`` is the experiment's leaky slope, ignored by most. ``negative_slope(slope)`` is the slope far below
    zero of a rectifier (0 elsewhere), which He initialization and the dead-unit count read. ``gain`` is the factor
    that keeps a signal's size (read by orthogonal initialization only).
    """

    name: str
    label: str
    function: Function
    derivative: Derivative
    gain: Callable[[float], float]
    help: str = ""
    negative_slope: Callable[[float], float] = lambda slope: 0.0
    reads_slope: bool = False
    centred: bool = False


def linear(z: np.ndarray, h: np.ndarray, slope: float) -> None:
    """h = z."""
    h[...] = z


def linear_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: float) -> None:
    """dh/dz = 1."""
    d.fill(1)


def sigmoid(z: np.ndarray, h: np.ndarray, slope: float) -> None:
    """h = 1 / (1 + exp(-z)), written as (1 + tanh(z / 2)) / 2, which never overflows."""
    np.multiply(z, 0.5, out=h)
    np.tanh(h, out=h)
    np.multiply(h, 0.5, out=h)
    np.add(h, 0.5, out=h)


def sigmoid_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: float) -> None:
    """dh/dz = h (1 - h), at most 1/4."""
    np.subtract(1, h, out=d)
    np.multiply(d, h, out=d)


def tanh(z: np.ndarray, h: np.ndarray, slope: float) -> None:
    """h = tanh(z)."""
    np.tanh(z, out=h)


def tanh_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: float) -> None:
    """dh/dz = 1 - h^2."""
    np.multiply(h, h, out=d)
    np.subtract(1, d, out=d)


def relu(z: np.ndarray, h: np.ndarray, slope: float) -> None:
    """h = max(0, z). Nair & Hinton 2010; Glorot, Bordes & Bengio 2011."""
    np.maximum(z, _zeros(z.shape, z.dtype), out=h)


def relu_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: float) -> None:
    """dh/dz = 1 where z > 0, else 0; at 0 it is 0 by convention."""
    np.greater(h, 0, out=d)


def leaky_relu(z: np.ndarray, h: np.ndarray, slope: float) -> None:
    """h = max(0, z) + slope min(0, z). Maas, Hannun & Ng 2013 (slope 0.01)."""
    np.multiply(z, slope, out=h)
    (np.maximum if slope <= 1 else np.minimum)(z, h, out=h)


def leaky_relu_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: float) -> None:
    """dh/dz = 1 where z > 0, else the slope."""
    np.greater(z, 0, out=d)
    np.multiply(d, 1 - slope, out=d)
    np.add(d, slope, out=d)


@lru_cache(maxsize=256)
def _zeros(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Zeros to compare with: NumPy's maximum of two arrays is several times faster than that of array and number."""
    return np.zeros(shape, dtype)


ACTIVATIONS = Table(
    "activation",
    Activation(
        "linear",
        "linear",
        linear,
        linear_derivative,
        lambda slope: 1.0,
        "The sum itself: layers of it stay a straight line.",
        centred=True,
    ),
    Activation(
        "sigmoid",
        "sigmoid",
        sigmoid,
        sigmoid_derivative,
        lambda slope: 1.0,
        "Between 0 and 1; its slope is at most 1/4.",
    ),
    Activation(
        "tanh", "tanh", tanh, tanh_derivative, lambda slope: 5 / 3, "Between -1 and 1, centred on 0.", centred=True
    ),
    Activation("relu", "ReLU", relu, relu_derivative, lambda slope: 2**0.5, "Zero below 0, the sum itself above."),
    Activation(
        "leaky_relu",
        "leaky ReLU",
        leaky_relu,
        leaky_relu_derivative,
        lambda slope: (2 / (1 + slope**2)) ** 0.5,
        "Like ReLU, with a small slope below 0.",
        negative_slope=lambda slope: slope,
        reads_slope=True,
    ),
)

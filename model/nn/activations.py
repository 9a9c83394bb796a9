"""Activation functions: one record each, function and derivative side by side.

A record lays out the NumPy calls that fill arrays it is given. A derivative may use the pre-activations z or the
activations h, whichever is cheaper; both belong to the same forward pass. At a kink it is that of the left side (0 for
ReLU).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy import add, copyto, greater, maximum, minimum, multiply, subtract

from ..table import Table
from .plan import Plan, number, run


@dataclass(frozen=True)
class Activation:
    """``forward(z, h, slope)`` plans h; ``backward(z, h, d, slope)`` plans dh/dz into d; all of one shape.

    ``slope`` is the experiment's leaky slope, ignored by most. ``negative_slope(slope)`` is the slope far below
    zero of a rectifier (0 elsewhere), which He initialization and the dead-unit count read. ``gain`` is the factor
    that keeps a signal's size (read by orthogonal initialization only). ``rectifies``: a unit whose sums are never
    above 0 is dead. ``saturates``: bounded on both sides, flat where its sums are large.
    """

    name: str
    label: str
    forward: Callable[[np.ndarray, np.ndarray, float], Plan]
    backward: Callable[[np.ndarray, np.ndarray, np.ndarray, float], Plan]
    gain: Callable[[float], float]
    help: str = ""
    negative_slope: Callable[[float], float] = lambda slope: 0.0
    reads_slope: bool = False
    in_place: bool = False  # h may be written over z, and the derivative reads h alone
    centred: bool = False
    rectifies: bool = False
    saturates: bool = False

    def function(self, z: np.ndarray, h: np.ndarray, slope: float) -> None:
        """Write the activations of ``z`` into ``h``."""
        run(self.forward(z, h, slope))

    def derivative(self, z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: float) -> None:
        """Write dh/dz into ``d``."""
        run(self.backward(z, h, d, slope))


def linear(z: np.ndarray, h: np.ndarray, slope: float) -> Plan:
    """h = z."""
    return [] if h is z else [partial(copyto, h, z)]


def linear_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: float) -> Plan:
    """dh/dz = 1."""
    return [partial(d.fill, 1)]


def sigmoid(z: np.ndarray, h: np.ndarray, slope: float) -> Plan:
    """h = 1 / (1 + exp(-z)), written as (1 + tanh(z / 2)) / 2, which never overflows."""
    half = number(0.5, h)
    return [
        partial(multiply, z, half, h),
        partial(np.tanh, h, h),
        partial(multiply, h, half, h),
        partial(add, h, half, h),
    ]


def sigmoid_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: float) -> Plan:
    """dh/dz = h (1 - h), at most 1/4."""
    return [partial(subtract, number(1, d), h, d), partial(multiply, d, h, d)]


def tanh(z: np.ndarray, h: np.ndarray, slope: float) -> Plan:
    """h = tanh(z)."""
    return [partial(np.tanh, z, h)]


def tanh_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: float) -> Plan:
    """dh/dz = 1 - h^2."""
    return [partial(multiply, h, h, d), partial(subtract, number(1, d), d, d)]


def relu(z: np.ndarray, h: np.ndarray, slope: float) -> Plan:
    """h = max(0, z). Nair & Hinton 2010; Glorot, Bordes & Bengio 2011.

    Zeros of the same shape: NumPy's maximum of two arrays is several times faster than that of array and number.
    """
    return [partial(maximum, z, np.zeros_like(z), out=h)]


def relu_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: float) -> Plan:
    """dh/dz = 1 where z > 0, else 0; at 0 it is 0 by convention."""
    positive = np.empty(h.shape, bool)
    as_numbers = positive.view(np.uint8)  # converts faster than truth values
    return [partial(greater, h, number(0, h), positive), partial(copyto, d, as_numbers)]


def leaky_relu(z: np.ndarray, h: np.ndarray, slope: float) -> Plan:
    """h = max(0, z) + slope min(0, z). Maas, Hannun & Ng 2013 (slope 0.01)."""
    greatest = maximum if slope <= 1 else minimum
    return [partial(multiply, z, number(slope, h), h), partial(greatest, z, h, out=h)]


def leaky_relu_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: float) -> Plan:
    """dh/dz = 1 where z > 0, else the slope."""
    return [
        *relu_derivative(h, z, d, slope),
        partial(multiply, d, number(1 - slope, d), d),
        partial(add, d, number(slope, d), d),
    ]


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
        in_place=True,
    ),
    Activation(
        "sigmoid",
        "sigmoid",
        sigmoid,
        sigmoid_derivative,
        lambda slope: 1.0,
        "Between 0 and 1; its slope is at most 1/4.",
        saturates=True,
        in_place=True,
    ),
    Activation(
        "tanh",
        "tanh",
        tanh,
        tanh_derivative,
        lambda slope: 5 / 3,
        "Between -1 and 1, centred on 0.",
        saturates=True,
        centred=True,
        in_place=True,
    ),
    Activation(
        "relu",
        "ReLU",
        relu,
        relu_derivative,
        lambda slope: 2**0.5,
        "Zero below 0, the sum itself above.",
        rectifies=True,
        in_place=True,
    ),
    Activation(
        "leaky_relu",
        "leaky ReLU",
        leaky_relu,
        leaky_relu_derivative,
        lambda slope: (2 / (1 + slope**2)) ** 0.5,
        "Like ReLU, with a small slope below 0.",
        rectifies=True,
        negative_slope=lambda slope: slope,
        reads_slope=True,
    ),
)

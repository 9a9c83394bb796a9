"""Piecewise linear activations: linear, ReLU and its leaky kin, as plans."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy import add, greater, maximum, minimum, multiply, subtract

from .plan import Plan, extreme, number, write

Slope = float | np.ndarray  # a learned slope is an array without dimensions, read anew at every call


def linear(z: np.ndarray, h: np.ndarray, slope: Slope) -> Plan:
    """h = z."""
    return [] if h is z else [write(z, h)]


def linear_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: Slope) -> Plan:
    """dh/dz = 1."""
    return [partial(d.fill, 1)]


def relu(z: np.ndarray, h: np.ndarray, slope: Slope) -> Plan:
    """h = max(0, z). Nair & Hinton 2010; Glorot, Bordes & Bengio 2011.

    Zeros of the same shape: NumPy's maximum of two arrays is several times faster than that of array and number.
    """
    return [extreme(maximum, z, np.zeros_like(z), h)]


def relu_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: Slope) -> Plan:
    """dh/dz = 1 where z > 0, else 0; at 0 it is 0 by convention."""
    positive = np.empty(h.shape, bool)
    as_numbers = positive.view(np.uint8)  # converts faster than truth values
    return [partial(greater, h, number(0, h), positive), write(as_numbers, d)]


def leaky_relu(z: np.ndarray, h: np.ndarray, slope: Slope) -> Plan:
    """h = max(0, z) + slope min(0, z). Maas, Hannun & Ng 2013 (slope 0.01)."""
    greatest = maximum if slope <= 1 else minimum
    return [partial(multiply, z, number(slope, h), h), extreme(greatest, z, h, h)]


def leaky_relu_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: Slope) -> Plan:
    """dh/dz = 1 where z > 0, else the slope."""
    return [
        *relu_derivative(h, z, d, slope),
        partial(multiply, d, number(1 - slope, d), d),
        partial(add, d, number(slope, d), d),
    ]


def prelu(z: np.ndarray, h: np.ndarray, slope: Slope) -> Plan:
    """h = max(0, z) + a min(0, z) with a learned slope a of any size. He, Zhang, Ren & Sun 2015, eq. 1."""
    zeros, above = np.zeros_like(z), np.empty_like(z)
    return [
        extreme(minimum, z, zeros, h),
        partial(multiply, h, live(slope, h), h),
        extreme(maximum, z, zeros, above),
        partial(add, h, above, h),
    ]


def prelu_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: Slope) -> Plan:
    """dh/dz = 1 where z > 0, else a."""
    a, rest = live(slope, d), np.empty((), d.dtype)
    return [
        *relu_derivative(h, z, d, slope),
        partial(subtract, number(1, d), a, rest),
        partial(multiply, d, rest, d),
        partial(add, d, a, d),
    ]


def prelu_slope_gradient(z: np.ndarray, dh: np.ndarray, scratch: np.ndarray, gradient: np.ndarray) -> Plan:
    """dL/da = sum of dL/dh min(0, z) over the layer's units and the minibatch, into ``gradient`` without dimensions.

    He, Zhang, Ren & Sun 2015, eq. 3, for one slope shared by a layer. ``scratch`` has the shape of z.
    """
    return [
        extreme(minimum, z, number(0, z), scratch),
        partial(multiply, scratch, dh, scratch),
        partial(add.reduce, scratch, None, None, gradient),
    ]


def live(slope: Slope, like: np.ndarray) -> np.ndarray:
    """``slope`` itself where it is an array that changes while the plan stays, else as a number like ``like``."""
    return slope if isinstance(slope, np.ndarray) else number(slope, like)

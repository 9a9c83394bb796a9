"""GELU in its exact form, z Phi(z), where Phi is the distribution function of the standard normal.

NumPy has no error function. Phi and the derivative of z Phi(z) are taken from Taylor series of degree 5 around the
nearest of points 1/128 apart, which are right to about 1e-16, in as few calls for a large array as for a small one.
"""

from __future__ import annotations

import math
from functools import cache, partial

import numpy as np
from numpy import add, copyto, maximum, minimum, multiply, rint, subtract

from .plan import Plan, extreme, number

FINENESS = 128  # points in 1
FARTHEST = 38  # beyond it Phi is 0 or 1 in 64 bits
DEGREE = 5


def gelu(z: np.ndarray, h: np.ndarray, slope: object) -> Plan:
    """h = z Phi(z). Hendrycks & Gimpel 2016, the exact form (not the one with tanh)."""
    return [*_interpolated(_distribution, z, h), partial(multiply, h, z, h)]


def gelu_derivative(z: np.ndarray, h: np.ndarray, d: np.ndarray, slope: object) -> Plan:
    """dh/dz = Phi(z) + z phi(z), phi the density."""
    return _interpolated(_steepness, z, d)


def _interpolated(series: object, z: np.ndarray, out: np.ndarray) -> Plan:
    """A function of z that is constant beyond ``FARTHEST``, from its Taylor coefficients in ``series``."""
    *lower, highest = series(z.dtype)
    at, offset, term = np.empty(z.shape, np.intp), np.empty_like(z), np.empty_like(z)
    low, high = np.full_like(z, -FARTHEST), np.full_like(z, FARTHEST)
    plan: Plan = [
        extreme(maximum, z, low, offset),
        extreme(minimum, offset, high, offset),
        partial(multiply, offset, number(FINENESS, z), offset),
        partial(rint, offset, term),
        partial(copyto, at, term, "unsafe"),
        partial(subtract, offset, term, offset),
        partial(add, at, number(FARTHEST * FINENESS, at), at),
        partial(highest.take, at, None, out, "clip"),  # "clip", for NaN has no place
    ]
    for coefficients in reversed(lower):
        plan += [
            partial(multiply, out, offset, out),
            partial(coefficients.take, at, None, term, "clip"),
            partial(add, out, term, out),
        ]
    return plan


@cache
def _distribution(dtype: np.dtype) -> np.ndarray:
    """Taylor coefficients ``(degree + 1, points)`` of Phi in units of the distance between points."""
    points = _points()
    whole = [0.5 * math.erfc(-point / math.sqrt(2)) for point in points.tolist()]
    return _scaled([np.array(whole), *_densities(points)], dtype)


@cache
def _steepness(dtype: np.dtype) -> np.ndarray:
    """The same of Phi(z) + z phi(z): its n-th derivative is that of Phi, plus z phi^(n) + n phi^(n - 1)."""
    points = _points()
    whole = np.array([0.5 * math.erfc(-point / math.sqrt(2)) for point in points.tolist()])
    density = _densities(points)
    orders = [whole + points * density[0]]
    for n in range(1, DEGREE + 1):
        orders.append(density[n - 1] * (n + 1) + points * density[n])
    return _scaled(orders, dtype)


def _points() -> np.ndarray:
    return np.arange(-FARTHEST * FINENESS, FARTHEST * FINENESS + 1) / FINENESS


def _densities(z: np.ndarray) -> list[np.ndarray]:
    """phi and its derivatives, by phi^(n + 1) = -z phi^(n) - n phi^(n - 1) (Hermite polynomials)."""
    found = [np.exp(-0.5 * z**2) / math.sqrt(2 * math.pi)]
    found.append(-z * found[0])
    while len(found) <= DEGREE:
        n = len(found) - 1
        found.append(-z * found[n] - n * found[n - 1])
    return found


def _scaled(derivatives: list[np.ndarray], dtype: np.dtype) -> np.ndarray:
    """Derivatives of order 0, 1, ... as the coefficients of a power series."""
    rows = [order / (math.factorial(n) * FINENESS**n) for n, order in enumerate(derivatives[: DEGREE + 1])]
    table = np.array(rows).astype(dtype)
    table[:, 0] = 0  # the farthest point stands for all beyond it
    return table

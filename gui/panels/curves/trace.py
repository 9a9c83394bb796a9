"""Traces: recorded curves as points of a line, few enough for the pixels they are drawn on."""

from __future__ import annotations

import numpy as np

from model.training.history import Curve


def gathered(curve: Curve, most: int) -> Curve:
    """``curve`` with at most about ``most`` buckets, neighbours joined; extremes stay exact, NaN gives way."""
    size = -(-len(curve.first) // max(1, most))
    if size <= 1:
        return curve
    starts = np.arange(0, len(curve.first), size)
    ends = np.minimum(starts + size, len(curve.first)) - 1
    low, high = np.fmin.reduceat(curve.low, starts), np.fmax.reduceat(curve.high, starts)
    return Curve(curve.first[starts], curve.last[ends], low, high)


def extended(curve: Curve, step: int, value: float | np.ndarray) -> Curve:
    """``curve`` and, if it is newer than its end, ``value`` (one for each column) at ``step``."""
    if len(curve.last) and curve.last[-1] >= step:
        return curve
    at, new = np.array([step]), np.array([value])
    return Curve(*(np.concatenate(pair) for pair in zip(_parts(curve), (at, at, new, new), strict=True)))


def outline(curve: Curve) -> tuple[np.ndarray, np.ndarray]:
    """Steps and values ``(2 n,)`` or ``(2 n, layers)`` of a line that touches every bucket's extremes.

    It runs through each bucket in the direction in which the curve moves there, so that smooth curves stay smooth.
    """
    middle = 0.5 * curve.low + 0.5 * curve.high
    falling = np.zeros(curve.low.shape, dtype=bool)
    falling[1:] = middle[1:] < middle[:-1]
    steps = np.column_stack((curve.first, curve.last)).ravel().astype(float)
    values = np.empty((2 * len(curve.low), *curve.low.shape[1:]))
    values[0::2] = np.where(falling, curve.high, curve.low)
    values[1::2] = np.where(falling, curve.low, curve.high)
    return steps, values


def bucket_at(curve: Curve, step: float) -> int | None:
    """The number of the bucket nearest to ``step``, or None where nothing is recorded."""
    if not len(curve.last):
        return None
    return min(int(np.searchsorted(curve.last, step)), len(curve.last) - 1)


def extremes(curve: Curve) -> np.ndarray:
    """The smallest positive number, the greatest finite one, and 0 if there is a zero, as far as they exist."""
    found = [greatest(curve.high)]
    if curve.low.size:
        found.append(float(np.min(curve.low, where=curve.low > 0, initial=np.inf)))
        found += [0.0] if (curve.low == 0).any() else []
    return np.array([value for number, value in enumerate(found) if value or number])


def greatest(*arrays: np.ndarray) -> float:
    """The greatest finite number, or 0 if there is none."""
    tops = [float(np.fmax.reduce(array, axis=None)) for array in arrays if array.size]
    if any(top == np.inf for top in tops):
        tops = [float(np.max(array, where=np.isfinite(array), initial=-np.inf)) for array in arrays if array.size]
    return max((top for top in tops if np.isfinite(top)), default=0.0)


def _parts(curve: Curve) -> tuple[np.ndarray, ...]:
    return curve.first, curve.last, curve.low, curve.high

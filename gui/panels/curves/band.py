"""A band: what the curves of several seeds have in common, as median, middle half and extremes at every step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.training.history import Curve


@dataclass(frozen=True)
class Band:
    """At ``steps (n,)``: rows of the lowest, the quartiles with the median between them, the highest, ``(5, n)``."""

    steps: np.ndarray
    rows: np.ndarray

    @property
    def median(self) -> np.ndarray:
        """The middle value."""
        return self.rows[2]


def band(curves: Sequence[Curve]) -> Band:
    """The band of curves that were recorded at the same steps; one that ended earlier counts as far as it goes.

    What is not a number counts as infinite: a run that has diverged lies above all others.
    """
    longest = max(curves, key=lambda curve: len(curve.last))
    table = np.full((len(curves), len(longest.last)), np.nan)
    for row, curve in zip(table, curves, strict=True):
        at = np.searchsorted(longest.last, curve.last)
        inside = at < len(row)
        middle = 0.5 * curve.low + 0.5 * curve.high
        row[at[inside]] = np.where(np.isnan(middle), np.inf, middle)[inside]
    return Band(longest.last, quantiles(table))


def quantiles(table: np.ndarray, shares: Sequence[float] = (0.0, 0.25, 0.5, 0.75, 1.0)) -> np.ndarray:
    """The quantiles ``(shares, columns)`` of every column's numbers, interpolated linearly; NaN is no number."""
    ordered, columns = np.sort(table, axis=0), np.arange(table.shape[1])
    places = np.outer(shares, np.maximum((~np.isnan(table)).sum(axis=0) - 1, 0))
    below = np.floor(places).astype(int)
    low, high = ordered[below, columns], ordered[np.ceil(places).astype(int), columns]
    part = places - below
    with np.errstate(invalid="ignore"):  # infinite from infinite
        return np.where((part == 0) | (low == high), low, low + (high - low) * part)

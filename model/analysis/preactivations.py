"""Pre-activations: how the sums that hidden units' activations are given are distributed in each layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BINS = 48


@dataclass(frozen=True)
class Preactivations:
    """Histograms at ``step`` over training points and units, one a hidden layer.

    Those of layer i are ``counts[i] (BINS,)`` in equal bins from ``low[i]`` to ``high[i]``, its least and greatest sum.
    Both are NaN and the counts 0 where there are no finite sums.
    """

    step: int
    low: np.ndarray
    high: np.ndarray
    counts: np.ndarray

    def over(self, edges: np.ndarray) -> np.ndarray:
        """The share of each layer's sums in the bins between ``edges (n + 1,)``, ``(layers, n)``.

        Sums are taken to lie evenly within a bin of their own. What lies beyond the first or the last edge counts in
        the bin next to it, so that every row adds up to 1.
        """
        shares = np.zeros((len(self.low), len(edges) - 1))
        for layer, (low, high, counts) in enumerate(zip(self.low, self.high, self.counts, strict=True)):
            if counts.sum():
                reached = np.concatenate(([0.0], np.cumsum(counts) / counts.sum()))
                below = _share_below(edges, np.linspace(low, high, BINS + 1), reached)
                below[0], below[-1] = 0.0, 1.0
                shares[layer] = np.diff(below)
        return shares


def histogram(values: np.ndarray) -> tuple[tuple[float, float], np.ndarray]:
    """Least and greatest finite value, and the counts ``(BINS,)`` in between."""
    low, high = float(values.min()), float(values.max())
    if not np.isfinite(high - low):
        values = values[np.isfinite(values)]
        low, high = (float(values.min()), float(values.max())) if values.size else (np.nan, np.nan)
        if not np.isfinite(high - low):
            return (np.nan, np.nan), np.zeros(BINS, np.int64)
    if high - low > np.finfo(values.dtype).max:  # of single precision, in which the differences would be infinite
        values = values.astype(float)
    width = (high - low) / BINS
    if not width > 0:
        return (low, high), np.bincount([BINS // 2], [values.size], BINS).astype(np.int64)
    bins = ((values - low) * (1 / width)).astype(np.int64).ravel()
    return (low, high), np.bincount(np.minimum(bins, BINS - 1), minlength=BINS)


def _share_below(at: np.ndarray, edges: np.ndarray, reached: np.ndarray) -> np.ndarray:
    """Shares below ``at`` of a distribution that has ``reached`` its shares at ``edges``, which may coincide."""
    if edges[-1] > edges[0]:
        return np.interp(at, edges, reached)
    return (at > edges[0]).astype(float)

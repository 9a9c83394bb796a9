"""Dropout: the random mask of one forward pass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LEVELS = 65536  # sixteen random bits decide over one entry


class Dropout:
    """Inverted dropout over a flat buffer: an entry is 0 with probability ``rate``, else 1 / (1 - rate).

    The buffer has one part for each of ``rates``, ``sizes`` long. Srivastava et al. 2014, with the scaling moved to
    training. Sixteen random bits decide over one entry, so the share that is kept may differ from 1 - rate by up to
    1 / 131072. Fill ``bits``, then call ``draw``; the same bits are used up whatever the rates are.
    """

    def __init__(self, sizes: Sequence[int], rates: Sequence[float], dtype: np.dtype) -> None:
        size = sum(sizes)
        self.mask = np.zeros(size, dtype)
        self.bits = np.zeros(-(-size // 4), np.uint64)
        self._drawn = self.bits.view(np.uint16)[:size]
        self._kept = np.zeros(size, bool)
        thresholds = np.array([min(round(rate * LEVELS), LEVELS - 1) for rate in rates], np.uint16)
        factors = np.array([1 / (1 - rate) for rate in rates], dtype)
        alike = len(set(rates)) == 1  # numbers without dimensions are read faster
        self._threshold = thresholds[:1].reshape(()) if alike else np.repeat(thresholds, sizes)
        self._factor = factors[:1].reshape(()) if alike else np.repeat(factors, sizes)

    def draw(self) -> None:
        """Make the mask from the bits."""
        np.greater_equal(self._drawn, self._threshold, self._kept)
        np.multiply(self._kept, self._factor, self.mask)

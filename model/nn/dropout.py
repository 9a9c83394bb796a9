"""Dropout: the random mask of one forward pass."""

from __future__ import annotations

import numpy as np


class Dropout:
    """Inverted dropout over a flat buffer: an entry is 0 with probability ``rate``, else 1 / (1 - rate).

    Srivastava et al. 2014, with the scaling moved to training. Sixteen random bits decide over one entry, so the share
    that is kept may differ from 1 - rate by up to 1 / 131072. Fill ``bits``, then call ``draw``.
    """

    def __init__(self, size: int, rate: float, dtype: np.dtype) -> None:
        self.mask = np.zeros(size, dtype)
        self.bits = np.zeros(-(-size // 4), np.uint64)
        self._drawn = self.bits.view(np.uint16)[:size]
        self._threshold = np.array(round(rate * 65536), np.uint16 if rate < 1 else np.uint32)
        self._kept = np.zeros(size, bool)
        self._factor = np.array(1 / (1 - rate), dtype)

    def draw(self) -> None:
        """Make the mask from the bits."""
        np.greater_equal(self._drawn, self._threshold, self._kept)
        np.multiply(self._kept, self._factor, self.mask)

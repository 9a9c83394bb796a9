"""The colours of a GIF: 255 that suit the frames seen so far, and quickly which of them is nearest to a pixel.

A pixel's colour is looked up by the upper six bits of its channels, in a table that is filled as colours appear.
"""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_rgb
from PIL import Image

BITS = 6
KEYS = 1 << 3 * BITS
MOST = 255  # number 0 is kept for "as before"
EYE = np.array([1.4, 2.0, 1.7], np.float32) / 1.7  # how much a difference of red, green, blue is seen
NEAR = 5.0  # levels: differences up to here are not seen
MOST_OFF = 0.005  # share of the pixels that may be further off
WORSE = 1.5  # times the share that the present colours were made with: then others are sought
SAMPLE = 25_000  # pixels from which colours are made


def keys_of(pixels: np.ndarray) -> np.ndarray:
    """The place in the table of RGBA ``pixels (n,)`` uint32."""
    keys = pixels >> 2 & 0x3F
    keys |= pixels >> 4 & 0xFC0
    keys |= pixels >> 6 & 0x3F000
    return keys


class Colours:
    """``table (256, 3)`` uint8 are the present colours; ``packed (256,)`` the same as RGBA in uint32."""

    def __init__(self, theme: tuple[str, ...] = ()) -> None:
        exact = np.array([[round(255 * part) for part in to_rgb(colour)] for colour in dict.fromkeys(theme)])
        self._exact = exact.reshape(-1, 3).astype(np.uint8)
        self._weight = np.zeros(KEYS)  # pixels of every key in the frames seen, newer ones counting more
        self._seen = np.zeros(KEYS, np.uint32)  # a colour of every key that was there
        self._number = np.zeros(KEYS, np.uint8)
        self._error = np.zeros(KEYS, np.float32)
        self._reached = 0.0  # what was off among the pixels for which the colours were made
        self.table = np.zeros((256, 3), np.uint8)
        self.packed = _packed(self.table)

    def numbers(self, pixels: np.ndarray) -> tuple[np.ndarray, bool]:
        """For RGBA ``pixels (n,)`` uint32 the numbers of their colours, and whether the colours are new ones now."""
        keys = keys_of(pixels)
        self._see(keys, pixels)
        fresh = not self.table.any() and not self._number.any()
        if not fresh:
            self._assign(np.unique(keys[self._number[keys] == 0]))
            fresh = self._off(keys) > max(MOST_OFF, WORSE * self._reached)
        if fresh:
            self._choose()
            self._reached = self._off(keys)
        return self._number[keys], fresh

    def _off(self, keys: np.ndarray) -> float:
        """The share of the pixels whose colour is seen to be another one."""
        return np.count_nonzero(self._error[keys] > NEAR) / len(keys)

    def _see(self, keys: np.ndarray, pixels: np.ndarray) -> None:
        self._weight += np.bincount(keys, minlength=KEYS)
        self._seen[keys] = pixels

    def _choose(self) -> None:
        """Take colours that suit what was seen: rare ones count more than their share, the theme's come as they are."""
        keys = np.flatnonzero(self._weight)
        weight = np.sqrt(self._weight[keys])
        times = np.maximum(1, np.rint(weight * (SAMPLE / weight.sum()))).astype(int)
        sample = np.repeat(_channels(self._seen[keys]), times, axis=0)
        free = MOST - len(self._exact)
        chosen = Image.fromarray(sample[None]).quantize(free, Image.Quantize.MEDIANCUT, kmeans=1, dither=0)
        found = np.array(chosen.getpalette()[: 3 * free], np.uint8).reshape(-1, 3)
        self.table[:] = self._exact[0] if len(self._exact) else 0
        self.table[1 : 1 + len(self._exact)] = self._exact
        start = 1 + len(self._exact)
        self.table[start : start + len(found)] = found
        self.packed = _packed(self.table)
        self._number[:] = 0
        self._assign(keys)
        self._weight *= 0.5

    def _assign(self, keys: np.ndarray) -> None:
        """Find the nearest colour of each key; a key that holds one of the theme's colours gets that one."""
        palette = self.table[1:] * EYE
        squares = (palette**2).sum(axis=1)
        for part in np.array_split(keys, len(keys) // 8192 + 1):
            colour = _channels(self._seen[part]) * EYE
            away = squares - 2 * colour @ palette.T
            best = away.argmin(axis=1)
            self._number[part] = best + 1
            left = away[np.arange(len(part)), best] + (colour**2).sum(axis=1)
            self._error[part] = np.sqrt(np.maximum(left, 0.0))
        own = keys_of(_packed(self._exact))
        self._number[own], self._error[own] = np.arange(1, len(own) + 1), 0.0


def _channels(pixels: np.ndarray) -> np.ndarray:
    """RGBA ``(n,)`` uint32 as ``(n, 3)`` uint8."""
    return np.ascontiguousarray(pixels).view(np.uint8).reshape(-1, 4)[:, :3]


def _packed(rgb: np.ndarray) -> np.ndarray:
    """``(n, 3)`` uint8 as opaque RGBA ``(n,)`` uint32."""
    return np.column_stack((rgb, np.full(len(rgb), 255, np.uint8))).view(np.uint32)[:, 0]

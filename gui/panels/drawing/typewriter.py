"""A typewriter: text in letters of one width, put together from pictures of single letters.

Every line of numbers is a new one, and laying out a line takes milliseconds; its letters are always the same.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb

from . import words

ADVANCE = 1233 / 2048  # of MONO, where letters need not be whole pixels wide
BELOW = 0.4  # of the size is kept free below the base line


@lru_cache(maxsize=32)
def cell(size: float, dpi: float) -> int:
    """How wide every letter is at ``size`` points, px."""
    return max(1, round(words.width("0" * 100, size, dpi, words.MONO) / 100))


def stretched(size: float, dpi: float) -> float:
    """The size in points at which letters that need not be whole pixels wide are ``cell`` px wide."""
    return 72 * cell(size, dpi) / (ADVANCE * dpi)


def typed(text: str, colour: str, size: float, dpi: float) -> tuple[np.ndarray, int]:
    """``text`` as RGBA pixels on nothing, bottom row first, and how many of them are below its base line."""
    letters = [_letter(each, size, dpi) for each in text]
    pixels = np.empty((letters[0].shape[0], len(letters) * letters[0].shape[1], 4), np.uint8)
    pixels[:, :, :3] = np.rint(255 * np.array(to_rgb(colour)))
    pixels[:, :, 3] = np.hstack(letters)
    return pixels, round(BELOW * size * dpi / 72)


@lru_cache(maxsize=2048)
def _letter(letter: str, size: float, dpi: float) -> np.ndarray:
    """How much of each pixel one letter covers, bottom row first."""
    below = round(BELOW * size * dpi / 72)
    wide, high = cell(size, dpi), round(words.height(size, dpi)) + below
    renderer = RendererAgg(wide, high, dpi)
    renderer.draw_text(renderer.new_gc(), 0, high - below, letter, words.font(size, family=words.MONO), 0)
    return np.asarray(renderer.buffer_rgba())[::-1, :, 3].copy()

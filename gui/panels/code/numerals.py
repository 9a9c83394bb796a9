"""Numerals in columns: a corner of an array as rows of text of one width, and what the whole of it comes to."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..drawing.span import brief

DIGITS = 4  # significant ones of the greatest number
SMALLEST, GREATEST = 1e-3, 1e5  # outside of which all numbers have an exponent
MORE = "…"


@dataclass(frozen=True)
class Corner:
    """The first rows and columns of an array: ``texts`` are right-aligned, all of one width.

    ``wide`` is the width with the gap before it, in characters; ``right`` and ``below`` say whether there is more.
    """

    values: np.ndarray
    texts: tuple[tuple[str, ...], ...]
    wide: int
    right: bool
    below: bool

    @property
    def rows(self) -> list[str]:
        """The lines of text, with signs where numbers are left out."""
        more = "  " + MORE if self.right else ""
        return ["".join(text.rjust(self.wide) for text in row) + more for row in self.texts]


def flat(array: np.ndarray) -> np.ndarray:
    """``array`` as rows and columns; what has one column or one axis is written in one row."""
    if array.ndim == 2 and array.shape[1] > 1:
        return array
    return array.reshape(1, -1)


def corner(array: np.ndarray, rows: int, columns: int) -> Corner:
    """As much of ``array`` as finds room in so many ``rows``, each of ``columns`` characters."""
    whole = flat(array)
    part = whole[: max(1, rows)]
    texts = _texts(part[:, : max(1, columns // 3)], whole)
    wide = 2 + max((len(text) for row in texts for text in row), default=1)
    count = max(1, columns // wide)
    if whole.shape[1] > count:
        count = max(1, (columns - 3) // wide)
    shown = part[:, :count]
    return Corner(
        shown, tuple(tuple(row[:count]) for row in texts), wide, whole.shape[1] > count, len(whole) > len(part)
    )


def said(value: float) -> str:
    """One number in a sentence; what is none, in words."""
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "infinite" if value > 0 else "minus infinite"
    return brief(float(value)).replace("-", "−")


def summary(array: np.ndarray) -> tuple[str, ...]:
    """Least, mean and greatest of the numbers, and how many are none; a single number itself."""
    if array.size == 1:
        return (said(float(array.reshape(-1)[0])),)
    good = array[np.isfinite(array)]
    parts = [] if good.size == array.size else [f"{array.size - good.size:,} of {array.size:,} not finite"]
    if good.size and np.issubdtype(array.dtype, np.floating):
        with np.errstate(over="ignore"):
            facts = {"min": good.min(), "mean": good.mean(), "max": good.max()}
        parts += [f"{name} {said(float(value))}" for name, value in facts.items()]
    return tuple(parts)


def _texts(part: np.ndarray, whole: np.ndarray) -> list[list[str]]:
    """The numbers with as many decimals as leave the greatest of all four digits."""
    if not np.issubdtype(whole.dtype, np.floating):
        return [[f"{value:,}" for value in row] for row in part.tolist()]
    finite = np.abs(whole[np.isfinite(whole)])
    top = float(finite.max()) if finite.size else 0.0
    fixed = SMALLEST <= top < GREATEST
    decimals = min(DIGITS, max(0, DIGITS - 1 - math.floor(math.log10(top)))) if fixed else 2
    return [[_text(value, fixed, decimals) for value in row] for row in part.tolist()]


def _text(value: float, fixed: bool, decimals: int) -> str:
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("inf" if value > 0 else "−inf")
    if value == 0:
        return "0"
    text = f"{value:.{decimals}f}" if fixed else f"{value:.{decimals}e}"
    if fixed and not float(text):  # too small beside the others
        text = f"{value:.0e}"
    return text.replace("-", "−").replace("e−0", "e−").replace("e+0", "e+")

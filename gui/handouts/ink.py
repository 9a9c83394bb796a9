"""Ink: words on paper; how wide they are, and how they are broken into lines that fit."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont, get_font

MEASURED = 720.0  # dots per inch at which words are measured: no rounding to be seen
MISSING = "\ufffd"


@dataclass(frozen=True)
class Ink:
    """A look of words: ``size`` in points, ``line`` from one line to the next in points."""

    size: float
    line: float
    colour: str
    bold: bool = False
    mono: bool = False

    @property
    def font(self) -> FontProperties:
        """The font as matplotlib knows it; it comes with matplotlib."""
        family = "DejaVu Sans Mono" if self.mono else "DejaVu Sans"
        return FontProperties(family=family, size=self.size, weight="bold" if self.bold else "normal")


@lru_cache(maxsize=8)
def _known(ink: Ink) -> frozenset[int]:
    return frozenset(get_font(findfont(ink.font)).get_charmap())


def printable(text: str, ink: Ink) -> str:
    """``text`` with a sign for every letter that the font does not have, and none that is no letter."""
    known = _known(ink)
    plain = (" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    return "".join(sign if ord(sign) in known else MISSING for sign in plain)


@lru_cache(maxsize=1)
def _measurer() -> RendererAgg:
    return RendererAgg(1, 1, MEASURED)


@lru_cache(maxsize=8192)
def width(text: str, ink: Ink) -> float:
    """How wide ``text`` is, points."""
    return _measurer().get_text_width_height_descent(text, ink.font, False)[0] * 72 / MEASURED if text else 0.0


def wrapped(text: str, room: float, ink: Ink) -> list[str]:
    """``text`` in lines of at most ``room`` points: broken between words, and inside one only where it is too long."""
    lines: list[str] = []
    for part in text.split("\n"):
        words = (piece for word in printable(part, ink).split() for piece in _pieces(word, room, ink))
        lines += _filled(words, room, ink)
    return lines


def cut(text: str, room: float, ink: Ink) -> str:
    """``text``, or as much of its beginning as fits into ``room`` points."""
    if width(text, ink) <= room:
        return text
    while text and width(f"{text}…", ink) > room:
        text = text[:-1].rstrip()
    return f"{text}…"


def _filled(words: Iterable[str], room: float, ink: Ink) -> list[str]:
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and width(longer, ink) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _pieces(word: str, room: float, ink: Ink) -> list[str]:
    """A word, or parts of it that each fit."""
    pieces = []
    while width(word, ink) > room and len(word) > 1:
        low, high = 1, len(word) - 1  # the longest beginning that fits
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if width(word[:middle], ink) <= room else (low, middle - 1)
        pieces.append(word[:low])
        word = word[low:]
    return [*pieces, word]

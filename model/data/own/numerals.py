"""Numerals: the finite number that a cell says, or what is wrong with it in words."""

from __future__ import annotations

import math
import re

LARGEST = 1e100  # squares of larger numbers are no numbers any more
PATTERNS = {
    mark: re.compile(rf"[+-]?(?:[0-9]+(?:{re.escape(mark)}[0-9]*)?|{re.escape(mark)}[0-9]+)(?:[eE][+-]?[0-9]+)?")
    for mark in ".,"
}
NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|1\.#\w+)", re.IGNORECASE)
MISSING = re.compile(r"(?:na|n/a|null|none|-+|\?|\.)?", re.IGNORECASE)


def number(cell: str, mark: str) -> float | None:
    """The finite number in ``cell``, written with the decimal ``mark``; None where there is none."""
    text = cell.replace("\N{MINUS SIGN}", "-")
    if not PATTERNS[mark].fullmatch(text):
        return None
    value = float(text.replace(",", "."))
    return value if abs(value) <= LARGEST else None


def complaint(cell: str, mark: str) -> str:
    """Why ``number`` finds none in ``cell``."""
    text = cell.replace("\N{MINUS SIGN}", "-")
    if not text:
        return "is empty"
    if NOT_FINITE.fullmatch(text):
        return "is not a finite number"
    if PATTERNS[mark].fullmatch(text):
        infinite = math.isinf(float(text.replace(",", ".")))
        return f"is too large{' for any computer' if infinite else ''}; allowed: up to {LARGEST:g}"
    other = "." if mark == "," else ","
    if PATTERNS[other].fullmatch(text):
        return f"is no number with “{mark}” as decimal mark"
    return "is no number"


def missing(cell: str) -> bool:
    """Whether ``cell`` is one of the ways in which tables say that a value is not known."""
    return MISSING.fullmatch(cell) is not None

"""The relations in which a measured number can stand to the one that is claimed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..table import Table


@dataclass(frozen=True)
class Relation:
    """``holds(value, bound, tolerance)``; only one that ``reads_tolerance`` may be given one. NaN never holds."""

    name: str
    label: str
    symbol: str
    holds: Callable[[float, float, float], bool]
    reads_tolerance: bool = False


RELATIONS = Table(
    "relation",
    Relation("below", "below", "<", lambda value, bound, tolerance: value < bound),
    Relation("at_most", "at most", "≤", lambda value, bound, tolerance: value <= bound),
    Relation("above", "above", ">", lambda value, bound, tolerance: value > bound),
    Relation("at_least", "at least", "≥", lambda value, bound, tolerance: value >= bound),
    Relation("within", "close to", "≈", lambda value, bound, tolerance: abs(value - bound) <= tolerance, True),
)

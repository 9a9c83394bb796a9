"""The layout of a network's picture: where every unit that there is room for stands, and what is folded away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

LEAST, COMFORT, MOST = 14.0, 26.0, 46.0  # points: sides of a unit's picture: smallest, beside folded ones, largest
SMALLEST = 8.0  # points: with less there is no picture at all
APART = 0.24  # of a side is free between two units of a layer, at least
LOOSE = 0.85  # of a side, at most
EDGES = 26.0, 0.85  # points and sides between two columns, at least
EDGE = 2.0  # points free below the lowest unit: half of a frame's width, and more
LONG = 170.0  # points between the middles of two columns, at most
LARGER = 1.6  # an output that is alone is so much larger, where there is room


@dataclass(frozen=True)
class Column:
    """One layer of the picture: ``layer`` 0 is the inputs, then the hidden ones, the last one the outputs.

    ``places (shown, 2)`` are the middles, px, of the first so many of its ``count`` units, whose pictures are ``side``
    px wide. ``more`` is where it says how many are folded away, if any are.
    """

    layer: int
    count: int
    x: float
    side: float
    places: np.ndarray
    more: tuple[float, float] | None = None

    @property
    def shown(self) -> int:
        """How many of its units have a picture."""
        return len(self.places)


@dataclass(frozen=True)
class Fold:
    """``x`` px is where layers from ``first`` up to, not including, ``stop`` are left out."""

    x: float
    first: int
    stop: int


@dataclass(frozen=True)
class Scheme:
    """Columns from left to right; ``top`` px is where the words above them may begin, ``pitch`` px how far they are
    apart."""

    columns: tuple[Column, ...]
    fold: Fold | None
    top: float
    pitch: float

    def column(self, layer: int) -> Column | None:
        """The column of a layer, if it is shown."""
        return next((column for column in self.columns if column.layer == layer), None)

    @property
    def gaps(self) -> list[tuple[Column, Column]]:
        """Columns side by side whose units are connected."""
        pairs = zip(self.columns, self.columns[1:], strict=False)
        return [(left, right) for left, right in pairs if right.layer == left.layer + 1]

    def unit_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Layer and number of the unit at pixel ``x``, ``y``."""
        for column in self.columns:
            if abs(x - column.x) <= column.side / 2 and column.shown:
                away = np.abs(column.places[:, 1] - y)
                nearest = int(away.argmin())
                if away[nearest] <= column.side / 2:
                    return column.layer, nearest
        return None


@lru_cache(maxsize=8)
def scheme_for(
    sizes: tuple[int, ...],
    box: tuple[float, float, float, float],
    names: tuple[float, float],
    head: float,
    point: float,
) -> Scheme | None:
    """The scheme of a network of ``sizes`` (inputs, hidden layers, outputs) in ``box`` (px: left, bottom, right, top).

    ``names`` px are for words left of the inputs and right of the outputs, ``head`` px for words above; a point is
    ``point`` px. None where there is no room for a picture.
    """
    left, bottom, right, top = box[0] + names[0], box[1] + EDGE * point, box[2] - names[1], box[3] - head
    side, columns = _side(sizes, right - left, top - bottom, point)
    if side < SMALLEST * point or columns < 2:
        return None
    layers, fold = _shown_layers(len(sizes), columns)
    slots = len(layers) + (fold is not None)
    right -= (LARGER - 1) / 2 * side if sizes[-1] == 1 else 0.0
    pitch = min((right - left - side) / max(1, slots - 1), LONG * point + side)
    start = left + side / 2 + (right - left - side - pitch * (slots - 1)) / 2
    xs = [start + pitch * (number + (fold is not None and layer >= fold[1])) for number, layer in enumerate(layers)]
    made = [
        _column(layer, sizes[layer], x, side, (bottom, top), layer == len(sizes) - 1)
        for layer, x in zip(layers, xs, strict=True)
    ]
    own = None if fold is None else Fold(start + pitch * sum(layer < fold[0] for layer in layers), *fold)
    return Scheme(tuple(made), own, box[3], pitch)


def _side(sizes: Sequence[int], wide: float, high: float, point: float) -> tuple[float, int]:
    """How large a unit's picture can be, px, and how many columns there is room for."""
    rows = high / (max(sizes) * (1 + APART) - APART)
    if rows < LEAST * point:
        rows = min(COMFORT * point, high / 4)
    count = len(sizes)
    columns = _wide(wide, count, point)
    if columns < LEAST * point:
        side = min(rows, COMFORT * point)
        while (count := int((wide - side) / (side + _edge_room(side, point))) + 1) < min(4, len(sizes)):
            side *= 0.9
            if side < SMALLEST * point:
                return 0.0, 0
        return side, min(count, len(sizes))
    return min(rows, columns, MOST * point), count


def _wide(wide: float, count: int, point: float) -> float:
    """The side with which ``count`` columns fill ``wide`` px."""
    return (wide - (count - 1) * EDGES[0] * point) / (count + (count - 1) * EDGES[1])


def _edge_room(side: float, point: float) -> float:
    return EDGES[0] * point + EDGES[1] * side


def _shown_layers(count: int, columns: int) -> tuple[list[int], tuple[int, int] | None]:
    """Layers that are shown, the first and the last ones, and from where to where the others are folded."""
    if columns >= count:
        return list(range(count)), None
    shown = columns - 1
    first = max(1, (shown + 1) // 2)
    last = max(1, shown - first)
    return [*range(first), *range(count - last, count)], (first, count - last)


def _column(layer: int, count: int, x: float, side: float, reach: tuple[float, float], last: bool) -> Column:
    """One layer's units, in the middle of the height."""
    (bottom, top), alone = reach, last and count == 1
    if alone:
        side = min(LARGER * side, top - bottom)
    room = top - bottom
    fits = max(1, int((room + APART * side) / (side * (1 + APART)) + 1e-6))
    shown = count if count <= fits else max(1, fits - 1)
    slots = shown + (shown < count)
    pitch = min((room - side) / max(1, slots - 1), side * (1 + LOOSE)) if slots > 1 else 0.0
    middle = (bottom + top) / 2
    ys = middle + pitch * (slots - 1) / 2 - pitch * np.arange(slots)
    places = np.column_stack((np.full(shown, x), ys[:shown]))
    more = (x, float(ys[-1])) if shown < count and slots > shown else None
    return Column(layer, count, x, side, places, more)

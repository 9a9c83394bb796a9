"""The edges of a network's picture: curves whose colour and dash say the sign, whose width and strength the size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.path import Path

from gui.theme.palette import Palette

from ..drawing.brush import Brush
from ..drawing.colours import mix
from .layout import Column, Scheme
from .sheet import Sheet

SHARES = np.array([0.04, 0.18, 0.38, 0.62, 0.85])  # of the largest: where one kind of line ends and the next begins
WIDTHS = (0.5, 0.8, 1.25, 1.8, 2.5, 3.3)  # points, of the kinds from weakest to strongest
STRENGTHS = (1.0, 0.34, 0.5, 0.68, 0.85, 1.0)  # how much of its colour each kind has; the rest is the card
UNKNOWN = 99  # the kind of what is not a number
MOST = 400  # edges are drawn: each takes about 20 us
BEND = 0.5  # how far the handles of a curve reach, in shares of its width
NEAR = 3.5  # points between the pointer and an edge that it means, at most
CODES = np.array([Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4], np.uint8)


@dataclass(frozen=True)
class Gap:
    """The edges into one weight layer: ``ends (in, out, 2, 2)`` from unit to unit, px, of those that are shown."""

    layer: int
    ends: np.ndarray

    @property
    def count(self) -> int:
        """How many edges."""
        return self.ends.shape[0] * self.ends.shape[1]


def gaps_of(scheme: Scheme) -> list[Gap]:
    """The edges between columns that stand side by side."""
    return [_gap(left, right) for left, right in scheme.gaps]


def _gap(left: Column, right: Column) -> Gap:
    ends = np.empty((left.shown, right.shown, 2, 2))
    ends[:, :, 0] = (left.places + np.array([left.side / 2, 0.0]))[:, None]
    ends[:, :, 1] = (right.places - np.array([right.side / 2, 0.0]))[None]
    return Gap(left.layer, ends)


def curves(ends: np.ndarray) -> np.ndarray:
    """Corners of cubic curves ``(n, 4, 2)`` that leave and arrive level, for ``ends (n, 2, 2)``."""
    made = np.repeat(ends, 2, axis=1)
    reach = BEND * (ends[:, 1, 0] - ends[:, 0, 0])
    made[:, 1, 0] += reach
    made[:, 2, 0] -= reach
    return made


def shares_of(values: np.ndarray, shown: tuple[int, int]) -> np.ndarray:
    """The first ``shown`` rows and columns of ``values (in, out)``, as shares of the largest size: -1 to 1."""
    size = np.abs(values)
    largest = float(size.max(initial=0.0))
    if not np.isfinite(largest):
        largest = float(size[np.isfinite(size)].max(initial=0.0))
    part = values[: shown[0], : shown[1]]
    return np.where(np.isfinite(part), part, np.nan) / (largest if largest > 0 else 1.0)


def kinds_of(shares: np.ndarray) -> np.ndarray:
    """For each share its kind, 0 (next to nothing) to 5 with the share's sign; ``UNKNOWN`` for what is no number."""
    kinds = np.searchsorted(SHARES, np.abs(shares))
    return np.where(np.isfinite(shares), np.where(shares < 0, -kinds, kinds), UNKNOWN)


def strongest(shares: np.ndarray, most: int) -> np.ndarray:
    """Which of ``shares (n,)`` to draw: the ``most`` largest, and what is no number before all others."""
    if len(shares) <= most:
        return np.arange(len(shares))
    return np.argpartition(-np.nan_to_num(np.abs(shares), nan=np.inf), most)[:most]


def draw_edges(
    brush: Brush, palette: Palette, vertices: np.ndarray, kinds: np.ndarray, strength: float, thinner: float
) -> None:
    """Curves ``vertices (n, 4, 2)``, one path for each of ``kinds (n,)``, the weakest first.

    ``strength`` fades all of them towards the card; ``thinner`` multiplies widths.
    """
    for kind in sorted(set(kinds.tolist()), key=lambda kind: (abs(kind) % UNKNOWN, kind)):
        own = vertices[kinds == kind]
        path = Path(own.reshape(-1, 2), np.tile(CODES, len(own)))
        size = abs(kind) if kind != UNKNOWN else 0
        plain = palette.surface_neutral if kind == UNKNOWN else palette.grid
        colour = plain if not size else palette.negative if kind < 0 else palette.positive
        brush.path(
            path, mix(colour, palette.card, strength * STRENGTHS[size]), max(0.5, thinner * WIDTHS[size]), kind < 0
        )


def nearest(gaps: list[Gap], x: float, y: float, reach: float) -> tuple[int, int, int] | None:
    """Weight layer, unit from and unit to of the edge at pixel ``x``, ``y``; at most ``reach`` px beside it."""
    for gap in gaps:
        start, stop = gap.ends[0, 0, 0, 0], gap.ends[0, 0, 1, 0]
        if start <= x <= stop:
            share, slope = _course((x - start) / (stop - start))
            first, last = gap.ends[:, :, 0, 1], gap.ends[:, :, 1, 1]
            tilt = (last - first) * slope / (stop - start)
            away = np.abs(first + (last - first) * share - y) / np.hypot(1.0, tilt)
            one, other = np.unravel_index(int(away.argmin()), away.shape)
            return (gap.layer, int(one), int(other)) if away[one, other] <= reach else None
    return None


def _course(across: float) -> tuple[float, float]:
    """How far a curve has risen at a share of its width, of 1, and how steeply it rises there."""
    t = np.linspace(0, 1, 65)
    x = 3 * BEND * t * (1 - t) ** 2 + 3 * (1 - BEND) * t**2 * (1 - t) + t**3
    y = 3 * t**2 - 2 * t**3
    return float(np.interp(across, x, y)), float(np.interp(across, x, np.gradient(y, x)))


def light_edges(sheet: Sheet, gap: Gap, shares: np.ndarray, which: Any, alone: bool = False) -> None:
    """Edges ``which`` of ``gap`` once more on a ground of the card's colour, which a single one has an edge around."""
    vertices = curves(gap.ends[which].reshape(-1, 2, 2))
    path = Path(vertices.reshape(-1, 2), np.tile(CODES, len(vertices)))
    grounds = ((9.0, "card"), (6.0, "accent"), (4.4, "card")) if alone else ((5.0, "card"),)
    for width, name in grounds:
        sheet.brush.path(path, getattr(sheet.palette, name), width)
    draw_edges(sheet.brush, sheet.palette, vertices, kinds_of(shares[which].ravel()), 1.0, 1.0 if alone else 1.25)


def draw_stubs(sheet: Sheet) -> None:
    """Short lines from and to where layers are folded."""
    fold, vertices = sheet.scheme.fold, []
    for column in sheet.scheme.columns:
        if column.layer in (fold.first - 1, fold.stop):
            way = np.sign(fold.x - column.x)
            start = column.x + way * column.side / 2
            end = start + way * 0.4 * (abs(fold.x - column.x) - column.side / 2)
            vertices += [(x, y) for _, y in column.places for x in (start, end)]
    codes = np.tile([Path.MOVETO, Path.LINETO], len(vertices) // 2)
    sheet.brush.path(Path(np.array(vertices), codes), sheet.palette.grid, 1.2)

"""The edges of a network's picture: curves whose colour and dash say the sign, whose width and strength the size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path

from gui.theme.palette import Palette

from .brush import Brush
from .colours import mix
from .network_layout import Column, Scheme

SHARES = np.array([0.04, 0.18, 0.38, 0.62, 0.85])  # of the largest: where one kind of line ends and the next begins
WIDTHS = (0.5, 0.8, 1.25, 1.8, 2.5, 3.3)  # points, of the kinds from weakest to strongest
STRENGTHS = (1.0, 0.34, 0.5, 0.68, 0.85, 1.0)  # how much of its colour each kind has; the rest is the card
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


def kinds_of(values: np.ndarray, largest: float | None = None) -> np.ndarray:
    """For each value its kind, 0 (next to nothing) to 5 with the value's sign; 99 for what is not finite."""
    size = np.abs(values)
    good = np.isfinite(size)
    most = float(size[good].max(initial=0.0)) if largest is None else largest
    kinds = np.searchsorted(SHARES, np.where(good, size, 0.0) / most if most > 0 else np.zeros_like(size))
    return np.where(good, np.where(values < 0, -kinds, kinds), 99)


def draw_edges(
    brush: Brush, palette: Palette, vertices: np.ndarray, kinds: np.ndarray, strength: float, thinner: float
) -> None:
    """Curves ``vertices (n, 4, 2)``, one path for each of ``kinds (n,)``, the weakest first.

    ``strength`` fades all of them towards the card; ``thinner`` multiplies widths.
    """
    for kind in sorted(set(kinds.tolist()), key=lambda kind: (abs(kind) % 99, kind)):
        own = vertices[kinds == kind]
        path = Path(own.reshape(-1, 2), np.tile(CODES, len(own)))
        size = abs(kind) if kind != 99 else 0
        plain = palette.surface_neutral if kind == 99 else palette.grid
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

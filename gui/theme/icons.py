"""The icons: each one a drawing on a grid of 24 by 24, rendered at whatever size is asked for; never a font's glyph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from model.table import Table

from . import shapes
from .shapes import Point

GRID = 24.0


class Pen:
    """Draws on the 24-grid into a square of ``size`` pixels; every method gives coverage."""

    def __init__(self, size: int) -> None:
        self.scale = size / GRID
        self._x, self._y = (axis / self.scale for axis in shapes.pixels(size, size))

    def _cover(self, distance: np.ndarray) -> np.ndarray:
        return shapes.cover(distance * self.scale)

    def line(self, *points: Point, width: float = 2.2) -> np.ndarray:
        """A path with round ends."""
        return self._cover(shapes.line(self._x, self._y, points, width))

    def arc(self, centre: Point, radius: float, start: float, stop: float, width: float = 2.2) -> np.ndarray:
        """A piece of a circle; degrees clockwise from the right."""
        return self.line(*shapes.arc(centre, radius, start, stop), width=width)

    def disc(self, centre: Point, radius: float) -> np.ndarray:
        """A filled circle."""
        return self._cover(shapes.disc(self._x, self._y, centre, radius))

    def ring(self, centre: Point, radius: float, width: float = 2.2) -> np.ndarray:
        """A circle's line."""
        return self._cover(np.abs(shapes.disc(self._x, self._y, centre, radius)) - width / 2)

    def box(self, left: float, top: float, right: float, bottom: float, radius: float = 1.0) -> np.ndarray:
        """A filled rectangle; its edges fall on whole pixels, so that they are sharp."""
        corners = tuple(round(edge * self.scale) / self.scale for edge in (left, top, right, bottom))
        return self._cover(shapes.box(self._x, self._y, corners, radius))  # type: ignore[arg-type]

    def frame(
        self, left: float, top: float, right: float, bottom: float, radius: float, width: float = 2.2
    ) -> np.ndarray:
        """A rectangle's line."""
        distance = shapes.box(self._x, self._y, (left, top, right, bottom), radius)
        return self._cover(np.abs(distance) - width / 2)

    def polygon(self, *points: Point, rounding: float = 1.0) -> np.ndarray:
        """A filled polygon with softened corners."""
        return self._cover(shapes.polygon(self._x, self._y, points, rounding))


@dataclass(frozen=True)
class Icon:
    """One icon: ``draw(pen)`` gives its coverage."""

    name: str
    label: str
    draw: Callable[[Pen], np.ndarray]


def coverage(name: str, size: int) -> np.ndarray:
    """The icon called ``name`` in a square of ``size`` pixels."""
    return ICONS[name].draw(Pen(size))


def _union(*parts: np.ndarray) -> np.ndarray:
    return np.maximum.reduce(np.broadcast_arrays(*parts))


def _without(whole: np.ndarray, *holes: np.ndarray) -> np.ndarray:
    return np.minimum(whole, 1.0 - _union(*holes))


def _play(pen: Pen) -> np.ndarray:
    return pen.polygon((7.5, 5.0), (7.5, 19.0), (19.0, 12.0), rounding=1.4)


def _pause(pen: Pen) -> np.ndarray:
    return _union(pen.box(6, 4, 10, 20), pen.box(14, 4, 18, 20))


def _step(pen: Pen) -> np.ndarray:
    return _union(pen.polygon((5.5, 5.5), (5.5, 18.5), (14.0, 12.0)), pen.box(17, 4, 20, 20))


def _phase(pen: Pen) -> np.ndarray:
    pieces = [pen.box(17, top, 20, top + 3.8) for top in (4, 10.1, 16.2)]
    return _union(pen.polygon((5.5, 5.5), (5.5, 18.5), (14.0, 12.0)), *pieces)


def _epoch(pen: Pen) -> np.ndarray:
    first = pen.polygon((3.0, 6.5), (3.0, 17.5), (8.8, 12.0))
    second = pen.polygon((11.5, 6.5), (11.5, 17.5), (17.3, 12.0))
    return _union(first, second, pen.box(19.5, 5, 22, 19))


def _mirrored(draw: Callable[[Pen], np.ndarray]) -> Callable[[Pen], np.ndarray]:
    return lambda pen: draw(pen)[:, ::-1]


def _reset(pen: Pen) -> np.ndarray:
    head = pen.polygon((3.4, 4.2), (3.4, 10.6), (9.8, 10.6), rounding=0.5)
    return _union(pen.arc((12.2, 12.6), 7.6, -152, 150, width=2.4), head)


def _dice(pen: Pen) -> np.ndarray:
    pips = [pen.disc(at, 1.75) for at in ((8.2, 8.2), (15.8, 8.2), (12, 12), (8.2, 15.8), (15.8, 15.8))]
    return _union(pen.frame(4, 4, 20, 20, 3.6, width=2.1), *pips)


def _points(pen: Pen) -> np.ndarray:
    filled = [pen.disc(at, 2.3) for at in ((10.0, 13.6), (14.8, 8.6), (19.2, 4.6))]
    hollow = [pen.ring(at, 1.7, width=1.4) for at in ((16.6, 15.2), (9.4, 6.0))]
    return _union(pen.line((4, 3), (4, 20), (21, 20), width=2.1), *filled, *hollow)


def _cross(pen: Pen) -> np.ndarray:
    return _union(pen.line((6.5, 6.5), (17.5, 17.5)), pen.line((17.5, 6.5), (6.5, 17.5)))


def _camera(pen: Pen) -> np.ndarray:
    body = _union(
        pen.box(2.5, 7, 21.5, 20, 2.4), pen.polygon((8.8, 7.5), (10, 4.8), (14, 4.8), (15.2, 7.5), rounding=0.8)
    )
    return _without(body, pen.ring((12, 13.4), 3.9, width=1.9))


def _sun(pen: Pen) -> np.ndarray:
    rays = []
    for turn in range(8):
        way = np.array([np.cos(turn * np.pi / 4), np.sin(turn * np.pi / 4)])
        rays.append(pen.line(tuple(12 + 7.9 * way), tuple(12 + 10.1 * way), width=2.0))
    return _union(pen.disc((12, 12), 4.8), *rays)


def _moon(pen: Pen) -> np.ndarray:
    return _without(pen.disc((11.2, 12.6), 8.6), pen.disc((15.8, 8.4), 7.6))


def _chevron(*points: Point) -> Callable[[Pen], np.ndarray]:
    return lambda pen: pen.line(*points, width=2.5)


def _bolt(pen: Pen) -> np.ndarray:
    points = ((14.5, 2.0), (4.5, 13.6), (11.2, 13.6), (9.5, 22.0), (19.5, 10.4), (12.8, 10.4))
    return pen.polygon(*points, rounding=0.4)


def _warning(pen: Pen) -> np.ndarray:
    body = pen.polygon((12, 4.6), (3.4, 19.4), (20.6, 19.4), rounding=2.0)
    return _without(body, pen.line((12, 9.4), (12, 13.6), width=2.4), pen.disc((12, 17.4), 1.4))


def _error(pen: Pen) -> np.ndarray:
    return _without(pen.disc((12, 12), 10), pen.line((12, 6.6), (12, 12.6), width=2.7), pen.disc((12, 17.2), 1.6))


def _corners(out: float, inner: float) -> Callable[[Pen], np.ndarray]:
    """Four corners of a square whose bends lie ``out`` from the middle and whose ends lie ``inner``."""

    def draw(pen: Pen) -> np.ndarray:
        lines = []
        for right, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
            ends = ((inner, out), (out, out), (out, inner))
            lines.append(pen.line(*((12 + right * x, 12 + down * y) for x, y in ends), width=2.2))
        return _union(*lines)

    return draw


def _pin(pen: Pen) -> np.ndarray:
    head = pen.polygon((8.0, 3.0), (16.0, 3.0), (15.2, 9.5), (18.5, 14.0), (5.5, 14.0), (8.8, 9.5), rounding=0.9)
    return _union(head, pen.line((12, 14), (12, 21.5), width=2.0))


def _compare(pen: Pen) -> np.ndarray:
    lower = pen.line((3.5, 6.0), (7.5, 15.0), (12.0, 18.0), (21.0, 19.0), width=2.1)
    return _union(lower, pen.line((3.5, 3.5), (9.5, 7.5), (14.5, 12.0), (21.0, 12.8), width=2.1))


def _cross(pen: Pen) -> np.ndarray:
    return _union(pen.line((6, 6), (18, 18), width=2.4), pen.line((18, 6), (6, 18), width=2.4))


def _regular(corners: int, start: float, radius: float) -> tuple[Point, ...]:
    """The corners of a regular polygon around the middle; ``start`` in degrees clockwise from the right."""
    angles = np.radians(start + 360.0 / corners * np.arange(corners))
    return tuple((12 + radius * float(np.cos(a)), 12 + radius * float(np.sin(a))) for a in angles)


def _round_mark(pen: Pen, size: float) -> np.ndarray:
    return pen.disc((12, 12), 8.5 * size)


def _plus_mark(pen: Pen, size: float) -> np.ndarray:
    arm, half = 9.0 * size, 3.6 * size - (1 - size) * 2.0
    return _union(pen.box(12 - arm, 12 - half, 12 + arm, 12 + half), pen.box(12 - half, 12 - arm, 12 + half, 12 + arm))


def _polygon_mark(corners: int, start: float) -> Callable[[Pen, float], np.ndarray]:
    return lambda pen, size: pen.polygon(*_regular(corners, start, 10.0 * size), rounding=0.6)


def _filled(mark: Callable[[Pen, float], np.ndarray]) -> Callable[[Pen], np.ndarray]:
    return lambda pen: mark(pen, 1.0)


def _hollow(mark: Callable[[Pen, float], np.ndarray]) -> Callable[[Pen], np.ndarray]:
    return lambda pen: _without(mark(pen, 1.0), mark(pen, 0.55))


# The markers of runs, by matplotlib's letters for them; hollow for runs that were kept.
MARKS = {
    "o": _round_mark,
    "s": _polygon_mark(4, 45),
    "^": _polygon_mark(3, -90),
    "D": _polygon_mark(4, 0),
    "p": _polygon_mark(5, -90),
    "P": _plus_mark,
}


def _branch(pen: Pen) -> np.ndarray:
    """A way that parts: one goes straight on, one leaves it."""
    trunk = pen.line((6.5, 5.0), (6.5, 19.0))
    limb = pen.line((6.5, 15.5), (10.0, 12.6), (14.6, 11.4), (17.0, 8.0))
    ends = [pen.disc(end, 2.9) for end in ((6.5, 4.6), (6.5, 19.4), (17.4, 6.4))]
    return _union(trunk, limb, *ends)


def _check(pen: Pen) -> np.ndarray:
    points: Sequence[Point] = ((5, 12.6), (10, 17.4), (19.2, 6.8))
    return pen.line(*points, width=3.0)


ICONS = Table(
    "icon",
    Icon("play", "play", _play),
    Icon("pause", "pause", _pause),
    Icon("step", "one step", _step),
    Icon("phase", "one phase of a step", _phase),
    Icon("epoch", "one epoch", _epoch),
    Icon("back", "one step back", _mirrored(_step)),
    Icon("reset", "start again", _reset),
    Icon("dice", "other random weights", _dice),
    Icon("points", "other data", _points),
    Icon("camera", "picture", _camera),
    Icon("sun", "light colours", _sun),
    Icon("moon", "dark colours", _moon),
    Icon("down", "open", _chevron((5.5, 9), (12, 15.5), (18.5, 9))),
    Icon("up", "close", _chevron((5.5, 15), (12, 8.5), (18.5, 15))),
    Icon("right", "closed", _chevron((9, 5.5), (15.5, 12), (9, 18.5))),
    Icon("left", "the one before", _chevron((15, 5.5), (8.5, 12), (15, 18.5))),
    Icon("close", "close", _cross),
    Icon("bolt", "acts at once", _bolt),
    Icon("warning", "warning", _warning),
    Icon("error", "error", _error),
    Icon("check", "chosen", _check),
    Icon("enlarge", "fill the board", _corners(8.0, 3.2)),
    Icon("reduce", "give the others room", _corners(3.2, 8.2)),
    Icon("pin", "keep", _pin),
    Icon("compare", "compare", _compare),
    Icon("cross", "remove", _cross),
    Icon("branch", "branches", _branch),
    *(Icon(f"mark {shape}", "a run", _filled(mark)) for shape, mark in MARKS.items()),
    *(Icon(f"kept {shape}", "a kept run", _hollow(mark)) for shape, mark in MARKS.items()),
)

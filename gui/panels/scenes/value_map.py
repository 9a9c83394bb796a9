"""The value map: the surface that a network fits over the plane, in colours and lines of equal value; the points."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import contourpy
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.path import Path

from gui.theme.palette import Palette
from model.analysis.fit import FittedSurface
from model.data.dataset import Part
from model.training.snapshot import Snapshot

from ..drawing.brush import Brush
from ..drawing.colours import LEVELS, mix, value_colours, value_tints
from ..drawing.key import Entry
from ..drawing.span import Linear, Span, round_span
from .markers import value_markers
from .scene import Scene, alike, cell_at, grid_spans, on_plane, place_words
from .spotlight import Spots, value_spots
from .surface import stretch

SHOWN = 32  # colours that the key shows of the map
LINES = 7  # lines of equal value, at most


class ValueMap(Scene):
    """What the network answers all over the plane, and the points in the colours of their true values."""

    heading = "Fitted surface"
    _surface: tuple[np.ndarray, Palette, ValueSurface] | None = None

    @staticmethod
    def suits(snapshot: Snapshot) -> bool:
        """Where there is a surface of values."""
        return isinstance(snapshot.fit, FittedSurface)

    @staticmethod
    def answers(snapshot: Snapshot) -> tuple[object, ...]:
        """The grid of values."""
        return (snapshot.fit,)

    def square(self, snapshot: Snapshot) -> bool:
        """Only badly scaled data have two units."""
        return alike(snapshot.fit.x_range, snapshot.fit.y_range)

    def spans(self, snapshot: Snapshot) -> tuple[Span, Span]:
        """The plane of the grid, in the data's own units."""
        return grid_spans(snapshot.fit.x_range, snapshot.fit.y_range)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """The colours of the values, filled and hollow, and how far the lines are apart."""
        span, apart = value_span(snapshot)
        words = f"{span.words(span.low, apart)} to {span.words(span.high, apart)}"
        ramp = tuple(value_colours(np.linspace(0, 1, SHOWN), self.palette))
        line = Entry(f"every {span.words(apart, apart)}", self.palette.text, width=0.8)
        return (Entry(words, ramp[0], ramp=ramp), *self.parts(snapshot), line)

    def markers(self, axes: Axes, snapshot: Snapshot) -> list[Artist]:
        """The points in the colours of their true values."""
        return list(value_markers(axes, snapshot.data, self.palette, value_span(snapshot)[0].limits))

    @staticmethod
    def places(part: Part) -> np.ndarray | None:
        """On the plane."""
        return on_plane(part)

    def spots(self, snapshot: Snapshot, part: Part, rows: np.ndarray) -> Iterable[Spots]:
        """In the colours of their true values."""
        return value_spots(part, rows, self.palette, snapshot.data, value_span(snapshot)[0].limits)

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """The colours and the lines."""
        surface = self._coloured(snapshot)
        brush.image(surface.pixels(*brush.image_size()))
        rows, columns = surface.values.shape
        scale = np.array([brush.box.width / columns, brush.box.height / rows])
        corner = np.array([brush.box.x0, brush.box.y0])
        for line in surface.lines:
            brush.path(Path(line * scale + corner), mix(self.palette.text, self.palette.card, 0.75), 0.8)

    def annotate(self, brush: Brush, snapshot: Snapshot) -> None:
        """Words where there are no values."""
        if not self._coloured(snapshot).whole:
            brush.note("grey: the network's answer is not a number", "not a number", palette=self.palette)

    def describe(self, x: float, y: float, snapshot: Snapshot) -> str | None:
        """Where that is, what the network answers there, and what is true."""
        words, fit = place_words(x, y), snapshot.fit
        rows, columns = fit.values.shape
        value = fit.values[cell_at(y, fit.y_range, rows), cell_at(x, fit.x_range, columns)]
        return f"{words}: {answer_words(float(value), snapshot, np.array([[x, y]]))}"

    def _coloured(self, snapshot: Snapshot) -> ValueSurface:
        """The surface of the newest fit; the last one if it is the same fit in the same colours."""
        values = snapshot.fit.values
        if self._surface is None or self._surface[0] is not values or self._surface[1] != self.palette:
            self._surface = (values, self.palette, ValueSurface(values, *value_span(snapshot), self.palette))
        return self._surface[2]


class ValueSurface:
    """One grid of ``values (rows, columns)``, coloured along ``span``, with lines ``apart`` each other."""

    def __init__(self, values: np.ndarray, span: Linear, apart: float, palette: Palette) -> None:
        self.values, self.whole = values, bool(np.isfinite(values).all())
        self._span, self._apart, self._palette = span, apart, palette
        self._pixels: np.ndarray | None = None

    def pixels(self, rows: int, columns: int) -> np.ndarray:
        """``(rows, columns, 4)`` uint8, the top row first; what is not finite is grey."""
        if self._pixels is None or self._pixels.shape[:2] != (rows, columns):
            low, high = self._span.limits
            share = np.clip((self.values - low) / (high - low), 0, 1)
            good = np.isfinite(share)
            index = self._stretched(np.where(good, share, 0.0) * (LEVELS - 1), rows, columns)
            picture = value_tints(self._palette).take(index.astype(np.uint8), mode="clip").view(np.uint8)
            self._pixels = picture.reshape(rows, columns, 4)
            if not self.whole:
                grey = np.array([int(self._palette.surface_neutral[at : at + 2], 16) for at in (1, 3, 5)], np.uint8)
                self._pixels[self._stretched(1.0 - good, rows, columns) > 0.5, :3] = grey
        return self._pixels

    @cached_property
    def lines(self) -> list[np.ndarray]:
        """Lines of equal value ``(points, 2)`` in grid cells (x, y), from the grid's corner; none in a broken grid."""
        if not self.whole:
            return []
        rows, columns = self.values.shape
        tracer = contourpy.contour_generator(
            np.arange(columns) + 0.5, np.arange(rows) + 0.5, self.values, line_type=contourpy.LineType.ChunkCombinedNan
        )
        low, high = self._span.limits
        levels = np.arange(low, high + 0.5 * self._apart, self._apart)
        return [line for level in levels if (line := tracer.lines(float(level))[0][0]) is not None]

    @staticmethod
    def _stretched(cells: np.ndarray, rows: int, columns: int) -> np.ndarray:
        high, wide = cells.shape
        return stretch(high, rows, 1.0, True) @ cells.astype(np.float32) @ stretch(wide, columns).T


def value_span(snapshot: Snapshot) -> tuple[Linear, float]:
    """Round limits around all targets, and the step between two lines."""
    targets = snapshot.data.targets
    return round_span(float(targets.min()), float(targets.max()), LINES)


def answer_words(value: float, snapshot: Snapshot, place: np.ndarray) -> str:
    """The network's answer at ``place (1, columns)``, and the truth where it is known."""
    if not np.isfinite(value):
        return "not a number"
    truth = snapshot.data.truth
    known = f", without noise {float(truth(place)[0]):.2f}" if truth else ""
    return f"network {value:.2f}{known}".replace("-", "−")

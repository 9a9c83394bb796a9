"""The decision boundary: how sure the network is of each class all over the plane, and the points."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path

from gui.theme.palette import Palette
from model.analysis.boundary import Boundary
from model.data.dataset import Data
from model.training.snapshot import Snapshot

from .brush import Brush
from .key import Entry
from .layout import Layout
from .markers import SHAPES, faces, point_markers
from .panel import Panel
from .span import Linear, Span
from .surface import Surface

LONGEST = 18  # letters of a name that are shown
MARGIN = 0.08  # share of the points' range left free around them where no grid says how much


class BoundaryPanel(Panel):
    """Tints by probability, a solid line where the winning class changes, training and validation points."""

    x_words: tuple[str, ...] = ("x₁",)  # type: ignore[misc]
    y_words: tuple[str, ...] = ("x₂",)  # type: ignore[misc]
    grid: ClassVar[bool] = False
    square: bool = True  # type: ignore[misc]
    hairlined: ClassVar[bool] = False

    _surface: tuple[int, Palette, Surface] | None = None  # the surface holds the grid, so its id stays taken
    _markers: list[Artist] | None = None
    _overlay: tuple[np.ndarray, float, float] | None = None  # the points as pixels, left and bottom px

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """The plane of the grid, in the data's own units."""
        if snapshot.boundary is not None:
            (left, right), (low, high) = snapshot.boundary.x_range, snapshot.boundary.y_range
            self.square = math.isclose(right - left, high - low, rel_tol=1e-6)  # else each axis has its own scale
            return Linear(*snapshot.boundary.x_range), Linear(*snapshot.boundary.y_range)
        points = np.concatenate((snapshot.data.train.points, snapshot.data.validation.points))
        if points.shape[1] != 2:
            return Linear(0.0, 1.0), Linear(0.0, 1.0)
        low, high = points.min(axis=0), points.max(axis=0)
        room = MARGIN * np.maximum(high - low, 1e-9)
        x, y = (Linear(float(a), float(b)) for a, b in zip(low - room, high + room, strict=True))
        return x, y

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Shapes of the classes, filled and hollow, and the line."""
        classes = [
            Entry(_class_words(snapshot.data, label), *faces(self.palette, label, True)[:1], SHAPES[label])
            for label in range(snapshot.data.classes)
        ]
        muted, card = self.palette.muted, self.palette.card
        parts = [Entry("training", muted, "o", muted)]
        if len(snapshot.data.validation):
            parts.append(Entry("validation", muted, "o", card))
        line = "p = 0.5" if snapshot.data.classes == 2 else "boundary"
        return (*classes, *parts, Entry(line, self.palette.text))

    def changed(self, before: Snapshot | None, snapshot: Snapshot) -> bool:
        """Other points make the background stale."""
        return before is None or before.data is not snapshot.data

    def arrange(self) -> None:
        """Lay out, and make the points anew."""
        super().arrange()
        self._overlay = None
        for marker in self._markers or ():
            marker.remove()
        assert self.snapshot is not None
        self._markers = list(point_markers(self.axes, self.snapshot.data, self.palette))

    def _label(self, layout: Layout, cell: tuple[float, float, float, float]) -> None:
        """Both axes' labels: the features' names where they have some."""
        assert self.snapshot is not None
        names = self.snapshot.data.feature_names
        self.x_words, self.y_words = ((_short(name),) for name in names) if len(names) == 2 else (("x₁",), ("x₂",))
        super()._label(layout, cell)

    def moved(self, painted: Snapshot) -> bool:
        """A heavy network gets a new boundary only now and then."""
        newest = self.snapshot
        return newest is None or newest.boundary is not painted.boundary or newest.divergence is not painted.divergence

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """The tints and the boundary; points are artists of their own."""
        grid = snapshot.boundary
        if grid is None:
            return
        surface = self._coloured(grid)
        brush.image(surface.pixels(*brush.image_size()))
        rows, columns = grid.probabilities.shape[:2]
        scale = np.array([brush.box.width / columns, brush.box.height / rows])
        corner = np.array([brush.box.x0, brush.box.y0])
        for line in surface.borders:
            brush.path(Path(line * scale + corner), self.palette.text, 1.5)

    def annotate(self, brush: Brush, snapshot: Snapshot) -> None:
        """Words where there is no boundary to see."""
        if snapshot.boundary is None:
            brush.note("no boundary: the inputs are no plane", "no boundary", palette=self.palette)
        elif not self._coloured(snapshot.boundary).whole:
            brush.note("grey: the network's answer is not a number", "not a number", palette=self.palette)

    def frame(self, renderer: RendererBase) -> None:
        """Tints and boundary, the points as pixels kept since the last static drawing, words."""
        self._below.draw(renderer)
        if self._overlay is None:
            self._overlay = self._points_as_pixels(renderer)
        pixels, left, bottom = self._overlay
        gc = renderer.new_gc()
        renderer.draw_image(gc, left, bottom, pixels)
        gc.restore()
        self._above.draw(renderer)

    def describe(self, x: float, y: float) -> str | None:
        """Where that is and what the network answers there."""
        place, grid = self.at(x, y), self.snapshot.boundary if self.snapshot else None
        if place is None:
            return None
        words = f"{self.x_words[0]} {_digits(place[0], self.x)}, {self.y_words[0]} {_digits(place[1], self.y)}"
        if grid is None:
            return words
        rows, columns = grid.probabilities.shape[:2]
        row = int((place[1] - grid.y_range[0]) / (grid.y_range[1] - grid.y_range[0]) * rows)
        column = int((place[0] - grid.x_range[0]) / (grid.x_range[1] - grid.x_range[0]) * columns)
        answer = grid.probabilities[min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)]
        if not np.isfinite(answer).all():
            return f"{words}: not a number"
        answer = np.array([1 - answer[0], answer[0]]) if len(answer) == 1 else answer
        winner, names = int(answer.argmax()), self.snapshot.data.class_names
        return f"{words}: {_short(names[winner]) if names else f'class {winner}'}, p = {answer.max():.2f}"

    def _coloured(self, grid: Boundary) -> Surface:
        """The surface of ``grid``; the last one if it is the same grid in the same colours."""
        if self._surface is None or self._surface[:2] != (id(grid.probabilities), self.palette):
            self._surface = (id(grid.probabilities), self.palette, Surface(grid.probabilities, self.palette))
        return self._surface[2]

    def _points_as_pixels(self, renderer: RendererAgg) -> tuple[np.ndarray, float, float]:
        """The points drawn once on nothing: RGBA of the axes' box, bottom row first, and its corner."""
        box = self.axes.bbox
        canvas = RendererAgg(int(renderer.width), int(renderer.height), renderer.dpi)
        for marker in self._markers or ():
            marker.draw(canvas)
        pixels = np.asarray(canvas.buffer_rgba())
        top, left = pixels.shape[0] - round(box.y1), round(box.x0)
        cut = pixels[top : top + round(box.height), left : left + round(box.width)]
        return cut[::-1].copy(), left, round(box.y0)


def _class_words(data: Data, label: int) -> str:
    """The name of a class; without names "class 0, 1, 2" or "class 0, class 1"."""
    if data.class_names:
        return _short(data.class_names[label])
    return f"class {label}" if label == 0 or data.classes == 2 else f"{label}"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def _digits(value: float, span: Span) -> str:
    """``value`` with as many digits as its place on the axis needs: two decimals on a plane of about one."""
    low, high = span.limits
    decimals = 2 - math.floor(math.log10((high - low) / 2))
    return f"{value:.{max(0, decimals)}f}".replace("-", "−") if -6 < decimals < 9 else f"{value:.3g}".replace("-", "−")

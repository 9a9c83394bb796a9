"""The decision boundaries of all runs that are shown together, side by side in small pictures."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import Bbox

from gui.theme.palette import Palette
from model.analysis.boundary import Boundary
from model.data.dataset import Data
from model.training.snapshot import Snapshot

from . import words
from .brush import Brush
from .key import Entry
from .markers import SHAPES, WEIGHTS, faces, marker_size
from .panel import Panel
from .runs import Shown, common_words, shown_runs
from .span import Linear, Span
from .surface import Surface
from .tiling import tiling

GAP, HEAD = 9.0, 15.0  # points between pictures, and above each for its title
APART = 34.0  # points between two ticks, at least
SMALL = 60.0  # points: a picture that has room for three ticks
USUAL = 330.0  # points: in so wide a picture the points of the data have their usual size
LEAST = 2.2  # points, of a marker


class BoundariesPanel(Panel):
    """One picture a run, under its marker and name; the run that is looked at has a thick frame.

    A press on a picture looks at that run.
    """

    x_words: ClassVar[tuple[str, ...]] = ("x₁",)
    y_words: ClassVar[tuple[str, ...]] = ("x₂",)
    grid: ClassVar[bool] = False
    hairlined: ClassVar[bool] = False

    _tiles: tuple[tuple[Shown, Bbox], ...] = ()
    _common: int = 0  # letters at the start of every name that its picture has no room for
    _surfaces: dict[int, tuple[np.ndarray, Palette, Surface]]
    _points: list[tuple[Data, float, np.ndarray]]

    def __init__(self, *place: object, **named: object) -> None:
        self._surfaces, self._points = {}, []
        super().__init__(*place, **named)  # type: ignore[arg-type]
        for spine in self.axes.spines.values():
            spine.set_visible(False)

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """The plane of the present run's grid."""
        grid = snapshot.boundary
        return (Linear(*grid.x_range), Linear(*grid.y_range)) if grid else (Linear(-1.0, 1.0), Linear(-1.0, 1.0))

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Shapes of the classes, and the line."""
        classes = range(snapshot.data.classes)
        shapes = (Entry(f"class {label}" if label < 1 else f"{label}", *self._look(label)) for label in classes)
        return (*shapes, Entry("p = 0.5" if len(classes) == 2 else "boundary", self.palette.text))

    def changed(self, before: Snapshot | None, snapshot: Snapshot) -> bool:
        """Other runs, names or points."""
        return before is None or before.data is not snapshot.data or _names(before) != _names(snapshot)

    def moved(self, painted: Snapshot) -> bool:
        """One of the boundaries is another."""
        newest = self.snapshot
        return newest is None or any(
            one is not other for one, other in zip(_grids(newest), _grids(painted), strict=False)
        )

    def restyle(self, palette: Palette) -> None:
        """Take the colours of ``palette``; there are no axis lines."""
        super().restyle(palette)
        self._points.clear()
        for spine in self.axes.spines.values():
            spine.set_visible(False)

    def arrange(self) -> None:
        """Lay out, then tighten the axes around the pictures and give every row and column its ticks."""
        super().arrange()
        assert self.snapshot is not None
        runs, box = shown_runs(self.snapshot, self.palette), self.axes.bbox.frozen()
        boxes = tiling(len(runs), box, self._px(GAP), self._px(HEAD) if len(runs) > 1 else 0.0)
        self._tiles = tuple(zip(runs, boxes, strict=True))
        self._points.clear()
        labels, room = [run.label for run in runs], boxes[0].width - self._px(10.0)
        fit = all(words.width(label, words.KEY, self.figure.dpi) <= room for label in labels)
        self._common = 0 if fit else common_words(labels)
        self._surfaces = {place: kept for place, kept in self._surfaces.items() if place in {run.place for run in runs}}
        around = Bbox.union(boxes)
        around = Bbox.from_extents(around.x0, around.y0, around.x1, max(tile.y1 for tile in boxes) + self._head)
        wide, high = self.figure.bbox.size
        self.axes.set_position((around.x0 / wide, around.y0 / high, around.width / wide, around.height / high))
        self._shift_labels(box, around)
        for axis, span, ends in ((self.axes.xaxis, self.x, "intervalx"), (self.axes.yaxis, self.y, "intervaly")):
            ticks = self._ticks(span, sorted({tuple(getattr(tile, ends)) for tile in boxes}), getattr(around, ends))
            axis.set_major_locator(FixedLocator([at for at, _ in ticks]))
            axis.set_major_formatter(FixedFormatter([text for _, text in ticks]))

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Every picture with its points, frame and title."""
        for run, tile in self._current(snapshot):
            self._paint_tile(Brush(brush.renderer, tile, *self._spans_of(run.snapshot)), run)

    def describe(self, x: float, y: float) -> str | None:
        """Which run that is, and what it answers there."""
        found = self._at(x, y)
        if found is None or self.snapshot is None:
            return None
        run, tile = found
        spans = self._spans_of(run.snapshot)
        shares = (x - tile.x0) / tile.width, (y - tile.y0) / tile.height
        place = [span.low + share * (span.high - span.low) for span, share in zip(spans, shares)]
        name = f"{run.label}: " if run.label else ""
        at = f"{name}x₁ {place[0]:.2f}, x₂ {place[1]:.2f}".replace("-", "−")
        return f"{at}{_answer(run.snapshot.boundary, *shares)}"

    def pick(self, x: float, y: float) -> int | None:
        """The run whose picture is there."""
        found = self._at(x, y)
        return found[0].place if found and not found[0].kept else super().pick(x, y)

    # Parts

    @property
    def _head(self) -> float:
        return self._px(HEAD) if len(self._tiles) > 1 else 0.0

    def _current(self, snapshot: Snapshot) -> list[tuple[Shown, Bbox]]:
        """The runs as they are in ``snapshot``, in their places."""
        return [(run, tile) for run, (_, tile) in zip(shown_runs(snapshot, self.palette), self._tiles)]

    def _at(self, x: float, y: float) -> tuple[Shown, Bbox] | None:
        if self.snapshot is None:
            return None
        tiles = self._current(self.snapshot)
        return next(((run, t) for run, t in tiles if t.x0 <= x <= t.x1 and t.y0 <= y <= t.y1), None)

    def _spans_of(self, snapshot: Snapshot) -> tuple[Linear, Linear]:
        grid = snapshot.boundary
        return (Linear(*grid.x_range), Linear(*grid.y_range)) if grid else (Linear(-1.0, 1.0), Linear(-1.0, 1.0))

    def _paint_tile(self, brush: Brush, run: Shown) -> None:
        grid, box = run.snapshot.boundary, brush.box
        note = "no plane"
        if grid is not None:
            surface = self._coloured(run.place, grid)
            brush.image(surface.pixels(*brush.image_size()))
            scale = box.width / grid.probabilities.shape[1], box.height / grid.probabilities.shape[0]
            for line in surface.borders:
                brush.path(Path(line * scale + (box.x0, box.y0)), self.palette.text, 1.3)
            note = "" if surface.whole else "not a number"
            self._paint_points(brush, run.snapshot.data)
        if note:
            brush.note(note, palette=self.palette)
        self._frame(brush, run)
        if len(self._tiles) > 1:
            self._title(brush, run)

    def _frame(self, brush: Brush, run: Shown) -> None:
        """Around the picture, just outside it."""
        box, out = brush.box, 0.5 if not run.present else 1.0
        corners = [(box.x0 - out, box.y0 - out), (box.x0 - out, box.y1 + out), (box.x1 + out, box.y1 + out),
                   (box.x1 + out, box.y0 - out), (box.x0 - out, box.y0 - out)]  # fmt: skip
        many = len(self._tiles) > 1
        colour, width = (run.colour, 2.2) if run.present and many else (self.palette.border, 0.8)
        brush.outline(Path(corners), colour, width)

    def _title(self, brush: Brush, run: Shown) -> None:
        """Marker and name above the picture, cut to its width."""
        box, points = brush.box, brush.points
        x, y = box.x0 + 4.0 * points, box.y1 + 0.55 * HEAD * points
        brush.marker(x, y, run.colour, run.face, 6.0, run.shape)
        room, dpi, text = box.width - 10.0 * points, 72 * points, run.label[self._common :]
        while words.width(text, words.KEY, dpi) > room and len(text) > 2:
            text = text[:-2].rstrip(" ,…") + "…"
        brush.text(x + 6.0 * points, y, text, self.palette.text)

    def _coloured(self, place: int, grid: Boundary) -> Surface:
        """The surface of a run's grid; the last one if it is the same grid in the same colours."""
        last = self._surfaces.get(place)
        if last is None or last[0] is not grid.probabilities or last[1] is not self.palette:
            last = grid.probabilities, self.palette, Surface(grid.probabilities, self.palette)
            self._surfaces[place] = last
        return last[2]

    def _paint_points(self, brush: Brush, data: Data) -> None:
        """The training points; on a screen as pixels that all pictures of the same points share."""
        if data.train.points.shape[1] != 2:
            return
        if not isinstance(brush.renderer, RendererAgg):
            self._dots(brush, data)
            return
        pixels = next((p for known, side, p in self._points if side == brush.box.width and _same(known, data)), None)
        if pixels is None:
            side = round(brush.box.width)
            canvas = RendererAgg(side, side, brush.renderer.dpi)
            self._dots(Brush(canvas, Bbox.from_bounds(0, 0, side, side), brush.x, brush.y), data)
            pixels = np.asarray(canvas.buffer_rgba())[::-1].copy()
            self._points.append((data, brush.box.width, pixels))
        gc = brush.renderer.new_gc()
        brush.renderer.draw_image(gc, round(brush.box.x0), round(brush.box.y0), pixels)
        gc.restore()

    def _dots(self, brush: Brush, data: Data) -> None:
        part = data.train
        size = max(LEAST, marker_size(len(part)) * min(1.0, brush.box.width / brush.points / USUAL) ** 0.5)
        for label in range(data.classes):
            points = part.points[part.targets == label]
            if len(points):
                colour, shape, face = self._look(label)
                edge = self.palette.card
                brush.dots(points[:, 0], points[:, 1], edge, face or colour, size * WEIGHTS[label], shape, 0.12 * size)

    def _look(self, label: int) -> tuple[str, str, str]:
        """Colour, marker and face of a class."""
        return faces(self.palette, label, True)[0], SHAPES[label], faces(self.palette, label, True)[0]

    def _ticks(
        self, span: Span, ends: list[tuple[float, float]], whole: tuple[float, float]
    ) -> list[tuple[float, str]]:
        """Ticks of every row or column: at which coordinate of the axes, and their words."""
        (low, high), ticks = span.limits, []
        for start, stop in ends:
            most = max(4 if stop - start > self._px(SMALL) else 3, int((stop - start) / self._px(APART)))
            for at, text in span.ticks(most):
                pixel = start + (at - low) / (high - low) * (stop - start)
                share = (pixel - whole[0]) / (whole[1] - whole[0])
                ticks.append((low + share * (high - low), text))
        return ticks

    def _shift_labels(self, before: Bbox, now: Bbox) -> None:
        """Let the labels of the axes follow them."""
        wide, high = self.figure.bbox.size
        across = self.figure.transFigure
        x, y = self.axes.xaxis.label.get_position(), self.axes.yaxis.label.get_position()
        middle = (now.x0 + now.x1) / 2 / wide, (now.y0 + now.y1) / 2 / high
        self.axes.xaxis.set_label_coords(middle[0], x[1] + (now.y0 - before.y0) / high, across)
        self.axes.yaxis.set_label_coords(y[0] + (now.x0 - before.x0) / wide, middle[1], across)


def _names(snapshot: Snapshot) -> list[tuple[int, str, int]]:
    runs = [(snapshot.place, snapshot.label, id(snapshot.data))]
    return runs + [(each.place, each.label, id(each.snapshot.data)) for each in snapshot.companions]


def _grids(snapshot: Snapshot) -> list[Boundary | None]:
    return [snapshot.boundary, *(each.snapshot.boundary for each in snapshot.companions)]


def _same(one: Data, other: Data) -> bool:
    """Whether two data sets have the same training points."""
    if one is other:
        return True
    ours, theirs = one.train, other.train
    return np.array_equal(ours.points, theirs.points) and np.array_equal(ours.targets, theirs.targets)


def _answer(grid: Boundary | None, across: float, up: float) -> str:
    """The most probable class at a place of the grid, given as shares of its width and height."""
    if grid is None:
        return ""
    rows, columns, classes = grid.probabilities.shape
    answer = grid.probabilities[min(int(up * rows), rows - 1), min(int(across * columns), columns - 1)]
    if not np.isfinite(answer).all():
        return ": not a number"
    answer = np.array([1 - answer[0], answer[0]]) if classes == 1 else answer
    return f": class {answer.argmax()}, p = {answer.max():.2f}"

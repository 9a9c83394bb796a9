"""The class map: tints by probability, a solid line where the winning class changes, and the points."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.path import Path

from gui.theme.palette import Palette
from model.analysis.boundary import Boundary
from model.data.dataset import Data, Part
from model.training.overlays import OVERLAYS, Overlay
from model.training.snapshot import Snapshot

from ..drawing.brush import Brush
from ..drawing.key import Entry
from ..drawing.span import Linear, Span
from .lines import Lines
from .markers import SHAPES, faces, point_markers
from .scene import Scene, alike, cell_at, digits, grid_spans, on_plane, place_words, short
from .spotlight import Spots, class_spots
from .surface import Surface

THIN, THICK = 0.7, 3.0  # points: lines of single networks, of their mean
MARGIN = 0.08  # share of the points' range left free around them where no grid says how much


class ClassMap(Scene):
    """How sure the network is of each class all over the plane."""

    _lines: Lines | None = None
    _surface: tuple[np.ndarray, Palette, Surface] | None = None

    @staticmethod
    def suits(snapshot: Snapshot) -> bool:
        """Where there are classes."""
        return bool(snapshot.data.classes)

    @staticmethod
    def answers(snapshot: Snapshot) -> tuple[object, ...]:
        """The grid of probabilities, and what is drawn over it."""
        return snapshot.boundary, snapshot.other_boundary, snapshot.overlays

    @staticmethod
    def places(part: Part) -> np.ndarray | None:
        """On the plane."""
        return on_plane(part)

    def spots(self, snapshot: Snapshot, part: Part, rows: np.ndarray) -> Iterable[Spots]:
        """One shape for each class."""
        return class_spots(part, rows, self.palette, snapshot.data)

    def square(self, snapshot: Snapshot) -> bool:
        """Only badly scaled data have two units."""
        return snapshot.boundary is None or alike(snapshot.boundary.x_range, snapshot.boundary.y_range)

    def spans(self, snapshot: Snapshot) -> tuple[Span, Span]:
        """The plane of the grid, in the data's own units."""
        if snapshot.boundary is not None:
            return grid_spans(snapshot.boundary.x_range, snapshot.boundary.y_range)
        points = snapshot.data.points
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
        return (*classes, *self.parts(snapshot), *self._line_entries(snapshot))

    def _line_entries(self, snapshot: Snapshot) -> list[Entry]:
        """What the lines are."""
        line = "p = 0.5" if snapshot.data.classes == 2 else "boundary"
        if snapshot.other_boundary is None:
            lines = [Entry(line, self.palette.text)]
        else:
            used, other = ("best", "last") if snapshot.early_stop.restored else ("last", "best")
            lines = [Entry(f"{line}, {used}", self.palette.text), Entry(other, self.palette.text, dashed=True)]
        for overlay in self._shown_overlays(snapshot):
            kind = OVERLAYS[overlay.name]
            count = len(overlay.grids)
            lines.append(Entry(f"{count} {kind.noun}", self.palette.muted, dashed=not kind.averaged, width=THIN))
            lines += [Entry("their mean", self.palette.train, width=THICK)] if kind.averaged else []
        return lines

    def markers(self, axes: Axes, snapshot: Snapshot) -> list[Artist]:
        """One shape for each class."""
        return list(point_markers(axes, snapshot.data, self.palette))

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """The tints and the boundary."""
        grid = snapshot.boundary
        if grid is None:
            return
        surface = self._coloured(grid)
        brush.image(surface.pixels(*brush.image_size()))
        self._paint_others(brush, snapshot)
        rows, columns = grid.probabilities.shape[:2]
        scale = np.array([brush.box.width / columns, brush.box.height / rows])
        corner = np.array([brush.box.x0, brush.box.y0])
        for line in surface.borders:
            brush.path(Path(line * scale + corner), self.palette.text, 1.5)

    def _paint_others(self, brush: Brush, snapshot: Snapshot) -> None:
        """The lines of other networks: overlays, and after an early stop the best or the last one, dashed."""
        overlays, other = self._shown_overlays(snapshot), snapshot.other_boundary
        last = () if other is None else (other.probabilities,)
        self._lines = lines = self._lines or Lines()
        lines.keep(*last, *(grid for overlay in overlays for grid in (*overlay.grids, overlay.mean)))
        for overlay in overlays:
            averaged = OVERLAYS[overlay.name].averaged
            lines.draw(brush, overlay.grids, self.palette.muted, THIN, dashed=not averaged)
            if averaged:
                lines.draw(brush, (overlay.mean,), self.palette.train, THICK)
        lines.draw(brush, last, self.palette.text, 1.5, dashed=True)

    def _shown_overlays(self, snapshot: Snapshot) -> list[Overlay]:
        return [overlay for overlay in snapshot.overlays if overlay.name in self.on]

    def annotate(self, brush: Brush, snapshot: Snapshot) -> None:
        """Words where there is no boundary to see."""
        if snapshot.boundary is None:
            brush.note("no boundary: the inputs are no plane", "no boundary", palette=self.palette)
        elif not self._coloured(snapshot.boundary).whole:
            brush.note("grey: the network's answer is not a number", "not a number", palette=self.palette)

    def describe(self, x: float, y: float, snapshot: Snapshot) -> str | None:
        """Where that is and what the network answers there."""
        grid = snapshot.boundary
        if grid is None:
            return place_words(x, y)
        names, places = (self.named(axis, snapshot)[0] for axis in (0, 1)), ((x, grid.x_range), (y, grid.y_range))
        words = ", ".join(f"{name} {digits(*place)}" for name, place in zip(names, places))
        rows, columns = grid.probabilities.shape[:2]
        answer = grid.probabilities[cell_at(y, grid.y_range, rows), cell_at(x, grid.x_range, columns)]
        if not np.isfinite(answer).all():
            return f"{words}: not a number"
        answer = np.array([1 - answer[0], answer[0]]) if len(answer) == 1 else answer
        winner, classes = int(answer.argmax()), snapshot.data.class_names
        return f"{words}: {short(classes[winner]) if classes else f'class {winner}'}, p = {answer.max():.2f}"

    def _coloured(self, grid: Boundary) -> Surface:
        """The surface of ``grid``; the last one if it is the same grid in the same colours."""
        if self._surface is None or self._surface[0] is not grid.probabilities or self._surface[1] != self.palette:
            self._surface = (grid.probabilities, self.palette, Surface(grid.probabilities, self.palette))
        return self._surface[2]


def _class_words(data: Data, label: int) -> str:
    """The name of a class; without names "class 0, 1, 2" or "class 0, class 1"."""
    if data.class_names:
        return short(data.class_names[label])
    return f"class {label}" if label == 0 or data.classes == 2 else f"{label}"

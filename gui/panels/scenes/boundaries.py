"""What every run that is shown together answers, side by side in small pictures: boundaries, surfaces or curves."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from matplotlib.path import Path
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import Bbox

from gui.theme.palette import Palette
from model.training.snapshot import Snapshot

from ..drawing import words
from ..drawing.brush import Brush
from ..drawing.key import Entry
from ..drawing.span import Span
from ..panel import Panel
from ..runs import Shown, common_words, shown_runs
from ..wish import Wish
from .boundary import scene_for
from .scene import Scene
from .tile import Tile
from .tiling import tiling

EDGE = 3  # px around all pictures that their frames may take
GAP, HEAD = 9.0, 15.0  # points between pictures, and above each for its title
APART = 34.0  # points between two ticks, at least
SMALL = 60.0  # points: a picture that has room for three ticks


class BoundariesPanel(Panel):
    """One picture a run, in the scene that suits its data, under its marker and name.

    The run that is looked at has a thick frame; a press on a picture looks at that run.
    """

    grid: ClassVar[bool] = False
    hairlined: ClassVar[bool] = False

    _tiles: tuple[Tile, ...] = ()
    _common: str = ""  # how all names begin, where the pictures have no room for that

    @property
    def x_words(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the present run's scene calls its x axis."""
        return self._scene().named(0, self.snapshot)

    @property
    def y_words(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the present run's scene calls its y axis."""
        return self._scene().named(1, self.snapshot)

    @property
    def heading(self) -> str:
        """What the scenes are called."""
        heading = self._scene().heading
        return f"{heading}s side by side" if heading else ""

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """What the present run's scene covers."""
        return scene_for(snapshot)(self.palette).spans(snapshot)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """What the present run's scene explains."""
        return scene_for(snapshot)(self.palette).key(snapshot)

    def changed(self, before: Snapshot | None, snapshot: Snapshot) -> bool:
        """Other runs, names or points."""
        return before is None or _names(before) != _names(snapshot)

    def moved(self, painted: Snapshot) -> bool:
        """One of the pictures is another."""
        newest = self.snapshot
        return newest is None or any(
            one is not other for one, other in zip(_answers(newest), _answers(painted), strict=False)
        )

    def restyle(self, palette: Palette) -> None:
        """Take the colours of ``palette``; there are no axis lines."""
        super().restyle(palette)
        for spine in self.axes.spines.values():
            spine.set_visible(False)

    @property
    def box(self) -> Bbox:
        """Frames stand just outside their pictures."""
        return Bbox(super().box.extents.reshape(2, 2) + np.array([[-EDGE], [EDGE]]))

    def arrange(self) -> None:
        """Lay out, then tighten the axes around the pictures and give every row and column its ticks."""
        super().arrange()
        assert self.snapshot is not None
        runs, before = shown_runs(self.snapshot, self.palette), self.axes.bbox.frozen()
        head = self._px(HEAD) if len(runs) > 1 else 0.0
        boxes = tiling(len(runs), before, self._px(GAP), head)
        for tile in self._tiles:
            tile.remove()
        self._tiles = tuple(Tile(self.figure, run, box, self.palette) for run, box in zip(runs, boxes, strict=True))
        room = boxes[0].width - self._px(10.0)
        fit = all(words.width(run.label, words.KEY, self.figure.dpi) <= room for run in runs)
        self._common = "" if fit else common_words([run.label for run in runs if not run.kept])
        around = Bbox.union(boxes)
        around = Bbox.from_extents(around.x0, around.y0, around.x1, around.y1 + head)
        wide, high = self.figure.bbox.size
        self.axes.set_position((around.x0 / wide, around.y0 / high, around.width / wide, around.height / high))
        self._shift_labels(before, around)
        for axis, span, ends in ((self.axes.xaxis, self.x, "intervalx"), (self.axes.yaxis, self.y, "intervaly")):
            ticks = self._ticks(span, sorted({tuple(getattr(box, ends)) for box in boxes}), getattr(around, ends))
            axis.set_major_locator(FixedLocator([at for at, _ in ticks]))
            axis.set_major_formatter(FixedFormatter([text for _, text in ticks]))

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Every picture, frame and title."""
        for run, tile in self._current(snapshot):
            tile.paint(brush.renderer, run.snapshot, self._tiles)
            self._frame(Brush(brush.renderer, tile.box, self.x, self.y), run)
            if len(self._tiles) > 1:
                self._title(Brush(brush.renderer, tile.box, self.x, self.y), run)

    def describe(self, x: float, y: float) -> str | None:
        """Which run that is, and what it answers there."""
        found = self._at(x, y)
        if found is None:
            return None
        run, tile = found
        text = tile.describe(x, y, run.snapshot)
        return f"{run.label}: {text}" if text and run.label else text

    def clicked(self, x: float, y: float) -> Wish | None:
        """To look at the run whose picture is there, unless it was kept."""
        found = self._at(x, y)
        return Wish(run=found[0].place) if found and not found[0].kept else super().clicked(x, y)

    # Parts

    def _scene(self) -> Scene:
        return scene_for(self.snapshot)(self.palette) if self.snapshot else Scene(self.palette)

    def _current(self, snapshot: Snapshot) -> list[tuple[Shown, Tile]]:
        """The runs as they are in ``snapshot``, in their places; without those for which there is no room."""
        places = zip(shown_runs(snapshot, self.palette), self._tiles)
        return [(run, tile) for run, tile in places if tile.fits]

    def _at(self, x: float, y: float) -> tuple[Shown, Tile] | None:
        runs = self._current(self.snapshot) if self.snapshot else []
        boxes = ((run, tile, tile.box) for run, tile in runs)
        return next(((run, t) for run, t, box in boxes if box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1), None)

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
        room, dpi, text = box.width - 10.0 * points, 72 * points, run.label.removeprefix(self._common)
        while words.width(text, words.KEY, dpi) > room and len(text) > 2:
            text = text[:-2].rstrip(" ,…") + "…"
        brush.text(x + 6.0 * points, y, text, self.palette.text)

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


def _answers(snapshot: Snapshot) -> list[object]:
    every = (snapshot, *(each.snapshot for each in snapshot.companions))
    return [answer for each in every for answer in scene_for(each).answers(each)]

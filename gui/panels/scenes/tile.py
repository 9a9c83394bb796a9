"""A tile: the picture of what one run answers, small, among others."""

from __future__ import annotations

from operator import is_

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from gui.theme.palette import Palette
from model.data.dataset import Data
from model.training.snapshot import Snapshot

from ..drawing.brush import Brush
from ..runs import Shown
from .boundary import scene_for

USUAL = 330.0  # points: in so wide a picture the points of the data have their usual size


class Tile:
    """The picture of one run in ``box`` (px) of ``figure``, with which it grows: vectors have other pixels."""

    def __init__(self, figure: Figure, run: Shown, box: Bbox, palette: Palette) -> None:
        self._box, self._size, self.data = box, tuple(figure.bbox.size), run.snapshot.data
        self._figure, self._scene = figure, scene_for(run.snapshot)(palette)
        self._spans = self._scene.spans(run.snapshot)
        self._axes: Axes | None = None
        self._markers: list[Artist] | None = None
        self._points: np.ndarray | None = None  # as pixels, bottom row first
        self._kept: tuple[tuple[object, ...], np.ndarray] | None = None  # answers, and all that was painted for it

    @property
    def box(self) -> Bbox:
        """Where it stands in the figure as large as that is now, px."""
        wide, high = self._figure.bbox.size
        if (wide, high) == self._size:
            return self._box
        return Bbox(self._box.get_points() * (wide / self._size[0], high / self._size[1]))

    @property
    def fits(self) -> bool:
        """Whether all of the picture is inside the figure: many pictures may need more room than a tiny one has."""
        (wide, high), box = self._figure.bbox.size, self.box
        return box.x0 >= 0 and box.y0 >= 0 and box.x1 <= int(wide) and box.y1 <= int(high)

    def remove(self) -> None:
        """Take the points out of the figure."""
        if self._axes is not None:
            self._axes.remove()

    def describe(self, x: float, y: float, snapshot: Snapshot) -> str | None:
        """In words, what is at pixel ``x``, ``y``."""
        place = []
        for span, share in zip(self._spans, ((x - self.box.x0) / self.box.width, (y - self.box.y0) / self.box.height)):
            low, high = span.limits
            place.append(span.value(low + share * (high - low)))
        return self._scene.describe(*place, snapshot)

    def paint(self, renderer: RendererBase, snapshot: Snapshot, tiles: tuple[Tile, ...]) -> None:
        """The answers with the points; on a screen they are kept as pixels until the answers are others.

        ``tiles`` are all pictures: those of the same points share them.
        """
        brush, answer = Brush(renderer, self.box, *self._spans), self._scene.answers(snapshot)
        screen = isinstance(renderer, RendererAgg)
        if screen and answer and self._kept is not None and all(map(is_, self._kept[0], answer)):
            brush.image(self._kept[1])
            return
        self._scene.paint(brush, snapshot)
        if screen:
            self._lay_points(renderer, snapshot, tiles)
        else:
            for marker in self._made_markers(snapshot):
                marker.draw(renderer)
        self._scene.annotate(brush, snapshot)
        if screen:
            self._kept = answer, self._cut(renderer).copy()

    def _cut(self, renderer: RendererAgg) -> np.ndarray:
        """What stands in the box, top row first."""
        pixels, box = np.asarray(renderer.buffer_rgba()), self.box
        top, left = pixels.shape[0] - round(box.y1), round(box.x0)
        return pixels[top : top + round(box.height), left : left + round(box.width)]

    def _lay_points(self, renderer: RendererAgg, snapshot: Snapshot, tiles: tuple[Tile, ...]) -> None:
        like = next(tile for tile in tiles if tile is self or self._shares(tile))
        if like._points is None:
            canvas = RendererAgg(int(renderer.width), int(renderer.height), renderer.dpi)
            for marker in like._made_markers(snapshot):
                marker.draw(canvas)
            like._points = like._cut(canvas)[::-1].copy()
        gc = renderer.new_gc()
        renderer.draw_image(gc, round(self.box.x0), round(self.box.y0), like._points)
        gc.restore()

    def _shares(self, other: Tile) -> bool:
        """Whether another picture has the same points in the same places."""
        return self._spans == other._spans and type(self._scene) is type(other._scene) and _same(self.data, other.data)

    def _made_markers(self, snapshot: Snapshot) -> list[Artist]:
        """The points as artists on axes of their own, which nobody sees."""
        if self._markers is None:
            (wide, high), box = self._figure.bbox.size, self.box
            self._axes = self._figure.add_axes(
                (box.x0 / wide, box.y0 / high, box.width / wide, box.height / high), visible=False
            )
            self._axes.set(xlim=self._spans[0].limits, ylim=self._spans[1].limits, xticks=[], yticks=[])
            self._markers = self._scene.markers(self._axes, snapshot)
            zoom = min(1.0, 72 * box.width / self._figure.dpi / USUAL) ** 0.5
            for marker in self._markers:
                _shrink(marker, zoom)
        return self._markers


def _shrink(marker: Artist, zoom: float) -> None:
    """Smaller points in a small picture."""
    if isinstance(marker, PathCollection):
        marker.set_sizes(zoom**2 * marker.get_sizes())
    else:
        marker.set(markersize=zoom * marker.get_markersize(), markeredgewidth=zoom * marker.get_markeredgewidth())


def _same(one: Data, other: Data) -> bool:
    """Whether two data sets have the same points."""
    if one is other:
        return True
    parts = ((one.train, other.train), (one.validation, other.validation))
    return all(
        np.array_equal(ours.points, theirs.points) and np.array_equal(ours.targets, theirs.targets)
        for ours, theirs in parts
    )

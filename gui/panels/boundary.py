"""The boundary panel: what the network answers wherever a point could be, in the scene that suits the data."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg

from gui.theme.palette import Palette
from model.training.snapshot import Snapshot

from .brush import Brush
from .class_map import ClassMap
from .curve_fit import CurveFit
from .key import Entry
from .panel import Panel
from .scene import Scene
from .span import Span
from .value_map import ValueMap

SCENES: tuple[type[Scene], ...] = (ClassMap, ValueMap, CurveFit, Scene)  # the first that suits is taken


def scene_for(snapshot: Snapshot) -> type[Scene]:
    """The kind of scene that suits ``snapshot``."""
    return next(kind for kind in SCENES if kind.suits(snapshot))


class BoundaryPanel(Panel):
    """A class map, a fitted surface or a fitted curve, with the training and validation points."""

    grid: ClassVar[bool] = False
    hairlined: ClassVar[bool] = False

    scene: Scene | None = None
    _markers: list[Artist] | None = None
    _overlay: tuple[np.ndarray, float, float] | None = None  # the points as pixels, left and bottom px

    @property
    def heading(self) -> str:
        """What the scene is called."""
        return self.scene.heading if self.scene else ""

    @property
    def x_words(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the scene calls its x axis."""
        return (self.scene or Scene).x_words

    @property
    def y_words(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the scene calls its y axis."""
        return (self.scene or Scene).y_words

    @property
    def square(self) -> bool:  # type: ignore[override]
        """Whether both axes have the same unit."""
        return self.scene is not None and self.snapshot is not None and self.scene.square(self.snapshot)

    def show(self, snapshot: Snapshot) -> bool:
        """Take ``snapshot``, and the scene that suits it."""
        kind = scene_for(snapshot)
        if type(self.scene) is not kind:
            self.scene = kind(self.palette)
        return super().show(snapshot)

    def restyle(self, palette: Palette) -> None:
        """Take the colours of ``palette``."""
        if self.scene is not None:
            self.scene.palette = palette
        super().restyle(palette)

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """What the scene covers."""
        return self.scene.spans(snapshot)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """What the scene explains."""
        return self.scene.key(snapshot)

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
        self._markers = self.scene.markers(self.axes, self.snapshot)

    def moved(self, painted: Snapshot) -> bool:
        """A heavy network gets a new picture only now and then."""
        newest = self.snapshot
        if newest is None or newest.divergence is not painted.divergence:
            return True
        return self.scene.answers(newest) is not self.scene.answers(painted)

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """What lies below the points, which are artists of their own."""
        self.scene.paint(brush, snapshot)

    def annotate(self, brush: Brush, snapshot: Snapshot) -> None:
        """What stands above the points."""
        self.scene.annotate(brush, snapshot)

    def frame(self, renderer: RendererBase) -> None:
        """Below, the points as pixels kept since the last static drawing, above."""
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
        place = self.at(x, y)
        if place is None or self.snapshot is None:
            return None
        return self.scene.describe(*place, self.snapshot)

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

"""The boundary panel: what the network answers wherever a point could be, in the scene that suits the data."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg

from gui.theme.palette import Palette
from model.data.dataset import PARTS
from model.training.overlays import OVERLAYS
from model.training.passage import Pick
from model.training.snapshot import Snapshot

from ..drawing.brush import Brush
from ..drawing.key import Entry
from ..drawing.span import Span
from ..panel import Panel
from ..toggle import Toggle
from ..wish import Wish
from .class_map import ClassMap
from .curve_fit import CurveFit
from .scene import Scene
from .spotlight import lit, ring, shine, strength
from .value_map import ValueMap

SCENES: tuple[type[Scene], ...] = (ClassMap, ValueMap, CurveFit, Scene)  # the first that suits is taken
NEAR = 14.0  # points between a click and the point it means, at most
RING = 13.0  # points: around the point that is looked at


def scene_for(snapshot: Snapshot) -> type[Scene]:
    """The kind of scene that suits ``snapshot``."""
    return next(kind for kind in SCENES if kind.suits(snapshot))


class BoundaryPanel(Panel):
    """A class map, a fitted surface or a fitted curve, with the training and validation points."""

    grid: ClassVar[bool] = False
    hairlined: ClassVar[bool] = False

    toggles: ClassVar[tuple[Toggle, ...]] = tuple(
        Toggle(kind.name, kind.label, kind.help, kind.name, kind.applies) for kind in OVERLAYS.values()
    )
    scene: Scene | None = None
    _markers: list[Artist] | None = None
    _overlay: tuple[np.ndarray, float, float] | None = None  # the points as pixels, left and bottom px
    _strength = 1.0  # of the points

    @property
    def heading(self) -> str:
        """What the scene is called."""
        return self.scene.heading if self.scene else ""

    @property
    def x_words(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the data or the scene call the x axis."""
        return (self.scene or Scene).named(0, self.snapshot)

    @property
    def y_words(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the data or the scene call the y axis."""
        return (self.scene or Scene).named(1, self.snapshot)

    @property
    def square(self) -> bool:  # type: ignore[override]
        """Whether both axes have the same unit."""
        return self.scene is not None and self.snapshot is not None and self.scene.square(self.snapshot)

    def show(self, snapshot: Snapshot) -> bool:
        """Take ``snapshot``, and the scene that suits it."""
        kind = scene_for(snapshot)
        if type(self.scene) is not kind:
            self.scene = kind(self.palette, self.on)
        stale = super().show(snapshot)
        if not stale and strength(snapshot) != self._strength:
            self._fade()
        return stale

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
        self._fade()

    def _fade(self) -> None:
        """Give the points the strength that they have in this phase."""
        self._strength, self._overlay = strength(self.snapshot), None
        for marker in self._markers or ():
            marker.set_alpha(None if self._strength == 1.0 else self._strength)

    def moved(self, painted: Snapshot) -> bool:
        """A heavy network gets a new picture only now and then."""
        newest = self.snapshot
        if newest is None or newest.divergence is not painted.divergence:
            return True
        shown, there = self._answers(newest), self._answers(painted)
        return any(one is not other for one, other in zip(shown, there, strict=True))

    def _answers(self, snapshot: Snapshot) -> tuple[object, ...]:
        """What is painted; the same objects give the same picture."""
        light = snapshot.passage, snapshot.passage and snapshot.passage.phases[snapshot.phase].kind
        return (*self.scene.answers(snapshot), snapshot.analyses.get("sample"), snapshot.followed, *light)

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """What lies below the points, which are artists of their own."""
        self.scene.paint(brush, snapshot)

    def annotate(self, brush: Brush, snapshot: Snapshot) -> None:
        """The points in the light, a ring around the one that is looked at, and what else stands above the points."""
        if snapshot.passage is not None:
            self._shine(brush, snapshot)
        elif (chosen := self._chosen(snapshot)) is not None:
            ring(brush, *chosen, RING, self.palette)
        self.scene.annotate(brush, snapshot)

    def _chosen(self, snapshot: Snapshot) -> np.ndarray | None:
        """Where the point stands that will be followed or, where none will, the one that is looked at."""
        sample, pick = snapshot.analyses.get("sample"), snapshot.followed
        if pick is not None:
            data = snapshot.data
            places = self.scene.places(data.train if pick.part == PARTS[0] else data.validation)
            return None if places is None else places[pick.index]
        return sample.value.point if sample and sample.value and len(sample.value.point) == 2 else None

    def _shine(self, brush: Brush, snapshot: Snapshot) -> None:
        """The points that the phases are about."""
        part, rows = lit(snapshot)
        places = self.scene.places(part)
        if places is not None:
            shine(brush, snapshot, places, self.scene.spots(snapshot, part, rows), self.palette)

    def clicked(self, x: float, y: float) -> Wish | None:
        """Look at the point that is meant, and follow it through the phases of a step."""
        snapshot, box = self.snapshot, self.axes.bbox
        if snapshot is None or self.at(x, y) is None:
            return None
        data = snapshot.data
        places = [self.scene.places(part) for part in (data.train, data.validation)]
        if places[0] is None:
            return None
        low, high = np.array([self.x.limits, self.y.limits]).T
        pixels = (box.x0, box.y0) + (np.concatenate(places) - low) / (high - low) * (box.width, box.height)
        away = np.hypot(*(pixels - (x, y)).T)
        nearest, cut = int(away.argmin()), len(data.train)
        if away[nearest] > self._px(NEAR):
            return None
        part, index = (PARTS[0], nearest) if nearest < cut else (PARTS[1], nearest - cut)
        looked_at = {"analysis": "sample", "options": {"part": part, "index": index}} if data.classes else {}
        return Wish(follow=Pick(part, index), **looked_at)

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

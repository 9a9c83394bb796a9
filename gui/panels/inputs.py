"""The inputs: the points before and after scaling or whitening, side by side, with their spread in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from gui.theme.palette import Palette
from model.analysis.boundary import around
from model.data.dataset import Data, Part
from model.training.snapshot import Snapshot

from .drawing.brush import Brush
from .drawing.key import Entry
from .drawing.span import Linear, Span
from .panel import WHOLE, Panel
from .scenes.markers import plain_markers, point_markers, value_markers
from .scenes.value_map import value_span

TALL = 0.9  # height over width from which the scatters stand above each other
ZOOM = 0.7  # of the markers' usual size: each scatter has half a panel
Columns = Callable[[Part], np.ndarray]


class ScatterPanel(Panel):
    """All points in two coordinates, which ``columns(snapshot)`` makes of a part's points; nothing moves in it."""

    grid: ClassVar[bool] = False
    hairlined: ClassVar[bool] = False
    when: ClassVar[str] = "before"

    _markers: list[Artist] | None = None
    _shown: tuple[Data, Bbox] | None = None

    def columns(self, data: Data) -> Columns:
        """From a part to its points ``(n, columns)`` as this panel shows them."""
        return lambda part: part.points

    def named(self, name: str, snapshot: Snapshot) -> tuple[str, ...]:
        """What an input is called here."""
        return (f"{name} as it is", name)

    def places(self, data: Data) -> Columns:
        """From a part to ``(n, 2)``: the first two inputs, or the only one and the target."""
        columns = self.columns(data)

        def place(part: Part) -> np.ndarray:
            found = columns(part)
            return found[:, :2] if found.shape[1] > 1 else np.column_stack((found[:, 0], part.targets))

        return place

    @property
    def x_words(self) -> tuple[str, ...]:  # type: ignore[override]
        """The first input."""
        if self.snapshot is None:
            return ("x₁",)
        return self.named("x₁" if self._inputs > 1 else "x", self.snapshot)

    @property
    def y_words(self) -> tuple[str, ...]:  # type: ignore[override]
        """The second input, or the target where there is none."""
        if self.snapshot is None:
            return ("x₂",)
        return self.named("x₂", self.snapshot) if self._inputs > 1 else ("target",)

    @property
    def square(self) -> bool:  # type: ignore[override]
        """Two inputs have the same unit here, or one would not see how differently they are scaled."""
        return self.snapshot is not None and self._inputs > 1

    @property
    def _inputs(self) -> int:
        return self.snapshot.data.train.points.shape[1]

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """All points, both axes equally long."""
        place = self.places(snapshot.data)
        points = np.concatenate((place(snapshot.data.train), place(snapshot.data.validation)))
        x, y = around(points, square=snapshot.data.train.points.shape[1] > 1)
        return Linear(*x), Linear(*y)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """The training points' spread in words."""
        x = self.columns(snapshot.data)(snapshot.data.train)[:, :2]
        deviations = " and ".join(_number(value) for value in x.std(axis=0))
        words = [f"sd {deviations}"]
        if x.shape[1] > 1:
            words.append(f"correlation {_correlation(x)}")
        return tuple(Entry(text, "") for text in words)

    def changed(self, before: Snapshot | None, snapshot: Snapshot) -> bool:
        """Other points make it stale."""
        return before is None or before.data is not snapshot.data

    def moved(self, painted: Snapshot) -> bool:
        """Nothing moves."""
        return False

    def arrange(self) -> None:
        """Lay out, and make the points anew."""
        super().arrange()
        for marker in self._markers or ():
            marker.remove()
        data = self.snapshot.data
        self._markers = self._made(data, self.places(data))
        for marker in self._markers:
            marker.set_animated(False)

    def _made(self, data: Data, places: Columns) -> list[Artist]:
        if data.classes:
            return list(point_markers(self.axes, data, self.palette, places, ZOOM))
        if data.train.points.shape[1] == 1:
            return list(plain_markers(self.axes, data, self.palette, places, ZOOM))
        limits = value_span(self.snapshot)[0].limits
        return list(value_markers(self.axes, data, self.palette, limits, places, ZOOM))

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Nothing changes from frame to frame."""

    def describe(self, x: float, y: float) -> str | None:
        """The place under the pointer."""
        place = self.at(x, y)
        if place is None or self.snapshot is None:
            return None
        names = self.x_words[-1], self.y_words[-1]
        return f"{self.when}: " + ", ".join(f"{name} {_number(at)}" for name, at in zip(names, place, strict=True))


class ScaledPanel(ScatterPanel):
    """The points as they are scaled for the network."""

    when = "after"

    def columns(self, data: Data) -> Columns:
        """The scaled points, before features are made of them."""
        return lambda part: data.scaling.scaled(part.points)

    def named(self, name: str, snapshot: Snapshot) -> tuple[str, ...]:
        """The input and what was done to it."""
        return (f"{name} {_way(snapshot)}", name)


class InputsPanel(ScatterPanel):
    """Left the points in the data's own units, right (in a narrow place below) what the scaling makes of them."""

    def __init__(
        self, figure: Figure, palette: Palette, cell: tuple[float, float, float, float] = WHOLE, title: str = ""
    ) -> None:
        self._whole = cell
        self.after = ScaledPanel(figure, palette, cell)
        super().__init__(figure, palette, cell, title)

    def show(self, snapshot: Snapshot) -> bool:
        """Take ``snapshot`` on both sides."""
        self.after.show(snapshot)
        return super().show(snapshot)

    def arrange(self) -> None:
        """Lay out both sides."""
        left, bottom, wide, high = self._whole
        pixels = wide * self.figure.bbox.width, high * self.figure.bbox.height
        if pixels[1] > TALL * pixels[0]:
            self.cell, self.after.cell = (left, bottom + high / 2, wide, high / 2), (left, bottom, wide, high / 2)
        else:
            self.cell, self.after.cell = (left, bottom, wide / 2, high), (left + wide / 2, bottom, wide / 2, high)
            self.after.title = self.title and " "  # an empty line, so that both axes begin at the same height
        super().arrange()
        if self.after.snapshot is not None:
            self.after.arrange()

    def restyle(self, palette: Palette) -> None:
        """Take the colours of ``palette`` on both sides."""
        self.after.restyle(palette)
        super().restyle(palette)

    def frame(self, renderer: RendererBase) -> None:
        """Nothing is painted on top of the static part."""

    def describe(self, x: float, y: float) -> str | None:
        """The place under the pointer on either side."""
        return super().describe(x, y) or self.after.describe(x, y)


def _way(snapshot: Snapshot) -> str:
    """What was done to the inputs."""
    scaling = snapshot.data.scaling
    if scaling.matrix is not None:
        return "whitened"
    return "standardized" if scaling.mean.any() or (scaling.scale != 1).any() else "as it is"


def _correlation(x: np.ndarray) -> str:
    """Pearson's correlation of two columns; none where one of them never varies."""
    if (x.std(axis=0) == 0).any():
        return "none"
    value = round(float(np.corrcoef(x.T)[0, 1]), 3)
    return f"{value + 0.0:.2f}".replace("-", "−") if abs(value) < 0.995 else f"{value:.3f}".replace("-", "−")


def _number(value: float) -> str:
    return f"{value:#.3g}".rstrip(".").replace("-", "−")

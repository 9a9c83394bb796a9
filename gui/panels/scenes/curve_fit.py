"""The curve fit: what a network makes of one input, over the points and beside the curve without noise."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from model.analysis.fit import FittedCurve
from model.data.dataset import Part
from model.training.snapshot import Snapshot

from ..drawing.brush import Brush
from ..drawing.key import Entry
from ..drawing.span import Linear, Span
from .markers import plain_markers
from .scene import Scene
from .spotlight import Spots, plain_spots
from .value_map import answer_words

MARGIN = 0.12  # share of the values' range left free below and above them


class CurveFit(Scene):
    """The network's answers as a thick line, the truth as a thin one, the points filled and hollow."""

    heading = "Fitted curve"
    x_words = ("x (input)", "x")
    y_words = ("y (value to be learned)", "y (value)", "y")

    @staticmethod
    def suits(snapshot: Snapshot) -> bool:
        """Where there is a curve."""
        return isinstance(snapshot.fit, FittedCurve)

    @staticmethod
    def answers(snapshot: Snapshot) -> tuple[object, ...]:
        """The curve."""
        return (snapshot.fit,)

    def spans(self, snapshot: Snapshot) -> tuple[Span, Span]:
        """All points, and somewhat more."""
        targets = snapshot.data.targets
        low, high = float(targets.min()), float(targets.max())
        room = MARGIN * max(high - low, 1e-6)
        return Linear(float(snapshot.fit.x[0]), float(snapshot.fit.x[-1])), Linear(low - room, high + room)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Two lines, two kinds of points."""
        lines = [Entry("network", self.palette.negative, width=2.4)]
        if snapshot.fit.truth is not None:
            lines.append(Entry("without noise", self.palette.text, dashed=True, width=1.0))
        training, validation = self.palette.train, self.palette.validation
        parts = [Entry("training", training, "o", training)]
        if len(snapshot.data.validation):
            parts.append(Entry("validation", validation, "o", self.palette.card))
        return (*lines, *parts)

    def markers(self, axes: Axes, snapshot: Snapshot) -> list[Artist]:
        """The points over their inputs."""
        return list(plain_markers(axes, snapshot.data, self.palette))

    @staticmethod
    def places(part: Part) -> np.ndarray | None:
        """Over their inputs."""
        return np.column_stack((part.points[:, 0], part.targets))

    def spots(self, snapshot: Snapshot, part: Part, rows: np.ndarray) -> Iterable[Spots]:
        """All alike."""
        return plain_spots(part, rows, self.palette, snapshot.data)

    def annotate(self, brush: Brush, snapshot: Snapshot) -> None:
        """The curves, above the points."""
        fit = snapshot.fit
        if fit.truth is not None:
            brush.line(fit.x, fit.truth, self.palette.text, 1.0, dashed=True)
        good = np.isfinite(fit.values)
        if good.any():
            low, high = brush.reach
            brush.line(fit.x, np.clip(np.where(good, fit.values, np.nan), low, high), self.palette.negative, 2.4)
        if not good.all():
            brush.note("the network's answer is not a number", "not a number", palette=self.palette)
        elif not self._any_inside(fit.values, snapshot):
            brush.note("the network's answers are outside the picture", "outside the picture", palette=self.palette)

    def describe(self, x: float, y: float, snapshot: Snapshot) -> str | None:
        """The curves at the input under the pointer."""
        fit = snapshot.fit
        value = float(np.interp(x, fit.x, fit.values))
        return f"x {x:.2f}: ".replace("-", "−") + answer_words(value, snapshot, np.array([[x]]))

    def _any_inside(self, values: np.ndarray, snapshot: Snapshot) -> bool:
        low, high = self.spans(snapshot)[1].limits
        return bool(((values >= low) & (values <= high)).any())

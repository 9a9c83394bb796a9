"""The loss over the steps: training and validation in evaluation mode, and the minibatches behind them."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from model.analysis.landmarks import Landmark, landmarks
from model.data.dataset import Data
from model.nn.losses import LOSSES, loss_for
from model.training.history import Curve
from model.training.snapshot import Snapshot

from .brush import Brush
from .colours import mix
from .key import Entry
from .panel import Panel
from .span import Span, brief, decades, from_zero, steps_up_to
from .stop_marks import paint_stop_marks
from .trace import bucket_at, extended, extremes, gathered, greatest, outline

FAINT = 0.24  # how much of the training colour the minibatch line has; the rest is the card
CLEAR = 6.0  # points between a landmark and the middle of its words
NOISE_ROOM = 1.6  # minibatch losses stretch the axis to at most so many times the greatest evaluated loss


class LossPanel(Panel):
    """Two lines that end in the newest point, a faint one behind, and the loss of guessing as a landmark."""

    has_log: ClassVar[bool] = True

    _landmarks: tuple[Data, tuple[Landmark, ...]] | None = None

    @property
    def y_words(self) -> tuple[str, ...]:  # type: ignore[override]
        """The loss in its own unit."""
        loss = loss_for(self.snapshot.data.classes) if self.snapshot else LOSSES["logistic"]
        return (f"loss ({loss.unit})", "loss") if loss.unit else (loss.label, "loss")

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """Steps from 0, losses from 0 or in decades."""
        x, y = (self.x, self.y) if same_run else (None, None)
        curves = snapshot.curves
        train, validation = self._evaluated(snapshot)
        if self.logarithmic:
            values = np.concatenate([extremes(curve) for curve in (train, validation, curves.loss)])
            values = values[values > 0]  # a loss that is exactly 0 has no place on this axis
            return steps_up_to(snapshot.step, x), decades(values, y, (-1, 0), growth=0.5)
        highest = greatest(train.high, validation.high)
        noise = min(greatest(curves.loss.high), NOISE_ROOM * highest)
        return steps_up_to(snapshot.step, x), from_zero(max(highest, noise), y)

    def changed(self, before: Snapshot | None, snapshot: Snapshot) -> bool:
        """Another task has a loss of another name."""
        return before is None or before.data.task is not snapshot.data.task

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Which line is which."""
        entries = [Entry("training", self.palette.train)]
        if len(snapshot.data.validation):
            entries.append(Entry("validation", self.palette.validation, dashed=True))
        return (*entries, Entry("minibatch", self._faint, width=1.0))

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Landmark, minibatches, training, validation, newest points."""
        self.paint_divergence(brush, snapshot)
        self._landmark(brush, snapshot)
        noise = gathered(snapshot.curves.loss, brush.columns // 2)  # closer strokes cost time and show no more
        self._line(brush, noise, self._faint, 0.8)
        train, validation = self._evaluated(snapshot)
        for curve, colour, dashed in ((train, self.palette.train, False), (validation, self.palette.validation, True)):
            self._line(brush, gathered(curve, brush.columns), colour, 1.6, dashed)
            face = self.palette.card if dashed else colour
            brush.dots(curve.last[-1:], self.y.coordinate(curve.high[-1:]), colour, face, 4.0)
        if snapshot.early_stop is not None:
            paint_stop_marks(brush, self.y, snapshot.early_stop, self.palette, self._clear_of_landmark(brush, snapshot))

    def describe(self, x: float, y: float) -> str | None:
        """The losses at the step under the pointer."""
        place = self.at(x, y)
        if place is None or self.snapshot is None or place[0] > self.snapshot.step + 0.5:
            return None
        train, validation = self._evaluated(self.snapshot)
        step, parts = round(place[0]), []
        for name, curve in (("training", train), ("validation", validation), ("minibatch", self.snapshot.curves.loss)):
            found = bucket_at(curve, step)
            if found is not None and not (name == "validation" and not len(self.snapshot.data.validation)):
                parts.append(f"{name} {_extent(curve.low[found], curve.high[found])}")
        return f"step {step:,}: {', '.join(parts)}" if parts else None

    @property
    def _faint(self) -> str:
        return mix(self.palette.train, self.palette.card, FAINT)

    def _evaluated(self, snapshot: Snapshot) -> tuple[Curve, Curve]:
        """Training and validation loss up to the newest evaluation."""
        newest, curves = snapshot.evaluation, snapshot.curves
        return (
            extended(curves.train_loss, newest.step, newest.train_loss),
            extended(curves.validation_loss, newest.step, newest.validation_loss),
        )

    def _line(self, brush: Brush, curve: Curve, colour: str, width: float, dashed: bool = False) -> None:
        if len(curve.first):
            steps, values = outline(curve)
            brush.line(steps, self.y.coordinate(values), colour, width, dashed)

    def _landmark(self, brush: Brush, snapshot: Snapshot) -> None:
        """The losses that are known beforehand, such as ln 2 of a network that finds both classes equally likely."""
        if self._landmarks is None or self._landmarks[0] is not snapshot.data:
            self._landmarks = snapshot.data, landmarks(snapshot.data)
        low, high = self.y.limits
        taken = np.inf
        for landmark in sorted(self._landmarks[1], key=lambda mark: -mark.value):
            at = float(self.y.coordinate(landmark.value))
            if not low < at < high:
                continue
            brush.line(np.array(self.x.limits), np.full(2, at), self.palette.disabled, 0.8, dashed=True)
            place = brush.place(np.array([self.x.limits[1]]), np.array([at]))[0]
            near = taken - place[1] < 2 * CLEAR * brush.points
            above = CLEAR if at < low + 0.9 * (high - low) and not near else -CLEAR
            taken = place[1]
            brush.text(
                place[0] - 3, place[1] + above * brush.points, landmark.words, self.palette.muted, 7.5, right=True
            )

    def _clear_of_landmark(self, brush: Brush, snapshot: Snapshot) -> float:
        """How many points below the upper edge two lines of words are clear of the landmarks'."""
        values = np.array([landmark.value for landmark in self._landmarks[1]])
        low, high = self.y.limits
        below = (high - self.y.coordinate(values)) / (high - low) * brush.box.height / brush.points
        near = below[(below > 0) & (below < 45.0)]
        return float(near.max(initial=0.0)) + 10.0


def _extent(low: float, high: float) -> str:
    """One number, or the two between which a bucket's values lie."""
    return brief(low) if brief(low) == brief(high) else f"{brief(low)}–{brief(high)}"

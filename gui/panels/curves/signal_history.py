"""The signals of all layers over the steps: one line a layer, coloured from the first to the output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from model.nn.losses import LOSSES, loss_for
from model.training.branches import Ghost
from model.training.history import Curve
from model.training.snapshot import Snapshot

from ..drawing.brush import DOTS, Brush
from ..drawing.colours import layer_colours
from ..drawing.key import Entry
from ..drawing.span import Span, brief, decades
from ..quantities import QUANTITIES, Quantity, labelled
from .panel import CurvePanel, ahead, faint, ghost_extremes
from .step_axis import step_axis
from .trace import bucket_at, extended, extremes, gathered

DECADES = (-3, 0)  # what the axis covers at least
KEYED = 5  # so many layers have an entry each in the key; of more only some
GHOST_ROOM = 100.0  # other branches stretch the axis to so many times the greatest and the smallest, at most
APART = 9.0  # points between the two names at the lines' ends, at least


class SignalHistoryPanel(CurvePanel):
    """One quantity, chosen from three.

    Each line runs through the middle (on the axis) of its buckets' extremes; first and last carry their names.
    """

    margin_words: ClassVar[str] = "out"
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "quantity": tuple(quantity.label for quantity in QUANTITIES.values())[::-1]
    }

    @property
    def quantity(self) -> Quantity:
        """What is shown."""
        return labelled(self.chosen["quantity"])

    @property
    def y_words(self) -> tuple[str, ...]:  # type: ignore[override]
        """The label of the quantity that is shown, in its unit."""
        loss = loss_for(self.snapshot.data.classes) if self.snapshot else LOSSES["logistic"]
        unit = f" ({loss.unit})" if loss.unit and self.quantity.in_loss else ""
        return tuple(words + unit for words in self.quantity.y_words)

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """All steps; decades that only grow within a run, with a row for zeros once there was one."""
        values = extremes(self._recorded(snapshot))
        values = np.append(values, ghost_extremes(snapshot.ghosts, self.quantity.over, values, GHOST_ROOM))
        return step_axis(snapshot), decades(values, self.y if same_run else None, DECADES, growth=0.3)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """The layers' colours."""
        count = len(snapshot.gradient_rms)
        colours = layer_colours(self.palette, count)
        layers = sorted({round(at) for at in np.linspace(1, count, min(count, KEYED))})
        names = [
            ("layer " if layer == 1 < count else "") + ("out" if layer == count else str(layer)) for layer in layers
        ]
        entries = [
            Entry(name, colours[layer - 1], dashed=_dashed(layer, count))
            for name, layer in zip(names, layers, strict=True)
        ]
        return (*entries, *self.ghost_key(snapshot))

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """One line a layer, the output's dashed."""
        self.paint_divergence(brush, snapshot)
        recorded = self._recorded(snapshot)
        if not len(recorded.first):
            brush.note("no step taken yet", palette=self.palette)
            return
        self.paint_ahead(brush, snapshot)
        count = recorded.low.shape[1]
        curve = gathered(recorded, brush.columns)
        steps, heights = self._middles(curve)
        for layer, colour in enumerate(layer_colours(self.palette, count), start=1):
            brush.line(steps, heights[:, layer - 1], colour, 1.3, dashed=_dashed(layer, count))
            if len(steps) == 1:
                brush.dots(steps, heights[:, layer - 1], colour, colour, 3.0)
        self._name_ends(brush, steps, heights)

    def ghost(self, brush: Brush, snapshot: Snapshot, ghost: Ghost) -> None:
        """The layers' lines dashed, the output's dotted, with its branch's marker at the first one's and its end."""
        curve = gathered(self.quantity.over(ghost.curves), brush.columns)
        steps, heights = self._middles(curve)
        if not len(steps):
            return
        steps, heights = ahead(steps, heights, ghost.start)
        count = heights.shape[1]
        for layer, colour in enumerate(layer_colours(self.palette, count), start=1):
            dashes = DOTS if _dashed(layer, count) else True
            brush.line(steps, heights[:, layer - 1], faint(colour, self.palette), 1.1, dashes)
        for column in {0, count - 1}:
            self.end_ghost(brush, ghost, steps, heights[:, column])

    def annotate(self, brush: Brush, snapshot: Snapshot) -> None:
        """Where the numbers ended."""
        self.note_divergence(brush, snapshot)

    def describe(self, x: float, y: float) -> str | None:
        """First and last layer's signals at the step under the pointer."""
        place, snapshot = self.at(x, y), self.snapshot
        if place is None or snapshot is None or place[0] > snapshot.step + 0.5:
            return None
        curve = self._recorded(snapshot)
        found = bucket_at(curve, round(place[0]))
        if found is None:
            return None
        values = [f"{brief(low)}–{brief(high)}" if brief(low) != brief(high) else brief(low)
                  for low, high in zip(curve.low[found], curve.high[found], strict=True)]  # fmt: skip
        first = f"layer 1 {values[0]}, " if len(values) > 1 else ""
        return f"step {round(place[0]):,}: {self.quantity.label} of {first}output {values[-1]}"

    def _recorded(self, snapshot: Snapshot) -> Curve:
        """The quantity up to the newest minibatch that is known."""
        curve, newest = self.quantity.over(snapshot.curves), snapshot.signals
        if newest is None or (newest.step == 0 and not len(curve.last)):
            return curve
        return extended(curve, newest.step, self.quantity.now(newest))

    def _middles(self, curve: Curve) -> tuple[np.ndarray, np.ndarray]:
        """Steps ``(n,)`` and coordinates ``(n, layers)`` half-way between the extremes as the axis shows them."""
        low, high = self.y.coordinate(curve.low), self.y.coordinate(curve.high)
        return 0.5 * (curve.first + curve.last), 0.5 * (low + high)

    def _name_ends(self, brush: Brush, steps: np.ndarray, heights: np.ndarray) -> None:
        """The names of the first and the last layer right of their lines' ends, kept apart."""
        count = heights.shape[1]
        named = [("1", 0), ("out", count - 1)] if count > 1 else [("out", 0)]
        places = []
        for name, column in named:
            rows = np.flatnonzero(np.isfinite(heights[:, column]))
            if len(rows):
                end = brush.place(steps[rows[-1:]], heights[rows[-1:], column])[0]
                places.append([end[0], end[1], name])
        least = APART * brush.points
        if len(places) == 2 and abs(places[0][1] - places[1][1]) < least:
            middle, up = (places[0][1] + places[1][1]) / 2, 1 if places[0][1] >= places[1][1] else -1
            middle = min(max(middle, brush.box.y0 + least), brush.box.y1 - least)
            places[0][1], places[1][1] = middle + up * least / 2, middle - up * least / 2
        for x, y, name in places:
            y = min(max(y, brush.box.y0 + least / 2), brush.box.y1 - least / 2)
            brush.text(x + 3.0 * brush.points, y, name, self.palette.text)


def _dashed(layer: int, count: int) -> bool:
    return layer == count > 1

"""Batch norm, unit by unit: what it remembers for evaluation, what the newest minibatch had, what it makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from model.analysis.normalization import BatchNormState
from model.training.snapshot import Snapshot

from .drawing.brush import Brush
from .drawing.key import Entry
from .drawing.span import Layers, Linear, Span, Tick, brief, from_zero
from .panel import Panel

EDGE, MIDDLE = 0.42, 0.03  # of a layer's place: where its units end, and the gap between both halves
THICK, THIN = 3.0, 1.2  # points


@dataclass(frozen=True)
class HiddenLayers(Layers):
    """Hidden layers 1 to ``count``."""

    def ticks(self, most: int) -> list[Tick]:
        """As many layers as fit, evenly spaced from the first."""
        stride = max(1, -(-self.count // max(2, most)))
        return [(float(layer), str(layer)) for layer in range(1, self.count + 1, stride)]


class BatchNormPanel(Panel):
    """Each layer has two halves: left what comes in, as mean ± standard deviation, right what goes out, as β ± γ.

    Left a broad bar is what the running statistics say (used in evaluation), a slim one with a dot the newest minibatch
    (used in training); where they differ, training and evaluation differ.
    """

    x_words: ClassVar[tuple[str, ...]] = ("hidden layer; its units side by side", "hidden layer")
    y_words: ClassVar[tuple[str, ...]] = ("mean ± standard deviation", "mean ± sd")

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """All hidden layers; values as far from 0 on both sides as needed."""
        state, before = snapshot.batch_norm, self.y if same_run else None
        count = len(state.widths) if state else max(1, len(snapshot.experiment.widths))
        highest = from_zero(_reach(state), Linear(0.0, before.limits[1]) if before else None).high
        return HiddenLayers(count), Linear(-highest, highest)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Which bar is which."""
        palette = self.palette
        return (
            Entry("in: running", palette.edge, width=THICK),
            Entry("in: newest minibatch", palette.train, width=THIN),
            Entry("out: β ± γ", palette.validation, width=THICK),
        )

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """The bars of all units."""
        state, palette = snapshot.batch_norm, self.palette
        if state is None:
            return
        left, right = _places(state.widths)
        room = brush.box.width / len(state.widths) * (EDGE - MIDDLE) / max(state.widths) / brush.points
        thick, thin = min(THICK, max(1.0, 0.8 * room)), min(THIN, max(0.5, 0.4 * room))
        brush.line(np.array(self.x.limits), np.zeros(2), palette.muted, 0.8)
        self._bars(brush, left, state.running[0], np.sqrt(state.running[1]), palette.edge, thick)
        self._bars(brush, left, state.minibatch[0], np.sqrt(state.minibatch[1]), palette.train, thin)
        self._bars(brush, right, state.beta, np.abs(state.gamma), palette.validation, thick)
        if room > 3 * THIN:
            seen = np.isfinite(state.minibatch[0])
            brush.dots(left[seen], state.minibatch[0][seen], palette.train, palette.train, 2.6)

    def annotate(self, brush: Brush, snapshot: Snapshot) -> None:
        """Words where there is nothing to see."""
        if snapshot.batch_norm is None:
            brush.note("this network has no batch norm", "no batch norm", palette=self.palette)

    def describe(self, x: float, y: float) -> str | None:
        """All numbers of the unit under the pointer."""
        place, state = self.at(x, y), self.snapshot.batch_norm if self.snapshot else None
        if place is None or state is None:
            return None
        layer = int(self.x.value(self._coordinate(x)))
        unit = int(np.argmin(np.minimum(*(np.abs(side - self._coordinate(x)) for side in _places(state.widths)))))
        number = unit - sum(state.widths[: layer - 1]) + 1
        parts = [f"running mean {_said(state.running[0, unit])} variance {_said(state.running[1, unit])}"]
        if np.isfinite(state.minibatch[:, unit]).all():
            parts.append(f"minibatch mean {_said(state.minibatch[0, unit])} variance {_said(state.minibatch[1, unit])}")
        parts.append(f"γ {_said(state.gamma[unit])} β {_said(state.beta[unit])}")
        return f"layer {layer} unit {number}: {', '.join(parts)}"

    def _coordinate(self, x: float) -> float:
        """Where pixel ``x`` is on the axis of layers."""
        low, high = self.x.limits
        return low + (x - self.axes.bbox.x0) / self.axes.bbox.width * (high - low)

    def _bars(
        self, brush: Brush, x: np.ndarray, middle: np.ndarray, half: np.ndarray, colour: str, width: float
    ) -> None:
        seen = np.isfinite(middle) & np.isfinite(half)
        if seen.any():
            low, high = middle[seen] - half[seen], middle[seen] + half[seen]
            brush.stretches(x[seen], low, high, colour, width)


def _places(widths: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """x of every unit in the left and in the right half of its layer's place."""
    shares = [(np.arange(width) + 0.5) / width * (EDGE - MIDDLE) for width in widths]
    left = np.concatenate([layer - EDGE + share for layer, share in enumerate(shares, start=1)])
    right = np.concatenate([layer + MIDDLE + share for layer, share in enumerate(shares, start=1)])
    return left, right


def _reach(state: BatchNormState | None) -> float:
    """How far from 0 any bar reaches."""
    if state is None:
        return 1.0
    with np.errstate(invalid="ignore"):
        pairs = [(values[0], np.sqrt(values[1])) for values in (state.running, state.minibatch)]
        ends = np.concatenate([np.abs(middle) + np.abs(half) for middle, half in (*pairs, (state.beta, state.gamma))])
    ends = ends[np.isfinite(ends)]
    return float(ends.max()) if len(ends) else 1.0


def _said(value: float) -> str:
    return brief(value).replace("-", "−")

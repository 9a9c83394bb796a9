"""The pre-activations of every hidden layer: how its sums are distributed, and where the activation is flat."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from matplotlib.path import Path

from model.analysis.preactivations import BINS, Preactivations
from model.analysis.slopes import SMALL, is_flat
from model.nn.activations import ACTIVATIONS
from model.training.experiment import Experiment
from model.training.snapshot import Snapshot

from .drawing.brush import Brush
from .drawing.colours import layer_colours, mix
from .drawing.key import Entry
from .drawing.span import Around, Layers, Span, above, brief
from .panel import Panel

LEAST = 4.0  # what the axis covers at least, both ways
TAIL = 0.005  # share of a layer's sums that may lie beyond each end of the axis
HALF = 0.42  # of a layer's room: the greatest half width
FINE = 400  # places at which the slope is looked at


class PreactivationsPanel(Panel):
    """A symmetric histogram for each layer, as wide as there are sums of that size; flat stretches are grey."""

    x_words: ClassVar[tuple[str, ...]] = ("hidden layer",)
    y_words: ClassVar[tuple[str, ...]] = ("pre-activation z (weighted sum)", "pre-activation z", "z")
    hairlined: ClassVar[bool] = False

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """Layers across; sums from -4 to 4, or farther where layers need it."""
        found = snapshot.preactivations
        reach = _reach(found) if found is not None else 0.0
        top = self.y.limits[1]
        if not (same_run and 0.4 * top < max(reach, LEAST) <= top):
            top = max(LEAST, above(1.1 * reach) if reach > 0 else 0.0)
        return Layers(max(1, len(snapshot.experiment.widths)), hidden=True), Around(-top, top)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """What grey means."""
        if not len(self._flat_stretches(snapshot.experiment, -100.0, 100.0)):
            return ()
        grey = self._grey
        return (Entry(f"slope below {SMALL:.0%} of its greatest", grey, "s", grey),)

    def changed(self, before: Snapshot | None, snapshot: Snapshot) -> bool:
        """Another number of layers or another activation."""
        return before is not None and before.run != snapshot.run

    def moved(self, painted: Snapshot) -> bool:
        """Histograms are made less often than pictures."""
        return self.snapshot is None or painted.preactivations is not self.snapshot.preactivations

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Flat stretches, then one histogram after the other."""
        for low, high in self._flat_stretches(snapshot.experiment, *self.y.limits):
            brush.area(self.x.limits, (low, high), self._grey)
        brush.line(np.array(self.x.limits), np.zeros(2), self.palette.muted, 0.8)
        found = snapshot.preactivations
        if found is None or not len(found.low):
            brush.note("no hidden layer", palette=self.palette)
            return
        bad = ~np.isfinite(found.low)
        colours = layer_colours(self.palette, len(found.low) + 1)
        for layer in range(len(found.low)):
            if not bad[layer]:
                brush.shape(_violin(brush, layer, found), colours[layer])
        if bad.any():
            brush.note("not a number", palette=self.palette)

    def describe(self, x: float, y: float) -> str | None:
        """The layer under the pointer: its range, and how much of it lies where the activation is flat."""
        place, snapshot = self.at(x, y), self.snapshot
        if place is None or snapshot is None or snapshot.preactivations is None:
            return None
        found, layer = snapshot.preactivations, int(place[0])
        if layer > len(found.low) or not np.isfinite(found.low[layer - 1]):
            return None
        low, high, counts = (part[layer - 1] for part in (found.low, found.high, found.counts))
        middles = low + (high - low) * (np.arange(BINS) + 0.5) / BINS
        flat = counts[_is_flat(snapshot.experiment, middles)].sum() / max(1, counts.sum())
        return f"layer {layer}: sums from {brief(low)} to {brief(high)}, {flat:.0%} where the slope is small"

    @property
    def _grey(self) -> str:
        return mix(self.palette.surface_neutral, self.palette.card, 0.5)

    @staticmethod
    def _flat_stretches(experiment: Experiment, low: float, high: float) -> list[tuple[float, float]]:
        """Where the activation's slope is small between ``low`` and ``high``."""
        if not experiment.widths:
            return []
        places = np.linspace(low, high, FINE + 1)
        flat = np.concatenate(([False], _is_flat(experiment, (places[1:] + places[:-1]) / 2), [False]))
        edges = places[np.flatnonzero(flat[1:] != flat[:-1])]
        return list(zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True))


def _is_flat(experiment: Experiment, z: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return is_flat(ACTIVATIONS[experiment.activation], z, experiment.slope)


def _reach(found: Preactivations) -> float:
    """The greatest size of a sum, leaving out each layer's tails."""
    reached = np.cumsum(found.counts, axis=1)
    total = reached[:, -1:]
    first = (reached <= TAIL * total).sum(axis=1)
    last = (reached < (1 - TAIL) * total).sum(axis=1) + 1
    width = (found.high - found.low) / BINS
    ends = np.abs([found.low + first * width, found.low + last * width])
    return float(np.nanmax(ends, initial=0.0)) if np.isfinite(ends).any() else 0.0


def _violin(brush: Brush, layer: int, found: Preactivations) -> Path:
    """The outline in px of a layer's histogram, the same left and right; a stroke where all sums agree."""
    low, high, counts = found.low[layer], found.high[layer], found.counts[layer]
    edges = np.repeat(np.linspace(low, high, BINS + 1), 2)[1:-1]
    widths = np.repeat(HALF * counts / counts.max(), 2)
    right = brush.place(layer + 1 + widths, edges)
    left = brush.place(layer + 1 - widths, edges)
    short = 0.8 * brush.points - (right[-1, 1] - right[0, 1]) / 2  # a hair's breadth stays to be seen
    if short > 0:
        rise = np.linspace(-short, short, len(edges))
        right[:, 1] += rise
        left[:, 1] += rise
    return Path(np.concatenate((right, left[::-1])), closed=False)

"""The signals of every layer at the newest step: forward, backward and dW, in absolute values on a logarithmic axis."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np

from gui.theme.palette import Palette
from model.analysis.signals import Signals
from model.analysis.units import Units
from model.training.snapshot import Snapshot

from .drawing import words
from .drawing.brush import Brush
from .drawing.colours import mix
from .drawing.key import Entry
from .drawing.span import Layers, Log, Span, brief, decades
from .panel import Panel
from .quantities import QUANTITIES, Quantity

DECADES = (-16, 1)  # what the axis always covers: from rounding errors to violent
LANE = 0.105  # share of the axis that a line of counts takes above it
GAP = 3.0  # points between the counts of two layers, at least
SPREAD = 0.2  # of a layer's room between two quantities
ROOM = 2.0  # times the greatest value: half a mark fits above it


class SignalsPanel(Panel):
    """A pin for each layer's dW, lines for what flows forward (activations) and backward (deltas).

    Exact zeros stand in a row of their own at the foot, hollow; what is no number is grey. Lines above the axis count
    dead, saturated and identical units, where there are any.
    """

    x_words: ClassVar[tuple[str, ...]] = ("weight layer, input to output", "weight layer")
    y_words: ClassVar[tuple[str, ...]] = ("std of activations, RMS of gradients", "std and RMS", "RMS")
    hairlined: ClassVar[bool] = False

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """Layers across; decades that only grow within a run, and as many lines of counts as there have been."""
        before = self.y if same_run and isinstance(self.y, Log) else None
        values = _all(snapshot.signals)
        y = decades(np.append(values, ROOM * values), before, DECADES, zero=True)
        head = max(before.head if before else 0.0, LANE * len(counted(snapshot.units)))
        return Layers(len(snapshot.gradient_rms)), replace(y, head=head)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Which mark is which quantity, in the order in which the signal flows."""
        return tuple(
            Entry(quantity.brief, *_colours(quantity, self.palette, quantity.marker))
            for quantity in QUANTITIES.values()
        )

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Counts, pins, lines, then words about what none of them can show."""
        assert isinstance(self.y, Log)
        lane = mix(self.palette.grid, self.palette.card, 0.45)
        brush.area(self.x.limits, (self.y.limits[0], self.y.low), lane)
        if self.y.head:
            brush.area(self.x.limits, (float(self.y.high), self.y.limits[1]), lane)
        signals = snapshot.signals
        if signals is None:
            brush.note("no signals recorded", palette=self.palette)
            return
        down = self._count(brush, snapshot.units)
        values = [quantity.now(signals) for quantity in QUANTITIES.values()]
        self._bad(brush, np.flatnonzero(~np.isfinite(values).all(axis=0)) + 1)
        for quantity, found in reversed(list(zip(QUANTITIES.values(), values, strict=True))):
            self._draw(brush, quantity, found)
        self._say(brush, signals, down)

    def describe(self, x: float, y: float) -> str | None:
        """The layer under the pointer, its signals and its units."""
        place = self.at(x, y)
        if place is None or self.snapshot is None or self.snapshot.signals is None:
            return None
        signals, layer, count = self.snapshot.signals, int(place[0]), len(self.snapshot.gradient_rms)
        parts = [f"{each.label} {brief(float(each.now(signals)[layer - 1]))}" for each in QUANTITIES.values()]
        units = self.snapshot.units
        if units is not None and layer < count:
            found = [f"{number[layer - 1]} {word}" for word, number in units.counts.items()]
            parts.append(f"of {units.widths[layer - 1]} units {' and '.join(found)}")
        return f"{'output layer' if layer == count else f'layer {layer}'}: {', '.join(parts)}"

    def _draw(self, brush: Brush, quantity: Quantity, values: np.ndarray) -> None:
        """Marks a little aside of their layers' middles with a line through them, or in the middle on pins."""
        assert isinstance(self.y, Log)
        colour, face = _colours(quantity, self.palette)
        heights, layers = self.y.coordinate(values), np.arange(1, len(values) + 1)
        step = brush.box.width / (len(values) + 0.2) / brush.points  # points from layer to layer
        at = layers + SPREAD * quantity.aside * min(1.0, step / 12)
        shown, zero = np.isfinite(heights), values == 0
        pinned = shown & ~zero
        if quantity.aside:
            brush.line(at, heights, mix(colour, self.palette.card, 0.6), 1.2)
        elif pinned.any():
            pin = mix(colour, self.palette.card, 0.45)
            brush.upright(at[pinned], self.y.low, heights[pinned], pin, min(3.5, 0.3 * step))
        size = min(5.2, max(2.4, 0.3 * step)) * (0.85 if quantity.marker in "sD" else 1.0)
        for chosen, fill in ((pinned, face), (shown & zero, self.palette.card)):
            if chosen.any():
                brush.dots(at[chosen], heights[chosen], colour, fill, size, quantity.marker, width=1.0)

    def _bad(self, brush: Brush, layers: np.ndarray) -> None:
        """A grey column with a cross for every layer in ``layers``."""
        assert isinstance(self.y, Log)
        limits = self.y.limits[0], float(self.y.high)
        for layer in layers:
            brush.area((layer - 0.4, layer + 0.4), limits, self.palette.surface_neutral)
            middle = np.array([sum(limits) / 2])
            brush.dots(np.array([layer]), middle, self.palette.text, self.palette.text, 5.0, "x", 1.4)

    def _count(self, brush: Brush, units: Units | None) -> float:
        """A line for each kind of unit that there is, above the axis; returns how far it reaches down, in points."""
        assert isinstance(self.y, Log)
        lines = counted(units)
        room = brush.box.height / (self.y.limits[1] - self.y.limits[0])  # px
        for line, (word, count) in enumerate(lines.items()):
            assert units is not None
            middle = brush.box.y1 - (line + 0.5) * LANE * (self.y.high - self.y.low) * room
            for text, x in self._words(brush, word, count, units.widths):
                brush.text(x, middle, text, self.palette.text)
        return (self.y.limits[1] - self.y.high) * room / brush.points

    def _words(self, brush: Brush, word: str, count: np.ndarray, widths: tuple[int, ...]) -> list[tuple[str, float]]:
        """What a line says and where it starts (px): "3 dead" above each layer, or the number alone, or one sum."""
        layers, dpi = np.flatnonzero(count) + 1, 72 * brush.points
        middles = brush.place(layers, np.zeros(len(layers)))[:, 0]
        step = brush.box.width / (len(widths) + 1.2) - GAP * brush.points
        numbers = [str(count[layer - 1]) for layer in layers]
        full = [f"all {word}" if count[layer - 1] == widths[layer - 1] > 1 else f"{count[layer - 1]} {word}"
                for layer in layers]  # fmt: skip
        out = brush.place(np.array([len(widths) + 1.0]), np.zeros(1))[0, 0]
        for texts, places in ((full, middles), ([*numbers, word], [*middles, out])):
            sizes = [words.width(text, words.KEY, dpi) for text in texts]
            starts = [place - size / 2 for place, size in zip(places, sizes, strict=True)]
            starts[-1] = min(starts[-1], brush.box.x1 - sizes[-1])
            ends = [start + size + GAP * brush.points for start, size in zip(starts, sizes, strict=True)]
            if max(sizes[: len(layers)]) <= step and all(a <= b for a, b in zip(ends, starts[1:], strict=False)):
                return list(zip(texts, starts, strict=True))
        total = f"{count.sum()} {word}"
        for text in (f"{total}: {layer_list(layers, len(widths) + 1)}", total):
            if words.width(text, words.KEY, dpi) <= brush.box.width:
                break
        return [(text, (brush.box.x0 + brush.box.x1 - words.width(text, words.KEY, dpi)) / 2)]

    def _say(self, brush: Brush, signals: Signals, down: float) -> None:
        """One line of words for each thing that is out of the ordinary, ``down`` points below the top."""
        values, dw = np.array([quantity.now(signals) for quantity in QUANTITIES.values()]), signals.weight_gradient_rms
        tests = (
            (np.isnan(values).any(axis=0), "not a number", down + 10.0),
            (np.isinf(values).any(axis=0), "infinite", down + 27.0),
            (dw == 0, "dW exactly 0", self._above_zeros(brush)),
        )
        for found, text, place in tests:
            if found.any():
                layers = layer_list(np.flatnonzero(found) + 1, len(dw))
                brush.note(f"{layers}: {text}", text, palette=self.palette, down=place)

    def _above_zeros(self, brush: Brush) -> float:
        """How far below the box's upper edge there is room for words right above the row of zeros, in points."""
        assert isinstance(self.y, Log)
        (low, high), first = self.y.limits, self.y.low
        return (high - first) / (high - low) * brush.box.height / brush.points - 10.0


def counted(units: Units | None) -> dict[str, np.ndarray]:
    """The counts that are not 0 in all layers."""
    return {word: count for word, count in units.counts.items() if count.any()} if units is not None else {}


def layer_list(layers: np.ndarray, count: int) -> str:
    """Layer numbers in few words: "layer 3", "layers 1–4, 7", "all layers"."""
    if len(layers) == count:
        return "all layers" if count > 1 else "the layer"
    runs: list[list[int]] = []
    for layer in layers:
        if runs and layer == runs[-1][1] + 1:
            runs[-1][1] = int(layer)
        else:
            runs.append([int(layer), int(layer)])
    names = [_name(a, count) if a == b else f"{a}–{_name(b, count)}" for a, b in runs]
    shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    return f"{'layer' if len(layers) == 1 else 'layers'} {shown}"


def _name(layer: int, count: int) -> str:
    return "out" if layer == count else str(layer)


def _all(signals: Signals | None) -> np.ndarray:
    """Every value of every quantity."""
    if signals is None:
        return np.zeros(0)
    return np.concatenate([np.asarray(quantity.now(signals), float) for quantity in QUANTITIES.values()])


def _colours(quantity: Quantity, palette: Palette, *between: str) -> tuple[str, ...]:
    """Edge and face of a quantity's marks, with the marker in between where it is asked for."""
    colour = quantity.colour(palette)
    return (colour, *between, colour)

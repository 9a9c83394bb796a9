"""The gradient of every weight layer at the newest step, in absolute values on a logarithmic axis."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from model.training.snapshot import Snapshot

from .brush import Brush
from .colours import layer_colours, mix
from .panel import Panel
from .span import Layers, Log, Span, brief, decades

DECADES = (-16, 1)  # what the axis always covers: from rounding errors to violent


class GradientsPanel(Panel):
    """A pin for each layer. Exact zeros stand in a row of their own at the foot; what is no number is grey."""

    x_words: ClassVar[tuple[str, ...]] = ("weight layer, input to output", "weight layer")
    y_words: ClassVar[tuple[str, ...]] = ("gradient RMS of dL/dW (nats)", "gradient RMS (nats)", "RMS (nats)")
    hairlined: ClassVar[bool] = False

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """Layers across; decades that only grow within a run."""
        return Layers(len(snapshot.gradient_rms)), decades(
            snapshot.gradient_rms, self.y if same_run else None, DECADES, zero=True
        )

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Pins, then words about what a pin cannot show."""
        rms = np.asarray(snapshot.gradient_rms, dtype=float)
        layers = np.arange(1, len(rms) + 1)
        assert isinstance(self.y, Log)
        brush.area(self.x.limits, (self.y.limits[0], self.y.low), mix(self.palette.grid, self.palette.card, 0.45))
        if snapshot.step == 0:
            brush.note("no step taken yet", palette=self.palette)
            return
        self._bad(brush, layers[~np.isfinite(rms)])
        heights = self.y.coordinate(rms)
        step = brush.box.width / (len(rms) + 0.2) / brush.points  # points from pin to pin
        for layer, height, value, colour in zip(
            layers, heights, rms, layer_colours(self.palette, len(rms)), strict=True
        ):
            if np.isfinite(height):
                at, zero = np.array([layer]), value == 0
                if not zero:
                    brush.upright(at, self.y.low, np.array([height]), colour, min(3.5, 0.34 * step))
                face = self.palette.card if zero else colour
                brush.dots(at, np.array([height]), colour, face, min(7.0, 0.62 * step), width=1.2 if zero else 0.5)
        self._say(brush, rms)

    def describe(self, x: float, y: float) -> str | None:
        """The layer under the pointer and its gradient."""
        place = self.at(x, y)
        if place is None or self.snapshot is None or self.snapshot.step == 0:
            return None
        layer, count = int(place[0]), len(self.snapshot.gradient_rms)
        name = "output layer" if layer == count else f"layer {layer}"
        return f"{name}: gradient RMS {brief(float(self.snapshot.gradient_rms[layer - 1]))}"

    def _bad(self, brush: Brush, layers: np.ndarray) -> None:
        """A grey column with a cross for every layer in ``layers``."""
        middle = (self.y.limits[0] + self.y.limits[1]) / 2
        for layer in layers:
            brush.area((layer - 0.4, layer + 0.4), self.y.limits, self.palette.surface_neutral)
            brush.dots(np.array([layer]), np.array([middle]), self.palette.text, self.palette.text, 5.0, "x", 1.4)

    def _say(self, brush: Brush, rms: np.ndarray) -> None:
        """One line of words for each thing that is out of the ordinary."""
        tests = ((np.isnan(rms), "not a number"), (np.isinf(rms), "infinite"), (rms == 0, "exactly 0"))
        down = 10.0
        for found, words in tests:
            if found.any():
                brush.note(
                    f"{layer_list(np.flatnonzero(found) + 1, len(rms))}: {words}",
                    words,
                    palette=self.palette,
                    down=down,
                )
                down += 17.0


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

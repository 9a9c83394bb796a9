"""One point: its probabilities beside its one-hot target, its loss, and the signs of its weight gradients."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from matplotlib.transforms import Bbox

from model.analysis.report import Report
from model.analysis.sample import Sample, one_sign
from model.training.snapshot import Snapshot, Status

from .captioned import CaptionedPanel
from .drawing import words
from .drawing.brush import Brush
from .drawing.colours import mix
from .drawing.key import Entry
from .drawing.layout import PAD, Request
from .drawing.span import Linear, Span, Tick, brief
from .wish import Wish

NAME = "sample"
SHARE, NARROW_SHARE = 0.4, 0.5  # of the width is for the bars
NARROW = 300.0  # points
MOST = 16  # units of a layer that are shown on each side
SMALL = 7.5  # points, of words beside matrices
GLYPHS = 6.0  # points: smaller squares carry no sign


@dataclass(frozen=True)
class Classes:
    """Classes 0 to ``count`` - 1 side by side."""

    count: int

    @property
    def limits(self) -> tuple[float, float]:
        """Half a class of room on both sides."""
        return -0.6, self.count - 0.4

    def coordinate(self, values: np.ndarray) -> np.ndarray:
        """The number of the class."""
        return np.asarray(values, dtype=float)

    def value(self, coordinate: float) -> float:
        """The class nearest to ``coordinate``."""
        return float(min(max(round(coordinate), 0), self.count - 1))

    def ticks(self, most: int) -> list[Tick]:
        """All classes."""
        return [(float(number), str(number)) for number in range(self.count)]


class SamplePanel(CaptionedPanel):
    """Bars left, matrices of signs right: a row for each thing that feeds a layer, a column for each of its units."""

    x_words = ("class",)
    y_words = ("probability", "p")
    analysis: ClassVar[str] = NAME
    hairlined: ClassVar[bool] = False
    caption_lines: ClassVar[int] = 3

    _asked: tuple[str, int] = ("training", 0)

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """Classes and probabilities."""
        return Classes(snapshot.data.classes), Linear(0.0, 1.05)  # type: ignore[return-value]

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Filled and hollow bars."""
        return (
            Entry("network", self.palette.muted, "s"),
            Entry("target", self.palette.text, "s", self.palette.card),
        )

    def wants(self) -> Wish | None:
        """The chosen point at this moment; the first training point where none is chosen."""
        snapshot, report = self.snapshot, self._report
        if snapshot is None or snapshot.status is Status.FAILED:
            return None
        if report is not None and (report.step == snapshot.step or not report.done):
            return None
        if report is not None:
            self._asked = report.options["part"], report.options["index"]
        part, index = self._asked
        points = snapshot.data.train if part == "training" else snapshot.data.validation
        if index >= len(points):
            part, index = "training", 0
        return Wish(analysis=NAME, options={"part": part, "index": index})

    def moved(self, painted: Snapshot) -> bool:
        """Only the point's own report changes anything."""
        newest = self.snapshot
        return newest is None or newest.analyses.get(NAME) is not painted.analyses.get(NAME)

    def caption(self, snapshot: Snapshot) -> tuple[str, ...]:
        """Loss, logits, and what the signs mean."""
        report, found = snapshot.analyses.get(NAME), _found(snapshot)
        if found is None:
            return (report.trouble if report and report.trouble else "Click a point in the decision boundary.",)
        logits = ", ".join(brief(float(z)).replace("-", "−") for z in found.logits)
        name = "logit" if len(found.logits) == 1 else "logits"
        facts = f"{found.part.capitalize()} point {found.index:,}, class {found.label}: "
        return f"{facts}loss {brief(found.loss)} nats, {name} {logits}.", sign_words(found)

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Bars, then matrices."""
        found = _found(snapshot)
        if found is None:
            brush.note("no point yet", palette=self.palette, down=0.5 * brush.box.height / brush.points)
            return
        for label, (p, hot) in enumerate(zip(found.probabilities, found.target, strict=True)):
            colour = self.palette.classes[label % len(self.palette.classes)]
            if np.isfinite(p):
                brush.area((label - 0.36, label - 0.02), (0.0, float(p)), colour)
            edges = np.array([0.02, 0.36, 0.36, 0.02, 0.02]) + label
            brush.line(edges, np.array([0.0, 0.0, hot, hot, 0.0]), self.palette.text, 1.3)
        if not np.isfinite(found.probabilities).all():
            brush.note("not a number", palette=self.palette)
        self._matrices(brush, found)

    def describe(self, x: float, y: float) -> str | None:
        """The probability of the class under the pointer."""
        place, found = self.at(x, y), _found(self.snapshot) if self.snapshot else None
        if place is None or found is None:
            return None
        label = int(place[0])
        p = float(found.probabilities[label])
        return f"class {label}: p = {brief(p)}, target {found.target[label]:g}"

    def _request(self, cell: tuple[float, float, float, float]) -> Request:
        return super()._request((cell[0], cell[1], self._share * cell[2], cell[3]))

    @property
    def _share(self) -> float:
        """Narrow panels give the bars more of their width."""
        return SHARE if self._place[2] > self._px(NARROW) else NARROW_SHARE

    @property
    def box(self) -> Bbox:
        """The bars', the caption's and the matrices'."""
        left, bottom, wide, high = self._place
        return Bbox.union(
            [
                super().box,
                Bbox.from_bounds(
                    round(left + self._share * wide), round(bottom), round((1 - self._share) * wide), round(high)
                ),
            ]
        )

    def _matrices(self, brush: Brush, found: Sample) -> None:
        """One matrix for each layer, side by side, as large as there is room."""
        left, _, wide, _ = self._place
        gap, points = PAD * brush.points, brush.points
        x0, x1 = left + self._share * wide + gap, left + wide - gap
        top, bottom = brush.box.y1, brush.box.y0 - 12 * points
        if not found.gradients:
            self._words(brush, x0, x1, top - 5 * points, "no signs: batch norm", "no signs")
            return
        self._words(
            brush, x0, x1, top - 5 * points, "sign of dL/dW: inputs down, units across", "sign of dL/dW", "signs"
        )
        shown, left_out = _some_layers(found)
        columns = sum(min(MOST, gradient.shape[1]) for _, gradient in shown)
        rows = max(min(MOST, gradient.shape[0]) for _, gradient in shown)
        space = 9.0 * points
        room = x1 - x0 - space * (len(shown) - 1) - 8 * points  # the last name may be wider than its matrix
        side = min(room / columns, (top - bottom - 36 * points) / rows, 19 * points)
        at = x0
        for number, gradient in shown:
            part, last = np.sign(gradient[:MOST, :MOST]), number == len(found.gradients)
            across = part.shape[1] * side
            names = ("out",) if last else (f"layer {number}", str(number))
            self._words(brush, at, at + across + space, top - 17 * points, *names)
            self._matrix(brush, part, at, top - 24 * points, side)
            at += across + space
        if left_out:
            self._words(brush, x0, x1, top - 30 * points - rows * side, *left_out)

    def _words(self, brush: Brush, left: float, right: float, y: float, *choices: str) -> None:
        """The first of ``choices`` that fits between two places."""
        fitting = (text for text in choices if words.width(text, SMALL, 72 * brush.points) <= right - left)
        brush.text(left, y, next(fitting, choices[-1]), self.palette.muted, SMALL)

    def _matrix(self, brush: Brush, signs: np.ndarray, left: float, top: float, side: float) -> None:
        """Small squares with plus or minus in them; where they are too small, minus is a flat bar."""
        rows, columns = signs.shape
        place = Bbox.from_extents(left, top - rows * side, left + columns * side, top)
        small = Brush(brush.renderer, place, Linear(0, columns), Linear(0, rows))
        glyphs = side > GLYPHS * brush.points
        for (row, column), sign in np.ndenumerate(signs):
            x, y = column + 0.5, rows - row - 0.5
            high = 0.22 if sign < 0 and not glyphs else 0.45
            small.area((x - 0.45, x + 0.45), (y - high, y + high), self._sign_colour(float(sign), glyphs))
        for sign, shape in ((1.0, "+"), (-1.0, "_")) if glyphs else ():
            row, column = np.nonzero(signs == sign)
            if len(row):
                ink, size = self.palette.text, 0.5 * side / brush.points
                small.dots(column + 0.5, rows - row - 0.5, ink, ink, size, shape, 1.1)

    def _sign_colour(self, sign: float, glyphs: bool) -> str:
        """Strong where there is no glyph to read on it."""
        if not sign:
            return self.palette.grid
        colour = {1.0: self.palette.positive, -1.0: self.palette.negative}.get(sign, self.palette.surface_neutral)
        return mix(colour, self.palette.card, 0.62 if glyphs else 0.9)

    @property
    def _report(self) -> Report | None:
        return self.snapshot.analyses.get(NAME) if self.snapshot else None


def sign_words(found: Sample) -> str:
    """The zig-zag in words."""
    if not found.gradients:
        return ""
    if math.isnan(found.one_signed):
        return "No unit is fed by hidden units, so there is no zig-zag to see."
    units = sum(int(one_sign(gradient).size) for gradient in found.gradients[1:])
    share = f"One-signed: {found.one_signed:.0%} of the {units:,} units fed by {found.activation}"
    if found.one_signed > 0.9:
        return f"{share}. All weights of such a unit rise or fall together, so steps zig-zag."
    return f"{share}. Weights of a unit can rise and fall at once: no zig-zag."


def _some_layers(found: Sample) -> tuple[list[tuple[int, np.ndarray]], tuple[str, ...]]:
    """At most four layers, the last among them, and what is left out, in words long and short."""
    numbered = list(enumerate(found.gradients, start=1))
    shown = numbered if len(numbered) <= 4 else [*numbered[:2], *numbered[-2:]]
    notes = []
    if len(shown) < len(numbered):
        notes.append(f"layers 3 to {len(numbered) - 2} left out")
    if any(max(gradient.shape) > MOST for _, gradient in shown):
        notes.append(f"first {MOST} units of each")
    return shown, (", ".join(notes), "some of it") if notes else ()


def _found(snapshot: Snapshot) -> Sample | None:
    report = snapshot.analyses.get(NAME)
    return report.value if report else None

"""The range test: loss against learning rate on a copy of the network, with the rates that it suggests."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from matplotlib.transforms import Bbox

from model.analysis.range_test import HIGHEST, LOWEST, RangeTest
from model.analysis.report import Report
from model.training.snapshot import Snapshot

from .captioned import CaptionedPanel
from .drawing import words
from .drawing.brush import Brush
from .drawing.colours import mix
from .drawing.key import Entry
from .drawing.span import Linear, Log, Span, brief, decades, from_zero
from .wish import Press, Wish

NAME = "range_test"
ROOM = 2.5  # the axis shows losses up to so many times that at the start
X = Log(round(np.log10(LOWEST)), round(np.log10(HIGHEST)))
LINE = Linear(0.0, 1.0)
ASK = ("press Run range test", "no test yet")


class RangeTestPanel(CaptionedPanel):
    """Minibatch losses faint, smoothed ones on top; labelled lines at the suggested rates and at the present one."""

    x_words: ClassVar[tuple[str, ...]] = ("learning rate (per step)", "learning rate", "rate")
    y_words: ClassVar[tuple[str, ...]] = ("minibatch loss (nats)", "loss (nats)", "loss")
    analysis: ClassVar[str] = NAME
    has_log: ClassVar[bool] = True

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """All rates of a test; losses from 0 or in decades, without the height of a divergence."""
        before = self.y if same_run else None
        found = _found(snapshot)
        if found is None or not len(found.losses):
            return X, decades(np.array([]), before, (-2, 0)) if self.logarithmic else from_zero(1.0, before)
        if self.logarithmic:
            return X, decades(found.smoothed, before, (-1, 0), growth=0.5)
        start = found.smoothed[0]
        return X, from_zero(float(np.fmin(np.fmax.reduce(found.smoothed), ROOM * start)) * 1.15, before)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Which line is which."""
        return (
            Entry("smoothed", self.palette.train),
            Entry("minibatch", self._faint, width=1.0),
            Entry("suggested", self.palette.train, "o"),
            Entry("rate now", self.palette.accent, dashed=True, width=1.2),
        )

    def caption(self, snapshot: Snapshot) -> tuple[str, ...]:
        """What the suggestions mean."""
        report = snapshot.analyses.get(NAME)
        if report is None:
            return ("A copy of the network trains while its learning rate grows; the run itself is never touched.",)
        if report.trouble:
            return (report.trouble,)
        found = _found(snapshot)
        if found is None or not report.done:
            return (f"Testing: {report.progress:.0%} …",)
        if found.steepest is None or found.tenth is None:
            ended = found.ended or "it was broken off"
            return (f"The loss never falls clearly before the end ({ended}), so no rate is suggested.",)
        return (
            f"Steepest fall at {brief(found.steepest)}: bold. A tenth of the rate at the minimum, "
            f"{brief(found.tenth)}: careful. Ended: {found.ended or 'broken off'}. Copy of step {found.step:,}.",
        )

    def moved(self, painted: Snapshot) -> bool:
        """Only a test changes anything, and the present rate."""
        newest = self.snapshot
        same = newest is not None and newest.analyses.get(NAME) is painted.analyses.get(NAME)
        return not same or newest.learning_rate != painted.learning_rate

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Losses, then lines at the rates that matter."""
        found = _found(snapshot)
        if found is not None and len(found.rates):
            rates = X.coordinate(found.rates)
            brush.line(rates, self.y.coordinate(found.losses), self._faint, 0.8)
            brush.line(rates, self.y.coordinate(found.smoothed), self.palette.train, 1.8)
        marks = [(snapshot.learning_rate, f"now {brief(snapshot.learning_rate)}", False)]
        if found is not None and found.steepest and found.tenth and found.at_minimum:
            marks.append((found.tenth, f"minimum / 10: {brief(found.tenth)}", True))
            marks.append((found.steepest, f"steepest: {brief(found.steepest)}", True))
            brush.dots(X.coordinate(np.array([found.at_minimum])), self._height(found, found.at_minimum),
                       self.palette.train, self.palette.card, 6.0)  # fmt: skip
        for row, (rate, label, suggested) in enumerate(marks):
            self._mark(brush, found, rate, label, suggested, row)
        if found is None:
            brush.note(*ASK, palette=self.palette, down=0.5 * brush.box.height / brush.points)

    def describe(self, x: float, y: float) -> str | None:
        """The loss at the rate under the pointer."""
        place, found = self.at(x, y), _found(self.snapshot) if self.snapshot else None
        if place is None:
            return None
        if found is None or not len(found.rates) or place[0] > found.rates[-1] * 1.1:
            return f"learning rate {brief(place[0])}"
        near = int(np.abs(np.log(found.rates / place[0])).argmin())
        loss = found.smoothed[near]
        return f"learning rate {brief(float(found.rates[near]))}: smoothed loss {brief(float(loss))}"

    @property
    def _faint(self) -> str:
        return mix(self.palette.train, self.palette.card, 0.26)

    def _height(self, found: RangeTest, rate: float) -> np.ndarray:
        near = int(np.abs(np.log(found.rates / rate)).argmin())
        return self.y.coordinate(found.smoothed[near : near + 1])

    def _mark(self, brush: Brush, found: RangeTest | None, rate: float, label: str, suggested: bool, row: int) -> None:
        """A vertical line with its words, in a row of its own near the top."""
        at = X.coordinate(np.array([rate]))
        if not X.limits[0] <= at[0] <= X.limits[1]:
            return
        colour = self.palette.train if suggested else self.palette.accent
        low, high = self.y.limits
        brush.line(np.repeat(at, 2), np.array([low, high]), colour, 1.1, dashed=not suggested)
        if suggested and found is not None:
            brush.dots(at, self._height(found, rate), colour, colour, 6.0)
        self._label_mark(brush, brush.place(at, np.array([high]))[0], label, at[0] > sum(X.limits) / 2, row)

    def _label_mark(self, brush: Brush, top: np.ndarray, label: str, left: bool, row: int) -> None:
        """Words on a ground of their own beside the upper end of a line."""
        points, wide = brush.points, words.width(label, words.KEY, 72 * brush.points)
        x = top[0] - wide - 4 * points if left else top[0] + 4 * points
        y = top[1] - (7.0 + 12.0 * row) * points
        ground = Brush(
            brush.renderer, Bbox.from_bounds(x - points, y - 5 * points, wide + 2 * points, 10 * points), LINE, LINE
        )
        ground.area(LINE.limits, LINE.limits, self.palette.card)
        brush.text(x, y, label, self.palette.text)

    # -- controls

    def _run_words(self) -> str:
        report = self._report
        return "Run range test" if report is None or report.done else "Cancel"

    def _run(self) -> Wish:
        report = self._report
        return Wish(analysis=NAME) if report is None or report.done else Wish(cancel=NAME)

    def _use_words(self) -> str:
        rate = self.suggestion
        return f"Use {rate:g}" if rate else ""

    def _use(self) -> Wish | None:
        rate = self.suggestion
        return Wish(changes={"learning_rate": rate}) if rate else None

    @property
    def suggestion(self) -> float | None:
        """The careful choice in one digit, once the test is over."""
        report, found = self._report, _found(self.snapshot) if self.snapshot else None
        if report is None or not report.done or found is None or not found.tenth:
            return None
        return float(f"{found.tenth:.0e}")

    @property
    def _report(self) -> Report | None:
        return self.snapshot.analyses.get(NAME) if self.snapshot else None

    controls = (
        Press(
            "run", "Train a copy of the network with a growing learning rate; the run is not touched", _run_words, _run
        ),
        Press("use", "Train on with a tenth of the rate at the minimum, in one digit", _use_words, _use),
    )


def _found(snapshot: Snapshot) -> RangeTest | None:
    report = snapshot.analyses.get(NAME)
    return report.value if report else None

"""The loss over the steps: training and validation in evaluation mode, of one run or of several over each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import ClassVar

import numpy as np

from model.nn.losses import LOSSES, loss_for
from model.training.branches import Ghost
from model.training.history import Curve, Curves
from model.training.snapshot import Snapshot

from ..drawing.brush import DOTS, Brush
from ..drawing.colours import mix
from ..drawing.key import Entry
from ..drawing.span import Span, brief, decades, from_zero
from ..runs import Shown, shown_runs
from .band import Band, band
from .landmark_lines import LandmarkLines
from .ordinary import followed
from .panel import CurvePanel, ahead, faint, ghost_extremes, ghost_words, others
from .settled import Settled
from .step_axis import step_axis
from .stop_marks import paint_stop_marks
from .trace import bucket_at, extended, extremes, gathered, greatest, outline

FAINT = 0.24  # how much of the training colour the minibatch line has; the rest is the card
BESIDE = 0.5  # the same for the validation lines of runs that are not looked at
SPREAD, HALF = 0.16, 0.34  # and for a band's extremes and its middle half
NOISE_ROOM = 1.6  # minibatch losses stretch the axis to at most so many times the greatest evaluated loss
GHOST_DECADE = 10.0  # and other branches a logarithmic axis to so many times the greatest and the smallest
MARKS = 4  # markers on a line, besides that at its end
OFF = " (off the top)"  # what the key says of a run that leaves the axis
EDGE = 4.0  # points below the upper edge where such a run's markers stand


class LossPanel(CurvePanel):
    """One run: two lines that end in the newest point, and a faint one behind.

    Several: each has its colour and markers, training solid and validation dashed; the one looked at is thicker.
    Several seeds are a band. Fine lines show the losses of networks that are stuck in a known way.
    """

    has_log: ClassVar[bool] = True
    lays_over: ClassVar[bool] = True

    _band: tuple[Snapshot, Band, Band] | None = None
    _off: frozenset[int] = frozenset()  # the places of runs that leave the axis at the top

    @property
    def y_words(self) -> tuple[str, ...]:  # type: ignore[override]
        """The loss in its own unit."""
        loss = loss_for(self.snapshot.data.classes) if self.snapshot else LOSSES["logistic"]
        return (f"loss ({loss.unit})", "loss") if loss.unit else (loss.label, "loss")

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """All steps; losses from 0, as far as the run that is looked at and those like it go, or in decades."""
        y = self.y if same_run else None
        every = {snapshot.place: snapshot} | {each.place: each.snapshot for each in snapshot.companions}
        evaluated = {place: _evaluated(each) for place, each in every.items()}
        steps, self._off = step_axis(snapshot), frozenset()
        if self.logarithmic:
            curves = [curve for pair in evaluated.values() for curve in pair]
            values = np.concatenate([extremes(curve) for curve in (*curves, snapshot.curves.loss)])
            values = np.append(values, self._ghosts_reach(snapshot, values, GHOST_DECADE))
            values = values[values > 0]  # a loss that is exactly 0 has no place on this axis
            return steps, decades(values, y, (-1, 0), growth=0.5)
        tops = {place: greatest(*(curve.high for curve in pair)) for place, pair in evaluated.items()}
        highest = followed(tops[snapshot.place], tops.values())
        noise = min(greatest(snapshot.curves.loss.high), NOISE_ROOM * highest)
        losses = from_zero(max(highest, noise, *self._ghosts_reach(snapshot, np.array([highest]), NOISE_ROOM)), y)
        self._off = frozenset(place for place, top in tops.items() if top > losses.high)
        return steps, losses

    def changed(self, before: Snapshot | None, snapshot: Snapshot) -> bool:
        """Another task has a loss of another name."""
        return super().changed(before, snapshot) or before is None or before.data.task is not snapshot.data.task

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Which line is which."""
        ink = self.palette.muted if snapshot.companions else self.palette.train
        entries = [Entry("training", ink)]
        if len(snapshot.data.validation):
            ink = ink if snapshot.companions else self.palette.validation
            entries.append(Entry("validation", ink, dashed=True))
        if snapshot.band:
            return (*entries, *self._band_key(snapshot), *self._run_key(snapshot), *self.ghost_key(snapshot))
        noise = Entry("minibatch", self._faint(snapshot), width=1.0)
        return (*entries, noise, *self._run_key(snapshot), *self.ghost_key(snapshot))

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Minibatches, landmarks, the other runs, the present one on top."""
        self.paint_divergence(brush, snapshot)
        if not snapshot.band:
            self._minibatches(brush, snapshot)
        self.paint_ahead(brush, snapshot)
        self._known.paint(brush, snapshot, self.palette)
        if snapshot.band:
            self._paint_band(brush, snapshot)
        if snapshot.companions:
            for run in sorted(self._drawn(snapshot), key=lambda run: run.present):
                faint = run.colour if run.present else mix(run.colour, self.palette.card, BESIDE)
                self._run(brush, run.snapshot, (run.colour, faint), 2.0 if run.present else 1.3, run)
        else:
            self._run(brush, snapshot, (self.palette.train, self.palette.validation), 1.6)
        if snapshot.early_stop is not None:
            paint_stop_marks(brush, self.y, snapshot.early_stop, self.palette, self._known.clear(brush, snapshot))

    def ghost(self, brush: Brush, snapshot: Snapshot, ghost: Ghost) -> None:
        """Training dashed, validation dotted."""
        ink = self._ghostly(ghost)
        validation = faint(self.palette.validation, self.palette) if ghost.own else ink
        train, other = _to_the_end(ghost)
        for curve, colour, dashes, width in ((other, validation, DOTS, 1.2), (train, ink, True, 1.3)):
            if len(curve.first):
                steps, values = outline(gathered(curve, brush.columns))
                steps, heights = ahead(steps, self.y.coordinate(values), ghost.start)
                brush.line(steps, heights, colour, width, dashes)
        self.end_ghost(brush, ghost, steps, heights)

    def annotate(self, brush: Brush, snapshot: Snapshot) -> None:
        """What the landmarks are, and where the numbers ended."""
        self._known.name(brush, snapshot, self.palette)
        self.note_divergence(brush, snapshot)

    @cached_property
    def _known(self) -> LandmarkLines:
        return LandmarkLines()

    @cached_property
    def _settled(self) -> Settled:
        return Settled()

    def describe(self, x: float, y: float) -> str | None:
        """The losses at the step under the pointer."""
        place = self.at(x, y)
        if place is None or self.snapshot is None:
            return None
        step, parts = round(place[0]), []
        if place[0] <= self.snapshot.step + 0.5:
            train, validation = _evaluated(self.snapshot)
            lines = [("training", train), ("validation", validation), ("minibatch", self.snapshot.curves.loss)]
            parts = [_words_at(name, curve, step) for name, curve in lines]
        for run in self._drawn(self.snapshot):
            if not run.present and place[0] <= run.snapshot.step + 0.5:
                parts.append(_words_at(run.label.replace(", ", " and "), _evaluated(run.snapshot)[0], step))
        parts += ghost_words(self.snapshot, lambda curves: curves.train_loss, step, brief)
        parts = [words for words in parts if words]
        return f"step {step:,}: {', '.join(parts)}" if parts else None

    def _ghosts_reach(self, snapshot: Snapshot, known: np.ndarray, room: float) -> list[float]:
        """What ghosts add to the values that the axis must hold."""
        curves: tuple[Callable[[Curves], Curve], ...] = (
            lambda curves: curves.train_loss,
            lambda curves: curves.validation_loss,
        )
        return [value for curve in curves for value in ghost_extremes(snapshot.ghosts, curve, known, room)]

    def _faint(self, snapshot: Snapshot) -> str:
        colour = next((run.colour for run in self._drawn(snapshot) if run.present), self.palette.train)
        return mix(colour, self.palette.card, FAINT)

    def _drawn(self, snapshot: Snapshot) -> list[Shown]:
        """The runs that have lines of their own."""
        runs = shown_runs(snapshot, self.palette)
        return [run for run in runs if run.present or run.kept] if snapshot.band else runs

    # Several runs

    def _run_key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        if not snapshot.companions:
            return ()
        return tuple(
            Entry(
                run.label + (OFF if run.place in self._off else ""),
                run.colour,
                run.shape,
                run.face,
                width=2.2 if run.present else 1.3,
                lined=True,
                run=run.place,
            )
            for run in self._drawn(snapshot)
        )

    def _run(
        self, brush: Brush, snapshot: Snapshot, colours: tuple[str, str], width: float, run: Shown | None = None
    ) -> None:
        """Training and validation of one run, each ending in its newest point."""
        for curve, colour, dashed in zip(_evaluated(snapshot), colours, (False, True), strict=True):
            self._line(brush, gathered(curve, brush.columns), colour, width if not dashed else min(width, 1.6), dashed)
            if run is None:
                face = self.palette.card if dashed else colour
                brush.dots(curve.last[-1:], self.y.coordinate(curve.high[-1:]), colour, face, 4.0)
            elif not dashed:
                at = self._marked(curve, run)
                heights = self.y.coordinate(0.5 * curve.low[at] + 0.5 * curve.high[at])
                if run.place in self._off:
                    low, high = self.y.limits
                    heights = np.minimum(heights, high - EDGE * brush.points / brush.box.height * (high - low))
                brush.dots(curve.last[at], heights, colour, run.face, 6.0 if run.present else 5.0, run.shape)

    def _marked(self, curve: Curve, run: Shown) -> np.ndarray:
        """The buckets of a line that carry a marker: its end, and some that no other run marks."""
        if not len(curve.last):
            return np.zeros(0, int)
        shift = (run.place % 6 + 0.5) / 6
        at = np.searchsorted(curve.last, self.x.limits[1] * (np.arange(MARKS) + shift) / MARKS)
        return np.append(at[at < len(curve.last) - 1], len(curve.last) - 1)

    # Several seeds

    def _bands(self, snapshot: Snapshot) -> tuple[Band, Band]:
        """Training and validation over the runs that train together."""
        if self._band is None or self._band[0] is not snapshot:
            runs = [snapshot, *(each.snapshot for each in snapshot.companions if not each.kept)]
            train, validation = zip(*map(_evaluated, runs), strict=True)
            self._band = (snapshot, band(train), band(validation))
        return self._band[1:]

    def _band_key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        count = 1 + sum(not each.kept for each in snapshot.companions)
        spread, half = (mix(self.palette.train, self.palette.card, share) for share in (SPREAD, HALF))
        return (
            Entry(f"median of {count} seeds", self.palette.text, width=2.0),
            Entry("middle half", half, area=True),
            Entry(f"all of them{OFF if self._off else ''}", spread, area=True),
        )

    def _paint_band(self, brush: Brush, snapshot: Snapshot) -> None:
        train, validation = self._bands(snapshot)
        lowest, first, median, third, highest = (self._heights(row) for row in train.rows)
        for low, high, share in ((lowest, highest, SPREAD), (first, third, HALF)):
            brush.between(train.steps, low, high, mix(self.palette.train, self.palette.card, share))
        brush.line(validation.steps, self.y.coordinate(validation.median), self.palette.text, 1.2, dashed=True)
        brush.line(train.steps, median, self.palette.text, 2.0)

    def _heights(self, row: np.ndarray) -> np.ndarray:
        """Where a row of a band stands; what is infinite is at the upper edge."""
        return np.where(row == np.inf, self.y.limits[1], self.y.coordinate(row))

    # Parts

    def _minibatches(self, brush: Brush, snapshot: Snapshot) -> None:
        """A faint line, the first that is painted."""
        noise = gathered(snapshot.curves.loss, brush.columns // 2)  # closer strokes cost time and show no more
        if len(noise.first):
            steps, values = outline(noise)
            heights = np.clip(self.y.coordinate(values), *brush.reach)
            ground = self.palette.name, snapshot.run, snapshot.divergence, *others(snapshot)
            self._settled.line(brush, steps, heights, self._faint(snapshot), 0.8, ground)

    def _line(self, brush: Brush, curve: Curve, colour: str, width: float, dashed: bool = False) -> None:
        if len(curve.first):
            steps, values = outline(curve)
            heights = self.y.coordinate(values)
            brush.line(steps, np.clip(heights, *brush.reach) if self._off else heights, colour, width, dashed)


def _evaluated(snapshot: Snapshot) -> tuple[Curve, Curve]:
    """Training and validation loss up to the newest evaluation."""
    newest, curves = snapshot.evaluation, snapshot.curves
    return (
        extended(curves.train_loss, newest.step, newest.train_loss),
        extended(curves.validation_loss, newest.step, newest.validation_loss),
    )


def _to_the_end(ghost: Ghost) -> tuple[Curve, Curve]:
    """Training and validation loss up to its furthest step, if that was evaluated."""
    curves, end = (ghost.curves.train_loss, ghost.curves.validation_loss), ghost.end
    if end is None:
        return curves
    return extended(curves[0], end.step, end.train_loss), extended(curves[1], end.step, end.validation_loss)


def _words_at(name: str, curve: Curve, step: int) -> str:
    """What a curve says at a step; nothing where it says nothing."""
    found = bucket_at(curve, step)
    if found is None or (name == "validation" and np.isnan(curve.high).all()):
        return ""
    return f"{name} {_extent(curve.low[found], curve.high[found])}"


def _extent(low: float, high: float) -> str:
    """One number, or the two between which a bucket's values lie."""
    return brief(low) if brief(low) == brief(high) else f"{brief(low)}–{brief(high)}"

"""The learning rate over the steps: what was done, where it is now, and what the schedule has in store."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from model.nn.schedules import SCHEDULES
from model.training.branches import Ghost
from model.training.snapshot import Snapshot

from ..drawing.brush import Brush
from ..drawing.key import Entry
from ..drawing.span import Log, Span, brief, decades, from_zero
from .panel import CurvePanel, ahead, ghost_extremes
from .step_axis import step_axis
from .trace import bucket_at, gathered, greatest, outline

STIRS = 0.5  # px by which the newest step must have moved to be painted anew
FORESEEN = 600  # places over the whole axis at which the schedule is drawn
CLOSER = 8  # times so many samples are looked at
FLOOR = 1e-12  # a rate below this share of the greatest does not stretch a logarithmic axis


class LearningRatePanel(CurvePanel):
    """Solid up to now, a dot at now, dashed from now on, where the policy knows what is to come."""

    y_words: ClassVar[tuple[str, ...]] = ("learning rate (per step)", "rate (per step)", "rate")
    has_log: ClassVar[bool] = True

    _foreseen: tuple[tuple, np.ndarray, np.ndarray] | None = None

    def spans(self, snapshot: Snapshot, same_run: bool) -> tuple[Span, Span]:
        """All steps; rates from 0 or in decades."""
        x = step_axis(snapshot)
        future = self._future(snapshot, x)[1]
        done = snapshot.curves.learning_rate
        ghosts = ghost_extremes(snapshot.ghosts, lambda curves: curves.learning_rate, np.empty(0), 1.0)
        if self.logarithmic:
            rates = np.concatenate((future, done.low, done.high, [snapshot.learning_rate], ghosts))
            rates = rates[rates > FLOOR * greatest(rates)]
            return x, fitted_decades(rates, self.y if same_run else None)
        highest = greatest(future, done.high, np.array([snapshot.learning_rate, *ghosts]))
        return x, from_zero(1.15 * highest, self.y if same_run else None)

    def key(self, snapshot: Snapshot) -> tuple[Entry, ...]:
        """Done, now, to come."""
        colour = self.palette.accent
        name = SCHEDULES[snapshot.experiment.schedule].label
        if not SCHEDULES[snapshot.experiment.schedule].foreseen:
            return Entry(f"done ({name}: the losses decide)", colour), *self.ghost_key(snapshot)
        to_come = Entry(f"to come ({name})", colour, dashed=True, width=1.2)
        return Entry("done", colour), to_come, *self.ghost_key(snapshot)

    def paint(self, brush: Brush, snapshot: Snapshot) -> None:
        """Future, past, now."""
        self.paint_ahead(brush, snapshot)
        colour, now, rate = self.palette.accent, snapshot.step, snapshot.learning_rate
        here = self.y.coordinate(np.array([rate]))
        at = np.array([float(now)])
        brush.upright(at, self.y.limits[0], np.array([self.y.limits[1]]), self.palette.border, 0.8)
        steps, rates = self._future(snapshot, self.x)
        later = steps > now
        if later.any():
            heights = self.y.coordinate(rates[later])
            brush.line(np.concatenate((at, steps[later])), np.concatenate((here, heights)), colour, 1.2, dashed=True)
        done = snapshot.curves.learning_rate
        if len(done.first):
            past, values = outline(gathered(done, brush.columns))
            heights = self.y.coordinate(values)
            brush.line(np.concatenate((past, at)), np.concatenate((heights, here)), colour, 1.8)
        brush.dots(at, here, colour, colour, 5.5)

    def ghost(self, brush: Brush, snapshot: Snapshot, ghost: Ghost) -> None:
        """The rates of its steps."""
        steps, values = outline(gathered(ghost.curves.learning_rate, brush.columns))
        if len(steps):
            steps, heights = ahead(steps, self.y.coordinate(values), ghost.start)
            brush.line(steps, heights, self._ghostly(ghost), 1.3, dashed=True)
            self.end_ghost(brush, ghost, steps, heights)

    def moved(self, painted: Snapshot) -> bool:
        """In a long run the newest step takes many frames for one pixel."""
        newest = self.snapshot
        if newest is None or len(newest.ghosts) != len(painted.ghosts):
            return True
        if (newest.learning_rate, newest.experiment) != (painted.learning_rate, painted.experiment):
            return True
        return (newest.step - painted.step) * self.axes.bbox.width > STIRS * (self.x.limits[1] - self.x.limits[0])

    def describe(self, x: float, y: float) -> str | None:
        """The rate at the step under the pointer."""
        place, snapshot = self.at(x, y), self.snapshot
        if place is None or snapshot is None:
            return None
        step, done = round(place[0]), snapshot.curves.learning_rate
        if step > snapshot.step and not SCHEDULES[snapshot.experiment.schedule].foreseen:
            return f"step {step:,}: the losses up to then decide the learning rate"
        if step > snapshot.step or not len(done.first):
            update = np.array([max(0, step - 1)])
            rate = float(snapshot.experiment.learning_rates(update, snapshot.steps_per_epoch)[0])
            return f"step {step:,}: learning rate {brief(rate)} to come"
        found = bucket_at(done, step)
        low, high = brief(float(done.low[found])), brief(float(done.high[found]))
        return f"step {step:,}: learning rate {low if low == high else f'{low}–{high}'}"

    def _future(self, snapshot: Snapshot, x: Span) -> tuple[np.ndarray, np.ndarray]:
        """Steps and rates over the whole axis; computed again only for other settings or another axis."""
        asked = (snapshot.experiment, snapshot.steps_per_epoch, x)
        if not SCHEDULES[snapshot.experiment.schedule].foreseen:
            return np.empty(0, np.int64), np.empty(0)
        if self._foreseen is None or self._foreseen[0] != asked:
            steps = np.unique(np.linspace(0, x.limits[1], FORESEEN * CLOSER).astype(np.int64))
            rates = snapshot.experiment.learning_rates(steps, snapshot.steps_per_epoch)  # 0 is the first update
            kept = turns(np.asarray(rates, dtype=float))
            self._foreseen = (asked, steps[kept] + 1, rates[kept])
        return self._foreseen[1], self._foreseen[2]


def turns(rates: np.ndarray) -> np.ndarray:
    """Which of many samples to draw: the lowest and the highest of every ``CLOSER``, so that no peak is cut off."""
    if len(rates) <= FORESEEN:
        return np.arange(len(rates))
    whole = len(rates) // CLOSER * CLOSER
    groups, starts = rates[:whole].reshape(-1, CLOSER), np.arange(0, whole, CLOSER)
    found = (starts + groups.argmin(axis=1), starts + groups.argmax(axis=1), np.arange(whole, len(rates)))
    return np.unique(np.concatenate(([0], *found, [len(rates) - 1])))


def fitted_decades(rates: np.ndarray, before: Span | None) -> Log:
    """Whole decades around ``rates``."""
    if not len(rates):
        return Log(-3, 0)
    low, high = np.floor(np.log10(rates.min()) + 1e-9), np.ceil(np.log10(rates.max()) - 1e-9)
    if isinstance(before, Log) and before.low <= low and before.high >= high:
        return before
    return decades(rates, None, (int(low), int(max(high, low + 1))))

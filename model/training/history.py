"""The history of a run: what was recorded, in bounded memory however long the run gets."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np

ROWS = 2**18  # newest rows kept one by one
ROW_BYTES = 48_000_000  # fewer rows are kept where they would need more
EVALUATION_ROWS, EVALUATION_BYTES = 2**16, 10_000_000  # the same for evaluations
SPAN = 16  # rows in a bucket of the pyramid, at first
LONGEST = 1024  # rows that are taken in at once
BUCKETS = 4096  # of the pyramid, at most
DRAWN = 512  # buckets of a curve, at most


@dataclass(frozen=True)
class Curve:
    """A recorded quantity over the whole run so far, reduced to at most about 512 buckets.

    Bucket i covers the steps from ``first (n,)`` to ``last (n,)`` (inclusive; equal while a run is short) and the
    quantity's exact extremes in it are ``low`` and ``high``, ``(n,)`` or ``(n, layers)``. Non-finite values may occur.
    """

    first: np.ndarray
    last: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Curves:
    """Everything that panels draw over time. The first three have one row a step, the others one an evaluation.

    ``gradient_rms``, ``activation_std`` and ``delta_rms`` have one column a layer.
    """

    loss: Curve
    learning_rate: Curve
    gradient_rms: Curve
    train_loss: Curve
    validation_loss: Curve
    train_accuracy: Curve
    validation_accuracy: Curve
    activation_std: Curve
    delta_rms: Curve


class Series:
    """Rows of numbers, the first of them the step: the newest exactly, all of them as a min/max pyramid.

    The pyramid covers the whole run in at most ``BUCKETS`` buckets of equally many rows; when it is full, neighbours
    are merged, so extremes stay exact for ever and only their place gets coarser.

    ``count`` rows are recorded. After going back, only the first ``shown`` of them are past; what is read is the past.
    """

    def __init__(self, columns: int, rows: int, most_bytes: int = ROW_BYTES) -> None:
        while rows * columns * 8 > most_bytes and rows > DRAWN * SPAN:
            rows //= 2
        self.capacity = rows
        self.count = self.shown = 0
        self._oldest = 0  # rows before this one are gone
        self._again: list[np.ndarray] = []  # what a replay has given again, up to the present
        self._rows = np.empty((min(rows, 1024), columns))
        self._low, self._high = np.full((BUCKETS, columns), np.inf), np.full((BUCKETS, columns), -np.inf)
        self._span = SPAN

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes."""
        return self._rows.nbytes + self._low.nbytes + self._high.nbytes

    def copy(self) -> Series:
        """The same rows; the two share nothing that changes."""
        twin = self.known()
        twin.shown, twin._again = self.shown, list(self._again)
        twin._rows, twin._low, twin._high = self._rows.copy(), self._low.copy(), self._high.copy()
        return twin

    def known(self) -> Series:
        """All that is recorded as past, also what is to come again after going back; to be read at once."""
        twin = copy.copy(self)
        twin.go(self.count)
        return twin

    def append(self, block: np.ndarray) -> None:
        """Add rows ``(n, columns)``; those that a replay gives once more are known already."""
        known = min(len(block), self.count - self.shown)
        self._take_again(block[:known])
        self.shown += len(block)
        for start in range(known, len(block), LONGEST):
            part = block[start : start + LONGEST]
            self._fold(part)
            self._write(part)

    def go(self, shown: int) -> None:
        """Make the first ``shown`` rows the past."""
        self.shown, self._again = shown, []

    def needed(self, shown: int) -> int:
        """How far back a replay must begin so that the first ``shown`` rows can be read as they were."""
        start = self._bucket_start(shown)
        return shown if start >= self._oldest else start

    def forget(self) -> None:
        """Drop the rows that are not past."""
        if self.shown == self.count:
            return
        start = self._bucket_start(self.shown)
        rows, first = self._since(start), start // self._span
        self._low[first:], self._high[first:] = np.inf, -np.inf
        self.count, self._oldest = start, min(self._oldest, start)
        self.go(start)
        self.append(rows)

    def newest(self, rows: int | None = None) -> np.ndarray:
        """A copy of the newest rows, oldest first; all that are kept, or at most ``rows``."""
        kept = max(self.shown - self._oldest, sum(map(len, self._again)))
        return self._since(self.shown - (kept if rows is None else min(rows, kept)))

    def reduced(self) -> tuple[np.ndarray, np.ndarray]:
        """Extremes ``low, high (n, columns)`` of the whole series in about ``DRAWN`` buckets or fewer."""
        if self.shown <= DRAWN * SPAN and not self._oldest:
            rows = self._rows[: self.shown]
            group = max(1, -(-self.shown // DRAWN))
            return _extremes(rows, rows, group)
        filled = -(-self.shown // self._span)
        low, high = self._low[:filled], self._high[:filled]
        if self.shown < self.count:  # the last bucket knows of a future
            low, high, rows = low.copy(), high.copy(), self._since(self._bucket_start(self.shown))
            low[-1], high[-1] = np.fmin.reduce(rows, axis=0), np.fmax.reduce(rows, axis=0)
        low, high = _extremes(low, high, -(-filled // DRAWN))
        nothing = low > high  # only NaN came into these buckets
        low[nothing] = high[nothing] = np.nan
        return low, high

    def _bucket_start(self, shown: int) -> int:
        """The first row of the bucket in which the last of ``shown`` rows lies."""
        return max(0, shown - 1) // self._span * self._span

    def _since(self, start: int) -> np.ndarray:
        """A copy of the rows from ``start`` to the present."""
        if start >= self._oldest or start == self.shown:
            return self._span_of_rows(start, self.shown)
        rows = np.concatenate(self._again)
        return rows[len(rows) - (self.shown - start) :]

    def _take_again(self, rows: np.ndarray) -> None:
        """Rows that are known, and may be gone; no more of them are kept than the last bucket needs."""
        if len(rows):
            self._again.append(rows)
        while len(self._again) > 1 and sum(map(len, self._again[1:])) >= 2 * self._span:
            del self._again[0]

    def _write(self, block: np.ndarray) -> None:
        stop = self.count + len(block)
        while stop > len(self._rows) < self.capacity:
            self._rows = np.concatenate((self._rows, np.empty_like(self._rows)))
        begin, end = self.count % len(self._rows), stop % len(self._rows)
        if end > begin or len(block) == 0:
            self._rows[begin:end] = block
        else:
            cut = len(self._rows) - begin
            self._rows[begin:], self._rows[:end] = block[:cut], block[cut:]
        self.count = stop
        self._oldest = max(self._oldest, stop - len(self._rows))

    def _span_of_rows(self, start: int, stop: int) -> np.ndarray:
        size = len(self._rows)
        begin, end = start % size, stop % size
        if start == stop:
            return self._rows[:0].copy()
        return self._rows[begin:end].copy() if end > begin else np.concatenate((self._rows[begin:], self._rows[:end]))

    def _fold(self, block: np.ndarray) -> None:
        """Let rows that are about to be written into the pyramid."""
        while (self.count + len(block) - 1) // self._span >= BUCKETS:
            self._merge()
        first, into = divmod(self.count, self._span)
        starts = [0, *range(self._span - into, len(block), self._span)]
        low, high = self._low[first : first + len(starts)], self._high[first : first + len(starts)]
        np.fmin(low, np.fmin.reduceat(block, starts), out=low)
        np.fmax(high, np.fmax.reduceat(block, starts), out=high)

    def _merge(self) -> None:
        half = BUCKETS // 2
        self._low[:half] = np.fmin(self._low[0::2], self._low[1::2])
        self._high[:half] = np.fmax(self._high[0::2], self._high[1::2])
        self._low[half:], self._high[half:] = np.inf, -np.inf
        self._span *= 2


class History:
    """Columns by name: one row a step (``step loss learning_rate gradient_rms``) and one an evaluation.

    An evaluation's row ends in ``activation_std`` and ``delta_rms (layers,)`` of the newest minibatch before it.

    ``history["loss"]`` is a copy of what is kept row by row: the newest 2^18 steps (fewer where a network has more
    than 19 weight layers, so that memory stays bounded), oldest first.
    """

    STEPS = ("step", "loss", "learning_rate")
    EVALUATIONS = ("evaluated_step", "train_loss", "validation_loss", "train_accuracy", "validation_accuracy")
    SIGNALS = ("activation_std", "delta_rms")

    def __init__(self, layers: int) -> None:
        self.layers = layers
        self.steps = Series(len(self.STEPS) + layers, ROWS)
        columns = len(self.EVALUATIONS) + len(self.SIGNALS) * layers
        self.evaluations = Series(columns, EVALUATION_ROWS, EVALUATION_BYTES)

    def __getitem__(self, name: str) -> np.ndarray:
        for series, names in ((self.steps, self.STEPS), (self.evaluations, self.EVALUATIONS)):
            if name in names:
                column = series.newest()[:, names.index(name)]
                return column.astype(np.int64) if "step" in name else column.copy()
        if name == "gradient_rms":
            return self.steps.newest()[:, len(self.STEPS) :].copy()
        if name in self.SIGNALS:
            return self.evaluations.newest()[:, self._signal(name)].copy()
        raise KeyError(f"no column is called {name!r}; there are {', '.join(self)}")

    def __iter__(self):
        return iter((*self.STEPS, "gradient_rms", *self.EVALUATIONS, *self.SIGNALS))

    def __len__(self) -> int:
        """Steps since the start that are past, kept or not."""
        return self.steps.shown

    def copy(self) -> History:
        """The same history; the two share nothing that changes."""
        twin = copy.copy(self)
        twin.steps, twin.evaluations = self.steps.copy(), self.evaluations.copy()
        return twin

    def known(self) -> Curves:
        """All quantities over everything that is recorded, also what is to come again after going back."""
        twin = copy.copy(self)
        twin.steps, twin.evaluations = self.steps.known(), self.evaluations.known()
        return twin.curves()

    def go(self, step: int, evaluations: int) -> None:
        """Make ``step``, by which so many evaluations were taken, the present."""
        self.steps.go(step)
        self.evaluations.go(evaluations)

    def forget(self) -> None:
        """Drop what is not past."""
        self.steps.forget()
        self.evaluations.forget()

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes."""
        return self.steps.nbytes + self.evaluations.nbytes

    def curves(self, before: Curves | None = None) -> Curves:
        """All quantities over the whole run, reduced for drawing; the arrays are read-only.

        To save time, those of every step can be taken from curves made ``before``.
        """
        by_evaluation = self.evaluations.reduced()
        evaluated = [_curve(by_evaluation, column) for column in range(1, len(self.EVALUATIONS))]
        evaluated += [_curve(by_evaluation, self._signal(name)) for name in self.SIGNALS]
        if before is not None:
            stepwise = [before.loss, before.learning_rate, before.gradient_rms]
        else:
            by_step = self.steps.reduced()
            stepwise = [_curve(by_step, column) for column in (1, 2, slice(len(self.STEPS), None))]
        for curve in (*stepwise, *evaluated):
            for array in (curve.first, curve.last, curve.low, curve.high):
                array.flags.writeable = False
        return Curves(*stepwise, *evaluated)

    def _signal(self, name: str) -> slice:
        """The columns of a quantity that has one for each layer in an evaluation's row."""
        first = len(self.EVALUATIONS) + self.SIGNALS.index(name) * self.layers
        return slice(first, first + self.layers)


def _curve(extremes: tuple[np.ndarray, np.ndarray], column: int | slice) -> Curve:
    low, high = extremes
    return Curve(low[:, 0], high[:, 0], low[:, column], high[:, column])


def _extremes(low: np.ndarray, high: np.ndarray, group: int) -> tuple[np.ndarray, np.ndarray]:
    """The extremes of every ``group`` neighbouring rows; always copies."""
    if group <= 1:
        return low.copy(), high.copy()
    starts = np.arange(0, len(low), group)
    return np.fmin.reduceat(low, starts), np.fmax.reduceat(high, starts)

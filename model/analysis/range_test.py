"""The learning-rate range test: a copy of the network trains while its learning rate grows from tiny to wild.

Smith 2017, "Cyclical Learning Rates for Training Neural Networks", section 3.3. The rate grows exponentially, so that
every decade is seen equally long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..seeds import Purpose
from ..training.rehearsal import Rehearsal
from ..training.trainer import Trainer
from .unable import Unable

LOWEST, HIGHEST = 1e-5, 10.0
STEPS = 600  # over all six decades
WIDTH = 10.0  # steps, standard deviation of the smoothing
RUNAWAY, START_SHARE = 4.0, 2.0  # ends at so many times the least mean loss, and the greatest of the start
SPELL = 10  # steps over which that mean is taken
BASELINE = 100  # steps at the start, one decade in which nothing happens yet
FALL = 0.05  # of the loss at the start: a smaller fall suggests nothing
CERTAIN = 4.0  # standard errors: nor does one that chance explains
BEGUN = 0.1  # of the fall: before it, slopes are noise


@dataclass(frozen=True)
class RangeTest:
    """Losses (nats) of minibatches at growing ``rates (n,)``, as far as the test has come.

    ``smoothed (n,)`` is their mean weighted by a Gaussian over neighbouring steps. ``current`` is the learning rate of
    the run at ``step``, where the copy was taken. ``ended`` says why the test stopped, empty while it goes on.
    """

    step: int
    current: float
    rates: np.ndarray
    losses: np.ndarray
    smoothed: np.ndarray
    ended: str = ""
    diverged: bool = False

    @property
    def useful(self) -> bool:
        """Whether the loss fell clearly, so that rates can be suggested."""
        if len(self.rates) < 2 * BASELINE or not np.isfinite(self.losses[:BASELINE]).all():
            return False
        return self._fall > max(FALL * abs(self._start), CERTAIN * self._error)

    @property
    def steepest(self) -> float | None:
        """The rate at which the smoothed loss falls fastest per decade of rate, None where it never clearly falls."""
        if not self.useful:
            return None
        way = self.smoothed[: self._lowest + 1]
        begun = int(np.flatnonzero(way > self._start - BEGUN * self._fall)[-1])  # falls for good from here on
        return float(self.rates[begun + int(np.argmin(np.gradient(self.smoothed[begun : self._lowest + 2])))])

    @property
    def at_minimum(self) -> float | None:
        """The rate at which the smoothed loss is least, None where it never clearly falls."""
        return float(self.rates[self._lowest]) if self.useful else None

    @property
    def tenth(self) -> float | None:
        """One tenth of the rate at the minimum: the usual careful choice."""
        return self.at_minimum / 10 if self.at_minimum else None

    @property
    def _lowest(self) -> int:
        return int(np.nanargmin(self.smoothed))

    @property
    def _start(self) -> float:
        """The mean loss while the rate is too small to matter."""
        return float(self.losses[:BASELINE].mean())

    @property
    def _fall(self) -> float:
        return self._start - float(self.smoothed[self._lowest])

    @property
    def _error(self) -> float:
        """The standard error of a smoothed loss: a Gaussian window averages about 3.5 times its width."""
        return float(self.losses[:BASELINE].std()) / np.sqrt(3.5 * WIDTH)


class RangeStudy:
    """The test in pieces of one step of training. Raises Unable where the run has diverged."""

    def __init__(self, trainer: Trainer) -> None:
        if trainer.divergence:
            raise Unable(
                "A range test needs a network whose numbers are finite; this run has diverged. Reset it first."
            )
        self._rates = np.geomspace(LOWEST, HIGHEST, STEPS)
        now = trainer.step_count
        self._step, self._current = now, float(trainer.learning_rates(np.array([now]))[0])
        self._losses: list[float] = []
        self._ended, self._diverged = "", False
        last = STEPS - 1
        self._copy = Rehearsal(trainer, Purpose.RANGE_TEST, lambda steps: self._rates[np.minimum(steps, last)])

    def pieces(self) -> Iterator[float]:
        """One step each; ends early where the loss runs away."""
        for count in range(1, STEPS + 1):
            made = self._copy.run(1)
            self._losses += [float(self._copy.history.steps.newest(1)[0, 1])] if made else []
            if self._runs_away():
                break
            yield min(count / STEPS, 0.999)
        else:
            self._ended = f"the highest rate was reached, {HIGHEST:g}"
        yield 1.0

    def result(self) -> RangeTest:
        """As far as the test has come."""
        losses = np.array(self._losses)
        parts = self._rates[: len(losses)].copy(), losses, smooth(losses, WIDTH)
        for part in parts:
            part.flags.writeable = False
        return RangeTest(self._step, self._current, *parts, self._ended, self._diverged)

    def _runs_away(self) -> bool:
        """Whether the test is over before its last rate, and why."""
        if self._copy.divergence or not self._losses or not np.isfinite(self._losses[-1]):
            self._ended, self._diverged = "the loss became infinite or not a number", True
        elif len(self._losses) > BASELINE:
            means = np.convolve(self._losses, np.ones(SPELL) / SPELL, "valid")
            if means[-1] > max(RUNAWAY * means.min(), START_SHARE * means[: BASELINE - SPELL].max()):
                self._ended, self._diverged = f"the loss ran away to {means[-1]:.3g}", True
        return bool(self._ended)


def smooth(values: np.ndarray, width: float) -> np.ndarray:
    """Means of ``values (n,)`` weighted by a Gaussian of standard deviation ``width``; what is not finite is left out.

    The window is centred, so a fall is not shown later than it was, and weights are normalized, so ends are not pulled.
    """
    finite = np.isfinite(values)
    reach = int(4 * width)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    total = np.convolve(np.where(finite, values, 0.0), kernel)[reach : reach + len(values)]
    weight = np.convolve(finite.astype(float), kernel)[reach : reach + len(values)]
    return np.where(finite, total / np.maximum(weight, 1e-300), np.nan)

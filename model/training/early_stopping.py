"""Early stopping: watches the validation loss at every epoch's end, stops a run and brings its best network back.

The rules are those of Keras' EarlyStopping: a loss is better if it is lower than the best by more than min_delta; then
the wait begins anew; training stops once the wait reaches the patience; a patience of 0 behaves like 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..knob import Invalid
from ..nn.network import Network
from .experiment import NO_VALIDATION, Experiment


@dataclass(frozen=True)
class EarlyStop:
    """What early stopping has seen so far.

    ``wait`` counts the epochs since the best validation loss ``best_loss`` (nats, at the end of ``best_epoch``),
    ``patience`` is how many are allowed, ``latest_loss`` the newest one seen. ``step`` and ``epoch`` are those of the
    stop, None while the run goes on. ``restored`` is True while the network is the best one and not the last.
    """

    best_step: int
    best_epoch: int
    best_loss: float
    latest_loss: float
    wait: int
    patience: int
    step: int | None = None
    epoch: int | None = None
    restored: bool = False

    @property
    def stopped(self) -> bool:
        """Whether it has ended the run."""
        return self.step is not None

    @property
    def generalization_loss(self) -> float:
        """By how many percent the newest validation loss is above the best: GL(t) of Prechelt 1998."""
        return 100.0 * (self.latest_loss / self.best_loss - 1.0) if self.best_loss > 0 else math.nan

    def __str__(self) -> str:
        best = f"best at epoch {self.best_epoch:,} (step {self.best_step:,}, loss {self.best_loss:.4g})"
        if not self.stopped:
            return f"The validation loss was {best}; {self.wait:,} of {self.patience:,} epochs without a better one."
        epochs = "epoch" if self.wait == 1 else "epochs"
        now = "the best weights are back" if self.restored else "the weights are the last ones"
        return (
            f"Stopped early at epoch {self.epoch:,} (step {self.step:,}): the validation loss was {best}, "
            f"then {self.wait:,} {epochs} without a better one; {now}."
        )


Kept = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Watch:
    """What early stopping knows of a run: ``last`` is what the network was at the stop, while it is the best one."""

    best_step: int = 0
    best_loss: float = math.inf
    latest: float = math.nan
    wait: int = 0
    seen: int = 0
    best: Kept | None = None
    last: Kept | None = None
    stopped: int | None = None


class EarlyStopping:
    """Watches one network, keeps what it was at its best, and at the stop puts that in place.

    ``watchable`` says whether there is a validation set.
    """

    def __init__(self, network: Network, watchable: bool) -> None:
        self._network, self._watchable = network, watchable
        self.swaps = 0  # how often the network was replaced
        self.forget()

    def forget(self) -> None:
        """Begin anew, as before the first epoch."""
        self.memory = Watch()

    @property
    def memory(self) -> Watch:
        """Everything that is known of the run so far."""
        return Watch(
            self._best_step, self._best_loss, self._latest, self._wait, self._seen, self._best, self._last,
            self._stopped,
        )  # fmt: skip

    @memory.setter
    def memory(self, watch: Watch) -> None:
        self._best_step, self._best_loss, self._latest = watch.best_step, watch.best_loss, watch.latest
        self._wait, self._seen, self._stopped = watch.wait, watch.seen, watch.stopped
        self._best, self._last = watch.best, watch.last
        self.swaps += 1

    def observe(self, step: int, loss: float, experiment: Experiment) -> None:
        """An epoch has ended at ``step`` with the validation ``loss``."""
        self._seen += 1
        self._latest = loss
        better = loss < self._best_loss - experiment.min_delta
        if better or self._best is None:
            self._best, self._best_step = self._copied(), step
        if better:
            self._best_loss, self._wait = loss, 0
            return
        self._wait += 1
        if self._wait >= allowed(experiment) and self._seen > 1:
            self._stopped = step
        self.settle(experiment)

    def check(self, experiment: Experiment) -> None:
        """Raises Invalid where ``experiment`` wants to watch and there is no validation set."""
        if experiment.early_stopping and not self._watchable:
            raise Invalid("early_stopping", True, NO_VALIDATION)

    def settle(self, experiment: Experiment) -> None:
        """Do what the settings say now: more patience takes a stop back, with the network as it was then."""
        if self._stopped is not None and (not experiment.early_stopping or self._wait < allowed(experiment)):
            self._stopped = None
        wanted = self._stopped is not None and experiment.restore_best
        if wanted and self._last is None:
            self._last = self._copied()
            self._put(self._best)
        elif not wanted and self._last is not None:
            self._put(self._last)
            self._last = None
        if not experiment.early_stopping:
            self.forget()

    def report(self, experiment: Experiment, steps_per_epoch: int) -> EarlyStop | None:
        """What has been seen; None before the first epoch's end."""
        if self._best is None:
            return None
        stopped = self._stopped
        return EarlyStop(
            self._best_step, self._best_step // steps_per_epoch, self._best_loss, self._latest, self._wait,
            allowed(experiment), stopped, None if stopped is None else stopped // steps_per_epoch, self.restored,
        )  # fmt: skip

    @property
    def stopped(self) -> bool:
        """Whether the run has been ended."""
        return self._stopped is not None

    @property
    def restored(self) -> bool:
        """Whether the network is the best one and not the last."""
        return self._last is not None

    def other(self) -> Network | None:
        """A network apart, at the stop: the last one where the best is back, else the best one."""
        if self._stopped is None:
            return None
        twin = self._network.copy()
        twin.parameters[...], twin.running[...] = self._last or self._best or ()
        return twin

    def _copied(self) -> Kept:
        return self._network.parameters.copy(), self._network.running.copy()

    def _put(self, kept: Kept | None) -> None:
        assert kept is not None
        self._network.parameters[...], self._network.running[...] = kept
        self.swaps += 1


def allowed(experiment: Experiment) -> int:
    """How many epochs without a better loss stop the run."""
    return max(1, experiment.patience)

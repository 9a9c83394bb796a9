"""The recording of a run: what is kept of its steps, its evaluations and the way of its parameters."""

from __future__ import annotations

import copy

import numpy as np

from ..analysis.signals import Signals
from ..nn.network import Network
from .evaluation import Cadence, Evaluation
from .history import History
from .path import Path
from .timeline import Keyframe


class Recording:
    """``history`` and ``path`` of one run, and its ``newest`` evaluation with its ``row`` in the history.

    The next regular evaluation comes at step ``due``: they keep their places whether others come between or not.
    """

    newest: Evaluation
    row: np.ndarray

    def __init__(self, network: Network, cadence: Cadence) -> None:
        self.history = History(len(network.layers))
        self.path = Path(network.parameters.size, network.dtype.itemsize)
        self.due: float = 0
        self._network, self._cadence = network, cadence

    def add(self, now: Evaluation, signals: Signals) -> bool:
        """An evaluation, with the signals of the newest minibatch before it; whether it was a regular one."""
        losses = (now.step, now.train_loss, now.validation_loss, now.train_accuracy, now.validation_accuracy)
        self._append(now, np.concatenate((losses, signals.activation_std, signals.delta_rms)))
        regular = now.step == self.due
        if regular:
            self.due = self._cadence.after(now.step)
        return regular

    def regular(self, name: str) -> list[tuple[int, float]]:
        """Step and ``name`` of every regular evaluation that is kept, oldest first."""
        found, due = [], 0
        for step, value in zip(self.history["evaluated_step"].tolist(), self.history[name].tolist(), strict=True):
            while due < step:
                due = self._cadence.after(due)
            found += [(step, value)] if step == due else []
        return found

    def go(self, frame: Keyframe) -> None:
        """Make the moment of a keyframe the present; what is recorded of later steps stays known."""
        self.history.go(frame.state.step, frame.evaluations - 1)
        self._append(frame.recorded, frame.row)
        self.due = frame.next_evaluation

    def copy(self, network: Network) -> Recording:
        """The same of ``network``, which is the same; the two share nothing that changes."""
        twin = copy.copy(self)
        twin.history, twin.path, twin._network = self.history.copy(), self.path.copy(), network
        return twin

    def forget(self, step: int) -> None:
        """After going back to ``step``: what was recorded of later steps will not come like that."""
        self.history.forget()
        self.path.forget_after(step, self.history.evaluations.shown)

    def _append(self, now: Evaluation, row: np.ndarray) -> None:
        evaluations, self.newest, self.row = self.history.evaluations, now, row
        if evaluations.shown == evaluations.count:  # else a replay gives what is known
            self.path.offer(now.step, self._network.parameters)
        evaluations.append(row[None])

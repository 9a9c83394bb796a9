"""A timeline: states of a run, kept at growing distances, from which any step can be reached by a short replay."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..nn.plateau import NOTHING, Memory
from .batches import Place
from .early_stopping import Watch
from .evaluation import Evaluation

BYTES = 128_000_000  # of all keyframes together
MOST = 1024  # keyframes


@dataclass(frozen=True)
class State:
    """Everything that the next step depends on, besides experiment and data."""

    step: int
    parameters: np.ndarray
    slots: tuple[np.ndarray, ...]
    running: np.ndarray
    place: Place
    dropout: dict[str, Any]
    memory: Memory = NOTHING

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes; an epoch's order may be shared with other states."""
        return sum(array.nbytes for array in (self.parameters, *self.slots, self.running, self.place.order))


@dataclass(frozen=True)
class Keyframe:
    """A state, what early stopping knew, and the newest evaluation by then, with its ``row`` in the history.

    There were ``evaluations`` of them, and the next regular one comes at step ``next_evaluation``.
    """

    state: State
    watch: Watch
    recorded: Evaluation
    row: np.ndarray
    evaluations: int
    next_evaluation: float

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes; what early stopping keeps may be shared with other keyframes."""
        return self.state.nbytes + self.row.nbytes


class Timeline:
    """Keyframes at least ``spacing`` steps apart, the run's first state among them.

    When there are too many, every second one is dropped and the spacing doubles: memory is bounded, and what is to be
    replayed grows with the length of the run, a share of about 1/500 of it at most while keyframes are small.
    """

    def __init__(self, spacing: int) -> None:
        self.spacing = spacing
        self._frames: list[Keyframe] = []

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes."""
        return sum(frame.nbytes for frame in self._frames)

    def due(self, step: int) -> bool:
        """Whether the state at ``step`` should be kept."""
        return not self._frames or step >= self._frames[-1].state.step + self.spacing

    def keep(self, frame: Keyframe) -> None:
        """Keep a keyframe that is due."""
        self._frames.append(frame)
        most = max(2, min(MOST, BYTES // max(1, frame.nbytes)))
        if len(self._frames) > most:
            del self._frames[1::2]
            self.spacing *= 2

    def before(self, step: int, evaluations: float = math.inf) -> Keyframe | None:
        """The newest keyframe at or before ``step`` by which there were at most so many evaluations before its own."""
        earlier = reversed(self._frames[: bisect_right(self._frames, step, key=lambda frame: frame.state.step)])
        return next((frame for frame in earlier if frame.evaluations - 1 <= evaluations), None)

    def forget_from(self, step: int) -> None:
        """Drop what lies in a future that will not come, and the state at ``step`` itself, which a change replaces."""
        del self._frames[bisect_left(self._frames, step, key=lambda frame: frame.state.step) :]

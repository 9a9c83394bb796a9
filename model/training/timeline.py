"""A timeline: states of a run, kept at growing distances, from which any step can be reached by a short replay."""

from __future__ import annotations

import copy
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
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
    def arrays(self) -> tuple[np.ndarray, ...]:
        """All that takes memory; an epoch's order may be shared with other states."""
        return self.parameters, *self.slots, self.running, self.place.order


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
    def arrays(self) -> tuple[np.ndarray, ...]:
        """All that takes memory; what early stopping keeps may be shared with other keyframes."""
        return *self.state.arrays, self.row, *(self.watch.best or ()), *(self.watch.last or ())


def memory_of(frames: Iterable[Keyframe]) -> int:
    """Memory that keyframes hold together, in bytes; what several of them share counts once."""
    return sum({id(array): array.nbytes for frame in frames for array in frame.arrays}.values())


class Timeline:
    """Keyframes at least ``spacing`` steps apart, the run's first state among them.

    When there are too many, every second one is dropped and the spacing doubles: memory is bounded, and what is to be
    replayed grows with the length of the run, a share of about 1/500 of it at most while keyframes are small.
    """

    def __init__(self, spacing: int) -> None:
        self.spacing = spacing
        self._frames: list[Keyframe] = []
        self._fit = 0  # so many more are sure not to be too much memory

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes."""
        return memory_of(self._frames)

    def __iter__(self) -> Iterator[Keyframe]:
        return iter(self._frames)

    def copy(self) -> Timeline:
        """The same keyframes, which never change; those to come are each one's own."""
        twin = copy.copy(self)
        twin._frames = list(self._frames)
        return twin

    def due(self, step: int) -> bool:
        """Whether the state at ``step`` should be kept."""
        return not self._frames or step >= self._frames[-1].state.step + self.spacing

    def keep(self, frame: Keyframe) -> None:
        """Keep a keyframe that is due."""
        self._frames.append(frame)
        self._fit -= 1
        if len(self._frames) > 2 and (len(self._frames) > MOST or (self._fit < 0 and self._too_large(frame))):
            del self._frames[1::2]
            self.spacing *= 2

    def before(self, step: int, evaluations: float = math.inf) -> Keyframe | None:
        """The newest keyframe at or before ``step`` by which there were at most so many evaluations before its own."""
        earlier = reversed(self._frames[: bisect_right(self._frames, step, key=lambda frame: frame.state.step)])
        return next((frame for frame in earlier if frame.evaluations - 1 <= evaluations), None)

    def forget_from(self, step: int) -> None:
        """Drop what lies in a future that will not come, and the state at ``step`` itself, which a change replaces."""
        del self._frames[bisect_left(self._frames, step, key=lambda frame: frame.state.step) :]

    def _too_large(self, newest: Keyframe) -> bool:
        """Whether they need too much memory; as it takes time to add that up, also how many more are sure to fit."""
        state = newest.state
        most = sum(array.nbytes for array in (*state.arrays, newest.row))
        most += 2 * (state.parameters.nbytes + state.running.nbytes)
        room = BYTES - self.nbytes
        self._fit = max(0, room // most)
        return room < 0

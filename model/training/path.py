"""A path: parameter vectors of a run, sampled so evenly and so few that memory stays bounded."""

from __future__ import annotations

import copy

import numpy as np

ROWS = 256  # parameter vectors kept, at most
BYTES = 8_000_000  # fewer are kept where they would need more, but never fewer than LEAST
LEAST = 4


class Path:
    """Parameters ``(rows, parameters)`` at ``steps (rows,)``; the first row is the run's beginning.

    When it is full every second row is dropped, and from then on only every second one offered is kept: what is kept
    depends on what was offered alone, so a run that is replayed has the same path.

    Where a long run is set back and takes another way, the rows before that stay as few as the long run had made them;
    those after it come as closely as in a run that was never longer.
    """

    def __init__(self, parameters: int, itemsize: int = 8) -> None:
        self._most = max(LEAST, min(ROWS, BYTES // (parameters * itemsize)) // 2 * 2)
        self._kept: list[tuple[int, np.ndarray]] = []
        self._turns: list[int] = []  # the number of each row among all that were offered
        self._stride, self._offered = 1, 0

    @property
    def steps(self) -> np.ndarray:
        """At which steps the rows were taken."""
        return np.array([step for step, _ in self._kept], dtype=np.int64)

    @property
    def rows(self) -> np.ndarray:
        """The parameter vectors, oldest first; a copy in 64 bits."""
        return np.array([row for _, row in self._kept], dtype=float)

    def until(self, step: int) -> np.ndarray:
        """The parameter vectors of the past at ``step``; after going back those of later steps are still kept."""
        return self.rows[self.steps <= step]

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes."""
        return sum(row.nbytes for _, row in self._kept)

    def copy(self) -> Path:
        """The same path; the two share nothing that changes."""
        twin = copy.copy(self)
        twin._kept, twin._turns = list(self._kept), list(self._turns)
        return twin

    def forget_after(self, step: int, offered: int) -> None:
        """Drop what lies in a future that will not come; by ``step`` there had been so many offers."""
        if offered >= self._offered:
            return
        self._kept = [(at, row) for at, row in self._kept if at <= step]
        del self._turns[len(self._kept) :]
        self._offered, self._stride = offered, 1
        while -(-offered // self._stride) > self._most:
            self._stride *= 2

    def offer(self, step: int, parameters: np.ndarray) -> None:
        """Keep a copy of ``parameters`` if it is their turn; those that are not finite are passed over."""
        if self._kept and self._kept[-1][0] == step:
            return
        turn = self._offered
        self._offered += 1
        if turn % self._stride or not np.isfinite(parameters).all():
            return
        if len(self._kept) == self._most:
            self._thin()
            if turn % self._stride:
                return
        self._kept.append((step, parameters.copy()))
        self._turns.append(turn)

    def _thin(self) -> None:
        """Twice as far apart, until there is room."""
        while len(self._kept) == self._most:
            self._stride *= 2
            stays = [turn % self._stride == 0 for turn in self._turns]
            self._kept = [row for row, stay in zip(self._kept, stays) if stay]
            self._turns = [turn for turn, stay in zip(self._turns, stays) if stay]

"""A path: parameter vectors of a run, sampled so evenly and so few that memory stays bounded."""

from __future__ import annotations

import numpy as np

ROWS = 256  # parameter vectors kept, at most
BYTES = 8_000_000  # fewer are kept where they would need more, but never fewer than LEAST
LEAST = 4


class Path:
    """Parameters ``(rows, parameters)`` at ``steps (rows,)``; the first row is the run's beginning.

    When it is full every second row is dropped, and from then on only every second one offered is kept: what is kept
    depends on what was offered alone, so a run that is replayed has the same path.
    """

    def __init__(self, parameters: int, itemsize: int = 8) -> None:
        self._most = max(LEAST, min(ROWS, BYTES // (parameters * itemsize)) // 2 * 2)
        self._kept: list[tuple[int, np.ndarray]] = []
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

    def forget_after(self, step: int, offered: int) -> None:
        """Drop what lies in a future that will not come; by ``step`` there had been so many offers."""
        self._kept = [(at, row) for at, row in self._kept if at <= step]
        self._offered = min(self._offered, offered)

    def offer(self, step: int, parameters: np.ndarray) -> None:
        """Keep a copy of ``parameters`` if it is their turn; those that are not finite are passed over."""
        if self._kept and self._kept[-1][0] == step:
            return
        turn = self._offered % self._stride == 0
        self._offered += 1
        if not turn or not np.isfinite(parameters).all():
            return
        if len(self._kept) == self._most:
            self._kept = self._kept[::2]
            self._stride *= 2
            if (self._offered - 1) % self._stride:
                return
        self._kept.append((step, parameters.copy()))

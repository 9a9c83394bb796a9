"""Minibatches: fresh permutations, cut into steps, in a sequence that can be set back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


def batch_sizes(samples: int, batch_size: int, batch_norm: bool) -> list[int]:
    """The sizes of an epoch's minibatches; the last may be smaller.

    With batch norm a remainder of one sample joins the batch before it, because one sample has no variance.
    """
    size = min(batch_size, samples)
    whole, rest = divmod(samples, size)
    sizes = [size] * whole
    if rest == 1 and batch_norm:
        sizes[-1] += 1
    elif rest:
        sizes.append(rest)
    return sizes


@dataclass(frozen=True)
class Place:
    """Where a sequence of minibatches stands: the epoch's order, the step within it, the generator's state."""

    order: np.ndarray
    position: int
    rng: dict[str, Any]


class Batches:
    """An endless sequence of minibatches over ``samples`` rows; an epoch is one fresh permutation."""

    def __init__(self, samples: int, batch_size: int, batch_norm: bool, rng: np.random.Generator) -> None:
        self.sizes = batch_sizes(samples, batch_size, batch_norm)
        self._starts = np.cumsum([0, *self.sizes]).tolist()
        self._whole = self.sizes.count(self.sizes[0])  # only the last one may have another size
        self._samples, self._rng = samples, rng
        self._order, self._position = rng.permutation(samples), 0

    @property
    def steps_per_epoch(self) -> int:
        """How many steps make an epoch."""
        return len(self.sizes)

    @property
    def place(self) -> Place:
        """Where the sequence stands now."""
        return Place(self._order, self._position, self._rng.bit_generator.state)

    @place.setter
    def place(self, place: Place) -> None:
        self._order, self._position = place.order, place.position
        self._rng.bit_generator.state = place.rng

    def peek(self) -> np.ndarray:
        """The rows of the next minibatch, which stays the next one."""
        place = self.place
        rows = self.take(1)[0][0]
        self.place = place
        return rows

    def take(self, limit: int) -> list[np.ndarray]:
        """The rows of the next ``limit`` minibatches, in order, as arrays ``(steps, size)`` of one size each."""
        blocks: list[np.ndarray] = []
        while limit > 0:
            if self._position == len(self.sizes):
                self._next_epoch()
            blocks.append(self._rows(limit))
            limit -= len(blocks[-1])
        return blocks

    def _rows(self, limit: int) -> np.ndarray:
        """The next minibatches of one size within the epoch, at most ``limit``."""
        begin, size = self._position, self.sizes[self._position]
        alike = self._whole if begin < self._whole else len(self.sizes)
        self._position = end = min(begin + limit, alike)
        return self._order[self._starts[begin] : self._starts[end]].reshape(end - begin, size)

    def _next_epoch(self) -> None:
        self._order, self._position = self._rng.permutation(self._samples), 0

"""Turns of learning-rate policies: the steps at which they begin anew, drop or end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .policies import Options

ENDLESS = 2**53  # turns of a policy without end; whole numbers are exact up to here


@dataclass(frozen=True)
class Turns:
    """Turn number 1, 2, ... is at step ``at(number, options)``, each later than the one before.

    ``words`` say what happens; ``{number}`` in them is the turn's own, ``{next}`` one more. There are ``count`` turns.
    """

    words: str
    at: Callable[[np.ndarray, Options], np.ndarray]
    count: int = ENDLESS

    def until(self, last: int, options: Options, most: int) -> list[tuple[int, str]]:
        """Step and words of the turns up to step ``last``: all of them, or at most ``most``, evenly chosen."""
        count = self._count(last, options)
        stride = max(1, -(-count // most))
        numbers = np.arange(stride, count + 1, stride)
        steps = self._at(numbers, options)
        return [
            (int(step), self.words.format(number=number, next=number + 1))
            for number, step in zip(numbers.tolist(), steps.tolist())
        ]

    def _count(self, last: int, options: Options) -> int:
        """How many turns there are up to step ``last``."""
        few, many = 0, 1
        while many <= self.count and self._at(np.array([many]), options)[0] <= last:
            few, many = many, 2 * many
        many = min(many, self.count + 1)
        while many - few > 1:
            middle = (few + many) // 2
            few, many = (middle, many) if self._at(np.array([middle]), options)[0] <= last else (few, middle)
        return few

    def _at(self, numbers: np.ndarray, options: Options) -> np.ndarray:
        with np.errstate(over="ignore"):
            return np.asarray(self.at(numbers.astype(float), options))


def once(words: str, at: Callable[[Options], float]) -> Turns:
    """A single turn."""
    return Turns(words, lambda number, options: number * float(at(options)), 1)

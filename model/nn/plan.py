"""A plan: calls of NumPy functions on arrays that are allocated before, laid out once and run many times.

On small networks a step costs what its calls cost, so a plan holds nothing but calls: no look-ups, no branches, no
Python numbers (an array without dimensions takes NumPy half the time of a number).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

Call = Callable[[], object]
Plan = list[Call]
Watch = Callable[[str, int, np.ndarray], object]  # is shown an array by name and weight layer, as soon as it is there


def run(plan: Iterable[Call]) -> None:
    """Make all calls, one after the other."""
    for call in plan:
        call()


def number(value: float, like: np.ndarray) -> np.ndarray:
    """``value`` as an array without dimensions, in the number format of ``like``."""
    return np.array(value, like.dtype)


def write(values: np.ndarray, into: np.ndarray) -> Call:
    """``into`` <- ``values``, broadcast and converted. Far cheaper than ``copyto``, which goes through Python first.

    A column written out and then used whole also beats the column itself: NumPy broadcasts in short runs.
    """
    return partial(into.__setitem__, ..., values)


def extreme(function: np.ufunc, one: np.ndarray, other: np.ndarray, out: np.ndarray) -> Call:
    """``maximum`` or ``minimum``, which take ``out`` by name alone; a function does that faster than a partial."""

    def call(function: np.ufunc = function, one: np.ndarray = one, other: np.ndarray = other) -> None:
        function(one, other, out=out)

    return call

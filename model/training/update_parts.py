"""An update in its parts: gradient, penalties, what the optimizer makes of them, and corrections behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

Arrays = Mapping[str, np.ndarray]
Places = Mapping[str, tuple[slice, tuple[int, ...]]]
VECTORS = ("before", "gradient", "penalty", "downhill", "move", "correction", "step", "after")
SLOTS = ("slots_before", "slots_after")


@dataclass(frozen=True)
class Update:
    """How the step changes the parameters; flat vectors like ``network.parameters``, entry by entry.

    ``gradient`` is that of the data loss, ``penalty`` what penalties add to it, ``downhill`` the sum that the optimizer
    is given. ``move`` is what the optimizer then does to the parameters at learning rate ``rate``, ``correction`` what
    constraints and proximal steps do behind it; ``after - before`` is ``step``. ``slots_before`` and ``slots_after``
    are what the optimizer remembers, by the names of its record; ``counters_before`` and ``counters_after`` the
    numbers that it counts by, if any. ``running_before`` and ``running_after (2, hidden units)`` are batch norm's
    running means and variances. ``places`` says where each layer's parameters lie, and their shapes.
    """

    rate: float
    before: np.ndarray
    gradient: np.ndarray
    penalty: np.ndarray
    downhill: np.ndarray
    move: np.ndarray
    correction: np.ndarray
    step: np.ndarray
    after: np.ndarray
    slots_before: Arrays
    slots_after: Arrays
    counters_before: np.ndarray | None
    counters_after: np.ndarray | None
    running_before: np.ndarray
    running_after: np.ndarray
    places: tuple[Places, ...]

    def layer(self, number: int, name: str = "W") -> Update:
        """The same for the parameters ``name`` of one layer alone, in their own shape: W ``(in, out)``."""
        place, shape = self.places[number][name]

        def part(flat: np.ndarray) -> np.ndarray:
            return flat[place].reshape(shape)

        vectors = {each: part(getattr(self, each)) for each in VECTORS}
        slots = {side: {slot: part(flat) for slot, flat in getattr(self, side).items()} for side in SLOTS}
        return replace(self, **vectors, **slots)

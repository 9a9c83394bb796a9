"""Units: how many units of each hidden layer are dead, saturated, or copies of each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ..nn.network import Layer, Network

MOST = 0.9  # of the training points: where the slope is small on so many, a unit of a bounded activation is saturated
ALIKE = 1e-12  # of the greatest weight: columns that differ by less are the same


@dataclass(frozen=True)
class Units:
    """Counts ``(hidden layers,)`` at ``step``; None where the activation knows no such thing.

    ``dead``: units of a rectifier whose sums are 0 or less on every training point, so that their slope is 0 (or the
    leaky one) everywhere. ``saturated``: units of a bounded activation whose slope is small on nearly all points.
    ``identical``: units that have a twin with the same incoming weights, which gets the same gradients for ever as
    long as their outgoing weights are the same too. ``marked`` says by such a word which units they are: one array
    ``(units,)`` of True and False for each hidden layer; nothing of it for copies.
    """

    step: int
    widths: tuple[int, ...]
    dead: np.ndarray | None
    saturated: np.ndarray | None
    identical: np.ndarray
    marked: Mapping[str, tuple[np.ndarray, ...]] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, np.ndarray]:
        """The counts that there are, by the word for such units."""
        named = {"dead": self.dead, "saturated": self.saturated, "identical": self.identical}
        return {word: count for word, count in named.items() if count is not None}


def identical_units(network: Network) -> np.ndarray:
    """How many units of each hidden layer have a twin, ``(hidden layers,)``."""
    return np.array([_twins(incoming(layer)) for layer in network.layers[:-1]], dtype=int)


def incoming(layer: Layer) -> np.ndarray:
    """Everything that makes a unit's sum, ``(numbers, units)``: its weights, and bias or gamma and beta."""
    rows = [value.reshape(-1, layer.fan_out) for value in layer.parameters.values() if value.shape[-1] == layer.fan_out]
    return np.concatenate(rows)


def _twins(columns: np.ndarray) -> int:
    """How many of ``columns`` equal another one.

    Equal columns have equal projections on any vector, so after sorting by one they are neighbours.
    """
    if not np.isfinite(columns).all():
        return 0
    along = np.cos(np.arange(1, len(columns) + 1))
    ordered = columns[:, np.argsort(along @ columns, kind="stable")]
    limit = ALIKE * np.abs(columns).max()
    same = (np.abs(np.diff(ordered, axis=1)) <= limit).all(axis=0)
    return int((np.append(same, False) | np.insert(same, 0, False)).sum())

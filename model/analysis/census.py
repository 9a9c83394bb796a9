"""A census: one look at every training point in evaluation mode, for counts of units and histograms of their sums."""

from __future__ import annotations

import numpy as np

from ..nn.network import Network
from ..nn.predictor import CHUNK, Predictor, with_ones
from .preactivations import BINS, Preactivations, histogram
from .slopes import is_flat
from .units import MOST, Units, identical_units


class Census:
    """Looks at ``network`` on training inputs ``(n, inputs)`` with buffers of its own; changes nothing about it."""

    def __init__(self, network: Network, inputs: np.ndarray) -> None:
        self._network, self._points = network, len(inputs)
        turns = -(-len(inputs) // CHUNK)  # histograms are of every so many-th point, which come first
        order = np.argsort(np.arange(len(inputs)) % turns, kind="stable")
        self._predictor = Predictor(network, with_ones(inputs[order], network.dtype), self._see)

    def take(self, step: int) -> tuple[Units, Preactivations]:
        """Units and pre-activations of this moment, which is after ``step``."""
        network, widths = self._network, self._network.widths
        self._never = [np.ones(width, bool) for width in widths]
        self._flat = [np.zeros(width, int) for width in widths]
        self._ranges, self._counts = np.full((2, len(widths)), np.nan), np.zeros((len(widths), BINS), np.int64)
        self._unseen = set(range(len(widths)))
        if widths:
            with np.errstate(all="ignore"):
                self._predictor.logits()
        known = {"dead": network.activation.rectifies, "saturated": network.activation.saturates}
        found = {"dead": self._never, "saturated": [flat >= MOST * self._points for flat in self._flat]}
        marked = {word: tuple(found[word]) for word, possible in known.items() if possible}
        dead, saturated = (
            np.array([units.sum() for units in marked[word]], dtype=int) if word in marked else None for word in known
        )
        units = Units(step, widths, dead, saturated, identical_units(network), marked)
        return units, Preactivations(step, *self._ranges, self._counts)

    def _see(self, layer: int, z: np.ndarray) -> None:
        """Some points' sums ``(units, points)`` in a hidden layer."""
        network = self._network
        if network.activation.rectifies:
            self._never[layer] &= (z <= 0).all(axis=1)
        if network.activation.saturates:
            self._flat[layer] += is_flat(network.activation, z, network.slope).sum(axis=1)
        if layer in self._unseen:
            self._unseen.remove(layer)
            self._ranges[:, layer], self._counts[layer] = histogram(z)

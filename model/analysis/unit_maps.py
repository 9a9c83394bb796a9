"""Unit maps: what every unit of a network gives wherever a point could be, coarsely; for pictures of the network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..data.dataset import Data
from ..nn.losses import Loss
from ..nn.network import NORM_POSITIONS, Network
from ..nn.predictor import CHUNK, Predictor, with_ones
from .answers import centres, edges
from .boundary import extent, places_of

CELLS = 32  # along each side of the plane, of a network of few units
PLACES = 96  # along a line
VALUES = 2**20  # numbers in all maps of a plane together; more units get coarser ones
LEAST = 12  # but not coarser than that
NAME = "unit_maps"  # in what an observer is asked for


@dataclass(frozen=True)
class UnitMaps:
    """What the units give in evaluation mode, at ``step``; every array is read-only.

    ``layers`` are the network's inputs, what each hidden layer hands on, and the logits, each ``(units, rows,
    columns)`` at the centres of a grid over the plane, ``(units, places)`` along the one input, or, for inputs that are
    neither (``x_range`` is None), ``(units, points)`` at some training points. ``answers`` are the probabilities
    ``(classes, ...)`` or the value ``(1, ...)`` that come of the logits. ``x_range`` and ``y_range`` are the outer
    edges (low, high) in the data's own units; row 0 is the lowest y.
    """

    step: int
    layers: tuple[np.ndarray, ...]
    answers: np.ndarray
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None

    @property
    def over_plane(self) -> bool:
        """Whether every map is a picture."""
        return self.y_range is not None

    @property
    def over_line(self) -> bool:
        """Whether every map is a curve."""
        return self.x_range is not None and self.y_range is None


class Mapper:
    """Takes the maps of one network on its data, with buffers of its own; changes nothing about them."""

    def __init__(self, network: Network, data: Data, loss: Loss) -> None:
        self._network, self._loss = network, loss
        self._x_range: tuple[float, float] | None = None
        self._y_range: tuple[float, float] | None = None
        self._inputs, self._shape = self._places(data)
        self._quick = _Pass(network, self._inputs, np.dtype(np.float32))

    def take(self, step: int) -> UnitMaps:
        """The maps of the network as it is now; in its own precision where 32 bits are not enough."""
        with np.errstate(all="ignore"):
            found = self._quick.values()
            if not all(np.isfinite(values).all() for values in found):
                found = _Pass(self._network, self._inputs, self._network.dtype).values()
            answers = self._loss.probabilities(found[-1])
        layers = tuple(self._read_only(values) for values in found)
        return UnitMaps(step, layers, self._read_only(answers), self._x_range, self._y_range)

    def _places(self, data: Data) -> tuple[np.ndarray, tuple[int, ...]]:
        """What the network sees ``(n, inputs)`` at the places of a map, and the shape of a map."""
        columns = data.train.points.shape[1]
        if columns == 2:
            cells = _cells(self._network)
            self._x_range, self._y_range = extent(data)
            return data.scaling(places_of(self._x_range, self._y_range, cells)), (cells, cells)
        if columns == 1:
            self._x_range = edges(data.points[:, 0])
            return data.scaling(centres(self._x_range, PLACES)[:, None]), (PLACES,)
        inputs = data.train.inputs[:CHUNK]
        return inputs, (len(inputs),)

    def _read_only(self, values: np.ndarray) -> np.ndarray:
        shaped = values.copy().reshape(len(values), *self._shape)
        shaped.flags.writeable = False
        return shaped


class _Pass:
    """One way through a network in evaluation mode, which remembers what every layer handed on."""

    def __init__(self, network: Network, inputs: np.ndarray, dtype: np.dtype) -> None:
        self._network, self._x = network, with_ones(inputs, dtype)
        self._predictor = Predictor(network, self._x, watch_given=self._see)

    def values(self) -> list[np.ndarray]:
        """Inputs, hidden layers, logits, each ``(units, n)``."""
        self._parts: list[list[np.ndarray]] = [[] for _ in self._network.widths]
        logits = self._predictor.logits()
        return [self._x[:-1], *(np.concatenate(parts, axis=1) for parts in self._parts), logits]

    def _see(self, layer: int, h: np.ndarray) -> None:
        """What the activation gave, or what batch norm behind it makes of that."""
        own, network = self._network.layers[layer], self._network
        if own.normalized and NORM_POSITIONS[network.norm_position].biased:
            factor, shift = network.affine(own, network.running)
            self._parts[layer].append(h * factor[:, None] + shift[:, None])
        else:
            self._parts[layer].append(h.copy())


def _cells(network: Network) -> int:
    """Cells along each side of the plane."""
    units = network.inputs + sum(network.widths) + network.outputs
    return max(LEAST, min(CELLS, int((VALUES / units) ** 0.5)))

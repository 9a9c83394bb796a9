"""The layered network: one flat parameter vector, seen through named views.

Activations live in workspaces that callers own (``workspace.py``), never here, so that a probe between a forward and a
backward pass cannot change a gradient.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..table import Table
from .activations import ACTIVATIONS, Activation
from .initializers import INITIALIZERS, Draw

BATCH_NORM_EPSILON = 1e-5
BATCH_NORM_MOMENTUM = 0.1


@dataclass(frozen=True)
class NormPosition:
    """Where batch norm stands. ``biased``: the layer keeps its bias, because the activation comes between."""

    name: str
    label: str
    help: str
    biased: bool


NORM_POSITIONS = Table(
    "place of batch norm",
    NormPosition(
        "before", "before activation", "Normalizes the sums, as Ioffe & Szegedy 2015 do; beta replaces the bias.", False
    ),
    NormPosition("after", "after activation", "Normalizes what the activation gives; the next layer gets it.", True),
)


@dataclass(frozen=True)
class Layer:
    """One weight layer. ``parameters`` are writable views into the network's flat vector.

    ``start`` is where the layer begins in it: W ``(in, out)`` first, then b ``(out,)``, then gamma and beta ``(out,)``
    with batch norm, where beta takes the place of b if batch norm stands before the activation, and in hidden layers
    the activation's slope alpha ``(1,)`` where it is learned. ``number`` counts from 0; ``units`` is the layer's part
    of the network's running statistics, empty without batch norm.
    """

    fan_in: int
    fan_out: int
    start: int
    parameters: dict[str, np.ndarray]
    running_mean: np.ndarray
    running_variance: np.ndarray
    number: int
    units: slice

    @property
    def normalized(self) -> bool:
        """True where batch norm stands before or after the activation."""
        return "gamma" in self.parameters

    @property
    def biased(self) -> bool:
        """True where W has a bias; False where batch norm follows at once, which would take it away again."""
        return "b" in self.parameters

    @property
    def weights(self) -> slice:
        """Where W lies in the flat vector."""
        return slice(self.start, self.start + self.fan_in * self.fan_out)

    def place(self, name: str) -> slice:
        """Where the parameters called ``name`` lie in the flat vector."""
        start = self.start
        for each, values in self.parameters.items():
            if each == name:
                return slice(start, start + values.size)
            start += values.size
        raise KeyError(name)


class Network:
    """``inputs`` -> hidden layers of ``widths`` -> ``outputs`` logits.

    ``parameters (count,)`` holds everything learned, ``running (2, hidden units)`` the batch-norm means and variances.
    ``slopes`` are what each hidden layer's activation is given: ``slope`` itself, or an array without dimensions where
    it is learned and ``slope`` only its start.
    """

    def __init__(
        self,
        inputs: int,
        widths: tuple[int, ...],
        outputs: int,
        activation: Activation = ACTIVATIONS["tanh"],
        slope: float = 0.01,
        batch_norm: bool = False,
        dtype: np.dtype | type = np.float64,
        norm_position: str = "before",
    ) -> None:
        self.inputs, self.widths, self.outputs = inputs, tuple(widths), outputs
        self.activation, self.slope, self.batch_norm, self.norm_position = activation, slope, batch_norm, norm_position
        sizes, biased = (inputs, *self.widths, outputs), NORM_POSITIONS[norm_position].biased
        shapes = [_shapes(i, o, batch_norm and n < len(widths), biased) for n, (i, o) in enumerate(pairwise(sizes))]
        for named in shapes[:-1] if activation.learned else ():
            named["alpha"] = (1,)
        self.parameters = np.zeros(sum(int(np.prod(s)) for layer in shapes for s in layer.values()), dtype)
        self.running = np.zeros((2, sum(self.widths) if batch_norm else 0), dtype)
        self.running[1] = 1
        self.layers = self._views(sizes, shapes)
        self.slopes: list[float | np.ndarray] = [
            layer.parameters["alpha"].reshape(()) if activation.learned else slope for layer in self.layers[:-1]
        ]
        self.weight_mask = self._mask()

    @property
    def dtype(self) -> np.dtype:
        """The number format of the parameters."""
        return self.parameters.dtype

    @property
    def learned_slopes(self) -> tuple[float, ...]:
        """The slopes as they are now, layer by layer, where they are learned."""
        return tuple(float(slope) for slope in self.slopes) if self.activation.learned else ()

    def initialize(
        self, rng: np.random.Generator, initializer: str = "xavier", scale: float = 0.01, bias: float = 0.0
    ) -> None:
        """Draw new weights; hidden biases (beta with batch norm) become ``bias``, the output's 0, gammas 1.

        Learned slopes begin with the network's ``slope``.
        """
        slope = self.activation.negative_slope(self.slope)
        gain = self.activation.gain(self.slope)
        for number, layer in enumerate(self.layers):
            draw = Draw(layer.fan_in, layer.fan_out, scale, slope, gain)
            layer.parameters["W"][...] = INITIALIZERS[initializer].weights(rng, draw)
            shift = layer.parameters["b" if layer.biased else "beta"]
            shift[...] = bias if number < len(self.widths) else 0.0
            if layer.normalized:
                layer.parameters["gamma"][...] = 1
                if layer.biased:
                    layer.parameters["beta"][...] = 0
            if "alpha" in layer.parameters:
                layer.parameters["alpha"][...] = self.slope
        self.running[0], self.running[1] = 0, 1

    def copy(self) -> Network:
        """A network of the same shape and numbers that shares nothing with this one."""
        twin = Network(
            self.inputs, self.widths, self.outputs, self.activation, self.slope, self.batch_norm, self.dtype,
            self.norm_position,
        )  # fmt: skip
        twin.parameters[...], twin.running[...] = self.parameters, self.running
        return twin

    def effective(
        self, layer: Layer, running: np.ndarray | None = None, masks: Sequence[np.ndarray] | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """W ``(in, out)`` and b ``(out,)`` of the layer in evaluation mode, where batch norm is an affine map.

        With batch norm after the activation that of the layer before is part of this one. ``running (2, hidden units)``
        takes the place of the network's own statistics. ``masks`` are the factors ``(units,)`` with which dropout
        multiplies what each hidden layer hands on; without them nothing is dropped.
        """
        running, values = self.running if running is None else running, layer.parameters
        matrix, shift = values["W"], values.get("b", 0.0)
        before = self.layers[layer.number - 1] if layer.number else None
        if before is not None and before.normalized and before.biased:
            factor, moved = self.affine(before, running)
            if masks is not None:
                factor, moved = factor * masks[before.number], moved * masks[before.number]
            matrix, shift = matrix * factor[:, None], shift + moved @ matrix
        elif before is not None and masks is not None:
            matrix = matrix * masks[before.number][:, None]
        if layer.normalized and not layer.biased:
            factor, shift = self.affine(layer, running)
            matrix = matrix * factor
        return matrix, shift

    def affine(self, layer: Layer, running: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Factor and shift ``(out,)`` of the layer's batch norm under the statistics ``running (2, units)``."""
        mean, variance = running[:, layer.units]
        factor = layer.parameters["gamma"] / np.sqrt(variance + BATCH_NORM_EPSILON)
        return factor, layer.parameters["beta"] - mean * factor

    def _views(self, sizes: tuple[int, ...], shapes: list[dict[str, tuple[int, ...]]]) -> list[Layer]:
        layers, start, unit = [], 0, 0
        for number, (fan_in, fan_out, named) in enumerate(zip(sizes, sizes[1:], shapes)):
            views, begin = {}, start
            for name, shape in named.items():
                stop = start + int(np.prod(shape))
                views[name] = self.parameters[start:stop].reshape(shape)
                start = stop
            units = slice(unit, unit + fan_out if "gamma" in named else unit)
            layers.append(Layer(fan_in, fan_out, begin, views, *self.running[:, units], number, units))
            unit = units.stop
        return layers

    def _mask(self) -> np.ndarray:
        """1 on the entries of W, 0 on everything that penalties leave alone."""
        mask = np.zeros_like(self.parameters)
        for layer in self.layers:
            mask[layer.weights] = 1
        return mask


def _shapes(fan_in: int, fan_out: int, normalized: bool, biased: bool) -> dict[str, tuple[int, ...]]:
    """The named parameters of a layer in the order in which they lie in the flat vector."""
    bias = {"b": (fan_out,)} if biased or not normalized else {}
    norm = {"gamma": (fan_out,), "beta": (fan_out,)} if normalized else {}
    return {"W": (fan_in, fan_out), **bias, **norm}

"""The layered network: one flat parameter vector, seen through named views.

Activations live in workspaces that callers own (``workspace.py``), never here, so that a probe between a forward and a
backward pass cannot change a gradient.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .activations import ACTIVATIONS, Activation
from .initializers import INITIALIZERS, Draw

BATCH_NORM_EPSILON = 1e-5
BATCH_NORM_MOMENTUM = 0.1


@dataclass(frozen=True)
class Layer:
    """One weight layer. ``parameters`` are writable views into the network's flat vector.

    ``start`` is where the layer begins in it: W ``(in, out)`` first, then b ``(out,)``, or gamma and beta ``(out,)``
    where batch norm takes the bias's place, and in hidden layers the activation's slope alpha ``(1,)`` where it is
    learned. ``running_mean`` and ``running_variance`` are empty without batch norm.
    """

    fan_in: int
    fan_out: int
    start: int
    parameters: dict[str, np.ndarray]
    running_mean: np.ndarray
    running_variance: np.ndarray

    @property
    def normalized(self) -> bool:
        """True where batch norm stands between the sum and the activation."""
        return "gamma" in self.parameters

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
    ) -> None:
        self.inputs, self.widths, self.outputs = inputs, tuple(widths), outputs
        self.activation, self.slope, self.batch_norm = activation, slope, batch_norm
        sizes = (inputs, *self.widths, outputs)
        shapes = [_shapes(i, o, batch_norm and n < len(widths)) for n, (i, o) in enumerate(pairwise(sizes))]
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
            shift = layer.parameters["beta" if layer.normalized else "b"]
            shift[...] = bias if number < len(self.widths) else 0.0
            if layer.normalized:
                layer.parameters["gamma"][...] = 1
            if "alpha" in layer.parameters:
                layer.parameters["alpha"][...] = self.slope
        self.running[0], self.running[1] = 0, 1

    def effective(self, layer: Layer) -> tuple[np.ndarray, np.ndarray]:
        """W ``(in, out)`` and b ``(out,)`` of the layer in evaluation mode, where batch norm is an affine map."""
        values = layer.parameters
        if not layer.normalized:
            return values["W"], values["b"]
        factor = values["gamma"] / np.sqrt(layer.running_variance + BATCH_NORM_EPSILON)
        return values["W"] * factor, values["beta"] - layer.running_mean * factor

    def _views(self, sizes: tuple[int, ...], shapes: list[dict[str, tuple[int, ...]]]) -> list[Layer]:
        layers, start, unit = [], 0, 0
        for fan_in, fan_out, named in zip(sizes, sizes[1:], shapes):
            views, begin = {}, start
            for name, shape in named.items():
                stop = start + int(np.prod(shape))
                views[name] = self.parameters[start:stop].reshape(shape)
                start = stop
            units = slice(unit, unit + fan_out if "gamma" in named else unit)
            layers.append(Layer(fan_in, fan_out, begin, views, *self.running[:, units]))
            unit = units.stop
        return layers

    def _mask(self) -> np.ndarray:
        """1 on the entries of W, 0 on everything that penalties leave alone."""
        mask = np.zeros_like(self.parameters)
        for layer in self.layers:
            mask[layer.weights] = 1
        return mask


def _shapes(fan_in: int, fan_out: int, normalized: bool) -> dict[str, tuple[int, ...]]:
    """The named parameters of a layer in the order in which they lie in the flat vector."""
    shift = {"gamma": (fan_out,), "beta": (fan_out,)} if normalized else {"b": (fan_out,)}
    return {"W": (fan_in, fan_out), **shift}

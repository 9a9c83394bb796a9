"""A workspace: everything one forward and backward pass over a minibatch of one size needs, laid out once.

Arrays are features first, ``(units, batch)``. The activations of a layer carry one more row that is always 1, so that
the bias is a row of the layer's matrix and costs no operation of its own. The buffers of all hidden layers lie behind
one another, so that the derivatives of all activations are one call.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy import multiply

from .batchnorm import Normalization
from .dropout import Dropout
from .network import Layer, Network
from .plan import Plan


class Workspace:
    """A pass through ``network`` with minibatches of ``batch`` points, in training mode.

    Fill ``x (inputs + 1, batch)``, whose last row stays 1, and run the plan ``forward``: ``logits (outputs, batch)``
    are there. Write dL/dlogits into ``dlogits`` and run ``backward``: ``gradient`` holds dL/dparameters, entry by
    entry like ``network.parameters``. With ``dropout``, fill ``dropout.bits`` before each forward.
    """

    def __init__(self, network: Network, batch: int, dropout: float = 0.0) -> None:
        self.network, self.batch = network, batch
        self.gradient = np.zeros_like(network.parameters)
        self.x = np.ones((network.inputs + 1, batch), network.dtype)
        self.logits = np.zeros((network.outputs, batch), network.dtype)
        self.dlogits = np.zeros_like(self.logits)
        self._h, self._d = Stack(network, batch), Stack(network, batch)
        self._z = self._h if network.activation.in_place else Stack(network, batch)
        self._h.flat.fill(1)
        self._scratch = np.empty(max(network.widths, default=0) * batch, network.dtype)
        self.dropout = Dropout(self._h.flat.size, dropout, network.dtype) if dropout else None
        self.normalization = Normalization(network, batch, self.gradient)
        self.forward, self.backward = self._forward(), self._backward()

    @property
    def activations(self) -> list[np.ndarray]:
        """What each layer gave ``(units, batch)`` in the last forward pass, the logits last."""
        return [*self._h.top, self.logits]

    def _forward(self) -> Plan:
        plan: Plan = [self.dropout.draw] if self.dropout else []
        for number, layer in enumerate(self.network.layers[:-1]):
            plan += self._hidden(number, layer)
        last = self.network.layers[-1]
        return [*plan, partial(self._matrix(last).T.dot, self._input(len(self.network.widths)), self.logits)]

    def _hidden(self, number: int, layer: Layer) -> Plan:
        """h = activation(z) for z = W^T h_in + b, or the normalized W^T h_in."""
        z, h, activation, slope = self._z.top[number], self._h.top[number], *self._activation
        project = self._matrix(layer).T.dot
        if layer.normalized:
            raw = self.normalization.raw(number)
            plan = [partial(project, self._input(number)[:-1], raw), *self.normalization.forward(number, z)]
        else:
            plan = [partial(project, self._input(number), z)]
        plan += activation.forward(z, h, slope)
        return plan + self._dropped(number) if self.dropout else plan

    def _dropped(self, number: int) -> Plan:
        """h and its derivative times the mask; the derivative must be taken from the h before."""
        z, h, d, (activation, slope) = self._z.top[number], self._h.top[number], self._d.top[number], self._activation
        mask = self._h.within(self.dropout.mask, number)
        return [*activation.backward(z, h, d, slope), partial(multiply, d, mask, d), partial(multiply, h, mask, h)]

    def _backward(self) -> Plan:
        """Layer by layer from the output: dL/dW, and dL/dz of the layer before, which takes the place of dh/dz."""
        activation, slope = self._activation
        plan = [] if self.dropout else activation.backward(self._z.flat, self._h.flat, self._d.flat, slope)
        if not self.network.widths:
            plan = []
        for number, layer in reversed(list(enumerate(self.network.layers))):
            d = self._d.top[number] if number < len(self.network.widths) else self.dlogits
            inputs = self._input(number)
            if layer.normalized:
                plan += self.normalization.backward(number, d)
                inputs = inputs[:-1]
            plan.append(partial(inputs.dot, d.T, self._matrix(layer, self.gradient)))
            if number:
                before = self._d.top[number - 1]
                dh = self._scratch[: before.size].reshape(before.shape)
                plan += [partial(layer.parameters["W"].dot, d, dh), partial(multiply, dh, before, before)]
        return plan

    @property
    def _activation(self) -> tuple:
        return self.network.activation, self.network.slope

    def _input(self, number: int) -> np.ndarray:
        """What weight layer ``number`` reads, ``(in + 1, batch)``."""
        return self._h.full[number - 1] if number else self.x

    def _matrix(self, layer: Layer, flat: np.ndarray | None = None) -> np.ndarray:
        """The layer's W, with b as a last row where it has one, in the parameters or in another flat vector."""
        rows = layer.fan_in + (not layer.normalized)
        flat = self.network.parameters if flat is None else flat
        return flat[layer.start : layer.start + rows * layer.fan_out].reshape(rows, layer.fan_out)


class Stack:
    """One flat buffer for all hidden layers, ``(units + 1, batch)`` each; ``top`` leaves the last row out."""

    def __init__(self, network: Network, batch: int) -> None:
        sizes = [(width + 1) * batch for width in network.widths]
        self.flat = np.zeros(sum(sizes), network.dtype)
        self._slices = [slice(end - size, end) for end, size in zip(np.cumsum(sizes).tolist(), sizes)]
        self._batch = batch
        self.top = [self.within(self.flat, number) for number in range(len(sizes))]
        self.full = [self.flat[part].reshape(-1, batch) for part in self._slices]

    def within(self, flat: np.ndarray, number: int) -> np.ndarray:
        """The part ``(units, batch)`` of another flat buffer that belongs to hidden layer ``number``."""
        return flat[self._slices[number]].reshape(-1, self._batch)[:-1]

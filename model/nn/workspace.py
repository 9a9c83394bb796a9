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
from .plan import Call, Plan


class Workspace:
    """A pass through ``network`` with minibatches of ``batch`` points, in training mode.

    Run the plan ``forward(x)`` for x ``(inputs + 1, batch)``, whose last row is 1: ``logits (outputs, batch)`` are
    there. Write dL/dlogits into ``dlogits`` and run ``backward(x, gradient)``: ``gradient`` holds dL/dparameters, entry
    by entry like ``network.parameters``. With ``dropout``, fill ``dropout.bits`` before each forward.
    """

    def __init__(self, network: Network, batch: int, dropout: float = 0.0) -> None:
        self.network, self.batch = network, batch
        self.logits = np.zeros((network.outputs, batch), network.dtype)
        self.dlogits = np.zeros_like(self.logits)
        self._h, self._d = Stack(network, batch), Stack(network, batch)
        self._z = self._h if network.activation.in_place else Stack(network, batch)
        self._h.flat.fill(1)
        self._scratch = np.empty(max(network.widths, default=0) * batch, network.dtype)
        self.dropout = Dropout(self._h.flat.size, dropout, network.dtype) if dropout else None
        self.normalization = Normalization(network, batch)
        self._after_projection, self._derivatives = self._forward_after_projection(), self._all_derivatives()
        self._passing_back = [self._pass_back(number) for number in range(len(network.layers))]

    @property
    def activations(self) -> list[np.ndarray]:
        """What each layer gave ``(units, batch)`` in the last forward pass, the logits last."""
        return [*self._h.top, self.logits]

    @property
    def deltas(self) -> list[np.ndarray]:
        """dL/dz of each layer ``(units, batch)`` after the last backward pass, dL/dlogits last."""
        return [*self._d.top, self.dlogits]

    def forward(self, x: np.ndarray) -> Plan:
        """From ``x`` to ``logits``; plans for other inputs share all calls but one with this."""
        draw = [self.dropout.draw] if self.dropout else []
        return [*draw, self._projection(0, x), *self._after_projection]

    def backward(self, x: np.ndarray, gradient: np.ndarray) -> Plan:
        """Layer by layer from the output: dL/dW, and dL/dz of the layer before, which takes the place of dh/dz."""
        plan = list(self._derivatives)
        for number, layer in reversed(list(enumerate(self.network.layers))):
            d = self._d.top[number] if number < len(self.network.widths) else self.dlogits
            if layer.normalized:
                plan += self.normalization.backward(number, d, gradient)
            inputs = self._inputs(number, x)
            plan += [partial(inputs.dot, d.T, self._matrix(layer, gradient)), *self._passing_back[number]]
        return plan

    def _forward_after_projection(self) -> Plan:
        """All of the forward pass but the first product, which alone reads x."""
        plan: Plan = []
        for number in range(len(self.network.widths)):
            plan += [*self._hidden(number), self._projection(number + 1)]
        return plan

    def _projection(self, number: int, x: np.ndarray | None = None) -> Call:
        """z = W^T h_in + b, or what batch norm will make z of; the logits for the last layer."""
        layer = self.network.layers[number]
        if layer.normalized:
            sums = self.normalization.raw(number)
        else:
            sums = self._z.top[number] if number < len(self.network.widths) else self.logits
        return partial(self._matrix(layer).T.dot, self._inputs(number, x), sums)

    def _hidden(self, number: int) -> Plan:
        """h = activation(z), of sums normalized before where the layer asks for it."""
        z, h, activation, slope = self._z.top[number], self._h.top[number], *self._activation
        plan = self.normalization.forward(number, z) if self.network.layers[number].normalized else []
        plan += activation.forward(z, h, slope)
        return plan + self._dropped(number) if self.dropout else plan

    def _dropped(self, number: int) -> Plan:
        """h and its derivative times the mask; the derivative must be taken from the h before."""
        z, h, d, (activation, slope) = self._z.top[number], self._h.top[number], self._d.top[number], self._activation
        mask = self._h.within(self.dropout.mask, number)
        return [*activation.backward(z, h, d, slope), partial(multiply, d, mask, d), partial(multiply, h, mask, h)]

    def _all_derivatives(self) -> Plan:
        """dh/dz of all hidden layers at once; with dropout the forward pass has already taken them."""
        if self.dropout or not self.network.widths:
            return []
        activation, slope = self._activation
        return activation.backward(self._z.flat, self._h.flat, self._d.flat, slope)

    def _pass_back(self, number: int) -> Plan:
        """From dL/dz of weight layer ``number`` to that of the layer before."""
        if not number:
            return []
        layer, before = self.network.layers[number], self._d.top[number - 1]
        d = self._d.top[number] if number < len(self.network.widths) else self.dlogits
        dh = self._scratch[: before.size].reshape(before.shape)
        return [partial(layer.parameters["W"].dot, d, dh), partial(multiply, dh, before, before)]

    @property
    def _activation(self) -> tuple:
        return self.network.activation, self.network.slope

    def _inputs(self, number: int, x: np.ndarray | None) -> np.ndarray:
        """What weight layer ``number`` multiplies: ``(in + 1, batch)``, without the ones where it has no bias."""
        full = self._h.full[number - 1] if number else x
        return full[:-1] if self.network.layers[number].normalized else full

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

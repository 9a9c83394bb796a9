"""A workspace: everything one forward and backward pass over a minibatch of one size needs, laid out once.

Arrays are features first, ``(units, batch)``. The activations of a layer carry one more row that is always 1, so that
the bias is a row of the layer's matrix and costs no operation of its own. The buffers of all hidden layers lie behind
one another, so that the derivatives of all activations are one call.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy import multiply

from .batchnorm import Normalization
from .dropout import Dropout
from .network import NORM_POSITIONS, Layer, Network
from .plan import Call, Plan, Watch


class Workspace:
    """A pass through ``network`` with minibatches of ``batch`` points, in training mode.

    Run the plan ``forward(x)`` for x ``(inputs + 1, batch)``, whose last row is 1: ``logits (outputs, batch)`` are
    there. Write dL/dlogits into ``dlogits`` and run ``backward(x, gradient)``: ``gradient`` holds dL/dparameters, entry
    by entry like ``network.parameters``. With ``dropout``, a rate for each hidden layer, fill ``dropout.bits`` before
    each forward.

    ``watch(name, layer, array)`` is shown, pass by pass, what of a hidden layer is overwritten later, ``(units,
    batch)``: ``z`` weighted sums, ``y`` what batch norm gave, ``a`` activations unless they are handed on as they are,
    ``mask``, ``h`` handed on; on the way back ``dh`` dL/dh, ``dy`` dL/dy and, of every layer, ``delta`` dL/dz. With
    ``running`` batch norm uses the running statistics, as constants, and leaves them alone.
    """

    def __init__(
        self,
        network: Network,
        batch: int,
        dropout: Sequence[float] = (),
        watch: Watch | None = None,
        running: bool = False,
    ) -> None:
        self.network, self.batch, self._watch = network, batch, watch
        self.logits = np.zeros((network.outputs, batch), network.dtype)
        self.dlogits = np.zeros_like(self.logits)
        self._h, self._d = Stack(network, batch), Stack(network, batch)
        self._after = network.batch_norm and NORM_POSITIONS[network.norm_position].biased
        self._a = Stack(network, batch) if self._after else self._h  # what the activations give
        self._z = self._a if network.activation.in_place else Stack(network, batch)
        self._h.flat.fill(1)
        self._scratch = np.empty(max(network.widths, default=0) * batch, network.dtype)
        self._more_scratch = np.empty((2, self._scratch.size if network.activation.learned else 0), network.dtype)
        self.dropout = Dropout(self._h.sizes, dropout, network.dtype) if any(dropout) else None
        self.normalization = Normalization(network, batch, running)
        self._after_projection, self._derivatives = self._forward_after_projection(), self._all_derivatives()
        self._passing_back = [self._ways_back(number) for number in range(len(network.widths))]

    @property
    def activations(self) -> list[np.ndarray]:
        """What each layer gave ``(units, batch)`` in the last forward pass, the logits last."""
        return [*self._h.top, self.logits]

    @property
    def responses(self) -> list[np.ndarray]:
        """What each hidden activation gave ``(units, batch)``, before batch norm where that stands behind it."""
        return self._a.top

    @property
    def deltas(self) -> list[np.ndarray]:
        """dL/dz of each layer's weighted sums ``(units, batch)`` in the last backward pass, the logits' last."""
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
            if layer.normalized and not self._after:
                plan += [*self._seen("dy", number, d), *self.normalization.backward(number, d, gradient)]
            plan += self._seen("delta", number, d)
            inputs = self._inputs(number, x)
            plan += [partial(inputs.dot, d.T, self._matrix(layer, gradient)), *self._pass_back(number, gradient)]
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
        if layer.normalized and not self._after:
            sums = self.normalization.raw(number)
        else:
            sums = self._z.top[number] if number < len(self.network.widths) else self.logits
        return partial(self._matrix(layer).T.dot, self._inputs(number, x), sums)

    def _hidden(self, number: int) -> Plan:
        """h from z: the activation, batch norm on the side where the network has it, dropout."""
        (z, a, _), h, (activation, slope) = self._places(number), self._h.top[number], self._activation(number)
        normalized = self.network.layers[number].normalized
        sums = self.normalization.raw(number) if normalized and not self._after else z
        plan = self._seen("z", number, sums)
        if sums is not z:
            plan += [*self.normalization.forward(number, sums, z), *self._seen("y", number, z)]
        plan += activation.forward(z, a, slope)
        if self.dropout or (normalized and self._after):
            plan += self._seen("a", number, a)
        if normalized and self._after:
            plan += [*self.normalization.forward(number, a, h), *self._seen("y", number, h)]
        if self.dropout:
            plan += [*self._dropped(number), *self._seen("mask", number, self._mask(number))]
        return plan + self._seen("h", number, h)

    def _dropped(self, number: int) -> Plan:
        """h and its derivative times the mask; the derivative must be taken from the h before.

        With batch norm after the activation the mask waits for the way back: batch norm stands between the two.
        """
        (z, a, d), h, (activation, slope) = self._places(number), self._h.top[number], self._activation(number)
        masked = partial(multiply, h, self._mask(number), h)
        if self._after:
            return [masked]
        return [*activation.backward(z, a, d, slope), partial(multiply, d, self._mask(number), d), masked]

    def _mask(self, number: int) -> np.ndarray:
        """The factors of dropout ``(units, batch)`` for what hidden layer ``number`` hands on."""
        return self._h.within(self.dropout.mask, number)

    def _all_derivatives(self) -> Plan:
        """da/dz of all hidden layers at once; dropout right behind the activations has already taken them."""
        if (self.dropout and not self._after) or not self.network.widths:
            return []
        activation, slope = self._activation(0)
        if not activation.learned:
            return activation.backward(self._z.flat, self._a.flat, self._d.flat, slope)
        plan: Plan = []
        for number, slope in enumerate(self.network.slopes):
            plan += activation.backward(*self._places(number), slope)
        return plan

    def _pass_back(self, number: int, gradient: np.ndarray) -> Plan:
        """From dL/dz of weight layer ``number`` to that of the layer before."""
        if not number:
            return []
        to_output, to_sum = self._passing_back[number - 1]
        if self._after:
            dy = self._scratched(number - 1)
            norm = self.normalization.backward(number - 1, dy, gradient)
            to_output = [*to_output, *self._seen("dy", number - 1, dy), *norm]
        return [*to_output, *self._slope_gradient(number - 1, gradient), to_sum]

    def _ways_back(self, number: int) -> tuple[Plan, Call]:
        """To dL/dh of hidden layer ``number`` (without what dropout took), and from there to dL/dz."""
        dh, before = self._scratched(number), self._d.top[number]
        d = self._d.top[number + 1] if number + 1 < len(self.network.widths) else self.dlogits
        plan: Plan = [
            partial(self.network.layers[number + 1].parameters["W"].dot, d, dh),
            *self._seen("dh", number, dh),
        ]
        if self._after and self.dropout:
            plan.append(partial(multiply, dh, self._mask(number), dh))
        return plan, partial(multiply, dh, before, before)

    def _slope_gradient(self, number: int, gradient: np.ndarray) -> Plan:
        """dL/dslope where hidden layer ``number`` has a learned slope, from what the way back has left of dL/dh."""
        activation = self.network.activation
        if not activation.learned:
            return []
        z, dh, plan = self._z.top[number], self._scratched(number), []
        masked, product = (scratch[: z.size].reshape(z.shape) for scratch in self._more_scratch)
        if self.dropout and not self._after:
            plan, dh = [partial(multiply, dh, self._mask(number), masked)], masked
        slope = gradient[self.network.layers[number].place("alpha")].reshape(())
        return plan + activation.slope_gradient(z, dh, product, slope)

    def _seen(self, name: str, number: int, array: np.ndarray) -> Plan:
        """Show an array of layer ``number`` to whoever watches."""
        return [partial(self._watch, name, number, array)] if self._watch else []

    def _scratched(self, number: int) -> np.ndarray:
        """The scratch memory in the shape of hidden layer ``number``, ``(units, batch)``."""
        return self._scratch[: self._d.top[number].size].reshape(self._d.top[number].shape)

    def _places(self, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """z, activations and derivatives of hidden layer ``number``, each ``(units, batch)``."""
        return self._z.top[number], self._a.top[number], self._d.top[number]

    def _activation(self, number: int) -> tuple:
        """The activation of hidden layer ``number`` and its slope."""
        return self.network.activation, self.network.slopes[number]

    def _inputs(self, number: int, x: np.ndarray | None) -> np.ndarray:
        """What weight layer ``number`` multiplies: ``(in + 1, batch)``, without the ones where it has no bias."""
        full = self._h.full[number - 1] if number else x
        return full if self.network.layers[number].biased else full[:-1]

    def _matrix(self, layer: Layer, flat: np.ndarray | None = None) -> np.ndarray:
        """The layer's W, with b as a last row where it has one, in the parameters or in another flat vector."""
        rows = layer.fan_in + layer.biased
        flat = self.network.parameters if flat is None else flat
        return flat[layer.start : layer.start + rows * layer.fan_out].reshape(rows, layer.fan_out)


class Stack:
    """One flat buffer for all hidden layers, ``(units + 1, batch)`` each; ``top`` leaves the last row out."""

    def __init__(self, network: Network, batch: int) -> None:
        self.sizes = sizes = [(width + 1) * batch for width in network.widths]
        self.flat = np.zeros(sum(sizes), network.dtype)
        self._slices = [slice(end - size, end) for end, size in zip(np.cumsum(sizes).tolist(), sizes)]
        self._batch = batch
        self.top = [self.within(self.flat, number) for number in range(len(sizes))]
        self.full = [self.flat[part].reshape(-1, batch) for part in self._slices]

    def within(self, flat: np.ndarray, number: int) -> np.ndarray:
        """The part ``(units, batch)`` of another flat buffer that belongs to hidden layer ``number``."""
        return flat[self._slices[number]].reshape(-1, self._batch)[:-1]

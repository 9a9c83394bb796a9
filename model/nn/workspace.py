"""A workspace: everything one forward and backward pass over a minibatch of one size needs, allocated once.

Arrays are features first, ``(units, batch)``. The activations of a layer carry one more row that is always 1, so that
the bias is a row of the layer's matrix and costs no operation of its own. The buffers of all hidden layers lie behind
one another, so that the derivatives of all activations are one call.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .network import BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, Layer, Network


class Workspace:
    """A pass through ``network`` with minibatches of ``batch`` points, in training mode.

    Call ``forward(x)``, write dL/dlogits into ``dlogits (outputs, batch)``, call ``backward()``: then ``gradient``
    holds dL/dparameters, entry by entry like ``network.parameters``.
    """

    def __init__(self, network: Network, batch: int) -> None:
        self.network, self.batch = network, batch
        self.gradient = np.zeros_like(network.parameters)
        self._z, self._h, self._d = (_Stack(network, batch) for _ in range(3))
        self._h.flat.fill(1)
        self.logits = np.zeros((network.outputs, batch), network.dtype)
        self.dlogits = np.zeros_like(self.logits)
        self._dropout = _Dropout(self._h, network.dtype)
        self._statistics = _Statistics(network, batch)
        self._passes = self._build()
        self._later = self._passes[:0:-1]

    def forward(self, x: np.ndarray, dropout: float = 0.0, bits: np.ndarray | None = None) -> np.ndarray:
        """The logits for ``x (inputs + 1, batch)``, whose last row is 1.

        With ``dropout`` the hidden units whose ``bits`` (``dropout_words`` random 64-bit words) are too small are zero.
        """
        passes = self._passes
        passes[0].bind(x)
        if dropout:
            self._dropout.draw(dropout, bits)
            for layer, mask in zip(passes, self._dropout.masks):
                layer.forward()
                layer.drop(mask)
            passes[-1].forward()
        else:
            for layer in passes:
                layer.forward()
        return self.logits

    def backward(self, dropout: float = 0.0) -> np.ndarray:
        """The gradient of the loss whose derivative by the logits stands in ``dlogits``; needs the last ``forward``."""
        network = self.network
        if not dropout:  # with dropout, forward has done this layer by layer
            network.activation.derivative(self._z.flat, self._h.flat, self._d.flat, network.slope)
        for layer in self._later:
            layer.backward()
        self._passes[0].weigh_only()
        return self.gradient

    def update_running(self) -> None:
        """Let the batch-norm running statistics take their share of the minibatch of the last ``forward``."""
        self._statistics.update()

    @property
    def sums(self) -> list[np.ndarray]:
        """The weighted sums ``(units, batch)`` of the last ``forward``, layer by layer, the logits last."""
        return [layer.sums for layer in self._passes]

    @property
    def dropout_words(self) -> int:
        """How many random 64-bit words one forward pass with dropout uses."""
        return self._dropout.words

    def _build(self) -> list[_Dense]:
        passes: list[_Dense] = []
        for number, layer in enumerate(self.network.layers):
            hidden = number < len(self.network.widths)
            kind = _Normalized if layer.normalized else _Dense if hidden else _Output
            passes.append(kind(self, layer, number, passes[-1] if passes else None))
        return passes


class _Stack:
    """One flat buffer for all hidden layers, ``(units + 1, batch)`` each; ``top`` leaves the last row out."""

    def __init__(self, network: Network, batch: int) -> None:
        self.flat = np.zeros(sum((width + 1) * batch for width in network.widths), network.dtype)
        self.full, self.top, start = [], [], 0
        for width in network.widths:
            stop = start + (width + 1) * batch
            self.full.append(self.flat[start:stop].reshape(width + 1, batch))
            self.top.append(self.full[-1][:width])
            start = stop


class _Dense:
    """One hidden weight layer's share of the pass: z = W^T h_in + b, h = activation(z)."""

    def __init__(self, space: Workspace, layer: Layer, number: int, before: _Dense | None) -> None:
        network = space.network
        stop = layer.start + (layer.fan_in + self.rows) * layer.fan_out
        shape = (layer.fan_in + self.rows, layer.fan_out)
        matrix = network.parameters[layer.start : stop].reshape(shape)
        self.dmatrix = space.gradient[layer.start : stop].reshape(shape)
        self.project: Callable[..., object] = matrix.T.dot
        self.function, self.derivative = network.activation.function, network.activation.derivative
        self.slope = network.slope
        self._place(space, number)
        self.dz_t = self.dz.T
        self.before = before
        if before is not None:
            self.bind(before.full)
            self.pull = layer.parameters["W"].dot

    rows = 1  # the matrix holds the bias as its last row

    def _place(self, space: Workspace, number: int) -> None:
        """Find this layer's buffers."""
        self.z, self.h, self.full, self.d = (
            space._z.top[number],
            space._h.top[number],
            space._h.full[number],
            space._d.top[number],
        )
        self.dz = np.zeros_like(self.z)

    def bind(self, x: np.ndarray) -> None:
        """Take ``x (in + 1, batch)`` as this layer's input."""
        self.x = x
        self.weigh = x.dot

    def forward(self) -> None:
        """Compute h from the input."""
        self.project(self.x, self.z)
        self.function(self.z, self.h, self.slope)

    @property
    def sums(self) -> np.ndarray:
        """W^T h_in, with the bias where there is one."""
        return self.z

    def drop(self, mask: np.ndarray) -> None:
        """Multiply h by ``mask``, and so its derivative, which must be taken from the h before."""
        self.derivative(self.z, self.h, self.d, self.slope)
        np.multiply(self.d, mask, out=self.d)
        np.multiply(self.h, mask, out=self.h)

    def weigh_only(self) -> None:
        """dL/dW (and dL/db) from dL/dz and the input."""
        self.weigh(self.dz_t, self.dmatrix)

    def backward(self) -> None:
        """dL/dW of this layer, and dL/dz of the layer before: (W dz) times the slope of its activation."""
        self.weigh_only()
        before = self.before
        self.pull(self.dz, before.dz)
        np.multiply(before.dz, before.d, out=before.dz)


class _Output(_Dense):
    """The last weight layer: logits without activation."""

    def _place(self, space: Workspace, number: int) -> None:
        self.z, self.dz = space.logits, space.dlogits

    def forward(self) -> None:
        self.project(self.x, self.z)


class _Normalized(_Dense):
    """A hidden weight layer with batch norm before its activation (Ioffe & Szegedy 2015).

    c = z - mean; y = gamma c / sqrt(mean(c^2) + eps) + beta; h = activation(y). Buffer ``z`` holds y.
    """

    rows = 0

    def __init__(self, space: Workspace, layer: Layer, number: int, before: _Dense | None) -> None:
        super().__init__(space, layer, number, before)
        units, batch, dtype = layer.fan_out, space.batch, space.network.dtype
        after = layer.weights.stop
        self.dgamma = space.gradient[after : after + units]
        self.dbeta = space.gradient[after + units : after + 2 * units]
        self.gamma, self.beta = layer.parameters["gamma"], layer.parameters["beta"][:, None]
        self.mean, self.variance = space._statistics.slot(number)
        self.raw, self.c, self.scratch = (np.zeros((units, batch), dtype) for _ in range(3))
        self.share = np.full(batch, 1 / batch, dtype)
        self.ones = np.ones(batch, dtype)
        self.inverse, self.factor, self.pulled = (np.zeros(units, dtype) for _ in range(3))
        self.mean_column, self.factor_column, self.pulled_column = (
            a[:, None] for a in (self.mean, self.factor, self.pulled)
        )
        self.dmean = np.zeros(units, dtype)
        self.dmean_column = self.dmean[:, None]

    def bind(self, x: np.ndarray) -> None:
        super().bind(x[:-1])

    def forward(self) -> None:
        c, variance, inverse = self.c, self.variance, self.inverse
        self.project(self.x, self.raw)
        self.raw.dot(self.share, self.mean)
        np.subtract(self.raw, self.mean_column, out=c)
        np.vecdot(c, c, out=variance)
        np.multiply(variance, self.share[0], out=variance)
        np.add(variance, BATCH_NORM_EPSILON, out=inverse)
        np.sqrt(inverse, out=inverse)
        np.divide(1, inverse, out=inverse)
        np.multiply(inverse, self.gamma, out=self.factor)
        np.multiply(c, self.factor_column, out=self.z)
        np.add(self.z, self.beta, out=self.z)
        self.function(self.z, self.h, self.slope)

    @property
    def sums(self) -> np.ndarray:
        return self.raw

    def weigh_only(self) -> None:
        """Turn dL/dy into dL/dz first.

        dL/dbeta = sum dy; dL/dgamma = sum dy c / s; dL/dz = gamma / s (dy - mean(dy) - c mean(dy c) / s^2).
        """
        dy, inverse, pulled = self.dz, self.inverse, self.pulled
        np.vecdot(dy, self.c, out=self.dgamma)
        np.multiply(self.dgamma, inverse, out=self.dgamma)
        dy.dot(self.ones, self.dbeta)
        np.multiply(self.dgamma, inverse, out=pulled)
        np.multiply(pulled, self.share[0], out=pulled)
        np.multiply(self.dbeta, self.share[0], out=self.dmean)
        np.multiply(self.c, self.pulled_column, out=self.scratch)
        np.subtract(dy, self.scratch, out=dy)
        np.subtract(dy, self.dmean_column, out=dy)
        np.multiply(dy, self.factor_column, out=dy)
        self.weigh(self.dz_t, self.dmatrix)


class _Statistics:
    """The minibatch means and biased variances of all normalized units, and their way into the running ones.

    running <- (1 - m) running + m new, with the unbiased variance batch / (batch - 1) times the biased one.
    """

    def __init__(self, network: Network, batch: int) -> None:
        self.running = network.running
        self.now = np.zeros_like(network.running)
        self.share = np.full_like(network.running, BATCH_NORM_MOMENTUM)
        self.share[1] *= batch / max(1, batch - 1)
        self.starts = np.cumsum((0, *network.widths))

    def slot(self, number: int) -> np.ndarray:
        """Mean and variance rows of hidden layer ``number``."""
        return self.now[:, self.starts[number] : self.starts[number + 1]]

    def update(self) -> None:
        np.multiply(self.running, 1 - BATCH_NORM_MOMENTUM, out=self.running)
        np.multiply(self.now, self.share, out=self.now)
        np.add(self.running, self.now, out=self.running)


class _Dropout:
    """Inverted dropout: a unit is zeroed with probability ``rate``, the others are divided by 1 - rate.

    Sixteen random bits decide over one unit of one point, so a rate is rounded to 1 / 65536 at most. The factor is the
    reciprocal of the share that is really kept, so that the expectation is exact.
    """

    def __init__(self, hidden: _Stack, dtype: np.dtype) -> None:
        self.words = -(-hidden.flat.size // 4)
        self.flat = np.zeros(hidden.flat.size, dtype)
        self.masks, start = [], 0
        for full, top in zip(hidden.full, hidden.top):
            self.masks.append(self.flat[start : start + full.size].reshape(full.shape)[: len(top)])
            start += full.size

    def draw(self, rate: float, bits: np.ndarray) -> None:
        """New masks: 0 or 1 / (1 - rate)."""
        threshold = round(rate * 65536)
        kept = bits.view(np.uint16)[: self.flat.size] >= threshold
        np.multiply(kept, 65536 / (65536 - threshold), out=self.flat, casting="same_kind")

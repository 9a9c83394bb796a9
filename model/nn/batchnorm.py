"""Batch normalization before or after the activation (Ioffe & Szegedy 2015), as plans over arrays laid out once.

With c = z - mean and s = sqrt(mean(c^2) + eps): y = gamma c / s + beta, over the minibatch, unit by unit.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy import add, divide, multiply, sqrt, subtract

from .network import BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, Layer, Network
from .plan import Call, Plan, number, write


class Normalization:
    """Batch norm of all normalized layers of a network, for minibatches of one size.

    ``update_running`` lets the running statistics take their share of the last forward pass:
    running <- (1 - m) running + m new, with batch / (batch - 1) times the biased variance. Before that, ``now`` holds
    the mean and the biased variance of the last forward pass, ``(2, hidden units)``.

    With ``running`` the running statistics take the place of the minibatch's, as constants, and nothing updates them.
    """

    def __init__(self, network: Network, batch: int, running: bool = False) -> None:
        self._units: list[_Units] = []
        self.now = now = network.running if running else np.zeros_like(network.running)
        kind = _FixedUnits if running else _Units
        scratch = np.zeros(max((layer.fan_out for layer in network.layers), default=0) * batch, network.dtype)
        start = 0
        for layer in network.layers:
            if layer.normalized:
                stop = start + layer.fan_out
                self._units.append(kind(layer, now[:, start:stop], batch, scratch))
                start = stop
        self._share = share = np.full_like(network.running, BATCH_NORM_MOMENTUM)
        share[1] *= batch / max(1, batch - 1)
        self.update_running: Plan = [] if running else self._update(network.running)

    def normalized(self, layer: int) -> np.ndarray:
        """c / s ``(units, batch)`` of the last pass through hidden layer ``layer``: y without gamma and beta."""
        units = self._units[layer]
        return units.c * units.inverse[:, None]

    @property
    def updated_with(self) -> np.ndarray:
        """Mean and biased variance ``(2, hidden units)`` with which ``update_running`` was made last."""
        return self.now / self._share

    def raw(self, layer: int) -> np.ndarray:
        """A place ``(units, batch)`` for the weighted sums of hidden layer ``layer`` before they are normalized."""
        return self._units[layer].raw

    def forward(self, layer: int, raw: np.ndarray, y: np.ndarray) -> Plan:
        """y ``(units, batch)`` from what is to be normalized, ``raw (units, batch)``."""
        return self._units[layer].forward(raw, y)

    def backward(self, layer: int, d: np.ndarray, gradient: np.ndarray) -> Plan:
        """dL/dgamma and dL/dbeta into ``gradient``; turns dL/dy in ``d (units, batch)`` into dL/draw."""
        return self._units[layer].backward(d, gradient)

    def _update(self, running: np.ndarray) -> Plan:
        return [
            partial(multiply, running, number(1 - BATCH_NORM_MOMENTUM, running), running),
            partial(multiply, self.now, self._share, self.now),
            partial(add, running, self.now, running),
        ]


class _Units:
    """The normalized units of one layer.

    What is one number a unit is written out for the whole minibatch before it meets an array ``(units, batch)``.
    """

    def __init__(self, layer: Layer, statistics: np.ndarray, batch: int, scratch: np.ndarray) -> None:
        units, dtype = layer.fan_out, statistics.dtype
        self.gamma, self.beta = layer.parameters["gamma"], layer.parameters["beta"]
        self.gamma_at, self.beta_at = layer.place("gamma"), layer.place("beta")
        self.mean, self.variance = statistics
        self.raw, self.c, self.factors = (np.zeros((units, batch), dtype) for _ in range(3))
        self.inverse, self.factor, self.pulled, self.dmean = (np.zeros(units, dtype) for _ in range(4))
        self.scratch = scratch[: units * batch].reshape(units, batch)
        self.ones = np.ones(batch, dtype)
        self.shares = np.full(batch, 1 / batch, dtype)
        self.one, self.share, self.epsilon = (number(v, statistics) for v in (1, 1 / batch, BATCH_NORM_EPSILON))

    def forward(self, raw: np.ndarray, y: np.ndarray) -> Plan:
        c = self.c
        return [
            partial(raw.dot, self.shares, self.mean),
            *self._centred(raw),
            partial(multiply, c, c, self.scratch),
            partial(self.scratch.dot, self.shares, self.variance),
            *self._scaled(y),
        ]

    def _centred(self, raw: np.ndarray) -> Plan:
        """c from the mean."""
        return [_for_all(self.mean, self.c), partial(subtract, raw, self.c, self.c)]

    def _scaled(self, y: np.ndarray) -> Plan:
        """y = gamma c / s + beta from c and the variance."""
        inverse = self.inverse
        return [
            partial(add, self.variance, self.epsilon, inverse),
            partial(sqrt, inverse, inverse),
            partial(divide, self.one, inverse, inverse),
            partial(multiply, inverse, self.gamma, self.factor),
            _for_all(self.factor, self.factors),
            partial(multiply, self.c, self.factors, self.scratch),
            _for_all(self.beta, y),
            partial(add, y, self.scratch, y),
        ]

    def backward(self, d: np.ndarray, gradient: np.ndarray) -> Plan:
        """dL/dbeta = sum dy; dL/dgamma = sum dy c / s; dL/dz = gamma / s (dy - mean(dy) - c mean(dy c) / s^2)."""
        pulled, dmean, scratch = self.pulled, self.dmean, self.scratch
        dgamma, dbeta = gradient[self.gamma_at], gradient[self.beta_at]
        return [
            *self._parameters(d, dgamma, dbeta),
            partial(multiply, dgamma, self.inverse, pulled),
            partial(multiply, pulled, self.share, pulled),
            partial(multiply, dbeta, self.share, dmean),
            _for_all(pulled, scratch),
            partial(multiply, self.c, scratch, scratch),
            partial(subtract, d, scratch, d),
            _for_all(dmean, scratch),
            partial(subtract, d, scratch, d),
            partial(multiply, d, self.factors, d),
        ]

    def _parameters(self, d: np.ndarray, dgamma: np.ndarray, dbeta: np.ndarray) -> Plan:
        """dL/dgamma and dL/dbeta from dL/dy."""
        return [
            partial(multiply, d, self.c, self.scratch),
            partial(self.scratch.dot, self.ones, dgamma),
            partial(multiply, dgamma, self.inverse, dgamma),
            partial(d.dot, self.ones, dbeta),
        ]


class _FixedUnits(_Units):
    """The normalized units of one layer under statistics that stay as they are, and do not depend on z."""

    def forward(self, raw: np.ndarray, y: np.ndarray) -> Plan:
        return [*self._centred(raw), *self._scaled(y)]

    def backward(self, d: np.ndarray, gradient: np.ndarray) -> Plan:
        """dL/dbeta = sum dy; dL/dgamma = sum dy c / s; dL/dz = gamma / s dy."""
        dgamma, dbeta = gradient[self.gamma_at], gradient[self.beta_at]
        return [*self._parameters(d, dgamma, dbeta), partial(multiply, d, self.factors, d)]


def _for_all(values: np.ndarray, into: np.ndarray) -> Call:
    """One number a unit, ``(units,)``, for every point of the minibatch, ``(units, batch)``."""
    return write(values[:, None], into)

"""Batch normalization before or after the activation (Ioffe & Szegedy 2015), as plans over arrays laid out once.

With c = z - mean and s = sqrt(mean(c^2) + eps): y = gamma c / s + beta, over the minibatch, unit by unit.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy import add, divide, multiply, sqrt, subtract, vecdot

from .network import BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, Layer, Network
from .plan import Plan, number


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
        start = 0
        for layer in network.layers:
            if layer.normalized:
                stop = start + layer.fan_out
                self._units.append(kind(layer, now[:, start:stop], batch))
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
    """The normalized units of one layer."""

    def __init__(self, layer: Layer, statistics: np.ndarray, batch: int) -> None:
        units, dtype = layer.fan_out, statistics.dtype
        self.gamma, self.beta = layer.parameters["gamma"], layer.parameters["beta"]
        self.gamma_at, self.beta_at = layer.place("gamma"), layer.place("beta")
        self.mean, self.variance = statistics
        self.raw, self.c, self.scratch = (np.zeros((units, batch), dtype) for _ in range(3))
        self.inverse, self.factor, self.pulled, self.dmean = (np.zeros(units, dtype) for _ in range(4))
        self.ones = np.ones(batch, dtype)
        self.shares = np.full(batch, 1 / batch, dtype)
        self.one, self.share, self.epsilon = (number(v, statistics) for v in (1, 1 / batch, BATCH_NORM_EPSILON))

    def forward(self, raw: np.ndarray, y: np.ndarray) -> Plan:
        c = self.c
        return [
            partial(raw.dot, self.shares, self.mean),
            partial(subtract, raw, self.mean[:, None], c),
            partial(vecdot, c, c, self.variance),
            partial(multiply, self.variance, self.share, self.variance),
            *self._scaled(y),
        ]

    def _scaled(self, y: np.ndarray) -> Plan:
        """y = gamma c / s + beta from c and the variance."""
        inverse = self.inverse
        return [
            partial(add, self.variance, self.epsilon, inverse),
            partial(sqrt, inverse, inverse),
            partial(divide, self.one, inverse, inverse),
            partial(multiply, inverse, self.gamma, self.factor),
            partial(multiply, self.c, self.factor[:, None], y),
            partial(add, y, self.beta[:, None], y),
        ]

    def backward(self, d: np.ndarray, gradient: np.ndarray) -> Plan:
        """dL/dbeta = sum dy; dL/dgamma = sum dy c / s; dL/dz = gamma / s (dy - mean(dy) - c mean(dy c) / s^2)."""
        pulled, dmean, dgamma, dbeta = self.pulled, self.dmean, gradient[self.gamma_at], gradient[self.beta_at]
        return [
            partial(vecdot, d, self.c, dgamma),
            partial(multiply, dgamma, self.inverse, dgamma),
            partial(d.dot, self.ones, dbeta),
            partial(multiply, dgamma, self.inverse, pulled),
            partial(multiply, pulled, self.share, pulled),
            partial(multiply, dbeta, self.share, dmean),
            partial(multiply, self.c, pulled[:, None], self.scratch),
            partial(subtract, d, self.scratch, d),
            partial(subtract, d, dmean[:, None], d),
            partial(multiply, d, self.factor[:, None], d),
        ]


class _FixedUnits(_Units):
    """The normalized units of one layer under statistics that stay as they are, and do not depend on z."""

    def forward(self, raw: np.ndarray, y: np.ndarray) -> Plan:
        return [partial(subtract, raw, self.mean[:, None], self.c), *self._scaled(y)]

    def backward(self, d: np.ndarray, gradient: np.ndarray) -> Plan:
        """dL/dbeta = sum dy; dL/dgamma = sum dy c / s; dL/dz = gamma / s dy."""
        dgamma, dbeta = gradient[self.gamma_at], gradient[self.beta_at]
        return [
            partial(vecdot, d, self.c, dgamma),
            partial(multiply, dgamma, self.inverse, dgamma),
            partial(d.dot, self.ones, dbeta),
            partial(multiply, d, self.factor[:, None], d),
        ]

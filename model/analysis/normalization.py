"""The state of batch norm: what every normalized unit learned, what it remembers, and what it saw last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..nn.network import Network


@dataclass(frozen=True)
class BatchNormState:
    """One column a hidden unit, layer after layer; ``widths`` says how many units each layer has.

    ``running (2, units)`` and ``minibatch (2, units)`` hold means and variances (the second biased, of the newest step;
    NaN where there is none), ``gamma (units,)`` and ``beta (units,)`` what was learned. ``after`` is True where batch
    norm stands after the activation. Every array is read-only.
    """

    widths: tuple[int, ...]
    running: np.ndarray
    minibatch: np.ndarray
    gamma: np.ndarray
    beta: np.ndarray
    after: bool


def batch_norm_state(network: Network, minibatch: np.ndarray | None) -> BatchNormState | None:
    """The state of now; None for a network without batch norm."""
    layers = [layer for layer in network.layers if layer.normalized]
    if not layers:
        return None
    arrays = (
        network.running.astype(float),
        np.full(network.running.shape, np.nan) if minibatch is None else minibatch.astype(float),
        *(np.concatenate([layer.parameters[name] for layer in layers]).astype(float) for name in ("gamma", "beta")),
    )
    for array in arrays:
        array.flags.writeable = False
    return BatchNormState(network.widths, *arrays, layers[0].biased)

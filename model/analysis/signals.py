"""Signals: how strong a minibatch's activations and gradients are in every layer, in absolute values.

A ratio of first to last layer hides a collapse: with weights far too small, every dW is the product of all the other
layers and all are equally tiny (Glorot & Bengio 2010, eq. 13 and 14); activations and deltas show it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..nn.workspace import Workspace
from .sizes import deviation, gradient_rms, rms


@dataclass(frozen=True)
class Signals:
    """One training pass over a minibatch, by weight layer, the output last; all ``(layers,)`` and read-only.

    ``step`` is the update that the pass led to; 0 means that of the first one, still to come. ``activation_std`` is
    the standard deviation over units and minibatch of what the layer gave (forward; the output's are the logits, and
    dropout's zeros and factors count). ``delta_rms`` is the RMS of dL/dz (backward; L is the mean loss of the
    minibatch, z the weighted sums and with batch norm those before it). ``weight_gradient_rms`` is the RMS of dW.
    """

    step: int
    activation_std: np.ndarray
    delta_rms: np.ndarray
    weight_gradient_rms: np.ndarray


def read_signals(step: int, space: Workspace, gradient: np.ndarray) -> Signals:
    """The signals of the pass that ``space`` has just made; ``gradient (parameters,)`` is that of the data loss."""
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        found = (
            np.array([deviation(values) for values in space.activations]),
            np.array([rms(values) for values in space.deltas]),
            gradient_rms(space.network, gradient[None])[0],
        )
    for array in found:
        array.flags.writeable = False
    return Signals(step, *found)

"""A probe: one forward and one backward pass over all training points, beside the run and without touching it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..nn.plan import run
from ..nn.predictor import with_ones
from ..nn.workspace import Workspace
from ..training.trainer import Trainer


@dataclass(frozen=True)
class Probe:
    """What all training points together make of a network, without dropout, in training mode.

    ``activations`` and ``deltas`` (dL/dz) have one array ``(units, n)`` for each hidden layer; the logits and their
    deltas are last. ``responses (units, n)`` are what the hidden activations give before batch norm has its turn, where
    that stands behind them. ``gradients`` has dL/dW ``(in, out)`` of each layer.
    """

    activations: tuple[np.ndarray, ...]
    deltas: tuple[np.ndarray, ...]
    gradients: tuple[np.ndarray, ...]
    responses: tuple[np.ndarray, ...]


def probe(trainer: Trainer) -> Probe:
    """The pass through ``trainer``'s network as it is now."""
    network, data = trainer.network, trainer.data
    x = with_ones(data.train.inputs, network.dtype)
    targets = trainer.loss.encode(data.train.targets, data.classes).astype(network.dtype)
    space, gradient = Workspace(network, len(data.train)), np.zeros_like(network.parameters)
    with np.errstate(all="ignore"):
        run(space.forward(x))
        run(trainer.loss.plan(space.logits, targets, np.empty_like(space.logits), space.dlogits))
        run(space.backward(x, gradient))
    shapes = [(layer, (layer.fan_in, layer.fan_out)) for layer in network.layers]
    return Probe(
        tuple(space.activations),
        tuple(space.deltas),
        tuple(gradient[layer.weights].reshape(shape) for layer, shape in shapes),
        tuple(space.responses),
    )

"""A divergence: the step and the layer in which a run's numbers stopped being finite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..nn.workspace import Workspace


@dataclass(frozen=True)
class Divergence:
    """``step`` is the first update with a non-finite number; ``layer`` counts weight layers from 1, the output last.

    ``where`` says in which of its quantities it began, ``learning_rate`` what the rate was.
    """

    step: int
    layer: int
    layers: int
    where: str
    learning_rate: float

    def __str__(self) -> str:
        name = "the output layer" if self.layer == self.layers else f"hidden layer {self.layer}"
        return (
            f"Diverged at step {self.step:,}: the {self.where} of {name} became infinite or not a number "
            f"(learning rate {self.learning_rate:g}). A smaller learning rate from an earlier step may go further."
        )


def find_divergence(step: int, learning_rate: float, space: Workspace, gradient: np.ndarray) -> Divergence:
    """Where it began in the step that ``space`` has just made; ``gradient`` is that of the data loss.

    Looks in the order of the computation: forward layer by layer, the loss, backward from the output, the update.
    """
    layers = len(space.network.layers)
    for layer, where, values in _in_order(space, gradient):
        if not np.isfinite(values).all():
            return Divergence(step, layer, layers, where, learning_rate)
    return Divergence(step, layers, layers, "loss", learning_rate)


def _in_order(space: Workspace, gradient: np.ndarray) -> Iterator[tuple[int, str, np.ndarray]]:
    layers = space.network.layers
    for number, sums in enumerate(space.activations, start=1):
        yield number, "activations" if number < len(layers) else "logits", sums
    yield len(layers), "loss gradient", space.dlogits
    for number, layer in reversed(list(enumerate(layers, start=1))):
        yield number, "weight gradients", gradient[layer.weights]
    for number, layer in enumerate(layers, start=1):
        for values in layer.parameters.values():
            yield number, "weights", values

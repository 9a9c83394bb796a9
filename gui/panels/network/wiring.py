"""The wiring of a snapshot's network: its weights, gradients and names, read from flat vectors."""

from __future__ import annotations

import numpy as np

from model.data.features import FEATURES
from model.nn.network import Layer, Network
from model.training.snapshot import Snapshot
from model.training.source import network_for

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Wiring:
    """The network of one run, filled with the numbers of a snapshot. ``sizes`` are inputs, hidden layers, outputs."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.network: Network = network_for(snapshot.experiment, snapshot.data)
        self.sizes = (self.network.inputs, *self.network.widths, self.network.outputs)
        self.inputs, self.outputs = input_names(snapshot, self.network.inputs), output_names(snapshot)
        self._of = snapshot.run, snapshot.experiment.widths, snapshot.data
        self.take(snapshot)

    def suits(self, snapshot: Snapshot) -> bool:
        """Whether ``snapshot`` is of the same network."""
        return self._of[:2] == (snapshot.run, snapshot.experiment.widths) and self._of[2] is snapshot.data

    def take(self, snapshot: Snapshot) -> None:
        """The numbers of this moment."""
        self.snapshot = snapshot
        self.network.parameters[...] = snapshot.parameters
        if snapshot.batch_norm is not None and self.network.running.size:
            self.network.running[...] = snapshot.batch_norm.running

    def layer(self, number: int) -> Layer:
        """Weight layer ``number``, from 0."""
        return self.network.layers[number]

    def weights(self, number: int) -> np.ndarray:
        """W ``(in, out)`` of a weight layer."""
        return self.layer(number).parameters["W"]

    def of(self, flat: np.ndarray | None, number: int) -> np.ndarray:
        """What a vector like the parameters has for W ``(in, out)`` of a weight layer; NaN where there is none."""
        layer = self.layer(number)
        if flat is None:
            return np.full((layer.fan_in, layer.fan_out), np.nan)
        return flat[layer.weights].reshape(layer.fan_in, layer.fan_out)

    def unit(self, layer: int, number: int) -> str:
        """What a unit is called: layer 0 is the inputs, units count from 1."""
        if layer == 0:
            return self.inputs[number]
        if layer == len(self.sizes) - 1:
            return self.outputs[number]
        return f"h{layer}[{number}]"


def input_names(snapshot: Snapshot, count: int) -> tuple[str, ...]:
    """Features and columns by their names, else x₁, x₂, ... ."""
    features, names = snapshot.data.scaling.features, snapshot.data.feature_names
    if features:
        return tuple(FEATURES[name].label for name in features)
    if len(names) == count:
        return names
    return ("x",) if count == 1 else tuple(f"x{number}".translate(SUBSCRIPTS) for number in range(1, count + 1))


def output_names(snapshot: Snapshot) -> tuple[str, ...]:
    """What each output says."""
    classes, names = snapshot.data.classes, snapshot.data.class_names
    known = names or tuple(f"class {label}" for label in range(classes))
    if classes == 0:
        return ("y",)
    return (f"p({known[1]})",) if classes == 2 else tuple(known)

"""Words about a network: each unit's formula with its numbers, edges, layers."""

from __future__ import annotations

import numpy as np

from model.nn.network import BATCH_NORM_EPSILON, Layer
from model.training.wording import scaling

from .light import edge_numbers, unit_numbers
from .numbers import number, signed
from .wiring import Wiring

TERMS = 4  # of a formula are written out
MARKS = {
    "dead": "Dead: its sum is never above 0 on the training points.",
    "saturated": "Saturated: its slope is next to 0 on nearly all training points.",
}


def joined(terms: list[tuple[float, str]]) -> str:
    """A sum of numbers times names, the first one with a minus sign if it needs one."""
    text = ""
    for value, name in terms:
        sign = "−" if value < 0 else "+"
        text += (
            f" {sign} {number(abs(value))} {name}".rstrip()
            if text
            else f"{'−' * (value < 0)}{number(abs(value))} {name}"
        )
    return text.strip()


def weighted_sum(weights: np.ndarray, names: list[str], bias: float | None) -> str:
    """Largest weights first; "+ … and 5 more" where there are many; the bias last, where there is one."""
    order = np.argsort(-np.abs(np.nan_to_num(weights, nan=np.inf)), kind="stable")
    shown = order if len(order) <= TERMS + 1 else order[:TERMS]
    text = joined([(float(weights[place]), names[place]) for place in shown])
    if len(shown) < len(order):
        text += f" + … and {len(order) - len(shown)} more"
    if bias is not None:
        text += f" {'−' if bias < 0 else '+'} {number(abs(bias))}"
    return text


def formula(wiring: Wiring, layer: int, unit: int) -> str:
    """A unit's value as a formula of the layer before, in evaluation mode; layer 0 is the inputs."""
    if layer == 0:
        return wiring.unit(0, unit)
    own, name = wiring.layer(layer - 1), wiring.unit(layer, unit)
    before = [wiring.unit(layer - 1, place) for place in range(own.fan_in)]
    bias = float(own.parameters["b"][unit]) if own.biased else None
    total = weighted_sum(own.parameters["W"][:, unit], before, bias)
    if layer == len(wiring.sizes) - 1:
        return _output(wiring, name, total)
    if not own.normalized:
        return f"{name} = {_activated(wiring, total)}"
    if own.biased:
        return f"{name} = {_normalized(own, unit, _activated(wiring, 's'))} with s = {total}"
    return f"{name} = {_activated(wiring, _normalized(own, unit, 's'))} with s = {total}"


def notes(wiring: Wiring, layer: int, unit: int) -> list[str]:
    """What a formula leaves unsaid, in sentences."""
    snapshot, hidden, said = wiring.snapshot, 0 < layer < len(wiring.sizes) - 1, []
    if layer == len(wiring.sizes) - 1 and wiring.sizes[-1] > 1:
        said.append("Softmax over all logits makes the probabilities.")
    said += unit_numbers(snapshot, layer, unit) or _range(wiring, layer, unit)
    if layer == 1 and scaling(snapshot.experiment):
        said.append(f"Its inputs are {scaling(snapshot.experiment)} by the training points.")
    if not hidden:
        return said
    units = snapshot.units
    said += [
        words for word, words in MARKS.items() if units and word in units.marked and units.marked[word][layer - 1][unit]
    ]
    activation = wiring.network.activation
    if activation.reads_slope:
        how = "learned slope" if activation.learned else "slope"
        said.append(f"{_label(wiring)}: {how} {signed(float(wiring.network.slopes[layer - 1]))} below 0.")
    if wiring.layer(layer - 1).normalized:
        said.append("Batch norm: with its running mean and deviation.")
    rate = snapshot.experiment.layer_dropout[layer - 1]
    if rate:
        said.append(f"Dropout: in training 0 with probability {rate:g}, else times {number(1 / (1 - rate))}.")
    return said


def edge_words(wiring: Wiring, layer: int, one: int, other: int) -> str:
    """From where to where, the weight and its gradient; ``layer`` is the weight layer, from 0."""
    ends = f"{wiring.unit(layer, one)} → {wiring.unit(layer + 1, other)}"
    weight = float(wiring.weights(layer)[one, other])
    if wiring.snapshot.passage is not None:
        return f"{ends}: weight {signed(weight)}{edge_numbers(wiring.snapshot, layer, one, other)}"
    slope = float(wiring.of(wiring.snapshot.gradient, layer)[one, other])
    batch = "newest" if wiring.snapshot.step else "first"
    known = f", dW {signed(slope)} ({batch} minibatch)" if np.isfinite(slope) else ""
    return f"{ends}: weight {signed(weight)}{known}"


def layer_words(wiring: Wiring, layer: int) -> str:
    """How large a layer is; 0 is the inputs."""
    count, last = wiring.sizes[layer], len(wiring.sizes) - 1
    if layer == 0:
        return f"{_several(count, 'input')}: {', '.join(wiring.inputs[:6])}{', …' if count > 6 else ''}"
    size = sum(values.size for values in wiring.layer(layer - 1).parameters.values())
    if layer == last:
        return f"output: {_several(count, 'logit')}, {_several(size, 'parameter')}"
    facts = _several(count, "unit"), _label(wiring), _several(size, "parameter")
    return f"hidden layer {layer} of {last - 1}: {', '.join(facts)}"


def gap_words(wiring: Wiring, layer: int) -> str:
    """All weights of a weight layer together, from 0."""
    weights, gradient = wiring.weights(layer), wiring.of(wiring.snapshot.gradient, layer)
    with np.errstate(all="ignore"):
        size, slope = (float(np.sqrt(np.mean(np.square(values)))) for values in (weights, gradient))
    known = f", RMS of dW {number(slope)}" if np.isfinite(slope) else ""
    return f"{weights.shape[0]} × {weights.shape[1]} weights: RMS {number(size)}{known}".replace("nan", "not a number")


def _range(wiring: Wiring, layer: int, unit: int) -> list[str]:
    """From where to where the values go that a map shows."""
    maps, classes = wiring.snapshot.maps, wiring.snapshot.data.classes
    if maps is None:
        return []
    last = layer == len(maps.layers) - 1
    values = maps.answers[unit + (classes == 2)] if last else maps.layers[layer][unit]
    low, high = signed(float(values.min())), signed(float(values.max()))
    if "not a number" in (low, high):
        return ["Not a number everywhere."]
    if maps.x_range is None:
        return [f"Mean {signed(float(values.mean()))}, from {low} to {high} on the training points."]
    return [f"From {low} to {high} here."]


def _output(wiring: Wiring, name: str, total: str) -> str:
    classes = wiring.snapshot.data.classes
    if classes == 0:
        return f"{name} = {total}"
    return f"{name} = sigmoid({total})" if classes == 2 else f"logit of {name} = {total}"


def _activated(wiring: Wiring, inside: str) -> str:
    return inside if wiring.network.activation.identity else f"{_label(wiring)}({inside})"


def _normalized(layer: Layer, unit: int, inside: str) -> str:
    """Batch norm with its running statistics, number by number: γ (· − mean) / deviation + β."""
    gamma, beta = (float(layer.parameters[name][unit]) for name in ("gamma", "beta"))
    mean, deviation = float(layer.running_mean[unit]), float(np.sqrt(layer.running_variance[unit] + BATCH_NORM_EPSILON))
    return (
        f"{signed(gamma)} ({inside} {'+' if mean < 0 else '−'} {number(abs(mean))}) / {number(deviation)} "
        f"{'−' if beta < 0 else '+'} {number(abs(beta))}"
    )


def _label(wiring: Wiring) -> str:
    """The activation's label without what stands in brackets."""
    return wiring.network.activation.label.split(" (")[0]


def _several(count: int, word: str) -> str:
    return f"{count:,} {word}{'s' * (count != 1)}"

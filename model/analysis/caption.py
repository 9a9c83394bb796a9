"""Captions: what one phase of a minibatch does, in words with that minibatch's own numbers. No pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..data.dataset import Data
from ..nn.activations import ACTIVATIONS, Activation
from ..nn.losses import LOSSES, Loss
from ..training.passage import LayerPass, Passage
from .figures import figure, lowered
from .slopes import is_flat
from .update_words import update_words
from .wordings import broken, class_name, deviation, listed, of_them, point_words, rms, span

DIVERGES = "The run diverges in this step."
FEW = 6  # numbers that are said one by one


@dataclass(frozen=True)
class Teller:
    """What all captions of one passage draw on. ``colours`` are those of the classes, where they can be seen."""

    passage: Passage
    data: Data
    colours: Sequence[str]

    @property
    def loss(self) -> Loss:
        """The loss in force."""
        return LOSSES[self.passage.loss_name]

    @property
    def activation(self) -> Activation:
        """Of the hidden layers."""
        return ACTIVATIONS[self.passage.experiment.activation]

    def point(self, number: int) -> str:
        """Point ``number`` of the batch, as panels number it: "training point 17"."""
        pick = self.passage.point
        part, row = ("training", self.passage.rows[number]) if pick is None else (pick.part, pick.index)
        return f"{part} point {int(row):,}"

    def truth(self, number: int) -> str:
        """What is true of point ``number`` of the batch: its class, or its value."""
        label = self.passage.labels[number]
        return class_name(self.data, int(label)) if self.data.classes else f"value {figure(label)}"

    def coloured(self, label: int) -> str:
        """A class with its colour: "class 0 (orange)"."""
        name = class_name(self.data, label)
        return f"{name} ({self.colours[label]})" if self.colours else name

    def layer(self, number: int) -> str:
        """What weight layer ``number`` is called at the start of a sentence."""
        return "Output layer" if number == len(self.passage.layers) - 1 else f"Layer {number + 1}"


def caption(passage: Passage, index: int, data: Data, colours: Sequence[str] = ()) -> str:
    """Phase ``index`` of ``passage`` in one or two sentences.

    ``colours`` are those of the classes by number, where they can be seen.
    """
    phase = passage.phases[index]
    with np.errstate(all="ignore"):
        words = CAPTIONS[phase.kind](Teller(passage, data, colours), phase.layer)
    return f"{words} {DIVERGES}" if "not finite" in words and passage.point is None else words


def followed_words(passage: Passage, data: Data, colours: Sequence[str] = ()) -> str:
    """The point that is followed: "training point 17 (x₁ = 0.3, x₂ = −1.2, class 1)"; empty where none is."""
    if passage.point is None:
        return ""
    return point_words(passage.point.part, passage.point.index, data, colours)


def _batch(tell: Teller, layer: int | None) -> str:
    passage, step = tell.passage, f"step {tell.passage.step + 1:,}"
    if passage.point is not None:
        about = point_words(passage.point.part, passage.point.index, tell.data, tell.colours)
        return (
            f"{about[:1].upper()}{about[1:]}, alone. The phases show its own forward and backward pass; "
            f"{step} will use the whole minibatch."
        )
    count, all_points = len(passage.rows), len(tell.data.train)
    if count == all_points:
        drawn = f"All {count:,} training points make up {step}"
    else:
        drawn = f"Minibatch of {count:,} of the {all_points:,} training points, drawn for {step}"
    return f"{drawn}: {_make_up(tell)}."


def _make_up(tell: Teller) -> str:
    labels = np.asarray(tell.passage.labels)
    if not tell.data.classes:
        return f"values {span(labels)}"
    counts = np.bincount(labels.astype(int), minlength=tell.data.classes)
    return listed([f"{count:,} of {tell.coloured(label)}" for label, count in enumerate(counts)])


def _forward(tell: Teller, number: int) -> str:
    layer, last = tell.passage.layers[number], number == len(tell.passage.layers) - 1
    return _logits(tell, layer, number) if last else _hidden(tell, layer, number)


def _sums(layer: LayerPass, number: int) -> str:
    """z and how it comes about."""
    source, bias = f"h{lowered(number)}" if number else "x", " + b" if layer.b is not None else ""
    return f"z = {source} W{lowered(number + 1)}{bias} {_values(layer.z)}"


def _values(values: np.ndarray) -> str:
    """Few numbers of one point one by one, else from where to where."""
    values = np.asarray(values)
    if values.shape[-1] == 1 and values.size <= FEW:
        return "= " + ", ".join(map(figure, values.ravel())) + _trouble(values)
    return f"{span(values)}" + _trouble(values)


def _trouble(values: np.ndarray) -> str:
    found = broken(values)
    return f" ({found})" if found else ""


def _hidden(tell: Teller, layer: LayerPass, number: int) -> str:
    norm, parts = layer.norm, [_sums(layer, number)]
    if norm is not None and not norm.after:
        parts.append(_normalized(layer, "z"))
    spread = f", std {deviation(layer.a)}" if layer.a.size > 1 else ""
    slope = f" with slope {figure(layer.slope)}" if tell.activation.reads_slope or tell.activation.learned else ""
    parts.append(f"{tell.activation.label}{slope} gives a {_values(layer.a)}{spread}")
    if norm is not None and norm.after:
        parts.append(_normalized(layer, "a"))
    words = f"{tell.layer(number)}, forward: {'; '.join(parts)}."
    for more in (_idle(tell, layer), _dropped(layer)):
        words += f" {more}" if more else ""
    return words


def _normalized(layer: LayerPass, what: str) -> str:
    """What batch norm makes of the sums, or of what the activation gave."""
    norm = layer.norm
    over = "with the running mean and variance" if norm.running else "over the minibatch"
    scaled = "" if np.array_equal(norm.y, norm.normalized) else f", γ and β make y {_values(norm.y)} of it"
    return f"batch norm of {what}, unit by unit {over}, gives ẑ {_values(norm.normalized)}{scaled}"


def _idle(tell: Teller, layer: LayerPass) -> str:
    """Units that pass next to nothing back on this minibatch."""
    norm, activation = layer.norm, tell.activation
    z = layer.z if norm is None or norm.after else norm.y
    everywhere = " on all these points" if z.shape[1] > 1 else ""
    for shown, states, word in (
        (activation.rectifies, (z <= 0).all(axis=1), "at or below 0"),
        (activation.saturates, is_flat(activation, z, layer.slope).all(axis=1), "saturated"),
    ):
        if shown and states.any():
            return f"{of_them(int(states.sum()), len(z), 'unit')} {word}{everywhere}."
    return ""


def _dropped(layer: LayerPass) -> str:
    """What dropout did."""
    if layer.mask is None:
        return ""
    mask = np.asarray(layer.mask)
    zeroed = int((mask == 0).sum())
    kept = f" and multiplies the rest by {figure(mask.max())}" if zeroed < mask.size else ""
    return f"Dropout zeroes {zeroed or 'none':{',' if zeroed else ''}} of the {mask.size:,} outputs{kept}."


def _logits(tell: Teller, layer: LayerPass, number: int) -> str:
    """The logits and what they mean."""
    source = f"h{lowered(number)}" if number else "x"
    sums = f"{source} W{lowered(number + 1)} + b"
    if not tell.data.classes:
        truth, several = _values(np.asarray(tell.passage.labels)[None]), "s" * (layer.h.size > 1)
        answer = f"the answer{several} {sums} {_values(layer.h)}, for the true value{several} {truth}"
        return f"{tell.layer(number)}, forward: {answer}.".replace("value = ", "value ")
    answers = tell.passage.probabilities
    right = tell.loss.right(answers, np.asarray(tell.passage.labels).astype(int))
    squash = "σ makes p of" if len(layer.h) == 1 else "softmax makes p of"
    sure = answers[1:] if len(layer.h) == 1 else answers
    whose = tell.coloured(1) if len(layer.h) == 1 else "the classes"
    logits = f"the logit{'s' * (layer.h.size > 1)} {sums} {_values(layer.h)}"
    words = f"{tell.layer(number)}, forward: {logits}; {squash} {whose} {_values(sure)}."
    if len(right) == 1:
        return f"{words} That is {'right' if right[0] else 'wrong'}."
    return f"{words} {int(right.sum()):,} of {len(right):,} points are right."


def _loss(tell: Teller, layer: int | None) -> str:
    losses, unit = np.asarray(tell.passage.losses, float), f" {tell.loss.unit}" if tell.loss.unit else ""
    name = tell.loss.label
    if len(losses) == 1:
        return f"Loss: {name} of {tell.point(0)} is {figure(losses[0])}{unit}: {_answer(tell, 0)}."
    mean = name if name.startswith("mean ") else f"mean {name}"
    words = f"Loss: the {mean} of the {len(losses):,} points is {figure(tell.passage.loss)}{unit}"
    if trouble := broken(losses, "points’ losses"):
        return f"{words}: {trouble}."
    best, worst = int(losses.argmin()), int(losses.argmax())
    if losses[best] == losses[worst]:
        return f"{words}, the same for every point."
    return (
        f"{words}. Best: {tell.point(best)}, {figure(losses[best])} ({_answer(tell, best)}); "
        f"worst: {tell.point(worst)}, {figure(losses[worst])} ({_answer(tell, worst)})."
    )


def _answer(tell: Teller, number: int) -> str:
    """What the network says about one point, and what is true."""
    answers = tell.passage.probabilities[:, number]
    if not tell.data.classes:
        return f"{figure(answers[0])} for {figure(tell.passage.labels[number])}"
    return f"p = {figure(answers[int(tell.passage.labels[number])])} for {tell.truth(number)}"


def _backward(tell: Teller, number: int) -> str:
    layer, last = tell.passage.layers[number], number == len(tell.passage.layers) - 1
    count, below = len(tell.passage.losses), f"h{lowered(number)}" if number else "x"
    if last:
        error = "p − y" if tell.data.classes else "2 (answer − y)"
        error += "," if count == 1 and np.size(layer.delta) > 1 else ""
        source = f"δ = dL/dz = {error}" if count == 1 else f"δ = dL/dz = ({error}) / {count:,},"
    else:
        source = f"δ = dL/dz, come back through {_way_back(tell, layer, number)},"
    delta, dw = np.asarray(layer.delta), np.asarray(layer.dW)
    zeros = int((delta == 0).sum())
    flat = f" ({zeros:,} of {delta.size:,} exactly 0)" if zeros else ""
    spread = _values(delta) if delta.size == 1 else f"RMS {rms(delta)}"
    words = f"{tell.layer(number)}, backward: {source} {spread}{flat}{_trouble(delta)}; dW = {below}ᵀ δ, RMS {rms(dw)}"
    return f"{words}{_trouble(dw)}{_largest(dw, number)}{_others(layer)}."


def _way_back(tell: Teller, layer: LayerPass, number: int) -> str:
    """What lies between the layer above and the sums of hidden layer ``number``, in the order of the way back."""
    dropped = ["the dropout mask"] if layer.mask is not None else []
    ways = [f"the slope of {tell.activation.label}"]
    if layer.norm is not None:
        ways.insert(0 if layer.norm.after else 1, "batch norm")
    *before, last = [f"W{lowered(number + 2)}", *dropped, *ways]
    return f"{', '.join(before)} and {last}"


def _largest(dw: np.ndarray, number: int) -> str:
    if not np.isfinite(dw).all() or not dw.any():
        return ""
    row, column = np.unravel_index(int(np.abs(dw).argmax()), dw.shape)
    return f", largest entry {figure(dw[row, column])} at W{lowered(number + 1)}[{row}, {column}]"


def _others(layer: LayerPass) -> str:
    """The gradients of what else the layer learns."""
    named = (("db", layer.db), ("dγ", layer.dgamma), ("dβ", layer.dbeta))
    words = [f"{name} RMS {rms(values)}" for name, values in named if values is not None]
    if layer.dslope is not None:
        words.append(f"dL/dslope {figure(np.asarray(layer.dslope).reshape(()))}")
    return "; " + ", ".join(words) if words else ""


def _update(tell: Teller, layer: int | None) -> str:
    return update_words(tell.passage)


CAPTIONS: dict[str, Callable[[Teller, int | None], str]] = {
    "batch": _batch,
    "forward": _forward,
    "loss": _loss,
    "backward": _backward,
    "update": _update,
}

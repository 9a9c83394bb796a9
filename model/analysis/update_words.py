"""The update of one step in words: the optimizer's rule, and its whole arithmetic for the weight that moves most."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..nn.optimizers import OPTIMIZERS
from ..nn.regularizers import in_force
from ..table import Table
from ..training.experiment import Experiment
from ..training.passage import Passage, Update
from .figures import figure, lowered, moved
from .wordings import broken, rms


@dataclass(frozen=True)
class Weight:
    """One entry of W in one step. ``g`` is the gradient with the penalties in it; slots are the optimizer's, by name.

    ``rate`` is the learning rate, ``options`` the experiment.
    """

    name: str
    before: float
    after: float
    data_gradient: float
    penalty: float
    slots: Mapping[str, float]
    new_slots: Mapping[str, float]
    rate: float
    options: Experiment

    @property
    def g(self) -> float:
        """What the optimizer is given."""
        return self.data_gradient + self.penalty

    @property
    def g_words(self) -> str:
        """The gradient's number, with the penalties' part set apart: "(0.11 + 0.002)"."""
        if not self.penalty:
            return _factor(self.data_gradient)
        sign = "−" if self.penalty < 0 else "+"
        return f"({figure(self.data_gradient)} {sign} {figure(abs(self.penalty))})"


@dataclass(frozen=True)
class Rule:
    """How an optimizer of the same name moves a weight.

    ``rule(rate, options)`` says it in symbols, ``numbers(weight)`` in numbers; ``step(weight)`` is what it adds.
    """

    name: str
    label: str
    rule: Callable[[str, Experiment], str]
    numbers: Callable[[Weight], str]
    step: Callable[[Weight], float]


def update_words(passage: Passage, experiment: Experiment) -> str:
    """What the update of ``passage`` does."""
    update, rule = passage.update, RULES[experiment.optimizer]
    rate = figure(passage.learning_rate)
    words = f"Update, {OPTIMIZERS[experiment.optimizer].label} with learning rate {rate}: {rule.rule(rate, experiment)}"
    penalties = [each.label for each, _ in in_force(experiment) if each.before]
    if penalties:
        words += f", with the gradient of {' and '.join(penalties)} in g"
    corrections = [each.label for each, _ in in_force(experiment) if each.after]
    if corrections:
        words += f"; then {' and '.join(corrections)}"
    if trouble := broken(update.after, "parameters"):
        return f"{words}. {trouble[:1].upper()}{trouble[1:]}."
    if not np.any(update.step):
        return f"{words}. Nothing moves."
    return f"{words}. {_greatest(passage, experiment, rule)} {_together(passage)}"


def _greatest(passage: Passage, experiment: Experiment, rule: Rule) -> str:
    """The weight that moves most, and why."""
    weight = _weight_that_moves_most(passage, experiment)
    before, after = moved(weight.before, weight.after)
    words = f"{weight.name} moves most: {before} → {after}"
    if not any(each.after for each, _ in in_force(experiment)):
        return f"{words}, by {rule.numbers(weight)}."
    correction = weight.after - weight.before - rule.step(weight)
    return f"{words}, by {rule.numbers(weight)}, corrected by {figure(correction)}."


def _weight_that_moves_most(passage: Passage, experiment: Experiment) -> Weight:
    parts = [passage.update.layer(number) for number in range(len(passage.layers))]
    number = int(np.argmax([np.abs(part.step).max() for part in parts]))
    part: Update = parts[number]
    at = np.unravel_index(int(np.abs(part.step).argmax()), part.step.shape)
    return Weight(
        name=f"W{lowered(number + 1)}[{at[0]}, {at[1]}]",
        before=float(part.before[at]),
        after=float(part.after[at]),
        data_gradient=float(part.gradient[at]),
        penalty=float(part.penalty[at]),
        slots=_at(part.slots_before, at),
        new_slots=_at(part.slots_after, at),
        rate=passage.learning_rate,
        options=experiment,
    )


def _at(slots: Mapping[str, np.ndarray], at: tuple[np.intp, ...]) -> dict[str, float]:
    return {name: float(values[at] if values.ndim == len(at) else values[-1]) for name, values in slots.items()}


def _together(passage: Passage) -> str:
    """How far all weights go, beside how large they are."""
    parts = [passage.update.layer(number) for number in range(len(passage.layers))]
    steps = np.concatenate([np.ravel(part.step) for part in parts])
    before = np.concatenate([np.ravel(part.before) for part in parts])
    size = float(np.sqrt(np.mean(np.square(before, dtype=float))))
    share = float(np.sqrt(np.mean(np.square(steps, dtype=float)))) / size if size else math.nan
    ratio = f", {figure(100 * share)} % of their own RMS {figure(size)}" if size else ""
    return f"All W together: RMS {rms(steps)}{ratio}."


def _factor(value: float) -> str:
    """A number behind a multiplication sign."""
    return f"({figure(value)})" if value < 0 else figure(value)


def _velocity(weight: Weight) -> float:
    return weight.options.momentum * weight.slots["velocity"] - weight.rate * weight.g


def _velocity_words(weight: Weight) -> str:
    options, before = weight.options, weight.slots["velocity"]
    return f"{figure(options.momentum)} × {_factor(before)} − {figure(weight.rate)} × {weight.g_words}"


def _divided(weight: Weight, above: float, below: float) -> str:
    return f"−{figure(weight.rate)} × {_factor(above)} / {figure(below)}"


def _adam(weight: Weight) -> tuple[float, float]:
    """The corrected mean of the gradients, and the root of the corrected mean of their squares, plus eps."""
    options, steps = weight.options, weight.new_slots
    return steps["mean"], math.sqrt(steps["squares"]) + options.eps


RULES = Table(
    "update rule",
    Rule(
        "sgd",
        "SGD",
        lambda rate, options: f"w ← w − {rate} g",
        lambda w: f"−{figure(w.rate)} × {w.g_words}",
        lambda w: -w.rate * w.g,
    ),
    Rule(
        "momentum",
        "momentum",
        lambda rate, options: f"v ← {figure(options.momentum)} v − {rate} g; w ← w + v",
        lambda w: f"v = {_velocity_words(w)}",
        _velocity,
    ),
    Rule(
        "nesterov",
        "Nesterov",
        lambda rate, options: (
            f"v ← {figure(options.momentum)} v − {rate} g; w ← w + {figure(options.momentum)} v − {rate} g"
        ),
        lambda w: f"{figure(w.options.momentum)} v − {figure(w.rate)} × {w.g_words} with v = {_velocity_words(w)}",
        lambda w: w.options.momentum * _velocity(w) - w.rate * w.g,
    ),
    Rule(
        "rmsprop",
        "RMSProp",
        lambda rate, options: f"w ← w − {rate} g / (√s + ε), s the running mean of g²",
        lambda w: f"−{figure(w.rate)} × {w.g_words} / {figure(math.sqrt(w.new_slots['squares']) + w.options.eps)}",
        lambda w: -w.rate * w.g / (math.sqrt(w.new_slots["squares"]) + w.options.eps),
    ),
    Rule(
        "adam",
        "Adam",
        lambda rate, options: f"w ← w − {rate} m / (√s + ε), m and s the running means of g and g²",
        lambda w: _divided(w, *_adam(w)),
        lambda w: -w.rate * _adam(w)[0] / _adam(w)[1],
    ),
)

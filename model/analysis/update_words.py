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
from ..training.passage import Passage
from .figures import figure, lowered, moved
from .wordings import broken, rms, size


@dataclass(frozen=True)
class Weight:
    """One entry of W in one step. Its ``slots`` are the optimizer's before the step, ``new_slots`` after it, by name;
    ``counters`` what it counts by, after it. ``settings`` are the run's."""

    name: str
    before: float
    after: float
    gradient: float
    penalty: float
    correction: float
    slots: Mapping[str, float]
    new_slots: Mapping[str, float]
    counters: np.ndarray | None
    rate: float
    settings: Experiment

    @property
    def g(self) -> str:
        """What the optimizer is given, with the penalties' part set apart: "(0.11 + 0.002)"."""
        if not self.penalty:
            return _factor(self.gradient)
        sign = "−" if self.penalty < 0 else "+"
        return f"({figure(self.gradient)} {sign} {figure(abs(self.penalty))})"


@dataclass(frozen=True)
class Rule:
    """How the optimizer of the same name moves a weight: ``symbols(rate, settings)``, and ``numbers(weight)``."""

    name: str
    label: str
    symbols: Callable[[str, Experiment], str]
    numbers: Callable[[Weight], str]


OTHERS = {"b": "biases", "gamma": "γ", "beta": "β", "alpha": "slopes"}  # parameters that are no weights


def update_words(passage: Passage) -> str:
    """What the update of ``passage`` does."""
    settings, rate = passage.experiment, figure(passage.learning_rate)
    rule, label = RULES[settings.optimizer], OPTIMIZERS[settings.optimizer].label
    whose = "Update" if passage.point is None else "Update, as this point alone would have it"
    words = f"{whose}, {label} with learning rate {rate}: {rule.symbols(rate, settings)}"
    penalties = [each.label for each, _ in in_force(settings) if each.before]
    if penalties:
        words += f", with the gradient of {' and '.join(penalties)} in g"
    corrections = [each.label for each, _ in in_force(settings) if each.after]
    if corrections:
        words += f"; then {' and '.join(corrections)}"
    if trouble := broken(passage.update.after, "parameters"):
        return f"{words}. {trouble[:1].upper()}{trouble[1:]}."
    weight = _weight_that_moves_most(passage)
    if weight.after == weight.before:
        return f"{words}. No weight moves{_the_rest(passage)}."
    before, after = moved(weight.before, weight.after)
    words += f". {weight.name} moves most: {before} → {after}, by {rule.numbers(weight)}"
    words += f", corrected by {figure(weight.correction)}" if weight.correction else ""
    return f"{words}. {_together(passage)}"


def _the_rest(passage: Passage) -> str:
    """What moves though no weight does."""
    moving = {name for number, places in enumerate(passage.update.places) for name in places
              if name != "W" and passage.update.layer(number, name).step.any()}  # fmt: skip
    others = [word for name, word in OTHERS.items() if name in moving]
    return f"; only {' and '.join(others)} move" if others else ""


def _weight_that_moves_most(passage: Passage) -> Weight:
    parts = [passage.update.layer(number) for number in range(len(passage.layers))]
    number = int(np.argmax([np.abs(part.step).max() for part in parts]))
    part = parts[number]
    at = np.unravel_index(int(np.abs(part.step).argmax()), part.step.shape)
    return Weight(
        name=f"W{lowered(number + 1)}[{at[0]}, {at[1]}]",
        before=float(part.before[at]),
        after=float(part.after[at]),
        gradient=float(part.gradient[at]),
        penalty=float(part.penalty[at]),
        correction=float(part.correction[at]),
        slots={name: float(values[at]) for name, values in part.slots_before.items()},
        new_slots={name: float(values[at]) for name, values in part.slots_after.items()},
        counters=part.counters_after,
        rate=passage.learning_rate,
        settings=passage.experiment,
    )


def _together(passage: Passage) -> str:
    """How far all weights go, beside how large they are."""
    parts = [passage.update.layer(number) for number in range(len(passage.layers))]
    steps, before = (
        np.concatenate([np.ravel(getattr(part, name)) for part in parts]).astype(float) for name in ("step", "before")
    )
    whole = size(before)
    share = f", {figure(100 * size(steps) / whole)} % of the weights’ own" if whole else ""
    return f"All W together move by RMS {rms(steps)}{share}."


def _factor(value: float) -> str:
    """A number behind a multiplication sign."""
    return f"({figure(value)})" if value < 0 else figure(value)


def _velocity(weight: Weight) -> str:
    kept = f"{figure(weight.settings.momentum)} × {_factor(weight.slots['velocity'])}"
    return f"{kept} − {figure(weight.rate)} × {weight.g}"


def _by_size(weight: Weight) -> str:
    """The gradient over its usual size."""
    usual = math.sqrt(weight.new_slots["squares"]) + weight.settings.eps
    return f"−{figure(weight.rate)} × {weight.g} / {figure(usual)}"


def _means(weight: Weight) -> str:
    """The corrected mean of the gradients over the root of that of their squares."""
    of_mean, of_squares = (float(each) for each in weight.counters)
    usual = math.sqrt(weight.new_slots["squares"] / of_squares) + weight.settings.eps
    return f"−{figure(weight.rate)} × {_factor(weight.new_slots['mean'] / of_mean)} / {figure(usual)}"


RULES = Table(
    "update rule",
    Rule(
        "sgd",
        "SGD",
        lambda rate, settings: f"w ← w − {rate} g",
        lambda weight: f"−{figure(weight.rate)} × {weight.g}",
    ),
    Rule(
        "momentum",
        "momentum",
        lambda rate, settings: f"v ← {figure(settings.momentum)} v − {rate} g, w ← w + v",
        lambda weight: f"v = {_velocity(weight)}",
    ),
    Rule(
        "nesterov",
        "Nesterov",
        lambda rate, settings: (
            f"v ← {figure(settings.momentum)} v − {rate} g, w ← w + {figure(settings.momentum)} v − {rate} g"
        ),
        lambda weight: (
            f"{figure(weight.settings.momentum)} × ({_velocity(weight)}) − {figure(weight.rate)} × {weight.g}"
        ),
    ),
    Rule(
        "rmsprop",
        "RMSProp",
        lambda rate, settings: f"w ← w − {rate} g / (√s + ε), s the running mean of g²",
        _by_size,
    ),
    Rule(
        "adam",
        "Adam",
        lambda rate, settings: f"w ← w − {rate} m / (√s + ε), m and s the corrected running means of g and g²",
        _means,
    ),
)

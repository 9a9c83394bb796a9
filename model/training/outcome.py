"""Outcomes: where runs ended, one by one and as the median and spread of several that differ in their seeds."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..knob import Invalid
from ..table import Table
from .evaluation import Evaluation
from .experiment import Experiment
from .moment import Changes
from .trainer import Trainer


@dataclass(frozen=True)
class Measure:
    """A number of an evaluation that a run can aim at; ``rises``: more of it is better."""

    name: str
    label: str
    rises: bool
    read: Callable[[Evaluation], float]


def _accuracy(seen: Evaluation) -> float:
    return seen.train_accuracy if math.isnan(seen.validation_accuracy) else seen.validation_accuracy


def _loss(seen: Evaluation) -> float:
    return seen.train_loss if math.isnan(seen.validation_loss) else seen.validation_loss


MEASURES = Table(
    "measure",
    Measure("train_loss", "Training loss", False, lambda seen: seen.train_loss),
    Measure("validation_loss", "Validation loss", False, lambda seen: seen.validation_loss),
    Measure("train_accuracy", "Training accuracy", True, lambda seen: seen.train_accuracy),
    Measure("validation_accuracy", "Validation accuracy", True, lambda seen: seen.validation_accuracy),
    Measure("loss", "Validation loss, without validation points training loss", False, _loss),
    Measure("accuracy", "Validation accuracy, without validation points training accuracy", True, _accuracy),
)
NUMBERS = tuple(field.name for field in dataclasses.fields(Evaluation) if field.name != "step")


@dataclass(frozen=True)
class Target:
    """A value of a measure at which a run has trained enough."""

    measure: Measure
    value: float

    @classmethod
    def read(cls, text: str) -> Target:
        """From accuracy=0.95. Raises Invalid."""
        name, _, value = text.partition("=")
        name = name.strip().replace("-", "_")
        legal = f"NAME=VALUE, such as accuracy=0.95, with NAME one of {', '.join(MEASURES)}"
        try:
            number = float(value.replace(",", "."))
        except ValueError:
            number = math.nan
        if name not in MEASURES or not math.isfinite(number) or (MEASURES[name].rises and not 0 <= number <= 1):
            legal += "; accuracies are fractions from 0 to 1"
            raise Invalid("until", text, legal)
        return cls(MEASURES[name], number)

    def met(self, seen: Evaluation) -> bool:
        """Whether an evaluation is as good as that."""
        number = self.measure.read(seen)
        return number >= self.value if self.measure.rises else number <= self.value

    def __str__(self) -> str:
        return f"{self.measure.name}={self.value:g}"


@dataclass(frozen=True)
class Outcome:
    """Where one run ended. ``reached`` is the step at which the target was first seen, None where it was not."""

    experiment: Experiment
    step: int
    epoch: int
    evaluation: Evaluation
    diverged: bool
    reached: int | None
    message: str


@dataclass(frozen=True)
class Spread:
    """Median, lower and upper quartile, least and most of ``count`` numbers; NaN where there are none."""

    count: int
    median: float
    q1: float
    q3: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Of the finite ones; quartiles interpolate in straight lines (Hyndman & Fan, 1996, type 7)."""
        finite = np.array([value for value in values if math.isfinite(value)], float)
        if not finite.size:
            return cls(0, *[math.nan] * 5)
        least, q1, median, q3, most = (float(each) for each in np.quantile(finite, (0, 0.25, 0.5, 0.75, 1)))
        return cls(finite.size, median, q1, q3, least, most)


@dataclass(frozen=True)
class Row:
    """What several seeds of the same settings gave; ``spreads`` by name, over the runs that did not diverge."""

    changes: Mapping[str, Any]
    outcomes: tuple[Outcome, ...]

    @property
    def diverged(self) -> int:
        """How many runs ended in numbers that are not finite."""
        return sum(each.diverged for each in self.outcomes)

    @property
    def reached(self) -> int:
        """How many runs met the target."""
        return sum(each.reached is not None for each in self.outcomes)

    @property
    def spreads(self) -> dict[str, Spread]:
        """Of the step, of every number of the evaluation, and of the step at which the target was met."""
        sound = [each for each in self.outcomes if not each.diverged]
        found = {"step": Spread.of([each.step for each in sound])}
        found |= {name: Spread.of([getattr(each.evaluation, name) for each in sound]) for name in NUMBERS}
        met = [each.reached for each in self.outcomes if each.reached is not None]
        return found | {"reached": Spread.of(met)}


def outcome_of(
    experiment: Experiment,
    changes: Changes,
    steps: int,
    target: Target | None = None,
    seen: Callable[[int], None] = lambda step: None,
) -> Outcome:
    """Train one run for at most so many steps, with live ``changes``, until an evaluation meets the ``target``.

    Evaluations come at steps that depend on the experiment alone, and each ends a block: so the step of the end does.
    ``seen`` is told now and then where the run stands.
    """
    trainer = Trainer(experiment)
    trainer.expect(changes)

    def is_met() -> bool:
        return target is not None and trainer.recorded.step == trainer.step_count and target.met(trainer.recorded)

    def goes_on() -> bool:
        seen(trainer.step_count)
        return not is_met()

    trainer.run(steps, goes_on)
    newest = trainer.evaluate()
    met = target is not None and trainer.divergence is None and target.met(newest)
    return Outcome(
        trainer.experiment,
        trainer.step_count,
        trainer.step_count // trainer.steps_per_epoch,
        newest,
        trainer.divergence is not None,
        trainer.step_count if met else None,
        trainer.ending,
    )

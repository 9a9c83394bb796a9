"""A proof: a lesson's runs are trained, and each check of its claim is measured on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..analysis.measures import MEASURES, Measure, Run
from ..training.trainer import Trainer
from .lesson import THEN, Check, Lesson
from .relations import RELATIONS

Runs = Mapping[str, Run]


@dataclass(frozen=True)
class Verdict:
    """What was measured for one check: the ``value`` and ``bound`` of each repetition, and whether the check holds."""

    check: Check
    values: tuple[float, ...]
    bounds: tuple[float, ...]
    held: tuple[bool, ...]

    @property
    def holds(self) -> bool:
        """Whether the check is true of as many repetitions as it claims."""
        return sum(self.held) >= self.check.share * len(self.held)

    def words(self, labels: Mapping[str, str]) -> str:
        """The measured sentence of the first repetition: "sigmoid: dW, first layer / last 1.9e-06 < 0.0001"."""
        return f"{self.known(labels)} {'' if self.held[0] else 'not '}{self.wanted(labels)}"

    def known(self, labels: Mapping[str, str]) -> str:
        """What was measured: "sigmoid: dW, first layer / last 1.9e-06"."""
        measure = MEASURES[self.check.measure]
        return f"{labels[self.check.variant]}: {measure.label}{_span(self.check.steps)} {measure.show(self.values[0])}"

    def wanted(self, labels: Mapping[str, str]) -> str:
        """What it is compared with: "< 0.0001"."""
        bound = MEASURES[self.check.measure].show(self.bounds[0])
        return f"{RELATIONS[self.check.relation].symbol} {bound}{self._source(labels)}"

    def _source(self, labels: Mapping[str, str]) -> str:
        """What the bound was made of: " = 0.35 × no penalty"."""
        check = self.check
        if not check.of:
            return ""
        factor = "" if check.number == 1 else f"{check.number:.2g} × "
        return f" = {factor}{labels[check.of]}{_span(check.of_steps)}"


@dataclass(frozen=True)
class Sentence:
    """What a person reads of verdicts; ``holds`` is None where they are about many seeds and this is one of them."""

    words: str
    holds: bool | None


def sentences(verdicts: Sequence[Verdict], labels: Mapping[str, str]) -> list[Sentence]:
    """One sentence for each verdict; those about many seeds that measure the same of the same run share one."""
    told: list[Sentence] = []
    shared: dict[str, list[str]] = {}
    for verdict in verdicts:
        share = verdict.check.share
        if share == 1:
            told.append(Sentence(verdict.words(labels), verdict.holds))
        else:
            shared.setdefault(verdict.known(labels), []).append(f"{share:.0%} {verdict.wanted(labels)}")
    return told + [Sentence(f"{known}\nMany seeds: at least {', '.join(each)}", None) for known, each in shared.items()]


def _span(steps: tuple[int, int] | None) -> str:
    return f" of steps {steps[0]:,} to {steps[1]:,}" if steps else ""


def prove(lesson: Lesson, repetitions: Sequence[int] = (0,)) -> tuple[Verdict, ...]:
    """Train every run that the claim speaks of, once for each repetition, and judge."""
    return judge(lesson, [train(lesson, repetition) for repetition in repetitions])


def train(lesson: Lesson, repetition: int = 0) -> dict[str, Run]:
    """The runs that the claim speaks of, trained to their end; not at all where only the start is looked at."""
    experiments, needed = lesson.experiments(repetition), trained(lesson)
    runs = {name: Run(Trainer(experiments[name])) for name in claimed(lesson)}
    for name in needed & runs.keys():
        runs[name].trainer.run(2**60)
    return runs


def claimed(lesson: Lesson) -> list[str]:
    """The runs that the claim speaks of, in the lesson's order."""
    spoken = {name for check in lesson.claim for name in (check.variant, check.of)}
    return [name for name in (*(variant.name for variant in lesson.variants), THEN) if name in spoken]


def trained(lesson: Lesson) -> set[str]:
    """The runs of which the claim says something that training changes."""
    pairs = [(check.variant, check.measure) for check in lesson.claim]
    pairs += [(check.of, check.of_measure or check.measure) for check in lesson.claim if check.of]
    return {name for name, measure in pairs if MEASURES[measure].trained}


def judge(lesson: Lesson, repetitions: Sequence[Runs]) -> tuple[Verdict, ...]:
    """Each check of which the runs are there, trained, one mapping a repetition."""
    there = set.intersection(*(set(runs) for runs in repetitions))
    return tuple(
        _verdict(check, repetitions) for check in lesson.claim if {check.variant, check.of or check.variant} <= there
    )


def _verdict(check: Check, repetitions: Sequence[Runs]) -> Verdict:
    relation = RELATIONS[check.relation]
    values = tuple(_measured(MEASURES[check.measure], runs[check.variant], check.steps) for runs in repetitions)
    bounds = tuple(_bound(check, runs) for runs in repetitions)
    held = tuple(relation.holds(value, bound, check.tolerance) for value, bound in zip(values, bounds))
    return Verdict(check, values, bounds, held)


def _bound(check: Check, runs: Runs) -> float:
    if not check.of:
        return check.number
    measure = MEASURES[check.of_measure or check.measure]
    return check.number * _measured(measure, runs[check.of], check.of_steps or check.steps)


def _measured(measure: Measure, run: Run, steps: tuple[int, int] | None) -> float:
    return float(measure.value(run, steps) if measure.reads_steps else measure.value(run))

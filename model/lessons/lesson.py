"""A lesson: one idea, set up as a contrast of runs that differ in one thing, with its words and its claim."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..training.contrast import Contrast, Variant
from ..training.experiment import Experiment

THEN = "then"  # the name under which a claim speaks of the run after "now change this"
LANGUAGE = "en"  # every lesson speaks it

Changes = Mapping[str, Any]


@dataclass(frozen=True)
class LessonVariant:
    """One run of the contrast: what it changes in the lesson's settings. Its label is among the words."""

    name: str
    changes: Changes = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """One measured sentence: ``measure`` of ``variant`` stands in ``relation`` to a bound.

    The bound is ``number``, or ``number`` times ``of_measure`` of the variant ``of``. ``steps`` is the span that some
    measures look at. ``share`` of the repetitions must hold: all of them, unless the lesson is about many seeds.
    """

    variant: str
    measure: str
    relation: str
    number: float
    tolerance: float = 0.0
    of: str = ""
    of_measure: str = ""
    steps: tuple[int, int] | None = None
    of_steps: tuple[int, int] | None = None
    share: float = 1.0


@dataclass(frozen=True)
class Words:
    """All that a person reads in one language. ``labels`` names every variant, and what "now change this" makes."""

    title: str
    question: str
    look: str
    then: str
    explanation: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Lesson:
    """``settings`` is what all runs share; ``variants`` run together on the same points, weights and minibatches.

    ``steps`` is how long each run is, rounded up to whole epochs. ``then`` is what "now change this" changes in the
    settings. ``highlight`` names knobs, ``panels`` panels (none: as they are). ``seeds`` is how many repetitions the
    claim speaks of. ``focus`` is the variant that is looked at first (else the start), ``log`` names panels that begin
    with a logarithmic axis.
    """

    name: str
    order: int
    chapter: str
    settings: Changes
    variants: tuple[LessonVariant, ...]
    then: Changes
    steps: int
    highlight: tuple[str, ...]
    panels: tuple[str, ...]
    claim: tuple[Check, ...]
    text: Mapping[str, Words]
    seeds: int = 1
    focus: str = ""
    log: tuple[str, ...] = ()

    def words(self, language: str = LANGUAGE) -> Words:
        """The words in ``language``, or in English where there is no translation."""
        return self.text.get(language) or self.text[LANGUAGE]

    @property
    def base(self) -> Experiment:
        """The experiment in which the lesson starts."""
        return self._ended(Experiment(**self.settings))

    def changed(self, changes: Changes, repetition: int = 0) -> Experiment:
        """The base with ``changes``; each repetition has points, weights and minibatches of its own."""
        chosen = Experiment(**self.settings).replace(**changes)
        seeds = {"seed": chosen.seed + repetition, "data_seed": chosen.data_seed + repetition}
        return self._ended(chosen.replace(**seeds) if repetition else chosen)

    @property
    def start(self) -> str:
        """The variant that changes nothing."""
        return next(variant.name for variant in self.variants if not variant.changes)

    @property
    def shown(self) -> str:
        """The variant that is looked at first."""
        return self.focus or self.start

    def experiments(self, repetition: int = 0) -> dict[str, Experiment]:
        """Every run of the contrast by name, and the one after "now change this"."""
        runs = {variant.name: self.changed(variant.changes, repetition) for variant in self.variants}
        return {**runs, THEN: self.changed(self.then, repetition)}

    def contrast(self, language: str = LANGUAGE) -> Contrast:
        """The variants, to be trained together."""
        return self._contrast(tuple(variant.name for variant in self.variants), language)

    def contrast_then(self, language: str = LANGUAGE) -> Contrast:
        """The start and what "now change this" makes of it, with the variants to which the claim compares that."""
        return self._contrast(self.runs_then, language)

    @property
    def runs_then(self) -> tuple[str, ...]:
        """The names of the runs of ``contrast_then``."""
        spoken = {check.of for check in self.claim if check.variant == THEN} | {self.start}
        return (*(variant.name for variant in self.variants if variant.name in spoken), THEN)

    def _contrast(self, names: tuple[str, ...], language: str) -> Contrast:
        base, runs, labels = self.base, self.experiments(), self.words(language).labels
        return Contrast(base, tuple(Variant(labels[name], base.differences(runs[name])) for name in names))

    def _ended(self, experiment: Experiment) -> Experiment:
        """The experiment ends with the first whole epoch at which the lesson's steps are done."""
        return experiment.replace(max_epochs=math.ceil(self.steps / experiment.steps_per_epoch))

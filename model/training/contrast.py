"""A contrast: runs on the same data, with the same seed and the same batches, that differ in what is compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..knob import Invalid
from .experiment import KNOBS, Experiment
from .wording import differing, said_together

MOST = 6  # runs that are told apart
MOST_SEEDS = 20  # runs of a band
BELONGS = {"schedule_options": "schedule"}  # whoever fixes the second has the first to itself


@dataclass(frozen=True)
class Variant:
    """One of the runs: ``changes`` are its own settings. An empty ``label`` says exactly which settings differ."""

    label: str
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Contrast:
    """``variants`` of ``base``, in the order in which they are shown; one alone is an ordinary run.

    ``band`` draws them as what they have in common (median and spread), not one by one. Raises Invalid for more runs
    than can be shown, for two that are the same, and for settings that cannot be.
    """

    base: Experiment
    variants: tuple[Variant, ...]
    band: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "variants", tuple(self.variants))
        most = MOST_SEEDS if self.band else MOST
        if not 1 <= len(self.variants) <= most:
            raise Invalid("variants", len(self.variants), f"1 to {most} runs")
        experiments = self.experiments()
        for number, experiment in enumerate(experiments):
            if experiment in experiments[:number]:
                raise Invalid("variants", self.labels[number] or "the same twice", "runs that differ in a setting")

    def experiments(self) -> tuple[Experiment, ...]:
        """The runs' settings, one experiment a variant."""
        return self._experiments

    @cached_property
    def _experiments(self) -> tuple[Experiment, ...]:
        return tuple(self.base.replace(**variant.changes) for variant in self.variants)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What each run is called; a single one needs no name."""
        names = differing(self.experiments()) if self.variants else ()
        pairs = zip(self.variants, self.experiments(), strict=True)
        return tuple(variant.label or said_together(names, experiment) for variant, experiment in pairs)

    def changed(self, focus: int, changes: Mapping[str, Any]) -> Contrast:
        """After ``changes`` in the form while run ``focus`` is looked at.

        They act on every run, except where a variant fixes that setting; what the run looked at fixes changes in it
        alone. Raises Invalid.
        """
        own = self.variants[focus].changes
        mine = {name: value for name, value in changes.items() if _fixed(name, own)}
        rest = {name: value for name, value in changes.items() if name not in mine}
        variants = list(self.variants)
        if mine:
            kept = {name: value for name, value in own.items() if BELONGS.get(name) not in mine}
            variants[focus] = Variant("", {**kept, **mine})
        return Contrast(self.base.replace(**rest), tuple(variants), self.band)

    def as_of(self, focus: int, experiment: Experiment) -> Contrast:
        """As it was when run ``focus`` was ``experiment``, before changes that were made later."""
        changes = self.experiments()[focus].differences(experiment)
        try:
            return self.changed(focus, changes) if changes else self
        except Invalid:  # two runs were the same then
            return self

    def reseeded(self, name: str) -> Contrast:
        """The same with the next seed; runs that differ in it move on by as many seeds as they use."""
        values = [getattr(experiment, name) for experiment in self.experiments()]
        fixed = any(name in variant.changes for variant in self.variants)
        stride = max(values) - min(values) + 1 if fixed else 1
        variants = (
            Variant(each.label, {**each.changes, name: following(name, value, stride)})
            if name in each.changes
            else each
            for each, value in zip(self.variants, values, strict=True)
        )
        base = self.base.replace(**{name: following(name, getattr(self.base, name), stride)})
        return Contrast(base, tuple(variants), self.band)


def alone(experiment: Experiment) -> Contrast:
    """A single run."""
    return Contrast(experiment, (Variant("", {}),))


def values_of(base: Experiment, name: str, values: Sequence[Any]) -> Contrast:
    """One setting with several values."""
    return Contrast(base, tuple(Variant("", {name: value}) for value in values))


def collected(experiments: Sequence[Experiment]) -> Contrast:
    """Whole experiments side by side: each fixes every setting in which any two of them differ."""
    names = differing(experiments)
    variants = (Variant("", {name: getattr(experiment, name) for name in names}) for experiment in experiments)
    return Contrast(experiments[0], tuple(variants))


def seeds_of(base: Experiment, count: int) -> Contrast:
    """The same settings with ``count`` seeds, to be drawn as median and band."""
    if not 2 <= count <= MOST_SEEDS:
        raise Invalid("seeds", count, f"2 to {MOST_SEEDS}")
    seeds = [following("seed", base.seed, shift) for shift in range(count)]
    return Contrast(base, tuple(Variant("", {"seed": seed}) for seed in seeds), band=True)


def following(name: str, seed: int, stride: int = 1) -> int:
    """``seed`` so many further; after the last one comes the first."""
    knob = KNOBS[name]
    first, last = int(knob.minimum), int(knob.maximum)
    return first + (seed + stride - first) % (last - first + 1)


def _fixed(name: str, own: Mapping[str, Any]) -> bool:
    return name in own or BELONGS.get(name) in own

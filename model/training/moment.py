"""A moment: one experiment, its live changes and a step; everything that brings a run back, bit for bit."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..knob import Invalid
from ..strict_json import Damaged, brief, loads, shortened
from . import short_line
from .experiment import FIELDS, LIVE, Experiment
from .trainer import Trainer

FORMAT = 1  # of files and short lines; a newer one is refused with a clear message
MOST_STEPS = 10**12
MOST_CHANGES = 100_000
KEYS = ("glassnet", "step", "changes", "experiment")
Changes = tuple[tuple[int, Mapping[str, Any]], ...]


@dataclass(frozen=True)
class Moment:
    """A run of ``experiment``, which are its first settings, at ``step``.

    ``changes`` are its live changes, as (step, settings by name), also those that are still to come after going back:
    whoever plays on sees them again. ``Moment.of`` takes over what a trainer has checked; what comes from elsewhere is
    checked by ``checked()``, which reading from text does by itself.
    """

    experiment: Experiment
    changes: Changes = ()
    step: int = 0

    @classmethod
    def of(cls, trainer: Trainer) -> Moment:
        """Where ``trainer``, which trains on its experiment's own data, stands now."""
        return cls(trainer.first, tuple(each for each in trainer.changes if each[1]), trainer.step_count)

    def trainer(self, keep_going: Callable[[], bool] | None = None) -> Trainer:
        """A trainer that stands at this moment; only part of the way where ``keep_going()`` says no.

        A run that ends earlier stands at its end. Raises Invalid where ``checked`` does.
        """
        self.checked()
        trainer = Trainer(self.experiment)
        trainer.expect(self.changes)
        trainer.goto(self.step, keep_going)
        return trainer

    @property
    def now(self) -> Experiment:
        """The settings in force at this moment."""
        settings = self.experiment
        for step, changes in self.changes:
            if step <= self.step:
                settings = settings.replace(**changes)
        return settings

    def checked(self) -> Moment:
        """This moment with every value of its changes as the experiment takes it. Raises Invalid."""
        _whole("step", self.step)
        if len(self.changes) > MOST_CHANGES:
            raise Invalid("changes", len(self.changes), f"up to {MOST_CHANGES:,}")
        settings, before, checked = self.experiment, 0, []
        for number, (step, changes) in enumerate(self.changes):
            key = f"changes[{number}]"
            if _whole(f"{key}.step", step) < before:
                raise Invalid(f"{key}.step", step, f"{before:,} or more: changes stand in the order of their steps")
            settings, before = _changed(f"{key}.", settings, changes), step
            checked.append((step, {name: getattr(settings, name) for name in changes}))
        return Moment(self.experiment, tuple(checked), self.step)

    # As a file

    def to_json(self) -> str:
        """The text of a file: one setting a line."""
        changes = [{"step": step, "settings": plain(settings)} for step, settings in self.changes]
        listed = ",\n".join(f"    {json.dumps(each)}" for each in changes)
        experiment = self.experiment.to_json().replace("\n", "\n  ")
        return (
            f'{{\n  "glassnet": {FORMAT},\n  "step": {self.step},\n'
            f'  "changes": [{f"{chr(10)}{listed}{chr(10)}  " if changes else ""}],\n  "experiment": {experiment}\n}}\n'
        )

    @classmethod
    def from_json(cls, text: str) -> Moment:
        """The moment that ``to_json`` wrote; settings that are missing take their defaults.

        Raises Invalid, which names key, value and what is allowed, for any other text.
        """
        try:
            return cls._of_facts(loads(text))
        except Invalid as error:
            raise shortened(error) from None
        except RecursionError:  # a value so deep that it could not even be named
            raise Damaged("damaged: brackets inside brackets, too deep to be settings") from None

    @classmethod
    def _of_facts(cls, facts: Any) -> Moment:
        if not isinstance(facts, dict) or "glassnet" not in facts:
            raise Damaged(f"no Glassnet experiment: it has no {KEYS[0]!r} with the number of its format")
        check_format(facts["glassnet"])
        _only(facts, KEYS, "")
        if not isinstance(facts.get("experiment"), dict):
            raise Invalid("experiment", brief(facts.get("experiment")), "an object of settings")
        changes = facts.get("changes", [])
        if not isinstance(changes, list):
            raise Invalid("changes", brief(changes), "a list of objects with step and settings")
        _only(facts["experiment"], FIELDS, "experiment.")
        try:
            experiment = Experiment(**facts["experiment"])
        except Invalid as error:
            raise shortened(error, "experiment.") from None
        pairs = tuple(_change(f"changes[{number}]", each) for number, each in enumerate(changes))
        return cls(experiment, pairs, facts.get("step", 0)).checked()

    # As a line

    def short(self) -> str:
        """One short line to be copied and pasted: ``glassnet1 depth=3 @300 learning_rate=0.01 @1200``.

        First the settings that differ from the defaults, then at each ``@step`` a live change, last where the run
        stands. There are neither quotes nor spaces inside a value, so that mails and chats do not harm it.
        """
        settings = short_line.written(different(self.experiment))
        parts = [f"glassnet{FORMAT}", *settings]
        for step, changes in self.changes:
            parts += [f"@{step}", *short_line.written(changes)]
        return " ".join([*parts, f"@{self.step}"] if self.step or self.changes else parts)

    @classmethod
    def from_short(cls, text: str) -> Moment:
        """The moment that ``short`` wrote, also with other white space or quotes around it. Raises Invalid."""
        try:
            version, settings, parts = short_line.taken_apart(text)
            check_format(version)
            *changes, (step, rest) = parts or [(0, {})]
            _whole("step", step)
            if rest:
                raise Damaged(f"cut off: after the changes at step {step:,} must stand @ and the step of the moment")
            _only(settings, FIELDS, "")
            return cls(Experiment(**settings), tuple(changes), step).checked()
        except Invalid as error:
            raise shortened(error) from None


def different(experiment: Experiment) -> dict[str, Any]:
    """The settings that are not the defaults, to the last bit: 0.0 is not -0.0."""
    usual = Experiment()
    facts = {name: (getattr(experiment, name), getattr(usual, name)) for name in FIELDS}
    return {name: value for name, (value, default) in facts.items() if repr(value) != repr(default)}


def plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    """``settings`` as JSON can hold them."""
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in settings.items()}


def check_format(version: object) -> None:
    """Raises Invalid unless this Glassnet can read files of format ``version``."""
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= FORMAT:
        newer = isinstance(version, int) and version > FORMAT
        words = f"format {FORMAT}; this was written by a newer Glassnet" if newer else f"format {FORMAT}"
        raise Invalid("glassnet", brief(version), words)


def _change(key: str, facts: Any) -> tuple[Any, Any]:
    if not isinstance(facts, dict) or set(facts) != {"step", "settings"}:
        raise Invalid(key, brief(facts), "an object with step and settings")
    return facts["step"], facts["settings"]


def _changed(key: str, experiment: Experiment, changes: Any) -> Experiment:
    """``experiment`` after live ``changes``, which are said to stand at ``key``."""
    if not isinstance(changes, Mapping) or not changes:
        raise Invalid(f"{key}settings", brief(changes), "an object of one or more live settings")
    _only(changes, sorted(LIVE), key)
    try:
        return experiment.replace(**changes)
    except Invalid as error:
        raise shortened(error, key) from None


def _only(facts: Mapping[str, Any], known: Any, key: str) -> None:
    """Raises Invalid for the first name that is not ``known``."""
    for name, value in facts.items():
        if name not in known:
            near = difflib.get_close_matches(name[:40], list(known), 1)
            live = name in FIELDS
            what = "live settings; this one needs a new network" if live else "what this Glassnet knows"
            shown = name if name.isidentifier() and len(name) <= 40 else repr(name[:40])
            raise Invalid(
                f"{key}{shown}", brief(value), f"{what}{f'; the nearest is {near[0]}' if near and not live else ''}"
            )


def _whole(key: str, step: Any) -> int:
    if isinstance(step, bool) or not isinstance(step, int) or not 0 <= step <= MOST_STEPS:
        raise Invalid(key, brief(step), f"whole numbers, 0 to {MOST_STEPS:,}")
    return step

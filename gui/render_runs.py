"""What the render command trains: the settings, points and contrasts that its options describe."""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path
from typing import Any

from model.data.own.choice import Choice, suggest, take
from model.data.own.decoding import contents
from model.data.own.refusal import Refusal
from model.data.own.sheet import read
from model.knob import Invalid
from model.training.contrast import Contrast, Variant, alone, seeds_of
from model.training.experiment import FIELDS, KNOBS, Experiment
from model.training.moment import Changes, Moment

from .commandline.parser import Refused, hint
from .files.reading import LINE, moment_in
from .files.reading import moment_of as moment_of_line
from .render_written import WRITTEN

USUAL = 1000  # steps


def contrast_of(options: argparse.Namespace, base: Experiment | None = None) -> Contrast:
    """The runs that the options describe, with those of ``base`` for the rest. Raises Refused."""
    return compared_runs(with_data(experiment_of(options, base), options), options.compare, options.seeds)


def moment_of(options: argparse.Namespace) -> Moment:
    """What ``--experiment`` names, else the defaults at the usual step. Raises Refused."""
    if options.experiment is None:
        return Moment(Experiment(), (), USUAL)
    try:
        path = Path(options.experiment)
        is_line = options.experiment.startswith(LINE) and " " in options.experiment and not path.is_file()
        found = moment_of_line(options.experiment) if is_line else moment_in(path)
    except Invalid as error:
        raise Refused(f"--experiment {options.experiment}: {error}") from error
    if found is None:
        raise Refused(f"--experiment {options.experiment}: no experiment; a table of points is given with --data")
    return found


def expected(contrast: Contrast, changes: Changes, options: argparse.Namespace) -> tuple[Changes, ...]:
    """The live ``changes`` of every run: what is compared or was typed stays as it is."""
    typed = {name for name in FIELDS if getattr(options, name, None) is not None}
    fixed = [typed | set(variant.changes) for variant in contrast.variants]
    return tuple(without(changes, mine) for mine in fixed)


def without(changes: Changes, names: set[str]) -> Changes:
    """Live ``changes`` of other settings than those."""
    kept = ((step, {name: each[name] for name in each if name not in names}) for step, each in changes)
    return tuple(each for each in kept if each[1])


def experiment_of(options: argparse.Namespace, base: Experiment | None = None) -> Experiment:
    """The experiment that the options describe, where they say nothing that of ``base``."""
    try:
        given = {
            name: knob.read(text) for name, knob in KNOBS.items() if (text := getattr(options, name, None)) is not None
        }
        for name, setting in WRITTEN.items():
            if (text := getattr(options, name)) is not None:
                given[name] = setting.read(text)
        return (base or Experiment()).replace(**given)
    except Invalid as error:
        name, _, inner = error.knob.partition(".")
        value = KNOBS[name].show(error.value) if isinstance(error.value, tuple) and name in KNOBS else error.value
        option = "--" + name.replace("_", "-") + (f", {inner}" if inner else "")
        near = hint(str(error.value), KNOBS[name].choices or ()) if name in KNOBS else ""
        raise Refused(f"{option}: {_typed(value)} is not possible{near or ';'} allowed: {error.legal}") from error


def with_data(experiment: Experiment, options: argparse.Namespace) -> Experiment:
    """``experiment`` on the points of the file that is asked for, if one is."""
    for name in ("inputs", "label"):
        if options.data is None and getattr(options, name) is not None:
            raise Refused(f"--{name}: this says which columns of a file are used; name the file with --data")
    if options.data is None:
        return experiment
    if options.dataset is not None:
        raise Refused("--data and --dataset: choose one of them")
    path = Path(options.data)
    try:
        sheet = read(contents(path))
        choice = suggest(sheet, None if options.label is None else sheet.find(options.label))
        if options.inputs is not None:
            choice = Choice(tuple(sheet.find(each) for each in options.inputs.split(",")), choice.label)
        return experiment.replace(own=take(sheet, choice, path.name))
    except Refusal as error:
        raise Refused(f"--data {options.data}: {error}") from error


def compared_runs(base: Experiment, compared: list[str], seeds: int) -> Contrast:
    """The runs that ``--compare`` and ``--seeds`` ask for; without them the single one."""
    try:
        if seeds and compared:
            raise Refused("--seeds and --compare: only one of them at a time is possible")
        if seeds:
            return seeds_of(base, seeds)
        if not compared:
            return alone(base)
        return Contrast(base, tuple(Variant("", changes) for changes in combinations(compared)))
    except Invalid as error:
        raise Refused(
            f"--compare: {error.knob} {_typed(error.value)} is not possible; allowed: {error.legal}"
        ) from error


def combinations(compared: list[str]) -> list[dict[str, Any]]:
    """What each run changes: all pairs of the values that every ``--compare`` names. Raises Invalid, Refused."""
    every = [[(name, value) for value in values] for name, values in map(_values, compared)]
    return [dict(changes) for changes in itertools.product(*every)]


def written(name: str, value: object) -> str:
    """The value of a setting as it is typed."""
    if name in KNOBS:
        return KNOBS[name].show(value)
    return ",".join(map(str, value)) if isinstance(value, tuple) else _typed(value)


def _values(text: str) -> tuple[str, list[Any]]:
    """A setting and its values: initializer=xavier,he; those that are lists themselves as hidden=8,4;16."""
    name, _, values = text.partition("=")
    name = name.strip().lstrip("-").replace("-", "_")
    if name not in KNOBS and name not in WRITTEN:
        raise Refused(f"--compare: {name} is no setting{hint(name, (*KNOBS, *WRITTEN))}")
    read = KNOBS[name].read if name in KNOBS else WRITTEN[name].read
    between = "," if name in KNOBS and KNOBS[name].kind is not tuple else ";"
    return name, [read(value) for value in values.split(between)]


def _typed(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)

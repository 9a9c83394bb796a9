"""What the render command trains: the settings, points and contrasts that its options describe."""

from __future__ import annotations

import argparse
import difflib
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

from .files.reading import moment_in
from .render_options import Refused

USUAL = 1000  # steps


def contrast_of(options: argparse.Namespace, base: Experiment | None = None) -> Contrast:
    """The runs that the options describe, with those of ``base`` for the rest. Raises Refused."""
    return compared_runs(with_data(experiment_of(options, base), options), options.compare, options.seeds)


def moment_of(options: argparse.Namespace) -> Moment:
    """What ``--experiment`` names, else the defaults at the usual step. Raises Refused."""
    if options.experiment is None:
        return Moment(Experiment(), (), USUAL)
    try:
        found = moment_in(Path(options.experiment))
    except Invalid as error:
        raise Refused(f"--experiment {options.experiment}: {error}") from error
    if found is None:
        raise Refused(f"--experiment {options.experiment}: no experiment; a table of points is given with --data")
    return found


def expected(contrast: Contrast, changes: Changes, options: argparse.Namespace) -> tuple[Changes, ...]:
    """The live ``changes`` of every run: what is compared or was typed stays as it is."""
    typed = {name for name in FIELDS if getattr(options, name, None) is not None}
    fixed = [typed | set(variant.changes) for variant in contrast.variants]
    return tuple(
        tuple((step, rest) for step, each in changes if (rest := {n: each[n] for n in each if n not in mine}))
        for mine in fixed
    )


def experiment_of(options: argparse.Namespace, base: Experiment | None = None) -> Experiment:
    """The experiment that the options describe, where they say nothing that of ``base``."""
    try:
        given = {
            name: knob.read(text) for name, knob in KNOBS.items() if (text := getattr(options, name, None)) is not None
        }
        if options.hidden is not None:
            given["hidden"] = _hidden(options.hidden)
        if options.schedule_options is not None:
            given["schedule_options"] = _options(options.schedule_options)
        return (base or Experiment()).replace(**given)
    except Invalid as error:
        name, _, inner = error.knob.partition(".")
        value = KNOBS[name].show(error.value) if isinstance(error.value, tuple) and name in KNOBS else error.value
        option = "--" + name.replace("_", "-") + (f", {inner}" if inner else "")
        raise Refused(f"{option}: {_typed(value)} is not possible; allowed: {error.legal}") from error


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
        every = [[(name, value) for value in values] for name, values in map(_values, compared)]
        return Contrast(base, tuple(Variant("", dict(changes)) for changes in itertools.product(*every)))
    except Invalid as error:
        raise Refused(
            f"--compare: {error.knob} {_typed(error.value)} is not possible; allowed: {error.legal}"
        ) from error


def _values(text: str) -> tuple[str, list[Any]]:
    """A setting and its values: initializer=xavier,he."""
    name, _, values = text.partition("=")
    name = name.strip().lstrip("-").replace("-", "_")
    if name not in KNOBS:
        near = difflib.get_close_matches(name, list(KNOBS), 1)
        raise Refused(f"--compare: {name} is no setting{f'; did you mean {near[0]}?' if near else ''}")
    between = ";" if KNOBS[name].kind is tuple else ","
    return name, [KNOBS[name].read(value) for value in values.split(between)]


def _typed(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _hidden(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise Invalid("hidden", text, "whole numbers with commas between them, such as 8,4") from None


def _options(text: str) -> dict[str, Any]:
    try:
        options = json.loads(text)
    except ValueError:
        options = None
    if not isinstance(options, dict):
        raise Invalid("schedule_options", text, """a JSON object in quotes, such as '{"gamma": 0.5}'""")
    return options

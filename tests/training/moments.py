"""Moments for tests: any that the knobs allow, and texts that are damaged in every way."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from model import SCHEDULES, Experiment
from model.data.own.points import OwnPoints
from model.knob import Invalid, Knob
from model.training.experiment import KNOBS, LIVE
from model.training.moment import Moment

HOSTILE = (
    "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 5000, "-1", "true", "null", '""', "[]", "{}",
    "[" * 3000, '{"a":' * 3000, '"\\ud800"', '"' + "x" * 5000 + '"', "[[1,2],[3]]", "1e-400", "0x10", "'a'",
    '"\\u0000"', "[null]", '{"x": 1, "x": 2}', "[" + "1," * 5000 + "1]", "[" * 900 + "]" * 900, "1.5", "1e3",
)  # fmt: skip


def values(knob: Knob) -> st.SearchStrategy[Any]:
    """Every legal value of a knob, ends, tiny numbers and -0.0 included."""
    if knob.choices is not None:
        found: st.SearchStrategy[Any] = st.sampled_from(list(knob.choices))
    elif knob.several is not None:
        found = st.lists(st.sampled_from(list(knob.several)), min_size=1, unique=True).map(tuple)
    elif knob.kind is bool:
        found = st.booleans()
    elif knob.kind is int:
        found = st.integers(math.ceil(knob.minimum), math.floor(min(knob.maximum, 1e12)))
    else:
        found = st.floats(knob.minimum, knob.maximum, exclude_min=knob.above, allow_nan=False, allow_infinity=False)
        found = st.lists(found, max_size=4).map(tuple) if knob.kind is tuple else found
    return st.none() | found if knob.optional else found


@st.composite
def options(draw: st.DrawFn) -> dict[str, Any]:
    """A policy with some options of its own."""
    name = draw(st.sampled_from(list(SCHEDULES)))
    own = {knob.name: values(knob) for knob in SCHEDULES[name].options}
    given = draw(st.fixed_dictionaries({}, optional=own))
    return {"schedule": name, "schedule_options": given or None}


@st.composite
def points(draw: st.DrawFn) -> OwnPoints:
    """A few points with names of any printable kind."""
    count = draw(st.integers(2, 6))
    numbers = st.floats(-1e6, 1e6, allow_nan=False)
    places = draw(st.lists(st.tuples(numbers, numbers), min_size=count, max_size=count))
    words = st.text(max_size=8).filter(str.isprintable)
    labels = draw(st.lists(st.integers(0, 1), min_size=count, max_size=count))
    return OwnPoints(draw(words), np.array(places), np.array(labels), tuple(draw(st.tuples(words, words))))


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Some settings, the others at their defaults."""
    names = draw(st.lists(st.sampled_from([*KNOBS, "hidden", "own", "options"]), max_size=8, unique=True))
    given: dict[str, Any] = {}
    for name in names:
        if name in KNOBS:
            given[name] = draw(values(KNOBS[name]))
        elif name == "hidden":
            given[name] = tuple(draw(st.lists(st.integers(1, 256), max_size=5)))
        elif name == "own":
            given[name] = draw(points())
        else:
            given.update(draw(options()))
    try:
        return Experiment(**given)
    except Invalid:
        assume(False)
        raise


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    """An experiment, a few live changes in order, and a step."""
    experiment = draw(experiments())
    steps = sorted(draw(st.lists(st.integers(0, 10**6), max_size=3)))
    live = {name: values(KNOBS[name]) for name in sorted(LIVE) if name in KNOBS}
    changes = []
    for step in steps:
        name = draw(st.sampled_from([*live, "options"]))
        changes.append((step, draw(options()) if name == "options" else {name: draw(live[name])}))
    try:
        return Moment(experiment, tuple(changes), draw(st.integers(0, 10**12))).checked()
    except Invalid:
        assume(False)
        raise


def damaged(text: str, rng: np.random.Generator) -> str:
    """``text`` with something broken: cut, swapped, doubled, or a hostile value in the place of a good one."""
    kind, place, other = rng.integers(6), *rng.integers(len(text), size=2)
    low, high = min(place, other), max(place, other)
    if kind == 0:
        return text[:place]
    if kind == 1:
        return text[:low] + text[high:]
    if kind == 2:
        return text[:place] + chr(int(rng.integers(1, 0x2000))) + text[place + 1 :]
    if kind == 3:
        return text[:high] + text[low:]
    spots = [n for n, letter in enumerate(text) if letter in ":=@"] or [0]
    spot = int(rng.choice(spots)) + 1
    end = next((n for n in range(spot, len(text)) if text[n] in ",\n} "), len(text))
    return text[:spot] + str(rng.choice(HOSTILE)) + text[max(end, spot + (text[spot : spot + 1] == " ")) :]


def exactly(moment: Moment) -> str:
    """All of a moment to the last bit, with the kind of every value."""
    facts = {name: getattr(moment.experiment, name) for name in moment.experiment.__dataclass_fields__}
    own = facts["own"].facts() if facts["own"] else None
    facts["schedule_options"] = dict(facts["schedule_options"] or {})
    changes = [
        (step, {n: dict(v) if hasattr(v, "items") else v for n, v in each.items()}) for step, each in moment.changes
    ]
    return repr(({**facts, "own": json.dumps(own)}, changes, moment.step))

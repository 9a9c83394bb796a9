"""Knobs: what people type, and messages that name the setting, the value and what is allowed."""

from __future__ import annotations

import math

import pytest

from model.knob import Invalid, Knob
from model.training.experiment import KNOBS

RATE = Knob("rate", float, 0.1, minimum=0.0, maximum=10.0, above=True)
COUNT = Knob("count", int, 3, minimum=1, maximum=1e9, optional=True)
SWITCH = Knob("switch", bool, False)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.03", 0.03), ("0,03", 0.03), (" 1e-3 ", 1e-3), ("1E-3", 1e-3), (".5", 0.5), ("10", 10.0), ("+2", 2.0)],
)
def test_numbers_as_people_type_them(text: str, value: float) -> None:
    assert RATE.read(text) == value


@pytest.mark.parametrize(("text", "value"), [("7", 7), ("7.0", 7), ("1e3", 1000), ("", None), ("none", None)])
def test_whole_numbers_as_people_type_them(text: str, value: int | None) -> None:
    read = COUNT.read(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(("text", "value"), [("on", True), ("OFF", False), ("True", True), ("0", False), ("no", False)])
def test_switches_as_people_type_them(text: str, value: bool) -> None:
    assert SWITCH.read(text) is value


@pytest.mark.parametrize(
    ("knob", "text"),
    [(RATE, text) for text in ("", "fast", "nan", "inf", "-1", "0", "10.1", "1,000,5", "1e999", "0x1", "True")]
    + [(COUNT, text) for text in ("0", "2.5", "-1", "2e9", "many")]
    + [(SWITCH, text) for text in ("", "maybe", "2")],
)
def test_what_cannot_be_is_refused_with_knob_value_and_range(knob: Knob, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        knob.read(text)
    assert refused.value.knob == knob.name
    assert all(part in str(refused.value) for part in (knob.name, repr(text), knob.legal))


@pytest.mark.parametrize("name", KNOBS)
def test_what_is_shown_can_be_typed_again(name: str) -> None:
    knob = KNOBS[name]
    values = [knob.default, *knob.stops, *(knob.choices or ())]
    if knob.kind in (int, float) and knob.choices is None:
        edges = [edge for edge in (knob.minimum, knob.maximum) if not math.isinf(edge)]
        values += [knob.kind(edge) for edge in edges] + ([1 / 3] if knob.kind is float and knob.minimum < 1 / 3 else [])
    for value in values:
        if value is not None:
            assert knob.read(knob.show(knob.check(value))) == knob.check(value)


@pytest.mark.parametrize("name", KNOBS)
def test_stops_and_defaults_are_legal(name: str) -> None:
    knob = KNOBS[name]
    assert knob.check(knob.default) == knob.default
    assert [knob.check(stop) for stop in knob.stops] == list(knob.stops)
    assert list(knob.stops) == sorted(knob.stops)


@pytest.mark.parametrize("name", [name for name in KNOBS if KNOBS[name].shown])
def test_every_setting_that_is_shown_has_words(name: str) -> None:
    knob = KNOBS[name]
    assert knob.label
    assert knob.group
    assert knob.help.endswith(".")


SOME = KNOBS["features"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("x1", ("x1",)), ("x2,x1", ("x2", "x1")), (" x1^2 , x1  x2,sin x2 ", ("x1^2", "x1 x2", "sin x2"))],
)
def test_several_names_as_people_type_them(text: str, value: tuple[str, ...]) -> None:
    assert SOME.read(text) == value
    assert SOME.read(SOME.show(value)) == value


@pytest.mark.parametrize("text", ["", "x3", "x1,x1", "x1,,x2", "x1;x2", "on", "1"])
def test_names_that_cannot_be_are_refused_with_those_that_can(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        SOME.read(text)
    assert all(part in str(refused.value) for part in ("features", repr(text), "x1 x2", "each once"))

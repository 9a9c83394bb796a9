"""A knob: everything that is known about one setting, said once for widgets, files, commands and messages."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .table import Table


class Invalid(ValueError):
    """A setting that cannot be: ``knob`` names it, ``value`` is what was asked, ``legal`` says what is allowed."""

    def __init__(self, knob: str, value: object, legal: str) -> None:
        super().__init__(f"{knob}: {value!r} is not possible; allowed: {legal}")
        self.knob, self.value, self.legal = knob, value, legal


def always(_experiment: Any) -> bool:
    """The knob has an effect in every experiment."""
    return True


def nothing(_experiment: Any) -> tuple[str, ...]:
    """There is nothing to choose several of."""
    return ()


def nobody(_experiment: Any) -> None:
    """Nothing stands in the place of the chosen record."""


@dataclass(frozen=True)
class Knob:
    """One setting. ``kind`` is float, int, bool, str (a choice from ``choices``) or tuple: some names of ``several``,
    at least one, each once, where ``possible(experiment)`` are those that have an effect; else a list of numbers.

    ``default`` is the value itself or, for the options of a schedule, a function of the experiment and the steps in an
    epoch. ``live`` knobs
    act at once on a running network, the others start it anew. ``read_by(experiment)`` is False where the knob
    has no effect (the slope of a leaky ReLU in a tanh network), so that widgets can hide it. ``stand_in(experiment)``
    is what is in force instead of the chosen record, with a label and a help of its own, or None.
    """

    name: str
    kind: type
    default: Any
    label: str = ""
    unit: str = ""
    help: str = ""
    group: str = ""
    minimum: float = -math.inf
    maximum: float = math.inf
    above: bool = False  # minimum itself is not allowed
    log: bool = False  # a slider for this moves in decades
    choices: Table[Any] | None = None
    several: Table[Any] | None = None
    stops: tuple[float, ...] = ()  # values worth offering; others may be typed
    live: bool = False
    optional: bool = False  # None is allowed too
    shown: bool = True
    read_by: Callable[[Any], bool] = dataclasses.field(default=always, repr=False)
    possible: Callable[[Any], tuple[str, ...]] = dataclasses.field(default=nothing, repr=False)
    stand_in: Callable[[Any], Any] = dataclasses.field(default=nobody, repr=False)

    @property
    def legal(self) -> str:
        """What is allowed, in words: "0 to 30" or "circles, moons"."""
        if self.choices is not None:
            return ", ".join(self.choices)
        if self.several is not None:
            return f"one or more of {', '.join(self.several)}, each once"
        if self.kind is bool:
            return "on, off"
        low = f"more than {_number(self.minimum)}" if self.above else _number(self.minimum)
        if math.isinf(self.maximum):
            words = low if self.above else f"{low} or more"
        else:
            words = f"{low} up to {_number(self.maximum)}" if self.above else f"{low} to {_number(self.maximum)}"
        if self.kind is tuple:
            return f"numbers with commas between them, each {words}"
        return f"whole numbers, {words}" if self.kind is int else words

    def initial(self, *context: Any) -> Any:
        """The default; where it depends on the experiment, ``context`` is what it depends on."""
        return self.default(*context) if callable(self.default) else self.default

    def check(self, value: object) -> Any:
        """``value`` as this knob's kind; raises Invalid where it is not a legal one."""
        if value is None and self.optional:
            return None
        if self.choices is not None:
            if isinstance(value, str) and value in self.choices:
                return value
        elif self.several is not None:
            if _are_names(value, self.several):
                return tuple(value)  # type: ignore[arg-type]
        elif self.kind is bool:
            if isinstance(value, bool):
                return value
        elif self.kind is tuple:
            numbers = [_as_number(each, float) for each in value] if isinstance(value, (tuple, list)) else [None]
            if all(self._within(number) for number in numbers):
                return tuple(numbers)
        elif self.kind in (int, float):
            number = _as_number(value, self.kind)
            if self._within(number):
                return number
        raise Invalid(self.name, value, self.legal)

    def _within(self, number: float | int | None) -> bool:
        """Whether it is a number inside the range."""
        if number is None or not self.minimum <= number <= self.maximum:
            return False
        return not (self.above and number == self.minimum)

    def read(self, text: str) -> Any:
        """What a person typed, as a legal value; "0,03" is 0.03, "0.1, 0.5" or "0,1; 0,5" a list. Raises Invalid."""
        words = text.strip()
        if self.choices is not None:
            return self.check(words)
        if self.several is not None:
            names = tuple(" ".join(name.split()) for name in words.split(","))
            if not _are_names(names, self.several):
                raise Invalid(self.name, text, self.legal)
            return names
        if self.kind is bool:
            truth = {
                "on": True,
                "true": True,
                "yes": True,
                "1": True,
                "off": False,
                "false": False,
                "no": False,
                "0": False,
            }
            return self.check(truth.get(words.lower(), text))
        if words.lower() in ("", "none") and self.optional:
            return None
        if self.kind is tuple:
            numbers = tuple(_typed_number(part) for part in words.split(";" if ";" in words else ","))
            try:
                return self.check(numbers)
            except Invalid:
                raise Invalid(self.name, text, self.legal) from None
        number = _typed_number(words)
        if not math.isfinite(number):
            raise Invalid(self.name, text, self.legal)
        try:
            return self.check(int(number) if self.kind is int and number.is_integer() else number)
        except Invalid:
            raise Invalid(self.name, text, self.legal) from None

    def show(self, value: object) -> str:
        """``value`` as a person would type it."""
        if isinstance(value, bool):
            return "on" if value else "off"
        if isinstance(value, float):
            return _number(value)
        if self.several is not None and isinstance(value, (tuple, list)):
            return ", ".join(str(name) for name in value)
        if isinstance(value, tuple):
            return ", ".join(_number(each) for each in value)
        return "" if value is None else str(value)


def knob(default: Any, **facts: Any) -> Any:
    """Declare a dataclass field that is a knob; its name and kind are the field's."""
    return dataclasses.field(default=default, metadata={"knob": facts})


def knobs_of(cls: type) -> Mapping[str, Knob]:
    """The knobs declared on dataclass ``cls``, by name, in order."""
    kinds = {
        "int": int, "float": float, "bool": bool, "str": str, "tuple[str, ...]": tuple, "tuple[float, ...]": tuple,
    }  # fmt: skip
    return {
        field.name: Knob(field.name, kinds[str(field.type).split(" | ")[0]], field.default, **field.metadata["knob"])
        for field in dataclasses.fields(cls)
        if "knob" in field.metadata
    }


def _are_names(value: object, table: Table[Any]) -> bool:
    """Whether ``value`` is a list of names in ``table``, not empty, none of them twice."""
    if not isinstance(value, (tuple, list)) or not value:
        return False
    return all(isinstance(name, str) and name in table for name in value) and len(set(value)) == len(value)


def _as_number(value: object, kind: type) -> float | int | None:
    """``value`` as a finite ``kind``, or None; True and False are no numbers here."""
    if isinstance(value, bool) or not hasattr(value, "__float__") or isinstance(value, str):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    if not math.isfinite(number):
        return None
    if kind is int:
        return int(value) if number.is_integer() else None  # type: ignore[call-overload]
    return number


def _typed_number(words: str) -> float:
    """The number that a person typed, with a point or a comma; NaN where it is none."""
    try:
        return float(words.replace(",", ".")) if words.count(",") <= 1 else math.nan
    except ValueError:
        return math.nan


def _number(value: float) -> str:
    """A number in the shortest form that reads back as the same number: 0.03, 1e-05, 30, 1e+09, 4294967295."""
    brief = f"{value:g}"
    if float(brief) == value:
        return brief
    return str(int(value)) if float(value).is_integer() else repr(float(value))

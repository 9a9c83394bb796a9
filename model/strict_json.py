"""Strict JSON: text from anywhere becomes plain values, or one clear refusal; never too deep, too large or twice."""

from __future__ import annotations

import json
import reprlib
from typing import Any

from .knob import Invalid

MOST_CHARACTERS = 60_000_000  # 20,000 own points of 100 inputs, every digit written out
MOST_BRACKETS, MOST_COMMAS = 500_000, 3_000_000
MOST_DIGITS = 400  # of a whole number: more than the largest float has
SHOWN = 60  # characters of a value that a message repeats


class Damaged(Invalid):
    """A text that is no experiment at all; its words say where and why."""

    def __init__(self, words: str) -> None:
        ValueError.__init__(self, words)
        self.knob, self.value, self.legal = "text", "", words


class Odd:
    """What stands in a file and cannot be a value of anything, or is too long to be repeated; shows as ``text``."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def loads(text: str) -> Any:
    """The values in ``text``; numbers that are not finite become Odd, which no setting takes. Raises Damaged."""
    if len(text) > MOST_CHARACTERS or text.count("[") + text.count("{") > MOST_BRACKETS:
        raise Damaged(f"too large: {len(text):,} characters; allowed: up to {MOST_CHARACTERS:,} and what settings need")
    if text.count(",") > MOST_COMMAS:
        raise Damaged(f"too large: {text.count(','):,} values; allowed: up to {MOST_COMMAS:,}")
    try:
        return json.loads(
            text.lstrip("\ufeff"), object_pairs_hook=_once, parse_constant=Odd, parse_float=_number, parse_int=_whole
        )
    except json.JSONDecodeError as error:
        raise Damaged(f"damaged at line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise Damaged("damaged: brackets inside brackets, too deep to be settings") from None


def shortened(error: Invalid, inside: str = "") -> Invalid:
    """The same refusal, in a line that can be read: a long value is cut. ``inside`` says in which part it stands."""
    if isinstance(error, Damaged):
        return error
    knob = error.knob if error.knob.isprintable() and len(error.knob) <= SHOWN else repr(error.knob[:SHOWN])
    return Invalid(inside + knob, brief(error.value), error.legal)


def brief(value: object) -> object:
    """``value``, or something that shows its beginning where it is long or deep."""
    words = _LIMITED.repr(value)
    return value if words == repr_of_small(value) else Odd(words)


def repr_of_small(value: object) -> str | None:
    """How a number, a word or nothing is written; None for what may be large."""
    if isinstance(value, str) and len(value) > SHOWN:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**SHOWN:
        return None
    return repr(value) if isinstance(value, (str, int, float, type(None), Odd)) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    facts = dict(pairs)
    if len(facts) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for number, name in enumerate(names) if name in names[:number])
        raise Damaged(f"{brief(twice)!r} stands there twice; allowed: every key once")
    return facts


def _number(text: str) -> Any:
    number = float(text)
    return number if number - number == 0.0 else Odd(text[:SHOWN])


def _whole(text: str) -> Any:
    return int(text) if len(text) <= MOST_DIGITS else Odd(f"{text[:20]}… ({len(text):,} digits)")


_LIMITED = reprlib.Repr()
_LIMITED.maxlevel, _LIMITED.maxstring, _LIMITED.maxlong, _LIMITED.maxother = 3, SHOWN, SHOWN, SHOWN

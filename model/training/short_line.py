"""Short lines: settings as words without quotes or spaces, and the way back. No checks of what they mean."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping
from typing import Any

from ..data.own.points import OwnPoints
from ..knob import Invalid
from ..strict_json import MOST_CHARACTERS, MOST_DIGITS, Damaged, Odd, brief, loads
from .experiment import FIELDS, KNOBS

HEAD = re.compile(r"glassnet(\d{1,9})", re.IGNORECASE)
WRAPPING = "\"'`“”‘’„«»<>\u200b\ufeff"  # what mails, chats and people put around a line
WORDS = {"none": None, "on": True, "off": False}
WHOLE = re.compile(r"[+-]?\d+")
FLOAT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
LISTS = tuple(name for name in FIELDS if name == "hidden" or (name in KNOBS and KNOBS[name].kind is tuple))
OWN = "own"


def written(settings: Mapping[str, Any]) -> list[str]:
    """``settings`` as words: ``depth=3``, ``hidden=8,4``, ``features=x1,sin_x2``, ``schedule_options.gamma=0.5``."""
    words = []
    for name, value in settings.items():
        if isinstance(value, OwnPoints):
            words.append(f"{name}={_packed(value)}")
        elif isinstance(value, Mapping):
            words += [f"{name}.{option}={_word(name, part)}" for option, part in value.items()] or [f"{name}=none"]
        else:
            words.append(f"{name}={_word(name, value)}")
    return words


def taken_apart(text: str) -> tuple[int, dict[str, Any], list[tuple[Any, dict[str, Any]]]]:
    """Version, first settings, and for every ``@step`` the settings after it. Raises Damaged, Invalid."""
    if len(text) > MOST_CHARACTERS:
        raise Damaged(f"too long: {len(text):,} characters; allowed: up to {MOST_CHARACTERS:,}")
    words = text.replace("\u200b", "").strip().strip(WRAPPING).split()
    head = HEAD.fullmatch(words[0]) if words else None
    if head is None:
        raise Damaged("no experiment: its line begins with glassnet1")
    first: dict[str, Any] = {}
    parts: list[tuple[Any, dict[str, Any]]] = []
    for word in words[1:]:
        if word.startswith("@"):
            parts.append((_value("step", word[1:]), {}))
        else:
            _enter(word, parts[-1][1] if parts else first, OWN if not parts else "")
    return int(head[1]), first, parts


def _enter(word: str, settings: dict[str, Any], packed: str) -> None:
    """Put one word's setting to the others; that called ``packed`` is opened: points are no live setting."""
    name, equals, text = word.partition("=")
    if not equals:
        raise Invalid(_shown(name), "", "name=value, with nothing between but =")
    outer, dot, option = name.partition(".")
    place = settings.setdefault(outer, {}) if dot else settings
    key = option if dot else name
    if not isinstance(place, dict) or key in place:
        raise Damaged(f"{_shown(name)} stands there twice; allowed: once")
    place[key] = unpacked(text) if name == packed else _value(name, text)


def _value(name: str, text: str) -> Any:
    if name in LISTS and text not in WORDS:
        parts = [part for part in text.split(",") if part]
        several = KNOBS[name].several if name in KNOBS else None
        known = {part.replace(" ", "_"): part for part in several or ()}
        return tuple(known.get(part, part) if several else _single(part) for part in parts)
    return _single(text)


def _single(text: str) -> Any:
    if text in WORDS:
        return WORDS[text]
    if WHOLE.fullmatch(text):
        return int(text) if len(text) <= MOST_DIGITS else Odd(f"{text[:20]}… ({len(text):,} digits)")
    return float(text) if FLOAT.fullmatch(text) else text


def _word(name: str, value: Any) -> str:
    if isinstance(value, (tuple, list)):
        return ",".join(_word(name, part) for part in value) or ","
    if isinstance(value, bool) or value is None:
        return next(word for word, meant in WORDS.items() if meant is value)
    return repr(value) if isinstance(value, float) else str(value).replace(" ", "_")


def _packed(own: OwnPoints) -> str:
    """A person's own points as letters and digits."""
    text = json.dumps(own.facts(), separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def unpacked(text: str) -> Any:
    """What ``_packed`` has packed. Raises Damaged."""
    if text in WORDS:
        return WORDS[text]
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        opened = zlib.decompressobj()
        content = opened.decompress(packed, MOST_CHARACTERS)
        if not opened.eof:
            raise Damaged("own: the points are cut off or too large; allowed: a whole line as it was copied")
        return loads(content.decode())
    except (binascii.Error, zlib.error, ValueError) as error:
        if isinstance(error, Damaged):
            raise
        raise Damaged("own: the points are damaged; allowed: a whole line as it was copied") from None


def _shown(name: str) -> str:
    return name if name.isascii() and name.isprintable() and len(name) <= 40 else repr(brief(name[:40]))

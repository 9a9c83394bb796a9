"""The settings of an experiment that are no knobs, as they are written behind the render command."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from model.knob import Invalid
from model.table import Table


@dataclass(frozen=True)
class Written:
    """The option of the setting ``name``, listed after that of the knob ``after``; ``read`` understands its text."""

    name: str
    after: str
    form: str
    help: str
    read: Callable[[str], Any]


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


WRITTEN = Table(
    "setting",
    Written("hidden", "width", "8,4", "units of each hidden layer; wins over depth and width", _hidden),
    Written(
        "schedule_options",
        "schedule",
        "JSON",
        """the policy's own options, such as '{"step_size": 500, "gamma": 0.5}'""",
        _options,
    ),
)

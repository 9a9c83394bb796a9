"""The lesson files, and which of them this program can run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from model.lessons import reader
from model.lessons.lesson import Lesson
from model.training.experiment import FIELDS, KNOBS, Experiment

FILES = reader.files()


def name_of(path: Path) -> str:
    return path.stem


def lesson_in(path: Path) -> Lesson:
    """The lesson, or a skipped test where the program has not got a setting that it needs."""
    if wanting := sorted(set(missing(json.loads(path.read_text(encoding="utf-8"))))):
        pytest.skip(f"there is no {', '.join(wanting)}")
    return reader.read(path)


def missing(facts: dict[str, Any]) -> Iterator[str]:
    """Settings, and choices of settings, that neither knobs nor tables have."""
    for changes in (facts["settings"], facts["then"], *(one.get("changes", {}) for one in facts["variants"])):
        for name, value in changes.items():
            knob = KNOBS.get(name)
            if name not in FIELDS or (knob is not None and not knob.shown):
                yield name
            elif knob is not None and knob.choices is not None and value not in knob.choices:
                yield f"{name} {value}"
    yield from (name for name in facts["highlight"] if name not in KNOBS or not KNOBS[name].shown)


def small(**changes: Any) -> Experiment:
    """An experiment that trains in a moment."""
    return Experiment(**{"samples": 60, "train_fraction": 0.5, "batch_size": 10, "width": 4, **changes})

"""A lesson file is refused for anything wrong in it, with the file, the place, the value and what is allowed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from model.lessons import reader
from model.lessons.reader import LessonError

WORDS = dict(
    title="Depth", question="Why?", look="There.", then="Now this.", explanation="So.",
    labels={"flat": "flat", "deep": "deep", "then": "deeper"},
)  # fmt: skip
GOOD: dict[str, Any] = dict(
    chapter="1",
    settings={"depth": 1},
    variants=[{"name": "flat"}, {"name": "deep", "changes": {"depth": 3}}],
    then={"depth": 5},
    steps=100,
    highlight=["depth"],
    panels=["loss"],
    claim=[
        {"variant": "deep", "measure": "train_loss", "relation": "below", "number": 2, "of": "flat"},
        {"variant": "then", "measure": "jitter", "relation": "within", "number": 1, "tolerance": 0.5, "steps": [0, 40]},
    ],
    text={"en": WORDS},
)


def written(folder: Path, facts: Any, name: str = "07_depth.json") -> Path:
    path = folder / name
    path.write_text(facts if isinstance(facts, str) else json.dumps(facts), encoding="utf-8")
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    lesson = reader.read(written(tmp_path, GOOD), ["loss"])
    assert (lesson.name, lesson.order) == ("depth", 7)
    runs = lesson.experiments()
    assert {name: run.depth for name, run in runs.items()} == {"flat": 1, "deep": 3, "then": 5}
    assert runs["flat"].max_epochs * runs["flat"].steps_per_epoch == 100
    assert lesson.words("ko") == lesson.words("en")
    again = lesson.experiments(3)["deep"]
    assert (again.seed, again.data_seed, again.depth) == (3, 3, 3)


def set_in(facts: Any, path: tuple[Any, ...], value: Any) -> None:
    for key in path[:-1]:
        facts = facts[key]
    facts[path[-1]] = value


@pytest.mark.parametrize(
    ("place", "value", "key", "legal"),
    [
        (("extra",), 1, "lesson.extra", "no such key"),
        (("chapter",), "9", "chapter", "2.1"),
        (("settings", "depht"), 1, "settings.depht", "depth"),
        (("settings", "max_epochs"), 1, "settings.max_epochs", "depth"),
        (("settings", "depth"), 99, "settings.depth", "0 to 30"),
        (("variants", 1, "changes", "activation"), "thanh", "variants[1].changes.activation", "tanh"),
        (("variants", 1, "name"), "then", "variants[1].name", "other"),
        (("variants", 1, "name"), "flat", "variants", "each name once"),
        (("variants", 0, "label"), "x", "variants[0].label", "no such key"),
        (("variants",), [], "variants", "at least one"),
        (("then",), {"schedule": "fast"}, "then.schedule", "cosine"),
        (("steps",), 0, "steps", "above 0"),
        (("steps",), True, "steps", "whole number"),
        (("highlight",), ["dept"], "highlight", "depth"),
        (("panels",), ["losses"], "panels", "loss"),
        (("claim", 0, "measure"), "los", "claim[0].measure", "train_loss"),
        (("claim", 0, "relation"), "<", "claim[0].relation", "below"),
        (("claim", 0, "variant"), "wide", "claim[0].variant", "flat, deep, then"),
        (("claim", 0, "of"), "wide", "claim[0].of", "flat"),
        (("claim", 0, "number"), "2", "claim[0].number", "a number"),
        (("claim", 0, "tolerance"), 0.1, "claim[0].tolerance", "none with below"),
        (("claim", 1, "tolerance"), 0, "claim[1].tolerance", "above 0"),
        (("claim", 1, "steps"), [40, 0], "claim[1].steps", "two steps"),
        (("claim", 0, "steps"), [0, 40], "claim[0].steps", "none"),
        (("text",), {"ko": WORDS}, "text", "en at least"),
        (("text", "en", "title"), "", "text.en.title", "words"),
        (("text", "en", "labels"), {"flat": "flat"}, "text.en.labels", "deep"),
        (("text", "en", "hint"), "x", "text.en.hint", "no such key"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, place: tuple[Any, ...], value: Any, key: str, legal: str) -> None:
    facts = copy.deepcopy(GOOD)
    set_in(facts, place, value)
    with pytest.raises(LessonError) as refused:
        reader.read(written(tmp_path, facts), ["loss"])
    assert refused.value.file == "07_depth.json"
    assert refused.value.key == key
    assert legal in refused.value.legal
    assert all(part in str(refused.value) for part in ("07_depth.json", key, legal))


@pytest.mark.parametrize("key", sorted(GOOD))
def test_nothing_may_be_left_out(tmp_path: Path, key: str) -> None:
    with pytest.raises(LessonError, match=rf"07_depth\.json: lesson\.{key}"):
        reader.read(written(tmp_path, {name: value for name, value in GOOD.items() if name != key}))


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", '{"chapter": NaN}', "\ufeff{}"])
def test_other_text_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(LessonError, match=r"07_depth\.json"):
        reader.read(written(tmp_path, text))


@pytest.mark.parametrize("name", ["depth.json", "7_depth.json", "07_Depth.json"])
def test_a_file_name_gives_order_and_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(LessonError, match="file name"):
        reader.read(written(tmp_path, GOOD, name))


@pytest.mark.parametrize(
    "spoil", [lambda f: f.update(text=[]), lambda f: f.update(claim=[3]), lambda f: f.update(then=3)]
)
def test_other_shapes_are_refused(tmp_path: Path, spoil: Callable[[dict[str, Any]], None]) -> None:
    facts = copy.deepcopy(GOOD)
    spoil(facts)
    with pytest.raises(LessonError, match=r"07_depth\.json"):
        reader.read(written(tmp_path, facts))

"""The reader of lesson files: JSON, checked to the last key, and refused with the file, the key and what is allowed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from ..analysis.measures import MEASURES
from ..knob import Invalid
from ..training.experiment import FIELDS, KNOBS
from .chapters import CHAPTERS
from .lesson import LANGUAGE, THEN, Changes, Check, Lesson, LessonVariant, Words
from .relations import RELATIONS

FOLDER = Path(__file__).parents[2] / "assets" / "lessons"
FILE_NAME = re.compile(r"(\d\d)_([a-z0-9_]+)\.json")
DERIVED = ("name", "order")  # from the file's name
OWNED = ("max_epochs",)  # settings that follow from the lesson's steps


class LessonError(ValueError):
    """A lesson file that cannot be used: ``key`` in ``file`` is ``value``, ``legal`` says what is allowed."""

    def __init__(self, file: str, key: str, value: object, legal: str) -> None:
        super().__init__(f"{file}: {key}: {value!r} is not possible; allowed: {legal}")
        self.file, self.key, self.value, self.legal = file, key, value, legal


def files(folder: Path = FOLDER) -> list[Path]:
    """The lesson files, in order."""
    return sorted(folder.glob("*.json"))


def read(path: Path, panels: Collection[str] | None = None) -> Lesson:
    """The lesson in ``path``; its panels are checked where ``panels`` says which there are. Raises LessonError."""
    match = FILE_NAME.fullmatch(path.name)
    if match is None:
        raise LessonError(
            path.name, "file name", path.name, "two digits, an underscore, small letters: 03_symmetry.json"
        )
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise LessonError(path.name, "file", str(error), "JSON in UTF-8") from error
    return _Reading(path.name, panels).lesson(int(match[1]), match[2], facts)


class _Reading:
    """Reads one file. Every part says where it stands: "claim[2].measure"."""

    def __init__(self, file: str, panels: Collection[str] | None) -> None:
        self._file, self._panels = file, panels

    def lesson(self, order: int, name: str, facts: Any) -> Lesson:
        self._keys("lesson", facts, Lesson, DERIVED)
        variants = tuple(self._variant(f"variants[{n}]", one) for n, one in enumerate(self._list("variants", facts)))
        names = [variant.name for variant in variants]
        self._choice("chapter", facts["chapter"], CHAPTERS)
        self._unique("variants", names)
        if all(variant.changes for variant in variants):
            raise self._error("variants", names, "one without changes: the state in which the lesson starts")
        lesson = Lesson(
            name=name,
            order=order,
            chapter=facts["chapter"],
            settings=self._settings("settings", facts["settings"]),
            variants=variants,
            then=self._settings("then", facts["then"]),
            steps=self._count("steps", facts["steps"]),
            highlight=self._names("highlight", facts, KNOBS),
            panels=self._names("panels", facts, self._panels),
            claim=tuple(self._check(f"claim[{n}]", one, names) for n, one in enumerate(self._list("claim", facts))),
            text={
                language: self._words(f"text.{language}", one, names)
                for language, one in self._mapping("text", facts["text"]).items()
            },
            seeds=self._count("seeds", facts.get("seeds", 1)),
            focus=facts.get("focus", ""),
            log=self._names("log", {"log": facts.get("log", [])}, self._panels),
        )
        if LANGUAGE not in lesson.text:
            raise self._error("text", list(lesson.text), f"{LANGUAGE} at least")
        if lesson.focus:
            self._choice("focus", lesson.focus, names)
        self._possible(lesson)
        return lesson

    def _variant(self, key: str, facts: Any) -> LessonVariant:
        self._keys(key, facts, LessonVariant)
        self._text(f"{key}.name", facts["name"])
        if facts["name"] == THEN:
            raise self._error(f"{key}.name", THEN, "any other word: this is the run after 'now change this'")
        return LessonVariant(facts["name"], self._settings(f"{key}.changes", facts.get("changes", {})))

    def _check(self, key: str, facts: Any, variants: list[str]) -> Check:
        self._keys(key, facts, Check)
        runs = (*variants, THEN)
        self._choice(f"{key}.variant", facts["variant"], runs)
        self._choice(f"{key}.measure", facts["measure"], MEASURES)
        self._choice(f"{key}.relation", facts["relation"], RELATIONS)
        relation = RELATIONS[facts["relation"]]
        check = Check(**{name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()})
        for name in ("number", "tolerance", "share"):
            self._number(f"{key}.{name}", getattr(check, name))
        if relation.reads_tolerance != bool(check.tolerance):
            legal = "a number above 0" if relation.reads_tolerance else f"none with {relation.name}"
            raise self._error(f"{key}.tolerance", check.tolerance, legal)
        if check.of:
            self._choice(f"{key}.of", check.of, runs)
        if check.of_measure:
            self._choice(f"{key}.of_measure", check.of_measure, MEASURES)
        self._span(f"{key}.steps", check.steps, check.measure)
        self._span(f"{key}.of_steps", check.of_steps, check.of_measure)
        return check

    def _words(self, key: str, facts: Any, variants: list[str]) -> Words:
        self._keys(key, facts, Words)
        for name, value in facts.items():
            if name != "labels":
                self._text(f"{key}.{name}", value)
        labels = self._mapping(f"{key}.labels", facts["labels"])
        if set(labels) != {*variants, THEN}:
            raise self._error(f"{key}.labels", sorted(labels), f"one each for {', '.join((*variants, THEN))}")
        for name, value in labels.items():
            self._text(f"{key}.labels.{name}", value)
        return Words(**facts)

    def _settings(self, key: str, facts: Any) -> Changes:
        for name, value in self._mapping(key, facts).items():
            if name not in FIELDS or name in OWNED:
                raise self._error(f"{key}.{name}", value, ", ".join(name for name in FIELDS if name not in OWNED))
        return facts

    def _possible(self, lesson: Lesson) -> None:
        """Every run of the lesson can be made; what cannot is said of the place where it stands."""
        places = {"settings": {}, **{f"variants[{n}].changes": v.changes for n, v in enumerate(lesson.variants)}}
        for key, changes in {**places, "then": lesson.then}.items():
            try:
                lesson.changed(changes)
            except Invalid as error:
                raise self._error(f"{key}.{error.knob}", error.value, error.legal) from error

    # -- one value -----------------------------------------------------------------------------------------------

    def _error(self, key: str, value: object, legal: str) -> LessonError:
        return LessonError(self._file, key, value, legal)

    def _mapping(self, key: str, value: Any) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self._error(key, value, "a JSON object")
        return value

    def _keys(self, key: str, facts: Any, cls: type, derived: Iterable[str] = ()) -> None:
        """``facts`` has the keys of the dataclass, none more, and all that have no default."""
        known = {field.name: field for field in fields(cls) if field.name not in derived}
        for name in self._mapping(key, facts):
            if name not in known:
                raise self._error(f"{key}.{name}", facts[name], f"no such key; there are {', '.join(known)}")
        for name, field in known.items():
            if name not in facts and field.default is MISSING and field.default_factory is MISSING:
                raise self._error(f"{key}.{name}", None, f"{name} must be there")

    def _list(self, key: str, facts: Mapping[str, Any]) -> list[Any]:
        if not isinstance(facts[key], list) or not facts[key]:
            raise self._error(key, facts[key], "a list with at least one entry")
        return facts[key]

    def _names(self, key: str, facts: Mapping[str, Any], allowed: Collection[str] | None) -> tuple[str, ...]:
        if not isinstance(facts[key], list):
            raise self._error(key, facts[key], "a list of names")
        for name in facts[key] if allowed is not None else ():
            self._choice(key, name, allowed)
        return tuple(facts[key])

    def _choice(self, key: str, value: Any, allowed: Collection[str]) -> None:
        if not isinstance(value, str) or value not in allowed:
            raise self._error(key, value, ", ".join(allowed))

    def _unique(self, key: str, names: list[str]) -> None:
        if len(set(names)) < len(names):
            raise self._error(key, names, "each name once")

    def _text(self, key: str, value: Any) -> None:
        self._that(key, value, lambda: isinstance(value, str) and value.strip() == value != "", "words")

    def _number(self, key: str, value: Any) -> None:
        self._that(key, value, lambda: isinstance(value, (int, float)) and not isinstance(value, bool), "a number")

    def _count(self, key: str, value: Any) -> int:
        self._that(key, value, lambda: type(value) is int and value > 0, "a whole number above 0")
        return value

    def _span(self, key: str, value: Any, measure: str) -> None:
        """Two steps where ``measure`` looks at a span, else nothing."""
        wanted = bool(measure) and MEASURES[measure].reads_steps
        legal = f"two steps, [1000, 1500], for {measure}" if wanted else "none: only measures of a span have one"

        def fits() -> bool:
            if not wanted:
                return value is None
            whole = isinstance(value, tuple) and all(type(step) is int for step in value)
            return whole and len(value) == 2 and 0 <= value[0] < value[1]

        self._that(key, value, fits, legal)

    def _that(self, key: str, value: Any, fits: Callable[[], bool], legal: str) -> None:
        if not fits():
            raise self._error(key, value, legal)

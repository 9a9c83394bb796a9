"""What the lessons claim is true, and what they say fits on their card."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from gui.panels import PANELS
from model.lessons import reader
from model.lessons.chapters import CHAPTERS
from model.lessons.proof import claimed, prove

from .shelf import FILES, name_of

MOST = 6  # runs that are told apart
FEW = 12  # repetitions where a claim is about many seeds; all of them in the slow tests
each = pytest.mark.parametrize("path", FILES, ids=name_of)


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=pytest.mark.slow if turn % 3 else ()) for turn, path in enumerate(FILES)],
    ids=map(name_of, FILES),
)
def test_the_claim_is_true(path: Path) -> None:
    lesson = reader.read(path)
    labels = lesson.words().labels
    false = [verdict.words(labels) for verdict in prove(lesson, range(min(FEW, lesson.seeds))) if not verdict.holds]
    assert not false, "\n".join(false)


@each
def test_the_words_fit_on_the_card(path: Path) -> None:
    for words in reader.read(path).text.values():
        assert len(words.title) <= 34
        assert len(f"{words.question} {words.look}".split()) <= 60
        assert len(words.then.split()) <= 16
        assert len(words.explanation.split()) <= 90
        assert all(len(label) <= 24 for label in words.labels.values())


@each
def test_a_lesson_is_a_contrast_that_can_be_shown(path: Path) -> None:
    lesson = reader.read(path, PANELS)
    runs = lesson.experiments()
    assert 2 <= len(lesson.variants) <= MOST
    shown = list(runs.values())
    assert all(one not in shown[:place] for place, one in enumerate(shown)), "two runs are the same"
    assert {"then"} < set(runs)
    assert all(run.max_epochs * run.steps_per_epoch >= lesson.steps for run in runs.values())
    assert claimed(lesson)


@each
def test_what_changes_is_highlighted(path: Path) -> None:
    lesson = reader.read(path)
    assert lesson.highlight
    changed = {name for variant in lesson.variants for name in variant.changes} | set(lesson.then)
    assert changed & set(lesson.highlight)


def test_there_is_a_lesson_for_every_chapter_in_its_order() -> None:
    lessons = [reader.read(path) for path in FILES if _readable(path)]
    assert len(lessons) >= 18
    assert {lesson.chapter for lesson in lessons} == set(CHAPTERS)
    places = [list(CHAPTERS).index(lesson.chapter) for lesson in lessons]
    assert places == sorted(places)
    assert all(one.order < two.order for one, two in pairwise(lessons))


def _readable(path: Path) -> bool:
    try:
        return bool(reader.read(path))
    except reader.LessonError:
        return False

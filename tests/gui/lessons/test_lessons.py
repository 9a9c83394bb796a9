"""Lessons in the real window: two clicks show the phenomenon, a third one changes it, and the claim is measured."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterator

import pytest

from gui.lessons.card import LessonCard
from gui.lessons.desk import LessonDesk
from model.lessons.chapters import CHAPTERS
from model.lessons.lesson import THEN, Lesson
from model.lessons.proof import prove
from model.training.experiment import KNOBS
from tests.gui.person import Person

SHORT = "momentum"  # trained in a moment


@pytest.fixture
def learner(regular: Person) -> Iterator[Person]:
    regular.begin()
    speed = regular.bench.speed
    regular.choose_speed("full")
    yield regular
    regular.bench.lessons.leave()
    regular.session.pause()
    regular.choose_speed(speed.name)


def desk(person: Person) -> LessonDesk:
    return person.bench.lessons


def card(person: Person) -> LessonCard:
    return desk(person).card


def called(person: Person, name: str) -> Lesson:
    return next(lesson for lesson in desk(person).shelf.lessons if lesson.name == name)


def choose(person: Person, name: str) -> Lesson:
    lesson = called(person, name)
    desk(person).choose(lesson)
    person.wait(lambda: person.now.run == person.session.worker.run_number)
    person.settle()
    return lesson


def press(person: Person, name: str) -> None:
    card(person).buttons[name].invoke()
    person.settle()


def entries(menu: tk.Menu) -> list[str]:
    places = (place for place in range((menu.index("end") or 0) + 1) if menu.type(place) != "separator")
    return [str(menu.entrycget(place, "label")) for place in places]


def shown_words(widget: tk.Misc) -> list[str]:
    """Everything that is written in ``widget`` and can be seen."""
    own = (
        [str(widget.cget("text"))] if widget.winfo_class() in ("TLabel", "TButton") and widget.winfo_ismapped() else []
    )
    return own + [words for child in widget.winfo_children() for words in shown_words(child)]


def test_the_menu_lists_all_lessons_by_chapter_and_starts_one(learner: Person) -> None:
    menu = learner.bench.menus["Lessons"]
    for _twice in range(2):
        learner.root.tk.call(str(menu.cget("postcommand")))
    lessons = desk(learner).shelf.lessons
    assert len(lessons) >= 18
    assert entries(menu)[: len(CHAPTERS)] == [f"{one.name}  {one.label}" for one in CHAPTERS.values()]
    parts = [menu.nametowidget(menu.entrycget(place, "menu")) for place in range(len(CHAPTERS))]
    told = [words for part in parts for words in entries(part)]
    assert told == [f"{lesson.order}  {lesson.words().title}" for lesson in lessons]
    parts[1].invoke(1)
    learner.settle()
    assert desk(learner).lesson is [lesson for lesson in lessons if lesson.chapter == "2.1"][1]


def test_choosing_sets_everything_up(learner: Person) -> None:
    lesson = choose(learner, SHORT)
    words, session = lesson.words(), learner.session
    assert not session.playing
    assert session.runs == lesson.contrast()
    assert learner.now.step == 0
    assert session.experiment == lesson.base == learner.bench.form.experiment
    seen = shown_words(card(learner))
    assert {words.title, words.question, words.look, words.then} <= set(seen)
    assert words.explanation not in seen
    form = learner.bench.form
    assert form.highlighted == set(lesson.highlight)
    open_groups = {name for name, group in form.groups.items() if group.open}
    assert open_groups == {KNOBS[name].group for name in lesson.highlight}
    assert set(lesson.panels) <= set(learner.bench.board.canvases)


def test_two_clicks_show_it_and_a_third_changes_it(learner: Person) -> None:
    lesson = choose(learner, SHORT)
    labels = lesson.words().labels
    claimed = {part: [v.words(labels) for v in prove(lesson) if (v.check.variant == THEN) == part] for part in (0, 1)}
    press(learner, "play")
    learner.wait(lambda: card(learner).lines)
    assert [line.words for line in card(learner).lines] == claimed[0]  # as without a window, to the last digit
    assert all(line.holds for line in card(learner).lines)
    assert card(learner).summary == "Measured: the claim holds"
    learner.settle()
    assert lesson.words().explanation in shown_words(card(learner))
    press(learner, "then")
    assert learner.session.playing
    assert learner.session.runs == lesson.contrast_then()
    learner.wait(lambda: learner.now.run == learner.session.worker.run_number)
    assert [line.words for line in card(learner).lines] == claimed[0]
    assert card(learner).summary == "Measured before this run"
    learner.wait(lambda: len(card(learner).lines) > len(claimed[0]))
    assert [line.words for line in card(learner).lines] == claimed[0] + claimed[1]
    assert card(learner).summary == "Measured: the claim holds"


def test_play_again_begins_anew(learner: Person) -> None:
    choose(learner, SHORT)
    press(learner, "play")
    learner.wait(lambda: card(learner).lines)
    before = card(learner).lines
    press(learner, "play")
    assert learner.session.playing
    run = learner.session.worker.run_number
    learner.wait(lambda: learner.session.over and learner.now.run == run and desk(learner)._asked == run)
    learner.settle()
    assert card(learner).lines == before


def test_changed_settings_are_not_judged(learner: Person) -> None:
    lesson = choose(learner, SHORT)
    learner.session.change({"learning_rate": lesson.base.learning_rate * 2, "max_epochs": 2})
    press(learner, "play")
    learner.wait(lambda: learner.session.over)
    learner.settle()
    assert not card(learner).lines
    assert desk(learner)._asked != learner.now.run


def test_leaving_gives_the_form_back_as_it_was(learner: Person) -> None:
    form = learner.bench.form
    first = next(iter(form.groups.values()))
    first.toggle()
    folded = {name: group.open for name, group in form.groups.items()}
    lesson = choose(learner, SHORT)
    choose(learner, "learning_rate")
    press(learner, "leave")
    assert {name: group.open for name, group in form.groups.items()} == folded
    assert not form.highlighted
    assert not card(learner).winfo_ismapped()
    assert desk(learner).lesson is None
    first.toggle()
    assert lesson is not None


def test_every_lesson_can_be_told_one_after_the_other(learner: Person) -> None:
    lessons = desk(learner).shelf.lessons
    choose(learner, lessons[0].name)
    assert card(learner).buttons["previous"].instate(["disabled"])
    width = card(learner).winfo_width()
    for lesson in lessons:
        assert desk(learner).lesson is lesson
        assert learner.session.runs == lesson.contrast()
        assert lesson.contrast_then().labels[-1] == lesson.words().labels[THEN]
        assert card(learner).winfo_reqwidth() <= card(learner).winfo_width() == width
        press(learner, "next")
    assert card(learner).buttons["next"].instate(["disabled"])
    assert desk(learner).lesson is lessons[-1]

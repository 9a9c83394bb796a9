"""The handout of a lesson in the real window: from its menu to a file, made by another process."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterator
from pathlib import Path
from tkinter import filedialog

import pytest

from gui.files.reading import moment_in
from gui.handouts.command import find
from gui.handouts.desk import HandoutDesk
from gui.lessons.menu import HANDOUT
from tests.gui.person import Person

LESSON = "features"  # trained in a moment


@pytest.fixture
def teacher(regular: Person) -> Iterator[Person]:
    regular.begin()
    yield regular
    desk(regular).close()
    regular.bench.lessons.leave()
    regular.settle()


def desk(person: Person) -> HandoutDesk:
    return person.bench.handouts


def opened(person: Person) -> tk.Menu:
    menu = person.bench.menus["Lessons"]
    person.root.tk.call(str(menu.cget("postcommand")))
    return menu


def test_from_the_menu_to_a_file(teacher: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, asked = tmp_path / "a.html", []
    monkeypatch.setattr(filedialog, "asksaveasfilename", lambda **facts: asked.append(facts) or str(path))
    assert opened(teacher).entrycget(HANDOUT, "state") == "disabled"  # there is no lesson yet
    lesson = find(LESSON)
    teacher.bench.lessons.choose(lesson)
    menu = opened(teacher)
    assert menu.entrycget(HANDOUT, "state") == "normal"
    menu.invoke(HANDOUT)
    assert asked[0]["initialfile"] == f"lesson-{lesson.order:02}-features.pdf"
    assert "0%" in teacher.says
    run = teacher.session.worker.run_number
    teacher.wait(lambda: desk(teacher).child is None)
    assert teacher.says == f"Saved {path}."
    assert moment_in(path).experiment == lesson.experiments()[lesson.shown]
    assert teacher.session.worker.run_number == run, "the window's own run is left alone"


def test_what_cannot_be_written_is_said(teacher: Person, tmp_path: Path) -> None:
    for path, words in ((tmp_path / "a.docx", ".pdf or .html"), (tmp_path / "no" / "a.html", "could not be written")):
        desk(teacher).make(find(LESSON), path)
        teacher.wait(lambda: desk(teacher).child is None)
        assert words in teacher.says
    assert not list(tmp_path.iterdir())


def test_leaving_ends_what_is_under_way(teacher: Person, tmp_path: Path) -> None:
    desk(teacher).make(find(LESSON), tmp_path / "a.html")
    process = desk(teacher).child._process
    desk(teacher).close()
    assert process.poll() is not None
    assert not list(tmp_path.iterdir())

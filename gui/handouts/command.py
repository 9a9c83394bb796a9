"""The handout of a lesson by the lesson's name, for the command line and for the window's child process."""

from __future__ import annotations

import difflib
from pathlib import Path

from gui.lessons.shelf import Shelf
from model.knob import Invalid
from model.lessons.lesson import Lesson

from . import lesson_runs, lesson_sheet, writing
from .lesson_runs import Tell

WRITTEN = 0.95  # of the work is done when only the writing is left


def write_lesson(name: str, path: Path, tell: Tell = lambda share: None) -> Lesson:
    """Train the runs of the lesson called ``name``, measure, and write its handout to ``path`` (.html or .pdf).

    ``tell`` hears how much is done, 0 to 1. Raises Invalid for a name that no lesson or kind of file has, OSError.
    """
    lesson = find(name)
    writing.kind_of(path)
    done = lesson_runs.train(lesson, lambda share: tell(WRITTEN * share))
    writing.write(lesson_sheet.sheet_of(done), path)
    tell(1.0)
    return lesson


def find(name: str) -> Lesson:
    """The lesson with this name or number. Raises Invalid."""
    lessons = Shelf().lessons
    for lesson in lessons:
        if name.strip().lower() in (lesson.name, str(lesson.order), f"{lesson.order:02}_{lesson.name}"):
            return lesson
    names = [lesson.name for lesson in lessons]
    near = difflib.get_close_matches(name.lower(), names, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise Invalid("lesson", name, f"1 to {len(lessons)}, or {', '.join(names)}{hint}")

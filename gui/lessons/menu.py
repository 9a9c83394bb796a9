"""The Lessons menu: all lessons, by chapter."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from model.lessons.chapters import CHAPTERS
from model.lessons.lesson import Lesson

from ..theme.theme import Theme
from .shelf import Shelf

HANDOUT = "Handout of this lesson…"


def fill(
    menu: tk.Menu,
    theme: Theme,
    shelf: Shelf,
    choose: Callable[[Lesson], None],
    handout: Callable[[], None],
    chosen: Callable[[], Lesson | None],
) -> None:
    """Put a submenu for each chapter into ``menu``, and what can be done with the lesson that is ``chosen``; they are
    filled when the menu is first opened."""

    def opened() -> None:
        if menu.index("end") is None:
            _fill(menu, theme, shelf, choose)
            menu.add_separator()
            menu.add_command(label=HANDOUT, command=handout, **theme.entry())
        menu.entryconfigure("end", state="disabled" if chosen() is None else "normal")

    menu.configure(postcommand=opened)


def _fill(menu: tk.Menu, theme: Theme, shelf: Shelf, choose: Callable[[Lesson], None]) -> None:
    for chapter in CHAPTERS.values():
        lessons = [lesson for lesson in shelf.lessons if lesson.chapter == chapter.name]
        if not lessons:
            continue
        part = tk.Menu(menu, tearoff=False)
        for lesson in lessons:
            part.add_command(
                label=f"{lesson.order}  {lesson.words().title}", command=lambda one=lesson: choose(one), **theme.entry()
            )
        menu.add_cascade(label=f"{chapter.name}  {chapter.label}", menu=part, **theme.entry())
    for error in shelf.errors:
        menu.add_command(label=f"Cannot be read: {error.file}", state="disabled", **theme.entry())

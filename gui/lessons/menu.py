"""The Lessons menu: all lessons, by chapter."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from model.lessons.chapters import CHAPTERS
from model.lessons.lesson import Lesson

from ..theme.theme import Theme
from .shelf import Shelf


def fill(menu: tk.Menu, theme: Theme, shelf: Shelf, choose: Callable[[Lesson], None]) -> None:
    """Put a submenu for each chapter into ``menu``; they are filled when the menu is first opened."""
    menu.configure(postcommand=lambda: _fill(menu, theme, shelf, choose))


def _fill(menu: tk.Menu, theme: Theme, shelf: Shelf, choose: Callable[[Lesson], None]) -> None:
    if menu.index("end") is not None:
        return
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

"""The shelf: all lessons that can be read, in order, read when they are first asked for."""

from __future__ import annotations

from functools import cached_property

from model.lessons import reader
from model.lessons.lesson import Lesson

from ..panels import PANELS


class Shelf:
    """``lessons`` in order; ``errors`` says which files cannot be used, and why."""

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """Every lesson that this program can run."""
        return self._read[0]

    @cached_property
    def errors(self) -> tuple[reader.LessonError, ...]:
        """What is wrong with the others."""
        return self._read[1]

    def neighbour(self, lesson: Lesson, way: int) -> Lesson | None:
        """The lesson so many places further; None beyond the first and the last."""
        place = self.lessons.index(lesson) + way
        return self.lessons[place] if 0 <= place < len(self.lessons) else None

    def number(self, lesson: Lesson) -> str:
        """ "5 of 32"."""
        return f"{self.lessons.index(lesson) + 1} of {len(self.lessons)}"

    @cached_property
    def _read(self) -> tuple[tuple[Lesson, ...], tuple[reader.LessonError, ...]]:
        lessons, errors = [], []
        for path in reader.files():
            try:
                lessons.append(reader.read(path, PANELS))
            except reader.LessonError as error:
                errors.append(error)
        return tuple(lessons), tuple(errors)

"""The course of a run's settings: those at step 0, and the live changes made at later steps."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from .experiment import Experiment

Changes = Mapping[str, Any]


class Course:
    """``first`` are the settings at step 0, ``now`` those in force; ``changes`` may also hold what is still to come."""

    def __init__(self, first: Experiment) -> None:
        self.first = self.now = first
        self._changes: list[tuple[int, dict[str, Any]]] = []
        self._made = 0  # so many of the changes are in force

    @property
    def changes(self) -> tuple[tuple[int, dict[str, Any]], ...]:
        """All live changes in order: step and settings."""
        return tuple(self._changes)

    @property
    def settings(self) -> tuple[tuple[int, Experiment], ...]:
        """Which settings are in force from which step on, along all that is known."""
        found = [(0, self.first)]
        for step, changes in self._changes:
            found.append((step, found[-1][1].replace(**changes)))
        return tuple(found)

    @property
    def due(self) -> float:
        """The step of the next change, infinite where none is to come."""
        return self._changes[self._made][0] if self._made < len(self._changes) else float("inf")

    def change(self, step: int, changes: Changes) -> None:
        """Put ``changes`` in force at ``step``, the present one; those that were to come are forgotten."""
        self.now = self.now.replace(**changes)
        as_checked = {name: getattr(self.now, name) for name in changes}  # a dict of options stays its owner's
        self._changes[self._made :] = [(step, as_checked)]
        self._made += 1

    def expect(self, changes: Iterable[tuple[int, Changes]]) -> None:
        """Before the first step: changes that are to come."""
        self._changes = [(step, dict(settings)) for step, settings in changes]

    def go_on(self) -> Changes:
        """Put the next change in force, and return it."""
        changes = self._changes[self._made][1]
        self.now, self._made = self.now.replace(**changes), self._made + 1
        return changes

    def go_back(self, step: int) -> None:
        """Put in force what was so at ``step``; later changes are to come again."""
        self.now, self._made = self.first, 0
        while self.due <= step:
            self.go_on()

    def copy(self) -> Course:
        """The same course; what is changed from here on is each one's own."""
        twin = copy.copy(self)
        twin._changes = list(self._changes)
        return twin

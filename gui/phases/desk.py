"""The desk of the phases: what keys, buttons and clicks on points mean, inside a step and outside of one."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from model.training.passage import Pick

from model.analysis.wordings import point_words
from model.training.snapshot import Snapshot

from ..controls.tooltip import Hints
from ..session import Session
from ..theme.theme import Theme
from .bar import PhaseActions, PhaseBar, class_words

Do = Callable[[Callable[[], None]], Callable[[], None]]


class PhaseDesk:
    """Owns the ``bar``. ``do`` wraps an action so that the window shows at once what it has changed.

    A point that is clicked outside a step is remembered: ``picked`` is followed from the next phase command on.
    """

    def __init__(self, parent: tk.Misc, theme: Theme, hints: Hints, session: Session, do: Do) -> None:
        self._theme, self._session = theme, session
        self.picked: Pick | None = None
        self._run = 0  # to which the picked point belongs
        actions = PhaseActions(
            back=do(self.back), on=do(self.on), go=lambda index: do(lambda: self.go(index))(), whole=do(self.whole),
            leave=do(self.out),
        )  # fmt: skip
        self.bar = PhaseBar(parent, theme, hints, actions)

    def show(self, snapshot: Snapshot) -> None:
        """Bring the bar up to date."""
        if snapshot.run != self._run:
            self._run, self.picked = snapshot.run, None
        self.bar.show(snapshot)

    def on(self) -> None:
        """One phase on; into the step to come where a person is in none."""
        if self.picked is not None and not self._inside:
            self._session.follow(self.picked)
        self._session.phase_on()

    def back(self) -> None:
        """One phase back."""
        self._session.phase_back()

    def go(self, index: int) -> None:
        """To phase ``index`` of this step."""
        snapshot = self._session.snapshot
        if snapshot is not None and snapshot.passage is not None:
            self._session.phase_to(index)

    def choose(self, pick: Pick) -> None:
        """A point was clicked: follow it, or no longer if it is the one already."""
        snapshot = self._session.snapshot
        if snapshot is None:
            return
        if snapshot.passage is not None:
            self.picked = None if snapshot.passage.point == pick else pick
            self._session.follow(self.picked)
            return
        self.picked = None if self.picked == pick else pick
        self._session.news = self._picked_words(snapshot)

    def whole(self) -> None:
        """Follow no point any longer."""
        self.picked = None
        self._session.follow(None)

    def leave(self) -> None:
        """Back to the whole minibatch, or else out of the step."""
        if self.picked is not None or (self._inside and self._session.snapshot.passage.point is not None):
            self.whole()
            self._session.news = ""
        else:
            self.out()

    def out(self) -> None:
        """Out of the step, of which nothing has been done."""
        if self._inside:
            self._session.goto(self._session.snapshot.step)

    @property
    def _inside(self) -> bool:
        return self._session.snapshot is not None and self._session.snapshot.passage is not None

    def _picked_words(self, snapshot: Snapshot) -> str:
        if self.picked is None:
            return ""
        words = point_words(self.picked.part, self.picked.index, snapshot.data, class_words(snapshot.data, self._theme))
        return f"{words[:1].upper()}{words[1:]}: Down shows its own forward and backward pass."

"""The desk of the phases: what keys, buttons and clicks on points mean, inside a step and outside of one."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from model.analysis.wordings import point_words
from model.training.passage import Pick
from model.training.snapshot import Snapshot

from ..controls.tooltip import Hints
from ..session import Session
from ..theme.theme import Theme
from .bar import PhaseActions, PhaseBar, colour_words

Do = Callable[[Callable[[], None]], Callable[[], None]]


class PhaseDesk:
    """Owns the ``bar``. ``do`` wraps an action so that the window shows at once what it has changed.

    A point that is clicked outside of a step is followed from the next phase command on.
    """

    def __init__(self, parent: tk.Misc, theme: Theme, hints: Hints, session: Session, do: Do) -> None:
        self._theme, self._session = theme, session
        actions = PhaseActions(
            back=do(session.phase_back),
            on=do(session.phase_on),
            go=lambda index: do(lambda: session.phase_to(index))(),
            whole=do(self.whole),
            leave=do(self.out),
        )
        self.bar = PhaseBar(parent, theme, hints, actions)

    def show(self, snapshot: Snapshot) -> None:
        """Bring the bar up to date."""
        self.bar.show(snapshot)

    def choose(self, pick: Pick) -> None:
        """A point was clicked: follow it, or no longer if it is the one already."""
        snapshot = self._session.snapshot
        if snapshot is None or snapshot.run != self._session.worker.run_number:
            return
        again = snapshot.followed == pick
        self._session.follow(None if again else pick)
        if snapshot.passage is None:
            self._session.news = "" if again else self._words(pick, snapshot)

    def whole(self) -> None:
        """Follow no point any longer."""
        self._session.follow(None)
        self._session.news = ""

    def leave(self) -> None:
        """Back to the whole minibatch, or else out of the step."""
        snapshot = self._session.snapshot
        if snapshot is not None and snapshot.followed is not None:
            self.whole()
        else:
            self.out()

    def out(self) -> None:
        """Out of the step, of which nothing has been done."""
        snapshot = self._session.snapshot
        if snapshot is not None and snapshot.passage is not None:
            self._session.goto(snapshot.step)

    def _words(self, pick: Pick, snapshot: Snapshot) -> str:
        words = point_words(pick.part, pick.index, snapshot.data, colour_words(snapshot.data, self._theme))
        return f"{words[:1].upper()}{words[1:]}: Down shows its own forward and backward pass."

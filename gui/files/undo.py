"""Undo: which settings a person has changed, one entry a change, and the way there and back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from gui.session import Session
from model.training.contrast import Contrast
from model.training.wording import said_together

MOST = 200
TOGETHER = 1.0  # s within which changes of the same settings, such as those of a slider that is dragged, are one


@dataclass(frozen=True)
class State:
    """All runs, and which of them is looked at."""

    runs: Contrast
    focus: int

    @property
    def single(self) -> bool:
        """Whether it is an ordinary run."""
        return len(self.runs.variants) == 1


@dataclass(frozen=True)
class Entry:
    """One change, the settings in which it differs, and when it was made, in seconds."""

    before: State
    after: State
    names: tuple[str, ...]
    time: float


class Undo:
    """Watches what a person does to the settings of ``session``. Time travel is no change: it has its own keys."""

    def __init__(self, session: Session, clock: Callable[[], float] = time.monotonic) -> None:
        self._session, self._clock = session, clock
        self._done: list[Entry] = []
        self._undone: list[Entry] = []
        self._watching = self._own = False  # own: this change is one that is taken back or made again

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to be taken back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to be made again."""
        return bool(self._undone)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Whatever changes settings meanwhile is one entry; nothing else in between counts by itself."""
        if self._watching:
            yield
            return
        before, self._watching, self._own = self._state(), True, False
        try:
            yield
        finally:
            self._watching = False
            if not self._own:
                self._note(before, self._state())

    def forget(self) -> None:
        """Another experiment: there is no way back into the one before."""
        self._done.clear()
        self._undone.clear()

    def undo(self) -> None:
        """Take the newest change back: a live one at once, any other by starting the network anew. Raises Invalid."""
        if self._done:
            entry = self._done[-1]
            self._go(entry.before, entry, "Undone")
            self._undone.append(self._done.pop())

    def redo(self) -> None:
        """Make the change again that was taken back last. Raises Invalid."""
        if self._undone:
            entry = self._undone[-1]
            self._go(entry.after, entry, "Made again")
            self._done.append(self._undone.pop())

    def _state(self) -> State:
        return State(self._session.runs, self._session.focus)

    def _note(self, before: State, after: State) -> None:
        if after.runs is before.runs or after.runs.experiments() == before.runs.experiments():
            return
        here = before.runs.experiments()[before.focus]
        if after.single and after.runs.experiments()[0] == here:  # the other runs were let go of
            return
        names = tuple(here.differences(after.runs.experiments()[after.focus]))
        now = self._clock()
        newest = self._done[-1] if self._done else None
        self._undone.clear()
        if newest and newest.names == names and newest.after.runs == before.runs and now - newest.time < TOGETHER:
            if len(names) == 1 and after.single:
                self._done[-1] = replace(newest, after=after, time=now)
                return
        self._done.append(Entry(before, after, names, now))
        del self._done[:-MOST]

    def _go(self, target: State, entry: Entry, word: str) -> None:
        """Back or forth: what else was changed meanwhile, by going in time for instance, stays."""
        session, self._own = self._session, True
        if entry.before.single and entry.after.single and not session.comparing:
            wanted = target.runs.experiments()[0]
            changes = {name: getattr(wanted, name) for name in entry.names}
            if session.experiment.replace(**changes) != session.experiment:
                session.change(changes)
            session.news = f"{word}. {session.news}" if session.news else f"{word}."
        else:
            session.contrast(target.runs, target.focus)
            session.news = f"{word}: {said_together(entry.names, session.experiment) or 'the runs'}; started anew."

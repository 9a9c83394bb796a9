"""Arrival: when a run that was opened as a state has been trained up to its step again, is it the same?"""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from gui.session import Session
from model.exports.state_npz import Saved
from model.training.worker import Answer

EVERY = 100  # ms between two looks


class Arrival:
    """Waits until the run of a file is there and has the training thread compare; ``warn`` says what differs."""

    def __init__(self, root: tk.Misc, session: Session, warn: Callable[[str], object]) -> None:
        self._root, self._session, self._warn = root, session, warn
        self._timer: str | None = None

    def follow(self, saved: Saved) -> None:
        """The run of ``saved`` was just begun; of several only the newest matters."""
        self.close()
        self._look(saved, self._session.worker.run_number, [])

    def close(self) -> None:
        """Wait no longer."""
        if self._timer is not None:
            self._root.after_cancel(self._timer)
            self._timer = None

    def _look(self, saved: Saved, run: int, answers: list[Answer], asked: bool = False) -> None:
        self._timer = None
        session = self._session
        if session.worker.run_number != run:
            return
        if answers:
            if answers[0].error is not None:
                raise answers[0].error
            if answers[0].found:
                self._warn(answers[0].found)
            return
        if not asked and not session.travelling:
            asked = True
            session.worker.ask(lambda trainers: saved.verdict(trainers[0]), answers.append)
        self._timer = self._root.after(EVERY, lambda: self._look(saved, run, answers, asked))

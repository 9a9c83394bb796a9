"""The exports' desk: takes the run on screen home as a file, from the menu to what the status line says in the end."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tkinter import filedialog
from typing import Any

from gui.pictures.names import data_name
from gui.session import Session
from gui.theme.theme import Theme
from model.knob import Invalid
from model.training.experiment import Experiment
from model.training.trainer import Trainer
from model.training.worker import Answer

from .catalogue import EXPORTS, Export

EVERY = 20  # ms between two looks whether the training thread is done
Say = Callable[[str, str], None]


@dataclass(frozen=True)
class Gathered:
    """What is to be written, and of which experiment and step it is."""

    content: Any
    experiment: Experiment
    step: int


class ExportDesk:
    """What the training thread has to do is asked of it, and looked after from the window's own time.

    The file holds the moment at which the entry was chosen, however long a person thinks about its name; ``folder``
    is where the last one went.
    """

    def __init__(self, root: tk.Tk, theme: Theme, session: Session, say: Say) -> None:
        self._root, self._theme, self._session, self._say = root, theme, session, say
        self.folder = _first_folder()
        self._timer: str | None = None
        self._busy = False

    def fill(self, menu: tk.Menu) -> None:
        """An entry for every kind of file."""
        for export in EXPORTS.values():
            menu.add_command(
                label=f"{export.label}…", command=lambda chosen=export: self.take(chosen), **self._theme.entry()
            )

    def take(self, export: Export) -> None:
        """Take the run that is looked at home as ``export`` says."""
        if self._busy:
            self._say("Another file is being written; try again in a moment.", "plain")
            return
        self._busy, focus = True, self._session.focus
        answers: list[Answer] = []
        self._session.worker.ask(lambda trainers: _gathered(export, trainers[focus]), answers.append)
        self._when(answers, lambda answer: self._ask(export, answer))

    def close(self) -> None:
        """Look after nothing any more."""
        if self._timer is not None:
            self._root.after_cancel(self._timer)
            self._timer = None

    def _when(self, done: list[Any], then: Callable[[Any], None]) -> None:
        """``then`` with what the thread puts into ``done``."""
        self._timer = None
        if done:
            then(done[0])
        else:
            self._timer = self._root.after(EVERY, lambda: self._when(done, then))

    def _ask(self, export: Export, answer: Answer) -> None:
        """Ask for the file; the system's dialog does not let it replace another one unasked."""
        self._busy = False
        if isinstance(answer.error, Invalid):
            self._say(f"{export.label}: {answer.error}", "error")
            return
        if answer.error is not None:
            raise answer.error
        chosen = filedialog.asksaveasfilename(
            parent=self._root, title=export.label, initialdir=self.folder,
            initialfile=suggested_name(export, answer.found), defaultextension=export.suffix,
            filetypes=[(export.label, f"*{export.suffix}"), ("All files", "*")],
        )  # fmt: skip
        if chosen:
            self._write(export, answer.found, Path(chosen))

    def _write(self, export: Export, gathered: Gathered, path: Path) -> None:
        self._busy, self.folder = True, path.parent
        self._say(f"Writing {path.name}…", "plain")
        troubles: list[Exception | None] = []

        def write() -> None:
            try:
                export.write(gathered.content, path)
            except Exception as error:  # the window tells of it, the training thread goes on
                troubles.append(error)
            else:
                troubles.append(None)

        self._session.worker.errand(write)
        self._when(troubles, lambda trouble: self._written(export, gathered, path, trouble))

    def _written(self, export: Export, gathered: Gathered, path: Path, trouble: Exception | None) -> None:
        self._busy = False
        if isinstance(trouble, (OSError, Invalid)):
            words = getattr(trouble, "strerror", "") or trouble
            self._say(f"{path} could not be written: {words}.", "error")
            return
        if trouble is not None:
            raise trouble
        self._say(f"Saved {path}, step {gathered.step:,}. {export.said(gathered.content)}".rstrip(), "plain")


def suggested_name(export: Export, gathered: Gathered) -> str:
    """Tells data set, content and step: glassnet-circles-history-step-1200.csv."""
    return f"glassnet-{data_name(gathered.experiment)}-{export.name}-step-{gathered.step}{export.suffix}"


def _gathered(export: Export, trainer: Trainer) -> Gathered:
    return Gathered(export.gather(trainer), trainer.experiment, trainer.step_count)


def _first_folder() -> Path:
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()

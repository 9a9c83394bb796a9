"""The handouts' desk: asks where a lesson's handout shall go, has it made beside the window, and says how far it is."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import filedialog

from gui.pictures.names import first_folder
from model.lessons.lesson import Lesson

from .child import Child
from .writing import KINDS

EVERY = 150  # ms between two looks at the child
Say = Callable[[str, str], None]


class HandoutDesk:
    """``lesson()`` is the one on the card, None while there is none."""

    def __init__(self, root: tk.Tk, lesson: Callable[[], Lesson | None], say: Say) -> None:
        self._root, self._lesson, self._say = root, lesson, say
        self.folder = first_folder()
        self.child: Child | None = None
        self._timer: str | None = None

    def ask(self) -> None:
        """Ask for a file, and begin."""
        lesson = self._lesson()
        if lesson is None:
            self._say("There is no lesson on the card; choose one in this menu first.", "plain")
        elif self.child is not None:
            self._say("The handout before is not finished yet.", "plain")
        else:
            chosen = filedialog.asksaveasfilename(
                parent=self._root, title="Handout of this lesson", initialdir=self.folder,
                initialfile=f"lesson-{lesson.order:02}-{lesson.name.replace('_', '-')}.pdf", defaultextension=".pdf",
                filetypes=[(kind.label, f"*.{kind.name}") for kind in KINDS.values()],
            )  # fmt: skip
            if chosen:
                self.make(lesson, Path(chosen))

    def make(self, lesson: Lesson, path: Path) -> None:
        """Make the handout of ``lesson`` in another process."""
        if path.suffix.lower().removeprefix(".") not in KINDS:
            endings = " or ".join(f".{name}" for name in KINDS)
            self._say(f"{path.name}: the name of a handout ends in {endings}.", "error")
            return
        self.folder = path.parent
        try:
            self.child = Child(lesson.name, path)
        except OSError as error:
            self._say(f"The handout could not be made: {error.strerror or error}.", "error")
            return
        self._look(path)

    def close(self) -> None:
        """Stop what is under way."""
        if self._timer is not None:
            self._root.after_cancel(self._timer)
            self._timer = None
        if self.child is not None:
            self.child.close()
            self.child = None

    def _look(self, path: Path) -> None:
        """Say how far it is, until it is there."""
        self._timer = None
        event = self.child.newest() if self.child is not None else {}
        if event.get("event") in ("end", "error"):
            self.close()
            self._tell_end(path, event.get("message", ""))
            return
        self._say(f"Training the lesson’s runs for {path.name}: {event.get('share', 0.0):.0%}", "plain")
        self._timer = self._root.after(EVERY, lambda: self._look(path))

    def _tell_end(self, path: Path, trouble: str) -> None:
        if trouble:
            self._say(f"{path} could not be written: {trouble}.", "error")
        else:
            self._say(f"Saved {path}.", "plain")

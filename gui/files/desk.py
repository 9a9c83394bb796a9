"""The files desk: what a person can do with experiments as files, and what of them is not saved yet."""

from __future__ import annotations

import os
import tkinter as tk
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tkinter import filedialog
from typing import Any

from gui.session import Session
from gui.theme.theme import Theme
from model.knob import Invalid
from model.training.experiment import Experiment
from model.training.moment import Moment
from model.training.picture_moment import KINDS as PICTURE_KINDS
from model.training.picture_moment import PAGE

from .arrival import Arrival
from .folder import state_folder
from .keeper import Keeper, Kept
from .question import Answer, Question, nothing
from .reading import STATE, SUFFIX, Saved, found_in, keeps, moment_of
from .recent import RecentFiles
from .undo import Undo
from .writing import write_safely

EVERY = 2000  # ms between two looks whether there is something to keep
PROGRAM = "Glassnet"
KINDS = [("Experiments", f"*{SUFFIX} *.json"), ("All files", "*")]
PICTURES = " ".join(f"*.{name}" for name in (*PICTURE_KINDS, PAGE.name))
OPENED = [("Experiments, pictures and data", f"*{SUFFIX} *.json *{STATE} {PICTURES} *.csv *.tsv *.txt *.dat"), *KINDS]
WAY_BACK = "File > New starts afresh."


@dataclass(frozen=True)
class Doings:
    """What the desk asks of the window: ``act`` runs an action and says at once what it changed, ``say`` a sentence
    in a tone; ``open_data`` shows a table, ``leave_lesson`` puts its card away, ``end`` closes the window."""

    act: Callable[[Callable[[], None]], None]
    say: Callable[[str, str], None]
    open_data: Callable[[Path], None]
    leave_lesson: Callable[[], None]
    end: Callable[[], object]


class FilesDesk:
    """``path`` is the file of the experiment, None while it has none; ``changed`` whether something would be lost."""

    def __init__(self, root: tk.Tk, theme: Theme, session: Session, doings: Doings, folder: Path | None = None) -> None:
        self._root, self._theme, self._session, self._doings = root, theme, session, doings
        folder = folder or state_folder()
        self.recent, self.keeper, self.undo = RecentFiles(folder), Keeper(folder), Undo(session)
        self.arrival = Arrival(root, session, lambda words: doings.say(words, "warning"))
        self.path: Path | None = None
        self.question: Question | None = None
        self._base: Any = self._settings()
        self._start = self._written = self._standing()  # what a crash cannot take away
        self._on_disk: tuple[int, int] | None = None  # size and time of the file as it was read or written
        self._told = self._title = ""
        self._timer = root.after(EVERY, self._tick)

    def commands(self) -> dict[str, Callable[[], object]]:
        """What the menu offers, by the names in ``keys.COMMANDS``."""
        return {
            "new": self.new, "open": self.open, "save": self.save, "save_as": self.save_as, "quit": self.quit,
            "undo": self.take_back, "redo": self.make_again, "copy": self.copy, "paste": self.paste,
        }  # fmt: skip

    def possible(self) -> dict[str, Callable[[], bool]]:
        """Which of them may have nothing to do, and whether they have something now."""
        return {"undo": lambda: self.undo.can_undo, "redo": lambda: self.undo.can_redo}

    # Files

    def new(self) -> None:
        """The experiment with which Glassnet begins."""
        self._secure("New experiment", lambda: self._show(Moment(Experiment()), None, "A new experiment."))

    def open(self) -> None:
        """Ask for a file; experiments and tables of data are told apart by what is in them."""
        chosen = filedialog.askopenfilename(
            parent=self._root, title="Open", initialdir=self._folder(), filetypes=OPENED
        )
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Open the experiment or the data in ``path``; a file that cannot be used changes nothing."""
        try:
            stamp, found = _stamp(path), found_in(path)  # what is written meanwhile counts as written later
        except Invalid as error:
            self._doings.say(f"{path.name} cannot be opened: {error}.", "error")
            return
        if found is None:
            self._doings.open_data(path)
            return
        self._secure("Open", lambda: self._opened(path, found, stamp))

    def choose_recent(self, path: Path) -> None:
        """Open a file of the list; one that is gone leaves it."""
        if os.path.exists(path):
            self.take(path)
        else:
            self.recent.drop(path)
            self._doings.say(f"{path} is not there any more.", "error")

    def save(self, then: Callable[[], object] = nothing) -> None:
        """Write this moment into its file, or ask for one; ``then()`` when it is written."""
        path = self.path
        if path is None:
            self.save_as(then)
        elif _stamp(path) not in (None, self._on_disk):
            words = f"{path.name} was changed by another program since it was opened. Replace what it holds now?"
            self._ask("Replace the file?", words, [
                ("Save as…", lambda: self.save_as(then)), ("Replace", lambda: self._save(path, then)),
                ("Cancel", nothing),
            ])  # fmt: skip
        else:
            self._save(path, then)

    def save_as(self, then: Callable[[], object] = nothing) -> None:
        """Ask for a file, which the system's dialog does not let replace another one unasked, and write into it."""
        suggested = self.path.name if self.path else f"{_data(self._session.experiment)}{SUFFIX}"
        chosen = filedialog.asksaveasfilename(
            parent=self._root, title="Save experiment", initialdir=self._folder(), initialfile=suggested,
            defaultextension=SUFFIX, filetypes=KINDS,
        )  # fmt: skip
        if chosen:
            self._save(Path(chosen), then)

    def quit(self) -> None:
        """Close the window, unless a person wants to save or to stay."""
        self._secure("Quit", self._doings.end)

    # Settings

    def take_back(self) -> None:
        """Undo the newest change of settings."""
        self._step(self.undo.undo, self.undo.can_undo, "There is nothing to undo.")

    def make_again(self) -> None:
        """Redo what was undone last."""
        self._step(self.undo.redo, self.undo.can_redo, "There is nothing to redo.")

    def copy(self) -> None:
        """Put this moment into the clipboard, as one short line."""
        line = self._session.moment.short()
        self._root.clipboard_clear()
        self._root.clipboard_append(line)
        shown = line if len(line) <= 100 else f"{line[:80]}… ({len(line):,} characters)"
        self._doings.say(f"Copied: {shown}", "plain")

    def paste(self) -> None:
        """Go to the moment that the clipboard tells of; that can be undone like any change of settings."""
        try:
            text = self._root.clipboard_get()
        except tk.TclError:
            text = ""
        try:
            moment = moment_of(text)
        except Invalid as error:
            self._doings.say(f"The clipboard holds nothing that could be pasted: {error}.", "error")
            return
        self._doings.act(lambda: self._session.resume(moment, f"Pasted: {_where(moment)}."))

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """What is set up meanwhile by a lesson is nobody's work: an experiment without a file stays unchanged."""
        fresh = self.path is None and not self.changed
        yield
        if fresh:
            self._base = self._settings()

    # What would be lost

    @property
    def changed(self) -> bool:
        """Whether the settings, or how they were changed live, differ from what was opened or saved; steps can be made
        again."""
        return self._base is None or self._base != self._settings()

    def restore(self) -> None:
        """Go on where a window was that did not end well, if there is one."""
        kept = self.keeper.lost()
        if kept is None:
            return
        name = kept.file.name if kept.file else "your experiment"
        words = f"Glassnet ended unexpectedly; restored {name}, {_where(kept.moment)}. {WAY_BACK}"
        self._show(kept.moment, kept.file, words)
        if kept.changed:
            self._base = None
        self._on_disk = _stamp(kept.file) if kept.file else None
        self._written = None

    def show(self) -> None:
        """Say in the window's title which file this is and whether it has changed."""
        name, mark = self.path.name if self.path else "Untitled", "*" if self.changed else ""
        title = f"{mark}{name} - {PROGRAM}" if self.path or mark else PROGRAM
        if title != self._title:
            self._title = title
            self._root.title(title)

    def close(self) -> None:
        """No more looks and questions; the keeper is closed when the training thread has ended."""
        self._root.after_cancel(self._timer)
        self.arrival.close()
        if self.question is not None and self.question.winfo_exists():
            self.question.destroy()

    # -- inside --------------------------------------------------------------------------------------------------

    def _settings(self) -> Any:
        """What is compared: of several runs what they have in common, else the first settings and all live changes."""
        if self._session.comparing:
            return self._session.runs.base, ()
        moment = self._session.moment
        return moment.experiment, moment.changes

    def _standing(self) -> Any:
        moment = self._session.moment
        return moment, self.path, self.changed

    def _opened(self, path: Path, found: Moment | Saved, stamp: tuple[int, int] | None) -> None:
        moment = found.moment if isinstance(found, Saved) else found
        kept = path if keeps(path) else None
        self._show(moment, kept, f"Opened {path.name}, {_where(moment)}.")
        self._on_disk = stamp if kept else None
        self.recent.add(path)
        if isinstance(found, Saved):
            self.arrival.follow(found)

    def _show(self, moment: Moment, path: Path | None, words: str) -> None:
        """Another experiment in the place of this one."""
        self._doings.leave_lesson()
        self._doings.act(lambda: self._session.resume(moment, words))
        self.undo.forget()
        self.path, self._base, self._on_disk = path, self._settings(), None
        self.show()

    def _save(self, path: Path, then: Callable[[], object]) -> None:
        moment, settings = self._session.moment, self._settings()
        try:
            write_safely(path, moment.to_json())
        except (OSError, ValueError) as error:
            self._doings.say(f"{path} could not be written: {getattr(error, 'strerror', '') or error}.", "error")
            return
        self.path, self._base, self._on_disk = path, settings, _stamp(path)
        self.recent.add(path)
        alone = " Of the runs that train together it holds the one in the panels." if self._session.comparing else ""
        self._doings.say(f"Saved {path}, {_where(moment)}.{alone}", "plain")
        self.show()
        then()

    def _secure(self, title: str, then: Callable[[], object]) -> None:
        """``then()``, but first a question if something would be lost."""
        if not self.changed:
            then()
            return
        name = self.path.name if self.path else "this experiment"
        self._ask(title, f"The changes in {name} are not saved.", [
            ("Save", lambda: self.save(then)), ("Do not save", then), ("Cancel", nothing),
        ])  # fmt: skip

    def _ask(self, title: str, words: str, answers: list[Answer]) -> None:
        if self.question is not None and self.question.winfo_exists():
            self.question.destroy()
        self.question = Question(self._root, self._theme, title, words, answers)

    def _step(self, step: Callable[[], None], possible: bool, otherwise: str) -> None:
        if not possible:
            self._doings.say(otherwise, "plain")
            return
        try:
            self._doings.act(step)
        except Invalid as error:  # it does not go with what was changed since
            self._doings.say(str(error), "error")

    def _tick(self) -> None:
        """Keep what a crash would lose, if there is something new; the training thread writes it."""
        self._timer = self._root.after(EVERY, self._tick)
        if self._session.travelling:  # the way to a moment is no moment to come back to
            return
        standing = self._standing()
        if standing != self._written and standing != self._start:
            self._written = standing
            kept = Kept(*standing)
            self._session.worker.errand(lambda: self.keeper.keep(kept))
        trouble = self.keeper.trouble
        if trouble and trouble != self._told:
            self._doings.say(f"What you do cannot be kept for the case of a crash: {trouble}.", "warning")
        self._told = trouble

    def _folder(self) -> Path:
        """Where the newest file is."""
        known = (self.path, *self.recent.paths())
        documents = Path.home() / "Documents"
        places = [path.parent for path in known if path is not None]
        return next((place for place in (*places, documents) if place.is_dir()), Path.home())


def _stamp(path: Path) -> tuple[int, int] | None:
    """Size and time of a file, by which another program's writing is noticed."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _where(moment: Moment) -> str:
    """The place in its run, as a person reads it."""
    return f"step {moment.step:,}"


def _data(experiment: Experiment) -> str:
    """A name to begin with."""
    return experiment.dataset if experiment.own is None else "own-points"

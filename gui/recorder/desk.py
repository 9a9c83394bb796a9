"""The recorder's desk: asks which animation a person wants, and follows the process that writes it."""

from __future__ import annotations

import contextlib
import dataclasses
import time
import tkinter as tk
from collections.abc import Callable
from pathlib import Path

from gui.board import Board
from gui.controls.status import StatusLine
from gui.controls.tooltip import Hints
from gui.panels import stand_in
from gui.pictures.names import first_folder
from gui.pictures.shot import sizes_of
from gui.session import Session
from gui.theme.theme import Theme

from .bar import RecordingBar, size_words
from .command import program
from .dialog import RecordDialog
from .order import UNTRAINED, Order, every_for
from .recording import Recording
from .subject import Subject
from .together import together

EVERY = 100  # ms between two looks at the process
BUSY = "One recording at a time: {} is under way; Cancel in the status line ends it."
Say = Callable[[str, str], None]


class Recorder:
    """``ask`` opens the dialog, with what was chosen last; ``recording`` is what is under way, else None.

    ``program`` starts Glassnet without a window.
    """

    def __init__(
        self, window: tk.Tk, theme: Theme, hints: Hints, session: Session, board: Board, status: StatusLine, say: Say
    ) -> None:
        self._window, self._theme, self._session, self._board = window, theme, session, board
        self._status, self._say = status, say
        self.folder = first_folder()
        self.program = program()
        self.dialog: RecordDialog | None = None
        self.recording: Recording | None = None
        self.bar = RecordingBar(status, theme, hints, self.cancel)
        self._order, self._pixels = Order(), 0
        self._learned: dict[str, float] = {}
        self._timer: str | None = None

    def ask(self) -> None:
        """Open the dialog, unless a recording is under way."""
        if self.recording is not None:
            self._say(BUSY.format(self.recording.out.name), "plain")
        elif self.dialog is not None and self.dialog.winfo_exists():
            self.dialog.lift()
        elif self._session.snapshot is not None:
            subject = self._subject()
            self.dialog = RecordDialog(
                self._window, self._theme, subject, self._offered(subject), self.folder,
                lambda order, path: self._begin(subject, order, path),
            )  # fmt: skip

    def cancel(self) -> None:
        """End the recording; what it would have replaced stays."""
        if self.recording is not None:
            self.recording.cancel(time.monotonic())
            self.bar.show(self.recording)

    def close(self) -> None:
        """End the process, and remove the dialog."""
        if self._timer is not None:
            self._window.after_cancel(self._timer)
            self._timer = None
        if self.recording is not None:
            self.recording.cancel(time.monotonic())
            self.recording.close()
            self.recording = None
        if self.dialog is not None and self.dialog.winfo_exists():
            self.dialog.destroy()

    # -- asking --------------------------------------------------------------------------------------------------

    def _subject(self) -> Subject:
        """The run and the board as they are now."""
        session, board, snapshot = self._session, self._board, self._session.snapshot
        moment = session.moment
        options = together(session.runs, moment)
        panels = dict(board.arrangement) if options is not None else stand_in(board.arrangement, several=False)
        seen = snapshot is not None and snapshot.run == session.worker.run_number
        return Subject(
            moment, snapshot.furthest if seen and snapshot else 0, options, bool(session.kept),
            self._theme.palette, self._theme.scale, sizes_of(board, self._theme), panels,
            board.toggled, board.chosen, self._learned,
        )  # fmt: skip

    def _offered(self, subject: Subject) -> Order:
        """What was chosen last, over all steps of the run so far."""
        stop = subject.newest or self._furthest_offered()
        return dataclasses.replace(self._order, start=0, stop=stop, every=every_for(0, stop))

    def _furthest_offered(self) -> int:
        """How far a run that has not begun is offered: not beyond its end."""
        snapshot, epochs = self._session.snapshot, self._session.experiment.max_epochs
        if epochs is None or snapshot is None:
            return UNTRAINED
        return min(UNTRAINED, epochs * snapshot.steps_per_epoch)

    # -- recording -----------------------------------------------------------------------------------------------

    def _begin(self, subject: Subject, order: Order, path: Path) -> str:
        """Start the process and remember the choice; why it was not possible, or nothing."""
        try:
            self.recording = Recording(
                self.program, lambda experiment: subject.arguments(order, experiment, path), subject.moment, path
            )
        except OSError as error:
            return f"The recording could not be started: {error.strerror or error}."
        wide, high = subject.pixels(order)
        self._order, self._pixels, self.folder = order, wide * high, path.parent
        self._status.take_in(self.bar)
        self._follow()
        return ""

    def _follow(self) -> None:
        """Show how far it is until it ends."""
        self._timer, recording = None, self.recording
        assert recording is not None
        recording.look(time.monotonic())
        self.bar.show(recording)
        if recording.over:
            self.recording = None
            self._status.let_out(self.bar)
            self._tell(recording)
        else:
            self._timer = self._window.after(EVERY, self._follow)

    def _tell(self, recording: Recording) -> None:
        """Say how it ended."""
        if recording.cancelled:
            self._say("The recording was cancelled; nothing was written.", "plain")
        elif recording.trouble:
            self._say(f"{recording.out.name} could not be recorded: {recording.trouble}", "error")
        else:
            self._learn(recording)
            reached, early = recording.reached, f" {recording.message}" if recording.message else ""
            self._say(
                f"Recorded {recording.out}: {reached.frames:,} frames, {size_words(reached.bytes)}.{early}", "plain"
            )

    def _learn(self, recording: Recording) -> None:
        """The next guess of a size is what this one had."""
        with contextlib.suppress(OSError):
            size, frames = recording.out.stat().st_size, recording.reached.frames
            if size and frames and self._pixels:
                self._learned[self._order.format] = size / (frames * self._pixels)

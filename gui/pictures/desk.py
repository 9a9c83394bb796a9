"""The pictures' desk: asks what a person wants, writes it, copies it, or saves the next one at a key's press."""

from __future__ import annotations

import dataclasses
import tkinter as tk
from collections.abc import Callable
from pathlib import Path

from gui.board import Board
from gui.theme.theme import Theme
from model.training.snapshot import Snapshot

from .clipboard import Clipboard
from .dialog import PictureDialog
from .names import first_folder, reserve
from .order import WINDOW, Order
from .shot import Shot, shot_of

GONE = 200  # ms that a closed menu may take to vanish from the screen
Say = Callable[[str, str], None]


class Pictures:
    """What was chosen last, for the window and for panels, is offered again; ``folder`` is where the last one went."""

    def __init__(
        self, window: tk.Tk, theme: Theme, board: Board, say: Say, snapshot: Callable[[], Snapshot | None]
    ) -> None:
        self._window, self._theme, self._board, self._say, self._snapshot = window, theme, board, say, snapshot
        self.folder = first_folder()
        self._orders = {True: Order(), False: Order(scale="2")}  # of the window, and of panels
        self._newest = self._orders[True]
        self._pending: str | None = None
        self.dialog: PictureDialog | None = None
        self.clipboard = Clipboard(window, say)

    def ask(self) -> None:
        """Open the dialog, with what was chosen last."""
        self._soon(lambda: self._open(self._newest))

    def save_panel(self, name: str) -> None:
        """Open the dialog for one panel."""
        self._cancel()
        self._open(dataclasses.replace(self._orders[False], what=name))

    def quick(self) -> None:
        """Save what was chosen last, under the next number, without a question."""
        self._soon(self._save_next)

    def copy(self) -> None:
        """Put what was chosen last on the clipboard."""
        order = dataclasses.replace(self._newest, format="png")
        self._soon(lambda: self._with_shot(lambda shot: self._copied(shot, order)))

    def close(self) -> None:
        """Cancel what is pending."""
        self._cancel()
        self.clipboard.close()
        if self.dialog is not None and self.dialog.winfo_exists():
            self.dialog.destroy()

    def _soon(self, act: Callable[[], None]) -> None:
        """Once the menu is off the screen, which would be in the picture."""
        self._cancel()

        def now() -> None:
            self._pending = None
            act()

        self._pending = self._window.after(GONE, now)

    def _cancel(self) -> None:
        if self._pending is not None:
            self._window.after_cancel(self._pending)
            self._pending = None

    def _with_shot(self, use: Callable[[Shot], None]) -> None:
        snapshot = self._snapshot()
        if snapshot is not None:
            use(shot_of(self._window, self._theme, self._board, snapshot))

    def _open(self, order: Order) -> None:
        if self.dialog is not None and self.dialog.winfo_exists():
            self.dialog.lift()
            return
        self._with_shot(lambda shot: self._show(shot, order))

    def _show(self, shot: Shot, order: Order) -> None:
        self.dialog = PictureDialog(
            self._window, self._theme, shot, order, self.folder,
            lambda order, path: self._saved(shot, order, path), lambda order: self._copied(shot, order),
        )  # fmt: skip

    def _saved(self, shot: Shot, order: Order, path: Path) -> str:
        """Write the picture and remember the choice; why it was not possible, or nothing."""
        try:
            shot.save(order, path)
        except OSError as error:
            return f"{path} could not be written: {error.strerror or error}."
        self._remember(order)
        self.folder = path.parent
        self._say(f"Saved {path}.", "plain")
        return ""

    def _save_next(self) -> None:
        self._with_shot(lambda shot: self._save_counted(shot, self._newest))

    def _save_counted(self, shot: Shot, order: Order) -> None:
        if trouble := shot.trouble(order):
            self._say(trouble, "error")
            return
        try:
            path = reserve(self.folder, order, shot.snapshot)
        except OSError as error:
            self._say(f"{self.folder} cannot be written to: {error.strerror or error}.", "error")
            return
        if trouble := self._saved(shot, order, path):
            path.unlink(missing_ok=True)
            self._say(trouble, "error")

    def _copied(self, shot: Shot, order: Order) -> None:
        self._remember(dataclasses.replace(order, format=self._orders[order.what == WINDOW].format))
        self.clipboard.copy(lambda path: shot.save(order, path))

    def _remember(self, order: Order) -> None:
        self._orders[order.what == WINDOW] = self._newest = order

"""The dialog: what becomes a picture, how, and where it goes; nothing is written before Save or Copy is pressed."""

from __future__ import annotations

import dataclasses
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import ttk
from typing import Any

from gui.theme.theme import Theme
from model.table import Table

from .asking import AskingDialog
from .formats import FORMATS, format_of
from .names import complete, suggested_name
from .order import COLOURS, SCALES, SUBJECTS, WINDOW, Order
from .shot import Shot

CHOOSERS: tuple[tuple[str, str, Table[Any]], ...] = (
    ("what", "Picture", SUBJECTS),
    ("format", "Format", FORMATS),
    ("scale", "Size", SCALES),
    ("colours", "Colours", COLOURS),
)
CAPTION = "Caption: where the run stands, settings, seeds"
BACK = "Opened in Glassnet, it brings this moment of the run back."


class PictureDialog(AskingDialog):
    """Asks about ``shot``, at first as ``order`` says; ``save(order, path)`` and ``copy(order)`` do what is pressed.

    ``save`` returns why it was not possible, or "". ``boxes`` has the lists by the name of the order's field.
    """

    def __init__(
        self,
        window: tk.Tk,
        theme: Theme,
        shot: Shot,
        order: Order,
        folder: Path,
        save: Callable[[Order, Path], str],
        copy: Callable[[Order], None],
    ) -> None:
        super().__init__(window, theme, "Save a picture", "Save", folder)
        self._shot, self.order, self._save, self._copy = shot, order, save, copy
        self._build()
        self._suggest()
        self._show()
        self._appear()

    @property
    def path(self) -> Path:
        """The file that is meant. Raises ValueError where it has no possible name."""
        return self.folder / complete(self.name.get(), self.order)

    def accept(self) -> None:
        """Save, if nothing is in the way; ask before a file is replaced."""
        try:
            path = self.path
        except ValueError as error:
            self._complain(str(error))
            return
        order = dataclasses.replace(self.order, format=(format_of(path) or FORMATS[self.order.format]).name)
        if self._taken(path):
            return
        trouble = self._shot.trouble(order)
        if not trouble:
            self._wait()
            trouble = self._save(order, path)
        if trouble:
            self._complain(trouble)
        else:
            self.destroy()

    def copy(self) -> None:
        """To the clipboard, in any format but as pixels."""
        order = dataclasses.replace(self.order, format="png")
        if trouble := self._shot.trouble(order):
            self._complain(trouble)
            return
        self._wait()
        self._copy(order)
        self.destroy()

    # -- building ------------------------------------------------------------------------------------------------

    def _ask(self, inside: ttk.Frame) -> int:
        self.boxes = {name: self._box(inside, row, name, *rest) for row, (name, *rest) in enumerate(CHOOSERS)}
        self._captioned = self._check(inside, len(CHOOSERS), CAPTION, self.order.caption, self._chosen)
        return len(CHOOSERS) + 1

    def _box(self, parent: ttk.Frame, row: int, name: str, label: str, table: Table[Any]) -> ttk.Combobox:
        self._label(parent, row, label)
        labels = [record.label for record in table.values()]
        box = self._list(parent, labels, list(table).index(getattr(self.order, name)), self._chosen)
        box.grid(row=row, column=1, sticky="ew", pady=self._theme.px(3))
        return box

    def _buttons(self, foot: ttk.Frame) -> None:
        self.copy_button = ttk.Button(foot, text="Copy", style="Card.TButton", command=self.copy)
        self.copy_button.pack(side="right", padx=(self._theme.px(8), 0))

    def _acts(self) -> dict[tk.Misc, Callable[[], object]]:
        return {**super()._acts(), self.copy_button: self.copy}

    # -- what follows from what a person says --------------------------------------------------------------------

    def _chosen(self) -> None:
        """Something was chosen in a list."""
        facts = {name: list(table)[self.boxes[name].current()] for name, _, table in CHOOSERS}
        own_name = self.name.get() != suggested_name(self.order, self._shot.snapshot)
        self.order = Order(**facts, caption=self._captioned.get())
        if own_name:
            self._end_with(FORMATS[self.order.format].ending)
        else:
            self._suggest()
        self._typed()
        self._show()

    def _suggest(self) -> None:
        self._write_name(suggested_name(self.order, self._shot.snapshot))

    def _end_with(self, ending: str) -> None:
        """Keep a person's own name, but for its end."""
        name = self.name.get()
        if format_of(name):
            self._write_name(Path(name).stem + ending)

    def _show(self) -> None:
        """Say what the order gives."""
        order, shot = self.order, self._shot
        vector = FORMATS[order.format].vector
        self.boxes["scale"].state(["disabled" if vector else "!disabled"])
        if vector:
            size = "{:.1f} × {:.1f} inches, sharp at every size.".format(*shot.inches(order))
        else:
            size = "{:,} × {:,} pixels.".format(*shot.pixels(order))
        anew = " Drawn anew: all panels as they are arranged, without the controls."
        run = f" The run is {shot.snapshot.label}." if shot.snapshot.companions and shot.snapshot.label else ""
        drawn = anew if order.what == WINDOW and not shot.as_seen(order) else ""
        self._note.configure(text=f"{size}{drawn} {BACK}{run}" if shot.snapshot.moment else f"{size}{drawn}")

    def _wait(self) -> None:
        """Drawing takes a moment."""
        self.configure(cursor="watch")
        self.update_idletasks()

"""The reading: how a file is taken apart; found out at first, and a person's to change."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from gui.controls.field import open_list
from gui.theme.theme import Theme
from model.data.own.dialect import DECIMALS, DELIMITERS, Dialect
from model.data.own.refusal import Refusal


class Reading(ttk.Frame):
    """Delimiter, decimal mark and header; ``changed`` gets the dialect, or why there is none such."""

    def __init__(
        self, parent: tk.Misc, theme: Theme, dialect: Dialect, changed: Callable[[Dialect | Refusal], None]
    ) -> None:
        super().__init__(parent)
        self._theme, self._changed = theme, changed
        self.delimiter = self._box("Columns are separated by", DELIMITERS, dialect.delimiter)
        self.decimal = self._box("Decimal mark", DECIMALS, dialect.decimal)
        self.header = ttk.Checkbutton(self, text="First line has the names", command=self._tell)
        self.header.state(["!alternate", "selected" if dialect.header else "!selected"])
        self.header.pack(side="left")

    def _box(self, words: str, table: object, chosen: str) -> ttk.Combobox:
        px = self._theme.px
        ttk.Label(self, text=words).pack(side="left", padx=(0, px(6)))
        labels = [record.label for record in table.values()]
        box = ttk.Combobox(self, values=labels, state="readonly", width=max(map(len, labels)), exportselection=False)
        box.current(list(table).index(chosen))
        box.pack(side="left", padx=(0, px(16)))
        box.bind("<<ComboboxSelected>>", lambda event: self._tell())
        box.bind("<Alt-Down>", lambda event: open_list(box))
        return box

    def _tell(self) -> None:
        delimiter, decimal = list(DELIMITERS)[self.delimiter.current()], list(DECIMALS)[self.decimal.current()]
        try:
            found = Dialect(delimiter, decimal, self.header.instate(["selected"]))
        except Refusal as error:
            self._changed(error)
        else:
            self._changed(found)

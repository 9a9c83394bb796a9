"""The table: the first rows of a sheet, the chosen columns first."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk

from gui.theme.theme import Theme
from model.data.own.sheet import Kind, Sheet

ROWS, COLUMNS, WIDTH = 6, 7, 104


class SheetTable(ttk.Frame):
    """Shows, and takes no keys."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        super().__init__(parent)
        self._shown: tuple[object, ...] = ()
        names = [f"c{place}" for place in range(COLUMNS)]
        self.tree = ttk.Treeview(self, columns=names, show="headings", height=ROWS, selectmode="none", takefocus=False)
        for name in names:
            self.tree.column(name, width=theme.px(WIDTH), minwidth=theme.px(40), stretch=True)
        self.tree.pack(fill="x")
        self._more = ttk.Label(self, style="Small.TLabel")
        self._more.pack(anchor="w")

    def show(self, sheet: Sheet | None, first: Sequence[int]) -> None:
        """The first rows, the columns numbered ``first`` at the left."""
        if self._shown and sheet is self._shown[0] and tuple(first) == self._shown[1]:
            return
        self._shown = (sheet, tuple(first))
        self.tree.delete(*self.tree.get_children())
        count = len(sheet.names) if sheet is not None else 0
        order = [*dict.fromkeys((*first, *range(count)))][:COLUMNS] if sheet is not None else []
        self.tree.configure(displaycolumns=[f"c{place}" for place in range(max(1, len(order)))])
        self.tree.heading("c0", text="")
        for place, at in enumerate(order):
            number = sheet.kinds[at] is Kind.NUMBER
            self.tree.heading(f"c{place}", text=sheet.names[at], anchor="e" if number else "w")
            self.tree.column(f"c{place}", anchor="e" if number else "w")
        for row in sheet.rows[:ROWS] if sheet is not None else ():
            self.tree.insert("", "end", values=[row[at] for at in order])
        hidden = count - len(order)
        self._more.configure(text=f"and {hidden} more column{'' if hidden == 1 else 's'}" if hidden > 0 else "")

"""The dialog: what is in a file, how it is read, which columns are used; nothing else changes until Open is pressed."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import replace
from tkinter import ttk

from gui.theme.theme import Theme
from model.data.own.choice import Choice, relevant, suggest, take
from model.data.own.dialect import Dialect
from model.data.own.points import OwnPoints
from model.data.own.refusal import Refusal
from model.data.own.sheet import Sheet, read, tidy

from ..controls.appearing import appear
from .columns import Columns
from .faults import Faults
from .reading import Reading
from .scatter import Scatter
from .sheet_table import SheetTable

PAD, WRAP = 12, 470
MEND = "lines that cannot be used must be mended in the file, or left out"


class OpenDialog(tk.Toplevel):
    """Shows ``sheet``, read from the bytes ``content`` of file ``name``; ``use(points)`` when a person says Open."""

    def __init__(
        self, window: tk.Tk, theme: Theme, name: str, content: bytes, sheet: Sheet, use: Callable[[OwnPoints], None]
    ) -> None:
        super().__init__(window)
        self.withdraw()
        self._theme, self._name, self._content, self._use = theme, name, content, use
        self.sheet: Sheet | None = sheet
        self.points: OwnPoints | None = None
        self.title(f"Open {name}")
        theme.colour(self, background="background")
        self._build(sheet)
        self._take_sheet(sheet)
        appear(self, window, self.open_button)
        for key, action in (("<Return>", self._enter), ("<KP_Enter>", self._enter), ("<Escape>", self.destroy)):
            self.bind(key, lambda event, action=action: action())

    def accept(self) -> None:
        """Use the points, if all is fine; else say why not (the words stand there already)."""
        if self.points is not None:
            points = self.points
            self.destroy()
            self._use(points)
        else:
            self.bell()

    def _enter(self) -> None:
        """What the button with the keyboard says; Open where none has it."""
        (self.destroy if self.focus_get() is self.cancel_button else self.accept)()

    # -- building ------------------------------------------------------------------------------------------------

    def _build(self, sheet: Sheet) -> None:
        px, theme = self._theme.px, self._theme
        inside = ttk.Frame(self, padding=px(PAD))
        inside.pack(fill="both", expand=True)
        inside.columnconfigure(0, weight=1)
        head = ttk.Frame(inside)
        head.grid(row=0, column=0, columnspan=2, sticky="w")
        ttk.Label(head, text=tidy(self._name), style="Title.TLabel").pack(side="left")
        self._about = ttk.Label(head, style="Muted.TLabel")
        self._about.pack(side="left", padx=px(10))
        self.reading = Reading(inside, theme, sheet.dialect, self._read_again)
        self.reading.grid(row=1, column=0, columnspan=2, sticky="ew", pady=(px(8), px(8)))
        self.table = SheetTable(inside, theme)
        self.table.grid(row=2, column=0, columnspan=2, sticky="ew")
        self.columns = Columns(inside, theme, self._judge)
        self.columns.grid(row=3, column=0, sticky="new", pady=(px(10), 0))
        self.scatter = Scatter(inside, theme)
        self.scatter.grid(row=3, column=1, rowspan=2, sticky="ne", padx=(px(14), 0), pady=(px(10), 0))
        self.faults = Faults(inside, theme, self._judge)
        self.faults.grid(row=4, column=0, sticky="new", pady=(px(8), 0))
        self._foot(inside).grid(row=5, column=0, columnspan=2, sticky="ew", pady=(px(10), 0))

    def _foot(self, parent: tk.Misc) -> ttk.Frame:
        px, foot = self._theme.px, ttk.Frame(parent)
        self._verdict = ttk.Label(foot, justify="left", wraplength=px(WRAP), style="Muted.TLabel")
        self._verdict.pack(side="left", fill="x", expand=True, anchor="w")
        self.open_button = ttk.Button(foot, text="Open", style="Primary.TButton", command=self.accept)
        self.open_button.pack(side="right", padx=(px(8), 0))
        self.cancel_button = ttk.Button(foot, text="Cancel", command=self.destroy)
        self.cancel_button.pack(side="right", padx=(px(8), 0))
        return foot

    # -- what follows from what a person says --------------------------------------------------------------------

    @property
    def words(self) -> str:
        """What is said about the choice."""
        return str(self._verdict.cget("text"))

    def _read_again(self, dialect: Dialect | Refusal) -> None:
        """The same bytes in another dialect."""
        try:
            if isinstance(dialect, Refusal):
                raise dialect
            sheet = read(self._content, dialect)
        except Refusal as error:
            self.sheet = None
            self.table.show(None, ())
            self.columns.show(None, None)
            self._refuse(error)
        else:
            self._take_sheet(sheet)

    def _take_sheet(self, sheet: Sheet) -> None:
        self.sheet = sheet
        try:
            choice = suggest(sheet)
        except Refusal:
            choice = Choice((), len(sheet.names) - 1)
        rows, columns = len(sheet.rows), len(sheet.names)
        self._about.configure(text=f"{sheet.encoding} text · {rows:,} rows · {columns} columns")
        self.columns.show(sheet, choice)
        self._judge()

    def _judge(self) -> None:
        """Show what the choice gives, or why it cannot be."""
        sheet = self.sheet
        if sheet is None:
            return
        choice = self.columns.choice(self.faults.leave_out)
        self.table.show(sheet, (*choice.inputs, choice.label))
        faults = relevant(sheet, choice)
        self.faults.show(faults)
        try:
            points = take(sheet, choice, self._name)
        except Refusal as error:
            self._refuse(Refusal(MEND) if faults and not choice.leave_out else error)
            self.scatter.show(self._rest(sheet, choice))
            return
        self.points = points
        self.scatter.show(points)
        self._verdict.configure(text=_promise(points), style="Muted.TLabel")
        self.open_button.state(["!disabled"])

    def _rest(self, sheet: Sheet, choice: Choice) -> OwnPoints | None:
        """The points without the lines at fault, to be looked at."""
        try:
            return take(sheet, replace(choice, leave_out=True), self._name)
        except Refusal:
            return None

    def _refuse(self, error: Refusal) -> None:
        words = str(error)
        self.points = None
        self.scatter.show(None)
        self._verdict.configure(text=f"{words[0].upper()}{words[1:]}.", style="StatusError.TLabel")
        self.open_button.state(["disabled"])


def _promise(points: OwnPoints) -> str:
    """What opening will do."""
    classes = f"{points.classes} classes ({', '.join(points.class_names)})"
    words = f"{len(points.labels):,} points in {classes}."
    if points.inputs == 2:
        return f"{words} Opening starts the network anew."
    inputs = "1 input" if points.inputs == 1 else f"{points.inputs} inputs"
    return f"{words} With {inputs} the network trains, but there is no plane in which to show a decision boundary."

"""The columns: choosers for the inputs and the class."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from gui.controls.field import open_list
from gui.theme.theme import Theme
from model.data.own.choice import Choice
from model.data.own.sheet import Kind, Sheet

NONE = "none"
WIDTH, LINES = 26, 4


class Columns(ttk.Frame):
    """x₁, x₂, more inputs and the class of a sheet; ``changed()`` when a person has chosen others."""

    def __init__(self, parent: tk.Misc, theme: Theme, changed: Callable[[], None]) -> None:
        super().__init__(parent)
        self._theme, self._changed = theme, changed
        self._numeric: list[int] = []
        self._more: list[int] = []
        self._label = 0
        self.boxes = {name: self._box(row, words) for row, (name, words) in enumerate(
            (("x1", "x₁, to the right"), ("x2", "x₂, upwards"), ("label", "Class"))
        )}  # fmt: skip
        self._more_words = ttk.Label(self, text="More inputs")
        self.more = tk.Listbox(
            self, selectmode="multiple", height=LINES, exportselection=False, activestyle="dotbox", borderwidth=0,
            highlightthickness=theme.px(1), relief="flat", font="GlassnetBody",
        )  # fmt: skip
        theme.colour(
            self.more, background="field", foreground="text", selectbackground="accent", selectforeground="accent_text",
            highlightbackground="edge", highlightcolor="accent",
        )  # fmt: skip
        self.more.bind("<<ListboxSelect>>", lambda event: self._changed())
        self._names: tuple[str, ...] = ()
        self._more_words.grid(row=3, column=0, sticky="nw", padx=(0, theme.px(8)), pady=(theme.px(4), 0))
        self.more.grid(row=3, column=1, sticky="ew", pady=(theme.px(4), 0))

    def show(self, sheet: Sheet | None, choice: Choice | None) -> None:
        """Offer the columns of ``sheet``, with ``choice`` chosen."""
        names = sheet.names if sheet is not None else ()
        kinds = sheet.kinds if sheet is not None else ()
        self._numeric = [at for at, kind in enumerate(kinds) if kind is Kind.NUMBER]
        numeric = [names[at] for at in self._numeric]
        inputs = choice.inputs if choice is not None else ()
        for place, (name, none) in enumerate((("x1", ()), ("x2", (NONE,)))):
            self.boxes[name].configure(values=[*numeric, *none])
            self.boxes[name].set(names[inputs[place]] if place < len(inputs) else NONE if names else "")
        self.boxes["label"].configure(values=[f"{name} ({kind.value})" for name, kind in zip(names, kinds)])
        self.boxes["label"].set("")
        if choice is not None:
            self.boxes["label"].current(choice.label)
        self._names = names
        self._offer_more(inputs[2:])

    def choice(self, leave_out: bool) -> Choice:
        """What is chosen."""
        return Choice((*self._first(), *self._further()), self._class(), leave_out)

    def _first(self) -> list[int]:
        places = [self.boxes[name].current() for name in ("x1", "x2")]
        return [self._numeric[place] for place in places if 0 <= place < len(self._numeric)]

    def _class(self) -> int:
        return max(0, self.boxes["label"].current())

    def _further(self) -> list[int]:
        return [self._more[line] for line in self.more.curselection()]

    def _chosen(self, _event: object) -> None:
        """Another x₁, x₂ or class: what is left can be a further input."""
        self._offer_more(self._further())
        self._changed()

    def _offer_more(self, chosen: Sequence[int]) -> None:
        """The columns of numbers that are neither the first two nor the class."""
        taken = {*self._first(), self._class()}
        self._more = [at for at in self._numeric if at not in taken]
        self.more.delete(0, "end")
        for line, at in enumerate(self._more):
            self.more.insert("end", f" {self._names[at]}")
            if at in chosen:
                self.more.selection_set(line)
        for widget in (self._more_words, self.more):
            (widget.grid if self._more else widget.grid_remove)()

    def _box(self, row: int, words: str) -> ttk.Combobox:
        px = self._theme.px
        ttk.Label(self, text=words).grid(row=row, column=0, sticky="w", padx=(0, px(8)), pady=px(2))
        box = ttk.Combobox(self, state="readonly", width=WIDTH, exportselection=False)
        box.grid(row=row, column=1, sticky="ew", pady=px(2))
        box.bind("<<ComboboxSelected>>", self._chosen)
        box.bind("<Alt-Down>", lambda event: open_list(box))
        return box

"""A row of the form: label, unit, field, the mark of what acts at once, and room for a refusal in words."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from model.knob import Invalid, Knob

from ..theme.theme import Theme
from .field import Field
from .fields import field_for
from .tooltip import Hints
from .widths import MARK, UNIT_GAP, Widths, unit_words

HEIGHT = 24
BESIDE, BROAD = {"row": 0, "column": 4}, {"row": 1, "column": 1, "columnspan": 4}  # where the field stands
MARKED = 2  # px of the bar before a highlighted row
COMPLAINT_WIDTH = 212  # until the row knows its own
LIVE_WORDS = "Acts at once on the running network."
RESTART_WORDS = "Restarts the network."


class Row(ttk.Frame):
    """One knob on one line. ``on_commit(row, value)`` gets legal values only; what is not legal is refused here.

    A ``defaulted`` knob may be emptied: None is committed, and the default that depends on the experiment returns.
    """

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        hints: Hints,
        knob: Knob,
        widths: Widths,
        on_commit: Callable[[Row, Any], None],
        defaulted: bool = False,
    ) -> None:
        super().__init__(parent, style="Body.TFrame", takefocus=False)
        self.theme, self.knob, self._on_commit, self._defaulted = theme, knob, on_commit, defaulted
        self.message = ""
        self._shown = False
        self.columnconfigure(0, minsize=theme.px(MARK))
        self.columnconfigure(3, weight=1)
        self.columnconfigure(4, minsize=widths.field_of(theme, knob))
        self.rowconfigure(0, minsize=theme.px(HEIGHT))
        self._label()
        self.field: Field = field_for(self, theme, knob, self._committed)
        self.field.grid(**BROAD if self.field.broad else BESIDE, sticky="ew")
        self._complaint: Complaint | None = None
        self._note: ttk.Label | None = None
        self._room = widths.row - theme.px(MARK)  # for a note
        self._mark = ttk.Frame(self, style="Mark.TFrame")
        for widget in (self, *self.winfo_children(), *self.field.winfo_children()):
            hints.attach(widget, self.words, side="right", beside=self)

    def _label(self) -> None:
        if self.knob.live:
            mark = ttk.Label(self, style="Card.Accent.TLabel")
            self.theme.picture(mark, "bolt", 11, "accent")
            mark.grid(row=0, column=0, sticky="w", padx=(self.theme.px(2), 0))
        self.label = ttk.Label(self, text=self.knob.label or self.knob.name, style="Card.TLabel")
        self.label.grid(row=0, column=1, sticky="w")
        self.label.bind("<Button-1>", lambda event: self.field.main.focus_set())
        if unit_words(self.knob):
            unit = ttk.Label(self, text=unit_words(self.knob), style="Card.Small.TLabel")
            unit.grid(row=0, column=2, sticky="w", padx=(self.theme.px(UNIT_GAP), 0))

    def highlight(self, on: bool) -> None:
        """Mark the row as one that the lesson speaks of."""
        self.label.configure(style="Card.Accent.TLabel" if on else "Card.TLabel")
        if not on:
            self._mark.place_forget()
        else:
            self._mark.place(x=0, y=0, width=self.theme.px(MARKED), relheight=1.0)

    def words(self) -> str:
        """All that is known about the knob: what it does, its range and unit, and how it acts."""
        chosen = self._chosen_words()
        parts = [self.knob.help, chosen, self._range_words(), LIVE_WORDS if self.knob.live else RESTART_WORDS]
        return "\n".join(part for part in parts if part)

    def _chosen_words(self) -> str:
        if self.knob.choices is None or self.field.value is None:
            return ""
        value = self.field.value
        record = self.knob.choices.get(value, value)  # or what stands in for one
        help_words = getattr(record, "help", "")
        return f"{record.label}: {help_words}" if help_words else ""

    def _range_words(self) -> str:
        if self.knob.choices is not None or self.knob.kind is bool:
            return ""
        empty = ", or empty" if self.knob.optional else ", or empty for the default" if self._defaulted else ""
        return f"Allowed: {self.knob.legal}{empty}{f' ({self.knob.unit})' if self.knob.unit else ''}."

    def show(self, value: Any) -> None:
        """Display ``value``; where it is shown already, what the person is typing is left alone."""
        if self._shown and value == self.field.value:
            return
        self._shown = True
        self.clear()
        self.field.show(value)

    def clear(self) -> None:
        """Take the message away."""
        self.message = ""
        self.field.mark(False)
        if self._complaint is not None:
            self._complaint.grid_remove()

    def note(self, words: str) -> None:
        """Say ``words`` under the field, such as what became of the value; no words take no room."""
        if self._note is None:
            if not words:
                return
            self._note = ttk.Label(self, style="Card.Small.TLabel", justify="left")
            self._note.grid(row=2, column=1, columnspan=4, sticky="w", pady=(0, self.theme.px(3)))
            self._note.configure(wraplength=self._room)
        if words != str(self._note.cget("text")):
            self._note.configure(text=words)
            (self._note.grid if words else self._note.grid_remove)()

    @property
    def said(self) -> str:
        """The note under the field."""
        return str(self._note.cget("text")) if self._note is not None else ""

    def complain(self, message: str, keep: bool) -> None:
        """Say in words, right under the field, why an entry is refused; ``keep`` leaves the entry to be mended."""
        if not keep:
            self.field.restore()
        self.message = message
        self.field.mark(keep)
        if self._complaint is None:
            self._complaint = Complaint(self, self.theme)
        self._complaint.words.configure(text=message)
        self._complaint.grid(row=2, column=1, columnspan=4, sticky="ew", pady=(0, self.theme.px(4)))

    def _committed(self) -> None:
        if self._defaulted and not self.field.typed.strip():
            self._on_commit(self, None)
            return
        try:
            value = self.field.read()
        except Invalid as error:
            self.complain(f"“{error.value}” is not possible; allowed: {error.legal}", keep=True)
            return
        self._on_commit(self, value)


class Complaint(ttk.Frame):
    """A refusal in words, as wide as its place, with an icon before the first line."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        super().__init__(parent, style="Body.TFrame")
        icon = ttk.Label(self, style="Card.Error.TLabel")
        theme.picture(icon, "error", 13, "error")
        icon.pack(side="left", anchor="n")
        room = theme.px(COMPLAINT_WIDTH)
        self.words = ttk.Label(self, style="Card.Error.TLabel", justify="left", wraplength=room)
        self.words.pack(side="left", anchor="n", padx=(theme.px(5), 0))
        self._room, self._taken = room, theme.px(22)
        self.bind("<Configure>", self._wrap)

    def _wrap(self, event: tk.Event[tk.Misc]) -> None:
        room = event.width - self._taken
        if room > 0 and room != self._room:
            self._room = room
            self.words.configure(wraplength=room)

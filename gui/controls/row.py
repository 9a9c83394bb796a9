"""A row of the form: label, unit, field, the mark of what acts at once, and room for a refusal in words."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import Any

from model.knob import Invalid, Knob

from ..theme import fonts
from ..theme.theme import Theme
from .fields import Field, field_for
from .tooltip import Hints

FIELD_WIDTH = 122
MARK_WIDTH, UNIT_GAP, FIELD_GAP = 16, 5, 9
LIVE_WORDS = "Acts at once on the running network."
RESTART_WORDS = "Restarts the network."


def unit_words(knob: Knob) -> str:
    """The unit, where the label does not name it already."""
    return "" if knob.unit.lower() in knob.label.lower() else knob.unit


def row_width(theme: Theme, knobs: Sequence[Knob]) -> int:
    """The pixels that the longest of these rows needs, whatever the font."""
    body, small, px = theme.font(fonts.BODY), theme.font(fonts.SMALL), theme.px
    fixed = px(MARK_WIDTH) + px(FIELD_GAP) + px(FIELD_WIDTH)
    units = {knob.name: unit_words(knob) for knob in knobs}
    return fixed + max(
        body.measure(knob.label) + (small.measure(units[knob.name]) + px(UNIT_GAP) if units[knob.name] else 0)
        for knob in knobs
    )


class Row(ttk.Frame):
    """One knob on one line. ``on_commit(row, value)`` gets legal values only; what is not legal is refused here."""

    def __init__(
        self, parent: tk.Misc, theme: Theme, hints: Hints, knob: Knob, on_commit: Callable[[Row, Any], None]
    ) -> None:
        super().__init__(parent, style="Body.TFrame")
        self.theme, self.knob, self._on_commit = theme, knob, on_commit
        self.message = ""
        self._shown = False
        self.columnconfigure(0, minsize=theme.px(MARK_WIDTH))
        self.columnconfigure(3, weight=1)
        self.columnconfigure(4, minsize=theme.px(FIELD_WIDTH))
        self._label()
        self.field: Field = field_for(self, theme, knob, self._committed)
        self.field.grid(row=0, column=4, sticky="ew", pady=theme.px(1))
        self._complaint: ttk.Label | None = None
        for widget in (self, self.label, *self.field.controls()):
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

    def words(self) -> str:
        """All that is known about the knob: what it does, its range and unit, and how it acts."""
        chosen = self._chosen_words()
        parts = [self.knob.help, chosen, self._range_words(), LIVE_WORDS if self.knob.live else RESTART_WORDS]
        return "\n".join(part for part in parts if part)

    def _chosen_words(self) -> str:
        if self.knob.choices is None or self.field.value is None:
            return ""
        record = self.knob.choices[self.field.value]
        help_words = getattr(record, "help", "")
        return f"{record.label}: {help_words}" if help_words else ""

    def _range_words(self) -> str:
        if self.knob.choices is not None or self.knob.kind is bool:
            return ""
        empty = ", or empty" if self.knob.optional else ""
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

    def complain(self, message: str, keep: bool) -> None:
        """Say in words, right under the field, why an entry is refused; ``keep`` leaves the entry to be mended."""
        if not keep:
            self.field.restore()
        self.message = message
        self.field.mark(keep)
        if self._complaint is None:
            self._complaint = ttk.Label(self, style="Card.Error.TLabel", compound="left", justify="left")
            self.theme.picture(self._complaint, "error", 13, "error")
            self.bind("<Configure>", lambda event: self._wrap())
            self._wrap()
        self._complaint.configure(text=f" {message}")
        self._complaint.grid(row=1, column=1, columnspan=4, sticky="w", pady=(0, self.theme.px(3)))

    def _wrap(self) -> None:
        if self._complaint is not None and self.winfo_width() > 1:
            self._complaint.configure(wraplength=self.winfo_width() - self.theme.px(MARK_WIDTH + 22))

    def _committed(self) -> None:
        try:
            value = self.field.read()
        except Invalid as error:
            self.complain(f"“{error.value}” is not possible; allowed: {error.legal}", keep=True)
            return
        self._on_commit(self, value)

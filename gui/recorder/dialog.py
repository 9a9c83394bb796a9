"""The dialog: what becomes an animation, from which step to which, how, and where it goes."""

from __future__ import annotations

import dataclasses
import tkinter as tk
from collections.abc import Callable, Mapping
from pathlib import Path
from tkinter import ttk
from typing import Any

from gui.films.formats import FORMATS, format_of
from gui.films.options import MOST_STEPS
from gui.pictures.asking import AskingDialog
from gui.theme.theme import Theme
from model.knob import Invalid
from model.table import Table

from .bar import size_words
from .names import complete, suggested_name
from .order import COLOURS, RATES, SCALES, SIZES, SUBJECTS, Order, every_for, numbers
from .subject import Subject, lack

CHOOSERS: tuple[tuple[str, str, Table[Any]], ...] = (
    ("what", "Picture", SUBJECTS),
    ("format", "Format", FORMATS),
    ("size", "Size", SIZES),
    ("scale", "", SCALES),
    ("colours", "Colours", COLOURS),
)
CAPTION = "Caption: where the run stands, settings, seeds"
STEPS = (("start", "from"), ("stop", "to"), ("every", "every"))
NARROW = 9  # characters of a field for a number


class RecordDialog(AskingDialog):
    """Asks about ``subject``, at first as ``order`` says; ``record(order, path)`` begins it.

    ``record`` returns why it was not possible, or "". ``boxes`` has the lists, ``fields`` what takes numbers, by the
    name of the order's field.
    """

    def __init__(
        self,
        window: tk.Tk,
        theme: Theme,
        subject: Subject,
        order: Order,
        folder: Path,
        record: Callable[[Order, Path], str],
    ) -> None:
        super().__init__(window, theme, "Record an animation", "Record", folder)
        self._subject, self.order, self._record = subject, order, record
        self._own_every = order.every != every_for(order.start, order.stop)
        self._refused = ""  # why the numbers that are typed cannot be
        self._build()
        self._write_name(self._suggested)
        self._show()
        self._appear()

    def accept(self) -> None:
        """Begin, if nothing is in the way; ask before a file is replaced."""
        self._read()
        if self._refused:
            self._complain(self._refused)
            return
        try:
            path = self.folder / complete(self.name.get(), self.order)
        except ValueError as error:
            self._complain(str(error))
            return
        kind = format_of(path) or FORMATS[self.order.format]
        order = dataclasses.replace(self.order, format=kind.name)
        if trouble := lack(kind) or self._subject.trouble(order, path):
            self._complain(trouble)
        elif not self._taken(path):
            if trouble := self._record(order, path):
                self._complain(trouble)
            else:
                self.destroy()

    # -- building ------------------------------------------------------------------------------------------------

    def _ask(self, inside: ttk.Frame) -> int:
        px = self._theme.px
        self.boxes: dict[str, ttk.Combobox] = {}
        self.fields: dict[str, ttk.Entry] = {}
        parts = (self._what, self._steps, self._rate, self._format, self._sizes, self._colours)
        for row, (label, part) in enumerate(zip(("Picture", "Steps", "Pace", "Format", "Size", "Colours"), parts)):
            self._label(inside, row, label)
            part(inside).grid(row=row, column=1, sticky="ew", pady=px(3))
        self._captioned = self._check(inside, len(parts), CAPTION, self.order.caption, self._chosen)
        return len(parts) + 1

    def _what(self, parent: ttk.Frame) -> tk.Widget:
        return self._box(parent, "what")

    def _format(self, parent: ttk.Frame) -> tk.Widget:
        return self._box(parent, "format")

    def _colours(self, parent: ttk.Frame) -> tk.Widget:
        return self._box(parent, "colours")

    def _steps(self, parent: ttk.Frame) -> tk.Widget:
        """Three numbers in a row."""
        px, row = self._theme.px, ttk.Frame(parent, style="Body.TFrame")
        for place, (name, word) in enumerate(STEPS):
            label = ttk.Label(row, text=word, style="Card.Muted.TLabel")
            label.pack(side="left", padx=(px(10) if place else 0, px(6)))
            field = ttk.Entry(row, style="Card.TEntry", width=NARROW, exportselection=False)
            field.insert(0, f"{getattr(self.order, name)}")
            field.pack(side="left", fill="x", expand=True)
            field.bind("<KeyRelease>", lambda event, name=name: self._number_typed(name))
            self.fields[name] = field
        return row

    def _rate(self, parent: ttk.Frame) -> tk.Widget:
        row = ttk.Frame(parent, style="Body.TFrame")
        box = ttk.Combobox(
            row, style="Card.TCombobox", values=[str(rate) for rate in RATES], width=5, exportselection=False
        )
        box.set(str(self.order.rate))
        box.pack(side="left")
        for event in ("<<ComboboxSelected>>", "<KeyRelease>"):
            box.bind(event, lambda event: self._number_typed("rate"))
        self.fields["rate"] = box
        words = ttk.Label(row, text="frames a second", style="Card.Muted.TLabel")
        words.pack(side="left", padx=(self._theme.px(8), 0))
        return row

    def _sizes(self, parent: ttk.Frame) -> tk.Widget:
        row = ttk.Frame(parent, style="Body.TFrame")
        row.columnconfigure(0, weight=1)
        self._box(row, "size").grid(row=0, column=0, sticky="ew")
        self._box(row, "scale", width=5).grid(row=0, column=1, padx=(self._theme.px(8), 0))
        return row

    def _box(self, parent: tk.Misc, name: str, **look: Any) -> ttk.Combobox:
        table = next(table for each, _, table in CHOOSERS if each == name)
        labels = [record.label for record in table.values()]
        chosen = list(table).index(getattr(self.order, name))
        box = self.boxes[name] = self._list(parent, labels, chosen, self._chosen, **look)
        return box

    # -- what follows from what a person says --------------------------------------------------------------------

    @property
    def _suggested(self) -> str:
        return suggested_name(self.order, self._subject.moment.experiment)

    def _number_typed(self, name: str) -> None:
        """Another range has a frame every so many steps that about a hundred come, until a person says otherwise."""
        if name == "every":
            self._own_every = True
        self._change(self._read)

    def _chosen(self) -> None:
        """Something was chosen in a list."""
        facts: dict[str, Any] = {name: list(table)[self.boxes[name].current()] for name, _, table in CHOOSERS}

        def take() -> None:
            self.order = dataclasses.replace(self.order, **facts, caption=self._captioned.get())

        self._change(take)

    def _change(self, change: Callable[[], None]) -> None:
        """Let ``change`` alter the order; the name follows, and of a person's own one its end."""
        own_name = self.name.get() != self._suggested
        change()
        if not own_name:
            self._write_name(self._suggested)
        elif format_of(self.name.get()):
            self._write_name(Path(self.name.get()).stem + FORMATS[self.order.format].ending)
        self._typed()
        self._show()

    def _read(self) -> None:
        """Take the numbers over, or keep in mind why they cannot be."""
        texts = {name: field.get() for name, field in self.fields.items()}
        try:
            if not self._own_every:
                ends = self._numbers({**texts, "every": str(MOST_STEPS)})
                every = every_for(ends["start"], ends["stop"])
                texts["every"] = str(every)
                self.fields["every"].delete(0, "end")
                self.fields["every"].insert(0, texts["every"])
            self.order, self._refused = dataclasses.replace(self.order, **self._numbers(texts)), ""
        except Invalid as error:
            self._refused = f"{error.knob}: “{error.value}” is not possible; allowed: {error.legal}."

    def _numbers(self, texts: Mapping[str, str]) -> dict[str, int]:
        return numbers(texts, FORMATS[self.order.format].rates[1])

    def _show(self) -> None:
        """Say what the order gives."""
        order, subject = self.order, self._subject
        if self._refused:
            self._note.configure(text=self._refused)
            return
        wide, high = subject.pixels(order)
        frames = "1 frame" if order.frames == 1 else f"{order.frames:,} frames"
        size = size_words(subject.estimated(order))
        words = [f"{frames}, {order.seconds:,.1f} s, {wide:,} × {high:,} pixels; as a guess {size}."]
        self._note.configure(
            text=" ".join([*words, *filter(None, (lack(FORMATS[order.format]), *subject.notes(order)))])
        )

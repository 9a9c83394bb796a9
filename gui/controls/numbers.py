"""Numbers: the fields into which one types, beside a slider, over a list of stops, or with two little arrows."""

from __future__ import annotations

import contextlib
import math
import tkinter as tk
from tkinter import ttk
from typing import Any

from model.knob import Invalid, Knob

from . import stepping
from .field import Field, open_list

SLIDER_ENTRY = 5  # characters beside a slider


class TextField(Field):
    """What the fields share into which one types a number."""

    main: ttk.Entry

    def listen(self, entry: ttk.Entry) -> None:
        """Return and leaving commit, Escape restores, up and down step."""
        entry.bind("<Return>", self._entered)
        entry.bind("<KP_Enter>", self._entered)
        entry.bind("<FocusOut>", self._left)
        entry.bind("<Double-Button-1>", self._select_all)  # Tk's own stops at the decimal point
        entry.bind("<Escape>", lambda event: self._escaped())
        entry.bind("<Up>", lambda event: self.step(1))
        entry.bind("<Down>", lambda event: self.step(-1))

    @property
    def typed(self) -> str:
        return self.main.get()

    def _entered(self, _event: object) -> None:
        """Not the end of the event: the window takes the keyboard back, unless the entry is refused."""
        self.commit()
        if self.main.instate(["invalid"]):
            self.main.selection_range(0, "end")

    def _select_all(self, _event: object) -> str:
        self.main.selection_range(0, "end")
        return "break"

    def _left(self, _event: object) -> None:
        if self.typed != self.words(self.value):
            self.commit()

    def _escaped(self) -> None:
        self.restore()
        self.commit()

    def step(self, direction: int) -> str:
        """To the next sensible value; from a refused text, to the one that is in force."""
        try:
            value = stepping.neighbour(self.knob, self.read(), direction)
        except Invalid:
            value = self.value
        self._write(self.words(value))
        self.commit()
        return "break"

    def _write(self, text: str) -> None:
        self.main.delete(0, "end")
        self.main.insert(0, text)

    def show(self, value: Any) -> None:
        self.value = value
        self._write(self.words(value))

    def read(self) -> Any:
        return self.knob.read(self.typed)


class SliderField(TextField):
    """A number with two ends: a slider, and its value to be typed."""

    pliant = True

    @staticmethod
    def suits(knob: Knob) -> bool:
        closed = math.isfinite(knob.minimum) and math.isfinite(knob.maximum) and not knob.above
        return knob.kind is float and closed and not knob.log and not knob.stops

    def build(self) -> ttk.Widget:
        self.slider = ttk.Scale(
            self,
            style="Card.Horizontal.TScale",
            from_=self.knob.minimum,
            to=self.knob.maximum,
            length=self.theme.px(40),
            command=self._dragged,
            takefocus=False,
        )
        self.slider.grid(row=0, column=0, sticky="ew", padx=(0, self.theme.px(6)))
        for event, act in (
            ("<Button-1>", self._pressed),
            ("<B1-Motion>", self._pulled),
            ("<ButtonRelease-1>", self._let_go),
        ):
            self.slider.bind(event, act)
        entry = ttk.Entry(self, style="Card.TEntry", width=SLIDER_ENTRY, exportselection=False)
        entry.grid(row=0, column=1)
        self.listen(entry)
        return entry

    def _pressed(self, event: tk.Event[tk.Misc]) -> str:
        """A press anywhere brings the thumb there, and the drag goes on from it; Tk's own would creep towards it."""
        self.main.focus_set()
        self.slider.state(["pressed"])
        return self._pulled(event)

    def _pulled(self, event: tk.Event[tk.Misc]) -> str:
        self.slider.set(self.slider.get(event.x, event.y))
        return "break"

    def _let_go(self, _event: object) -> str:
        self.slider.state(["!pressed"])
        self.commit()
        return "break"

    def _dragged(self, value: str) -> None:
        """Say the value under the hand; what acts at once acts already, the rest when the hand lets go."""
        self._write(self.knob.show(stepping.snapped(self.knob, float(value))))
        if self.knob.live:
            self.commit()

    def _write(self, text: str) -> None:
        super()._write(text)
        if not self.slider.instate(["pressed"]):
            with contextlib.suppress(Invalid):  # else the thumb stays where the value in force is
                self.slider.configure(value=self.knob.read(text))

    def mark(self, wrong: bool) -> None:
        super().mark(wrong)
        self.slider.state(["invalid" if wrong else "!invalid"])


class ListField(TextField):
    """Several numbers with commas between them."""

    @staticmethod
    def suits(knob: Knob) -> bool:
        return knob.kind is tuple

    def build(self) -> ttk.Widget:
        entry = ttk.Entry(self, style="Card.TEntry", width=1, exportselection=False)
        entry.grid(row=0, column=0, sticky="ew")
        self.listen(entry)
        return entry

    def step(self, direction: int) -> str:
        """There is no next list."""
        return "break"


class StopsField(TextField):
    """A number with a list of values worth trying; any other may be typed."""

    @staticmethod
    def suits(knob: Knob) -> bool:
        return bool(knob.stops)

    def build(self) -> ttk.Widget:
        stops = [self.knob.show(stop) for stop in self.knob.stops]
        box = ttk.Combobox(self, style="Card.TCombobox", width=1, height=20, values=stops, exportselection=False)
        box.grid(row=0, column=0, sticky="ew")
        self.listen(box)
        box.bind("<<ComboboxSelected>>", lambda event: self.commit())
        for key in ("<Alt-Down>", "<F4>"):
            box.bind(key, lambda event: open_list(box))
        return box


class StepperField(TextField):
    """Any other number: an entry with two little arrows."""

    @staticmethod
    def suits(knob: Knob) -> bool:
        return True

    def build(self) -> ttk.Widget:
        box = ttk.Spinbox(self, style="Card.TSpinbox", width=1, exportselection=False)
        box.grid(row=0, column=0, sticky="ew")
        self.listen(box)
        box.bind("<<Increment>>", lambda event: self.step(1))
        box.bind("<<Decrement>>", lambda event: self.step(-1))
        return box

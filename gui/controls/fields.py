"""The fields: one widget for every kind of knob; each shows a value, reads what was typed and says when it is meant."""

from __future__ import annotations

import contextlib
import math
import tkinter as tk
from collections.abc import Callable, Iterable
from tkinter import ttk
from typing import Any

from model.knob import Invalid, Knob

from ..theme.theme import Theme
from . import stepping

SLIDER_ENTRY = 5  # characters beside a slider
NOTHING = "none"  # how an optional knob says that it is not set; Knob.read understands it


class Field(ttk.Frame):
    """A widget for one knob. ``commit()`` is called when the person means what the field says now."""

    def __init__(self, parent: tk.Misc, theme: Theme, knob: Knob, commit: Callable[[], None]) -> None:
        super().__init__(parent, style="Body.TFrame", takefocus=False)
        self.theme, self.knob, self.commit = theme, knob, commit
        self.value: Any = None
        self.main = self.build()
        self.columnconfigure(0, weight=1)

    @staticmethod
    def suits(knob: Knob) -> bool:
        """Whether this kind of field is the right one for ``knob``."""
        raise NotImplementedError

    def build(self) -> ttk.Widget:
        """Make the widgets; the one that takes the keyboard comes back."""
        raise NotImplementedError

    def show(self, value: Any) -> None:
        """Display ``value``; does not commit."""
        raise NotImplementedError

    def read(self) -> Any:
        """What the field says, as a legal value. Raises Invalid."""
        raise NotImplementedError

    def restore(self) -> None:
        """Go back to the value last shown."""
        self.show(self.value)

    def mark(self, wrong: bool) -> None:
        """Draw the field as refused, or as normal."""
        self.main.state(["invalid" if wrong else "!invalid"])

    @property
    def typed(self) -> str:
        """The text as it stands; fields without text say the value."""
        return self.words(self.value)

    def words(self, value: Any) -> str:
        """``value`` as it stands in the field."""
        return NOTHING if value is None else self.knob.show(value)

    def controls(self) -> Iterable[ttk.Widget]:
        """The widgets in it that take the keyboard."""
        return (self.main,)


class SwitchField(Field):
    """On or off."""

    @staticmethod
    def suits(knob: Knob) -> bool:
        return knob.kind is bool

    def build(self) -> ttk.Widget:
        switch = ttk.Checkbutton(self, style="Card.Switch.TCheckbutton", command=lambda: self.commit())
        switch.state(["!alternate"])
        switch.grid(row=0, column=0, sticky="e")
        return switch

    def show(self, value: Any) -> None:
        self.value = value
        self.main.state(["!alternate", "selected" if value else "!selected"])

    def read(self) -> bool:
        return bool(self.main.instate(["selected"]))


class ChoiceField(Field):
    """One record of a table, by its label; the list is read anew each time it opens."""

    main: ttk.Combobox

    @staticmethod
    def suits(knob: Knob) -> bool:
        return knob.choices is not None

    def build(self) -> ttk.Widget:
        box = ttk.Combobox(
            self,
            style="Card.TCombobox",
            state="readonly",
            width=1,
            height=20,
            exportselection=False,
            postcommand=self._refresh,
        )
        box.grid(row=0, column=0, sticky="ew")
        box.bind("<<ComboboxSelected>>", self._selected)
        for key, direction in (("<Up>", -1), ("<Down>", 1)):
            box.bind(key, lambda event, way=direction: self._step(way))
        for key in ("<Alt-Down>", "<F4>", "<space>", "<Return>"):
            box.bind(key, lambda event: self._post())
        self._names: list[str] = []
        return box

    def _table(self) -> Any:
        return self.knob.choices or {}

    def _refresh(self) -> None:
        self._names = list(self._table())
        self.main.configure(values=[self._table()[name].label for name in self._names])

    def _selected(self, _event: object) -> None:
        self.main.selection_clear()
        self.commit()

    def _step(self, direction: int) -> str:
        self._refresh()
        place = self.main.current() + direction
        if 0 <= place < len(self._names):
            self.main.current(place)
            self.commit()
        return "break"

    def _post(self) -> str:
        self.main.tk.call("ttk::combobox::Post", str(self.main))
        return "break"

    def show(self, value: Any) -> None:
        self._refresh()
        self.value = value
        self.main.current(self._names.index(value))

    def read(self) -> str:
        return self.knob.check(self._names[self.main.current()])


class TextField(Field):
    """What the fields share into which one types a number."""

    main: ttk.Entry

    def listen(self, entry: ttk.Entry) -> None:
        """Return and leaving commit, Escape restores, up and down step."""
        entry.bind("<Return>", self._entered)
        entry.bind("<KP_Enter>", self._entered)
        entry.bind("<FocusOut>", self._left)
        entry.bind("<Escape>", lambda event: self._escaped())
        entry.bind("<Up>", lambda event: self.step(1))
        entry.bind("<Down>", lambda event: self.step(-1))

    @property
    def typed(self) -> str:
        return self.main.get()

    def _entered(self, _event: object) -> str:
        self.commit()
        self.main.selection_range(0, "end")
        return "break"

    def _left(self, _event: object) -> None:
        if self.typed != self.words(self.value):
            self.commit()

    def _escaped(self) -> str:
        self.restore()
        self.commit()
        return "break"

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
            box.bind(key, lambda event: self._post())
        return box

    def _post(self) -> str:
        self.main.tk.call("ttk::combobox::Post", str(self.main))
        return "break"


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


KINDS: tuple[type[Field], ...] = (SwitchField, ChoiceField, SliderField, StopsField, StepperField)


def field_for(parent: tk.Misc, theme: Theme, knob: Knob, commit: Callable[[], None]) -> Field:
    """The first kind of field that suits ``knob``."""
    return next(kind for kind in KINDS if kind.suits(knob))(parent, theme, knob, commit)

"""A field: what the widgets for all kinds of knobs have in common."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Iterable
from tkinter import ttk
from typing import Any

from model.knob import Knob

from ..theme.theme import Theme

NOTHING = "none"  # how an optional knob says that it is not set; Knob.read understands it


class Field(ttk.Frame):
    """A widget for one knob. ``commit()`` is called when the person means what the field says now."""

    pliant = False  # whether it may be narrower where the label is long
    broad = False  # whether it stands on lines of its own, below the label

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

    def limit(self, names: Iterable[str]) -> None:
        """Only the choices ``names`` have an effect now."""

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


def open_list(box: ttk.Combobox) -> str:
    """Open the drop list of ``box``; as the end of a key's binding."""
    box.tk.call("ttk::combobox::Post", str(box))
    return "break"

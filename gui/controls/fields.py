"""The fields: one widget for every kind of knob; each shows a value, reads what was typed and says when it is meant."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from model.knob import Knob

from ..theme.theme import Theme
from .field import Field, open_list
from .numbers import ListField, SliderField, StepperField, StopsField
from .several import SeveralField


class SwitchField(Field):
    """On or off."""

    pliant = True

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
            box.bind(key, lambda event: open_list(box))
        self._names: list[str] = []
        return box

    def on_browse(self, tell: Callable[[str | None], object]) -> None:
        """Call ``tell`` with the name under the pointer or the keyboard while the list is open, and None at its end."""
        box, tcl = self.main, self.main.tk
        frame = tcl.call("ttk::combobox::PopdownWindow", str(box))
        places = f"{frame}.f.l"

        def browse() -> None:
            chosen = tcl.splitlist(tcl.call(places, "curselection"))
            tell(self._names[int(chosen[0])] if chosen else None)

        said, ended = self.register(browse), self.register(lambda: tell(None))
        for event in ("<Motion>", "<KeyRelease>"):
            tcl.call("bind", places, event, f"+after idle {said}")
        tcl.call("bind", frame, "<Unmap>", f"+{ended}")

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
        place = max(self.main.current(), -1 if direction > 0 else 0) + direction
        if 0 <= place < len(self._names):
            self.main.current(place)
            self.commit()
        return "break"

    def show(self, value: Any) -> None:
        self._refresh()
        self.value = value
        if value in self._table():
            self.main.current(self._names.index(value))
        else:  # what stands in for a record
            self.main.set(value.label)

    def read(self) -> str:
        if self.main.current() < 0:
            return self.value
        return self.knob.check(self._names[self.main.current()])


KINDS: tuple[type[Field], ...] = (
    SwitchField, ChoiceField, SeveralField, ListField, SliderField, StopsField, StepperField,
)  # fmt: skip


def kind_for(knob: Knob) -> type[Field]:
    """The first kind of field that suits ``knob``."""
    return next(kind for kind in KINDS if kind.suits(knob))


def field_for(parent: tk.Misc, theme: Theme, knob: Knob, commit: Callable[[], None]) -> Field:
    """A field for ``knob``."""
    return kind_for(knob)(parent, theme, knob, commit)

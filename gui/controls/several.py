"""The field for a choice of several: one check box for each record of a table."""

from __future__ import annotations

from collections.abc import Iterable
from tkinter import ttk
from typing import Any

from model.knob import Invalid, Knob

from .field import Field

COLUMNS = 4


class SeveralField(Field):
    """Check boxes in rows; those that have no effect now are grey, and keep their choice."""

    broad = True

    @staticmethod
    def suits(knob: Knob) -> bool:
        return knob.several is not None

    def build(self) -> ttk.Widget:
        self.boxes: dict[str, ttk.Checkbutton] = {}
        self._possible: tuple[str, ...] = tuple(self.knob.several or ())
        for number, (name, record) in enumerate((self.knob.several or {}).items()):
            box = ttk.Checkbutton(self, text=record.label, style="Card.TCheckbutton", command=lambda: self.commit())
            box.state(["!alternate"])
            row, column = divmod(number, COLUMNS)
            box.grid(row=row, column=column, sticky="w", pady=self.theme.px(1))
            self.boxes[name] = box
        self.columnconfigure(list(range(COLUMNS)), weight=1, uniform="box")
        return next(iter(self.boxes.values()))

    def limit(self, names: Iterable[str]) -> None:
        """Only ``names`` have an effect now."""
        self._possible = tuple(names)
        for name, box in self.boxes.items():
            box.state(["!disabled" if name in self._possible else "disabled"])
        self._check(self.value)

    def show(self, value: Any) -> None:
        self.value = value
        self._check(value)

    def _check(self, value: Any) -> None:
        for name, box in self.boxes.items():
            box.state(["selected" if name in value and name in self._possible else "!selected"])

    def read(self) -> tuple[str, ...]:
        """The boxes that are checked, and grey ones that were chosen before."""
        names = tuple(name for name in self.boxes if self._chosen(name))
        if not names:
            raise Invalid(self.knob.name, "none", self.knob.legal)
        return self.knob.check(names)

    def _chosen(self, name: str) -> bool:
        return self.boxes[name].instate(["selected"]) if name in self._possible else name in self.value

    def mark(self, wrong: bool) -> None:
        """The words under the field say it."""

    def controls(self) -> Iterable[ttk.Widget]:
        return self.boxes.values()

"""A form on a desk: in a window of its own, with the hands on it that tests need."""

from __future__ import annotations

from typing import Any

from gui.controls.form import Form
from gui.controls.row import Row
from gui.theme.palette import LIGHT
from gui.theme.theme import Theme
from model.training.experiment import KNOBS, Experiment
from tests.gui.conftest import Stage


class Desk:
    """A form with all groups opened, and what it reported; ``folded`` were closed at first."""

    def __init__(self, stage: Stage, **settings: Any) -> None:
        self.stage = stage
        self.changes: list[dict[str, Any]] = []
        self.theme = Theme(stage.root, LIGHT, 1.0)
        self.form = Form(stage.root, self.theme, Experiment(**settings), self.changes.append)
        self.form.pack(fill="both", expand=True)
        self.folded = unfold(self.form)
        stage.settle()

    def enter(self, name: str, text: str, option: str = "", key: str = "<Return>") -> Row:
        """Type into a field and press a key."""
        row = self.form.row(name, option)
        self.stage.focus(row.field.main)
        row.field.main.delete(0, "end")
        row.field.main.insert(0, text)
        self.stage.press(row.field.main, key)
        return row

    def choose(self, name: str, value: str) -> None:
        """Choose a record by its label."""
        knob, box = KNOBS[name], self.form.row(name).field.main
        box.set(knob.choices[value].label)
        self.stage.press(box, "<<ComboboxSelected>>")

    def sees(self, name: str) -> bool:
        """Whether there is a row for a knob."""
        row = self.form.rows.get((name, "", ""))
        return row is not None and bool(row.winfo_manager())


def unfold(form: Form) -> list[str]:
    """Open the groups that are closed; returns their names."""
    folded = [name for name, group in form.groups.items() if not group.open]
    for name in folded:
        form.groups[name].toggle()
    return folded

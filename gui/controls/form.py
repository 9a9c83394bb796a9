"""The form: the left column of settings, made entirely of the experiment's knobs; a new knob appears by itself."""

from __future__ import annotations

import math
import tkinter as tk
from collections.abc import Callable, Collection, Mapping, Sequence
from tkinter import ttk
from typing import Any

from model.knob import Invalid, Knob
from model.training.experiment import GROUPS, KNOBS, Experiment
from model.training.snapshot import Snapshot

from ..panels.drawing.span import brief
from ..theme.theme import Theme
from .group import Group
from .preview import Preview
from .row import Row
from .scrolled import Scrolled
from .tooltip import Hints
from .widths import Widths, measure

BESIDE = 10  # between the cards and the scroll bar's place at the right
BLOCK = 32  # grid rows kept for a knob and the options of its chosen record
DEEP = 3  # hidden layers from which a network is called deep
SIZE_KNOB = "depth"  # the size of the network is said beside the knob of this name
PREVIEWS = {"activation": Preview}  # what stands under the field of the knob of this name
ORDINARY = 100.0  # a slope below it is written with two decimals
SLOPE_KNOB = "prelu_init"  # what became of it is said under the knob of this name
WEIGHTS_GROUP = "Regularization"  # beside this title stands what regularization does to the weights
FOLDED = ("Inputs",)  # at first, so that the settings of the first minutes are all on screen
LEGEND = "acts at once; the others restart the network"

Change = dict[str, Any]
Key = tuple[str, str, str]  # knob, chosen record, option; the last two empty for the knob itself


class Form(ttk.Frame):
    """Shows an experiment and reports legal changes of it: ``on_change({"learning_rate": 0.1})``.

    Options of a schedule come as ``{"schedule_options": {...}}`` with those that were set by hand.
    """

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        experiment: Experiment,
        on_change: Callable[[Change], None],
        hints: Hints | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme, self.experiment, self._on_change = theme, experiment, on_change
        self.hints = hints or Hints(theme, self.winfo_toplevel())
        self._parameters: int | None = None
        self._legend()
        self.widths = self._measure()
        around = Group.margins(theme) + theme.px(BESIDE)
        self.column = Scrolled(self, theme, self.widths.row + around)
        self.column.pack(side="top", fill="both", expand=True)
        self.groups = {name: self._group(name) for name in GROUPS}
        self.rows: dict[Key, Row] = {}
        self.previews: dict[str, Preview] = {}
        self._visible: set[Key] = set()
        self.highlighted: frozenset[str] = frozenset()
        self._folded: set[str] = set()  # the groups that a person has folded, while a lesson folds them
        self._folded_by_lesson = False
        self._display()

    # -- what the window calls -----------------------------------------------------------------------------------

    def show(self, experiment: Experiment) -> None:
        """Display another experiment; reports nothing."""
        self.experiment = experiment
        self._display()

    def show_parameters(self, count: int) -> None:
        """Say how many parameters the network has."""
        self._parameters = count
        self._summarize()

    def observe(self, snapshot: Snapshot) -> None:
        """Let previews show the network of this moment."""
        for preview in self.previews.values():
            if preview.winfo_ismapped():
                preview.observe(snapshot)

    def show_slopes(self, slopes: Sequence[float]) -> None:
        """Say what slopes the hidden layers have learned, under the slope that they began with."""
        row = self.rows.get((SLOPE_KNOB, "", ""))
        if row is not None:
            row.note(f"learned by layer: {', '.join(map(_slope, slopes))}" if slopes else "")

    def show_weights(self, norm: float, zero_share: float) -> None:
        """Say how long the vector of all weights is, and how many of them are exactly 0."""
        zeros = f"{100 * zero_share:.3g} % zeros" if zero_share else "no zeros"
        words = f"‖W‖ {norm:.3g} · {zeros}" if math.isfinite(norm) else ""
        if words != self.groups[WEIGHTS_GROUP].summary:
            self.groups[WEIGHTS_GROUP].summarize(words)

    def row(self, knob: str, option: str = "") -> Row:
        """The row of a knob, or of an option of its chosen record. Raises KeyError where there is none."""
        return self.rows[knob, getattr(self.experiment, knob) if option else "", option]

    def highlight(self, names: Collection[str]) -> None:
        """Mark the rows of these knobs and fold the groups that have none; without names all is as before."""
        self.highlighted = frozenset(names)
        for key, row in self.rows.items():
            row.highlight(key[0] in self.highlighted)
        wanted = {KNOBS[name].group for name in names} or set(self.groups) - self._folded
        if not self._folded_by_lesson:
            self._folded = {name for name, group in self.groups.items() if not group.open}
        self._folded_by_lesson = bool(names)
        for name, group in self.groups.items():
            if group.open != (name in wanted):
                group.toggle()

    # -- building ------------------------------------------------------------------------------------------------

    def _measure(self) -> Widths:
        """Wide enough for every knob that may ever appear."""
        records = [record for knob in KNOBS.values() if knob.choices for record in knob.choices.values()]
        options = [option for record in records for option in getattr(record, "options", ())]
        shown = [knob for knob in KNOBS.values() if knob.shown]
        return measure(self.theme, shown, options)

    def _group(self, name: str) -> Group:
        group = Group(self.column.inside, self.theme, name)
        group.pack(fill="x", padx=(0, self.theme.px(BESIDE)), pady=(0, self.theme.px(4)))
        self.column.adopt(group)
        if name in FOLDED:
            group.toggle()
        return group

    def _legend(self) -> None:
        legend = ttk.Label(self, text=f" {LEGEND}", style="Small.TLabel", compound="left")
        self.theme.picture(legend, "bolt", 11, "accent")
        legend.pack(side="bottom", anchor="w", padx=self.theme.px(5), pady=(self.theme.px(4), self.theme.px(2)))

    def _wanted(self) -> dict[Key, tuple[int, Knob, Any]]:
        """The rows that this experiment needs: place, knob and value, in order."""
        wanted: dict[Key, tuple[int, Knob, Any]] = {}
        for place, (name, knob) in enumerate(KNOBS.items()):
            if not knob.shown or not knob.read_by(self.experiment):
                continue
            value = getattr(self.experiment, name)
            wanted[name, "", ""] = (place * BLOCK, knob, knob.stand_in(self.experiment) or value)
            options = self._options_of(knob, value)
            values = self.experiment.options() if options else {}
            for offset, option in enumerate(options, start=1):
                wanted[name, value, option.name] = (place * BLOCK + offset, option, values[option.name])
        return wanted

    @staticmethod
    def _options_of(knob: Knob, value: Any) -> tuple[Knob, ...]:
        """The knobs that the chosen record brings with it."""
        return getattr(knob.choices[value], "options", ()) if knob.choices is not None else ()

    def _display(self) -> None:
        wanted = self._wanted()
        for key in self._visible - wanted.keys():
            self.rows[key].grid_remove()
        appear = wanted.keys() - self._visible
        for key, (place, knob, value) in wanted.items():
            row = self.rows.get(key) or self._make(key, knob)
            if key in appear:
                row.grid(row=place, column=0, sticky="ew")
            row.show(value)
            if knob.several is not None:
                row.field.limit(knob.possible(self.experiment))
        self._visible = set(wanted)
        self._preview()
        if appear:
            self._order(wanted)
        self._summarize()

    def _preview(self) -> None:
        """Show the previews of the rows that are there, made when they first appear."""
        places = {name: place for place, name in enumerate(KNOBS)}
        for name, kind in PREVIEWS.items():
            row = self.rows.get((name, "", ""))
            if row is None or (name, "", "") not in self._visible:
                if name in self.previews:
                    self.previews[name].grid_remove()
                continue
            if name not in self.previews:
                self.previews[name] = kind(self.groups[KNOBS[name].group].body, self.theme, row.field)
                self.column.adopt(self.previews[name])
            self.previews[name].grid(row=places[name] * BLOCK + BLOCK - 1, column=0, sticky="ew")
            self.previews[name].show(self.experiment)

    def _make(self, key: Key, knob: Knob) -> Row:
        body = self.groups[KNOBS[key[0]].group].body
        row = Row(
            body,
            self.theme,
            self.hints,
            knob,
            self.widths,
            lambda row, value: self._commit(key, row, value),
            defaulted=bool(key[2]),
        )
        self.column.adopt(row)
        row.highlight(key[0] in self.highlighted)
        self.rows[key] = row
        return row

    def _order(self, wanted: Mapping[Key, object]) -> None:
        """The Tab key goes through siblings in the order in which they are stacked."""
        for key in wanted:
            self.rows[key].lift()

    def _summarize(self) -> None:
        count = len(self.experiment.widths)
        kind = "no hidden layer" if count == 0 else "deep" if count >= DEEP else "shallow"
        known = f"{self._parameters:,} parameters · " if self._parameters is not None else ""
        self.groups[KNOBS[SIZE_KNOB].group].summarize(known + kind)

    # -- changing ------------------------------------------------------------------------------------------------

    def _commit(self, key: Key, row: Row, value: Any) -> None:
        name, _record, option = key
        change = self._option_change(name, option, value) if option else {name: value}
        try:
            changed = self.experiment.replace(**change)
        except Invalid as error:
            typed = row.knob.kind is not bool and row.knob.choices is None  # a switch has nothing to be mended
            row.complain(self._reason(error), keep=typed and error.knob.split(".")[-1] == row.knob.name)
            return
        row.clear()
        row.field.restore()
        if changed != self.experiment and value != row.field.value:
            self.experiment = changed
            self._settle()
            self._on_change(change)

    def _option_change(self, name: str, option: str, value: Any) -> Change:
        """Options that were set by hand; one that is None goes back to its default."""
        field = f"{name}_options"
        given = {**(getattr(self.experiment, field) or {}), option: value}
        return {field: {name: value for name, value in given.items() if value is not None} or None}

    def _settle(self) -> None:
        """After a change: what was refused because of another setting may be possible now."""
        for row in self.rows.values():
            if row.message and not row.field.main.instate(["invalid"]):
                row.clear()
        self._display()

    @staticmethod
    def _reason(error: Invalid) -> str:
        """A refusal in a person's words: the setting by its label, the value, what is allowed."""
        knob = KNOBS.get(error.knob)
        label, shown = (knob.label, knob.show(error.value)) if knob else (error.knob, error.value)
        return f"{label} “{shown}” is not possible; allowed: {error.legal}"


def _slope(slope: float) -> str:
    """Two decimals, so that the words rest while it is learned; in other words where a run has lost it."""
    return f"{slope:.2f}" if abs(slope) < ORDINARY else brief(slope)

"""The dialog Compare: one setting with several values, whole settings collected from the form, or several seeds."""

from __future__ import annotations

import re
import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from model.knob import Invalid, Knob
from model.training.contrast import MOST, Contrast, collected, seeds_of, values_of
from model.training.experiment import KNOBS, Experiment
from model.training.wording import differing, said_together

from .controls.row import Complaint
from .session import Session
from .theme.theme import Theme

SEEDS = (5, 10, 20)
FIRST = "initializer"  # the setting that is chosen at first
WIDTH, COLUMNS = 380, 2
BETWEEN = re.compile(r"[;\s]+|,\s+")  # between two values: a comma inside a number is its decimal point
Do = Callable[[Callable[[], None]], Callable[[], None]]


class CompareDialog:
    """``open`` shows it; ``do`` wraps whatever changes the session, so that the window keeps up.

    ``choices`` are the boxes of a setting's values by name, ``entry`` takes numbers.
    """

    def __init__(self, root: tk.Tk, theme: Theme, session: Session, do: Do) -> None:
        self._root, self._theme, self._session, self._do = root, theme, session, do
        self.window: tk.Toplevel | None = None
        self.knobs = {name: knob for name, knob in KNOBS.items() if knob.shown}
        self._chosen = FIRST
        self._collected: list[Experiment] = []
        self.choices: dict[Any, tk.BooleanVar] = {}
        self._complaint: Complaint | None = None

    def open(self) -> None:
        """Show the dialog, or bring it to the front; the settings that make no difference now are not offered."""
        if self.window is None:
            self._build()
        assert self.window is not None
        self._offer()
        self.window.deiconify()
        self.window.lift()
        self.setting.focus_set()

    def close(self) -> None:
        """Remove the dialog."""
        if self.window is not None:
            self.window.destroy()
            self.window = None

    # -- what it says --------------------------------------------------------------------------------------------

    @property
    def message(self) -> str:
        """The refusal that is shown."""
        shown = self._complaint is not None and self._complaint.winfo_manager()
        return str(self._complaint.words.cget("text")) if shown and self._complaint else ""

    def values(self) -> list[Any]:
        """The values that are ticked or typed. Raises Invalid."""
        knob = self.knobs[self._chosen]
        if self.choices:
            return [value for value, ticked in self.choices.items() if ticked.get()]
        return list(dict.fromkeys(knob.read(text) for text in BETWEEN.split(self.entry.get().strip()) if text))

    def run_values(self) -> None:
        """Train the chosen values together."""
        self._try(lambda: self._contrast_of_values())

    def run_collected(self) -> None:
        """Train the collected settings together."""
        self._try(lambda: collected(self._collected))

    def run_seeds(self, count: int) -> None:
        """Train so many seeds of the present settings together."""
        self._try(lambda: seeds_of(self._session.experiment, count))

    def collect(self) -> None:
        """Put the settings that stand in the form at the end of the list."""
        self._complain("")
        experiment = self._session.experiment
        if experiment in self._collected:
            self._complain("These settings are in the list already: change one in the form first.")
        elif len(self._collected) == MOST:
            self._complain(f"No more than {MOST} runs can be told apart.")
        else:
            self._collected.append(experiment)
        self._list_collected()

    # -- running -------------------------------------------------------------------------------------------------

    def _contrast_of_values(self) -> Contrast:
        values, knob = self.values(), self.knobs[self._chosen]
        if not 2 <= len(values) <= MOST:
            raise Invalid(knob.name, ", ".join(map(str, values)) or "nothing", f"2 to {MOST} values")
        return values_of(self._session.experiment, knob.name, values)

    def _try(self, make: Callable[[], Contrast]) -> None:
        """Begin the contrast and close, or say why it cannot be."""
        try:
            contrast = make()
        except Invalid as error:
            self._complain(_reason(error))
            return
        self._do(lambda: self._session.contrast(contrast))()
        self.close()

    def _complain(self, words: str) -> None:
        if self._complaint is None:
            return
        self._complaint.words.configure(text=words)
        if words:
            self._complaint.grid(row=1, column=0, sticky="ew", pady=(self._theme.px(8), 0))
        else:
            self._complaint.grid_remove()

    # -- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme, px = self._theme, self._theme.px
        self.window = window = tk.Toplevel(self._root)
        window.withdraw()
        window.title("Compare")
        window.transient(self._root)
        window.resizable(False, False)
        window.protocol("WM_DELETE_WINDOW", self.close)
        window.bind("<Escape>", lambda event: self.close())
        window.configure(highlightthickness=px(1))
        theme.colour(window, background="card", highlightbackground="edge", highlightcolor="edge")
        body = ttk.Frame(window, style="Body.TFrame", padding=px(14))
        body.pack(fill="both", expand=True)
        body.columnconfigure(0, minsize=px(WIDTH))
        inside = ttk.Frame(body, style="Body.TFrame")
        inside.grid(row=0, column=0, sticky="nsew")
        inside.columnconfigure(0, weight=1)
        self._complaint = Complaint(body, theme)
        self._build_values(inside)
        self._build_collected(inside)
        self._build_seeds(inside)
        window.geometry(f"+{self._root.winfo_rootx() + px(280)}+{self._root.winfo_rooty() + px(70)}")

    def _build_values(self, parent: ttk.Frame) -> None:
        px = self._theme.px
        self._heading(parent, "One setting, several values")
        self.setting = ttk.Combobox(parent, style="Card.TCombobox", state="readonly", height=30, exportselection=False)
        self.setting.bind("<<ComboboxSelected>>", lambda event: self._choose())
        self.setting.grid(sticky="ew")
        self._values = ttk.Frame(parent, style="Body.TFrame")
        self._values.grid(sticky="ew", pady=(px(6), 0))
        self._values.columnconfigure(list(range(COLUMNS)), weight=1, uniform="value")
        self.run_button = self._button(parent, "Run together", self.run_values, "Card.Primary.TButton")

    def _build_collected(self, parent: ttk.Frame) -> None:
        self._line(parent)
        self._heading(parent, "Several settings at once")
        words = "Set up a run in the form, add it, set up the next one, add it, and run them together."
        ttk.Label(parent, text=words, style="Card.Small.TLabel", wraplength=self._theme.px(WIDTH)).grid(sticky="w")
        self._list = ttk.Frame(parent, style="Body.TFrame")
        self._list.columnconfigure(0, weight=1)
        self._list.grid(sticky="ew")
        self.add_button = self._button(parent, "Add the present settings", self.collect)
        self.run_collected_button = self._button(parent, "Run these together", self.run_collected)
        self._list_collected()

    def _build_seeds(self, parent: ttk.Frame) -> None:
        px = self._theme.px
        self._line(parent)
        self._heading(parent, "Several seeds of the present settings")
        words = "Other initial weights and batches on the same points, drawn as median and band."
        ttk.Label(parent, text=words, style="Card.Small.TLabel", wraplength=px(WIDTH)).grid(sticky="w")
        row = ttk.Frame(parent, style="Body.TFrame")
        row.grid(sticky="w", pady=(px(6), 0))
        self.seed_buttons = {}
        for count in SEEDS:
            button = ttk.Button(
                row, text=f"{count} seeds", style="Card.TButton", command=lambda count=count: self.run_seeds(count)
            )
            button.pack(side="left", padx=(0, px(6)))
            self.seed_buttons[count] = button

    def _offer(self) -> None:
        """The settings that have an effect in the present experiment."""
        present = self._session.experiment
        self._names = [name for name, knob in self.knobs.items() if knob.read_by(present)]
        self.setting.configure(values=[f"{self.knobs[name].label}" for name in self._names])
        self._chosen = self._chosen if self._chosen in self._names else self._names[0]
        self.setting.current(self._names.index(self._chosen))
        self._choose()

    def _choose(self) -> None:
        """Room for the values of the chosen setting."""
        self.setting.selection_clear()
        self._chosen = self._names[self.setting.current()]
        self._complain("")
        for widget in self._values.winfo_children():
            widget.destroy()
        knob, present = self.knobs[self._chosen], getattr(self._session.experiment, self._chosen)
        self.choices = {}
        if knob.choices is not None or knob.kind is bool:
            self._boxes(knob, present)
        else:
            self._numbers(knob, present)

    def _boxes(self, knob: Knob, present: Any) -> None:
        """A box for every value; the present one and the one after it are ticked."""
        values = list(knob.choices) if knob.choices is not None else [False, True]
        other = values[(values.index(present) + 1) % len(values)]
        for number, value in enumerate(values):
            ticked = tk.BooleanVar(self.window, value in (present, other))
            label = knob.choices[value].label if knob.choices is not None else knob.show(value)
            box = ttk.Checkbutton(self._values, text=label, style="Card.TCheckbutton", variable=ticked)
            box.grid(row=number // COLUMNS, column=number % COLUMNS, sticky="w", pady=self._theme.px(2))
            self.choices[value] = ticked

    def _numbers(self, knob: Knob, present: Any) -> None:
        """An entry with suggestions, and what is allowed."""
        self.entry = ttk.Entry(self._values, style="Card.TEntry", exportselection=False)
        self.entry.insert(0, "  ".join(knob.show(value) for value in suggestions(knob, present)))
        self.entry.grid(row=0, column=0, columnspan=COLUMNS, sticky="ew")
        self.entry.bind("<Return>", lambda event: self.run_values())
        unit = f" ({knob.unit})" if knob.unit else ""
        words = f"2 to {MOST} values with spaces between them; allowed: {knob.legal}{unit}"
        hint = ttk.Label(
            self._values, text=words, style="Card.Small.TLabel", wraplength=self._theme.px(WIDTH), justify="left"
        )
        hint.grid(row=1, column=0, columnspan=COLUMNS, sticky="w", pady=(self._theme.px(3), 0))

    def _list_collected(self) -> None:
        """The collected settings by what differs among them; each can be taken out again."""
        for widget in self._list.winfo_children():
            widget.destroy()
        names = differing(self._collected) if len(self._collected) > 1 else ()
        for number, experiment in enumerate(self._collected):
            words = said_together(names, experiment) or "the settings as they were"
            label = ttk.Label(
                self._list, text=f"{number + 1}  {words}", style="Card.TLabel", wraplength=self._theme.px(WIDTH - 40)
            )
            label.grid(row=number, column=0, sticky="w")
            remove = ttk.Button(
                self._list, style="Card.Flat.TButton", command=lambda number=number: self._take_out(number)
            )
            self._theme.picture(remove, "cross", 12, "muted")
            remove.grid(row=number, column=1)
        self.run_collected_button.state(["!disabled" if len(self._collected) > 1 else "disabled"])

    def _take_out(self, number: int) -> None:
        del self._collected[number]
        self._list_collected()

    def _heading(self, parent: ttk.Frame, words: str) -> None:
        ttk.Label(parent, text=words, style="Card.Title.TLabel").grid(sticky="w", pady=(0, self._theme.px(5)))

    def _line(self, parent: ttk.Frame) -> None:
        line = ttk.Frame(parent, style="Line.TFrame", height=self._theme.px(1))
        line.grid(sticky="ew", pady=self._theme.px(12))

    def _button(
        self, parent: ttk.Frame, words: str, command: Callable[[], None], style: str = "Card.TButton"
    ) -> ttk.Button:
        button = ttk.Button(parent, text=words, style=style, command=command)
        button.grid(sticky="w", pady=(self._theme.px(8), 0))
        return button


def suggestions(knob: Knob, present: Any) -> list[Any]:
    """Three values worth comparing: the present one between its neighbours among the stops, or around it."""
    known = list(knob.stops)
    if not known:
        low, high = (end for end in (knob.minimum, min(knob.maximum, 1e6)))
        here = present if present is not None else low
        step = max(1, round(here / 2)) if knob.kind is int else 0.25 * (high - low if high < 100 else 1.0)
        known = [round(here + step * shift, 6) for shift in (-1, 0, 1, 2)]
    known = sorted({value for value in known if knob.minimum <= value <= knob.maximum} | ({present} - {None}))
    place = min(max(known.index(present) if present in known else 0, 1), max(1, len(known) - 2))
    return known[place - 1 : place + 2]


def _reason(error: Invalid) -> str:
    """A refusal in a person's words."""
    knob = KNOBS.get(error.knob)
    return f"{knob.label if knob else error.knob} “{error.value}” is not possible; allowed: {error.legal}"

"""The actions: what the buttons of the transport strip do, their words, icons and keys, each said once."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass

from model.table import Table

from .speeds import Speed

WRITING = ("TEntry", "TSpinbox", "TCombobox", "TScale", "Entry", "Text", "Listbox")  # use most keys themselves
CONTROL = 0x4  # the bit of the Control key in an event's state
PRESSING = ("TButton", "TCheckbutton", "TRadiobutton")  # use the space bar themselves


@dataclass(frozen=True)
class Actions:
    """What happens; every name here but ``speed`` is also that of a record in ACTIONS."""

    play: Callable[[], object]  # plays or pauses
    reset: Callable[[], object]
    batch: Callable[[], object]
    epoch: Callable[[], object]
    weights: Callable[[], object]
    data: Callable[[], object]
    picture: Callable[[], object]
    colours: Callable[[], object]
    speed: Callable[[Speed], object]


@dataclass(frozen=True)
class Action:
    """A button: its words (none: the icon alone), what it does in a sentence, where it stands, and its keys.

    ``place`` is "before", "play", "after" or "end"; ``keys`` are Tk's, ``shortcut`` names the first for people.
    """

    name: str
    label: str
    icon: str
    help: str
    place: str
    keys: tuple[str, ...] = ()
    shortcut: str = ""

    @property
    def words(self) -> str:
        """The sentence and the key, for a hint."""
        return f"{self.help} ({self.shortcut})" if self.shortcut else self.help


ACTIONS = Table(
    "action",
    Action(
        "reset", "Reset", "reset", "Start again from the same initial weights", "before", ("<Home>", "<Key-r>"), "R"
    ),
    Action("play", "Play", "play", "Play or pause", "play", ("<space>",), "Space"),
    Action("batch", "Batch", "step", "One step: one minibatch", "after", ("<Right>", "<Key-s>"), "Right"),
    Action("epoch", "Epoch", "epoch", "Steps to the end of the epoch", "after", ("<Shift-Right>",), "Shift-Right"),
    Action("weights", "New weights", "dice", "Start again from other random weights", "after"),
    Action("data", "New data", "points", "Draw other points, noise and split, and start again", "after"),
    Action("picture", "", "camera", "Save a picture of the plots", "end", ("<Control-s>",), "Ctrl-S"),
    Action("colours", "", "moon", "Light or dark colours", "end"),
)


def listen(window: tk.Misc, actions: Actions) -> None:
    """Let the keys of ACTIONS act in ``window``, save where a widget uses them itself."""
    for action in ACTIONS.values():
        for key in action.keys:
            window.bind(key, lambda event, name=action.name: _act(window, event, getattr(actions, name)), add="+")


def _act(window: tk.Misc, event: tk.Event[tk.Misc], act: Callable[[], object]) -> None:
    focus = str(window.tk.call("focus"))  # tkinter's own focus_get fails on the drop list of a combobox
    kind = str(window.tk.call("winfo", "class", focus)) if focus else ""
    plain = not int(event.state) & CONTROL
    if plain and (kind in WRITING or (kind in PRESSING and event.keysym == "space")):
        return
    act()

"""The transport strip along the top: what runs, steps and resets the network, its pace, and the read-out."""

from __future__ import annotations

import math
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk

from model.table import Table

from ..theme import fonts
from ..theme.palette import LIGHT
from ..theme.theme import Theme
from .readout import Reading, Readout
from .speeds import DEFAULT_SPEED, SPEEDS, Speed
from .tooltip import Hints

PLAY, PAUSE = ("play", "Play"), ("pause", "Pause")  # icon and words of the one button that does both
PLAY_HINT = "Play or pause (Space)"
SPEED_HINT = "Speed: how fast Play trains, in phases or steps a second or steps for every picture shown"

GIVING_WAY = (("weights", "data"), ("reset", "batch", "epoch"))  # buttons that lose their words where there is no room


@dataclass(frozen=True)
class Actions:
    """What the buttons do; every name here but ``speed`` is also that of a button."""

    play: Callable[[], object]  # plays or pauses
    reset: Callable[[], object]
    phase: Callable[[], object]
    batch: Callable[[], object]
    epoch: Callable[[], object]
    weights: Callable[[], object]
    data: Callable[[], object]
    picture: Callable[[], object]
    colours: Callable[[], object]
    speed: Callable[[Speed], object]


@dataclass(frozen=True)
class Action:
    """A button: its icon, its words (none: the icon alone), what it does in a sentence, and where it stands.

    ``dark_icon`` takes the icon's place in dark colours.
    """

    name: str
    label: str
    icon: str
    help: str
    place: str  # "before" or "after" the play button, or at the "end" of the strip
    dark_icon: str = ""


ACTIONS = Table(
    "action",
    Action("reset", "Reset", "reset", "Start again from the same initial weights (R)", "before"),
    Action(
        "phase",
        "Phase",
        "phase",
        "Into the next step, one phase of its minibatch at a time (Down; Up goes back)",
        "after",
    ),
    Action("batch", "Batch", "step", "One step: one minibatch (Right)", "after"),
    Action("epoch", "Epoch", "epoch", "Steps to the end of the epoch (Shift-Right)", "after"),
    Action("weights", "New weights", "dice", "Start again from other random weights", "after"),
    Action("data", "New data", "points", "Draw other points, noise and split, and start again", "after"),
    Action("picture", "", "camera", "Save a picture of the plots (Ctrl-E)", "end"),
    Action("colours", "", "moon", "Light or dark colours", "end", dark_icon="sun"),
)


class Transport(ttk.Frame):
    """The strip. ``buttons`` holds every button by its action's name, "play" among them."""

    def __init__(
        self, parent: tk.Misc, theme: Theme, actions: Actions, hints: Hints, speed: Speed = DEFAULT_SPEED
    ) -> None:
        px = theme.px
        super().__init__(parent, padding=(px(8), px(6), px(8), px(6)))
        self._theme, self._actions, self._hints = theme, actions, hints
        self.playing = False
        self.buttons: dict[str, ttk.Button] = {}
        for place in ("before", "play", "after"):
            self._add(place, "left")
        self._speed(speed)
        self._add("end", "right")
        self._line("right")
        self.readout = Readout(self, theme)
        self.readout.pack(side="right", padx=(px(8), px(2)))
        self._ways = (*(self._icons_alone(names) for names in GIVING_WAY), self.readout.shorten)
        self._given = 0
        self._needs = [self._needed(count) for count in range(len(self._ways) + 1)]
        self.bind("<Configure>", lambda event: self._fit(event.width))

    @property
    def least(self) -> int:
        """The least width in which nothing is cut, px."""
        return min(self._needs)

    @property
    def speed(self) -> Speed:
        """The pace that is chosen."""
        return SPEEDS[list(SPEEDS)[self.box.current()]]

    def show(self, reading: Reading) -> None:
        """Bring the read-out up to date."""
        self.readout.show(reading)

    def show_playing(self, playing: bool, possible: bool = True) -> None:
        """The play button says what a press would do; it is greyed where nothing can be played."""
        self.playing = playing
        button = self.buttons["play"]
        button.configure(text=f" {(PAUSE if playing else PLAY)[1]}")
        button.state(["!disabled" if possible else "disabled"])
        self._dress_play()

    def show_stepping(self, possible: bool) -> None:
        """Whether single steps are possible."""
        for name in ("phase", "batch", "epoch"):
            self.buttons[name].state(["!disabled" if possible else "disabled"])

    # -- where there is little room ------------------------------------------------------------------------------

    def _fit(self, width: int) -> None:
        """Let as little give way as ``width`` px ask for."""
        fits = (count for count, needed in enumerate(self._needs) if needed <= width)
        self._give_way(next(fits, len(self._ways)))

    def _needed(self, count: int) -> int:
        """How wide the strip is when so many ways have been gone, px."""
        self._give_way(count)
        self.update_idletasks()
        return self.winfo_reqwidth()

    def _give_way(self, count: int) -> None:
        """Go the first ``count`` ways to make room, and no other."""
        for number, go in enumerate(self._ways):
            if (number < count) != (number < self._given):
                go(number < count)
        self._given = count

    def _icons_alone(self, names: tuple[str, ...]) -> Callable[[bool], None]:
        def go(short: bool) -> None:
            for name in names:
                self.buttons[name].configure(compound="image" if short else "left")

        return go

    # -- building ------------------------------------------------------------------------------------------------

    def _add(self, place: str, side: str) -> None:
        if place == "play":
            self._play()
            return
        wanted = [action for action in ACTIONS.values() if action.place == place]
        for action in reversed(wanted) if side == "right" else wanted:
            self._button(action).pack(side=side, padx=self._theme.px(1))

    def _button(self, action: Action) -> ttk.Button:
        button = ttk.Button(
            self,
            text=f" {action.label}" if action.label else "",
            style="Strip.Flat.TButton",
            compound="left" if action.label else "image",
            command=getattr(self._actions, action.name),
        )
        if action.dark_icon:
            self._theme.follow(button, lambda: self._dress_twofold(button, action))
        else:
            self._theme.picture(button, action.icon, 18)
        self._hints.attach(button, action.help)
        self.buttons[action.name] = button
        return button

    def _play(self) -> None:
        widest = max((PLAY[1], PAUSE[1]), key=len)
        button = ttk.Button(
            self, style="Primary.TButton", compound="left", command=self._actions.play, width=len(widest) + 1
        )
        self.buttons["play"] = button
        self._hints.attach(button, PLAY_HINT)
        self._theme.follow(button, self._dress_play)
        self.show_playing(False)
        button.pack(side="left", padx=self._theme.px(6))

    def _dress_play(self) -> None:
        icon = (PAUSE if self.playing else PLAY)[0]
        images = (self._theme.icon(icon, 20, "accent_text"), "disabled", self._theme.icon(icon, 20, "disabled"))
        self.buttons["play"].configure(image=images)  # type: ignore[arg-type]

    def _dress_twofold(self, button: ttk.Button, action: Action) -> None:
        button.configure(image=self._theme.icon(action.icon if self._theme.palette is LIGHT else action.dark_icon, 18))

    def _speed(self, speed: Speed) -> None:
        self._line("left")
        labels = [record.label for record in SPEEDS.values()]
        body = self._theme.font(fonts.BODY)
        longest = max(map(body.measure, labels)) / body.measure("0")
        self.box = ttk.Combobox(
            self,
            values=labels,
            state="readonly",
            width=math.ceil(longest),
            height=len(labels),
            exportselection=False,
        )
        self.box.current(list(SPEEDS).index(speed.name))
        self.box.bind("<<ComboboxSelected>>", self._paced)
        self._hints.attach(self.box, SPEED_HINT)
        self.box.pack(side="left")

    def _paced(self, _event: object) -> None:
        self.box.selection_clear()
        self._actions.speed(self.speed)

    def _line(self, side: str) -> None:
        line = ttk.Frame(self, style="Line.TFrame", width=self._theme.px(1), height=self._theme.px(26))
        line.pack(side=side, padx=self._theme.px(4))

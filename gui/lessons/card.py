"""The lesson card: what a lesson asks, what to look at, its two buttons, and what was measured."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tkinter import ttk

from model.lessons.proof import Sentence

from ..controls.tooltip import Hints
from ..theme.theme import Theme

EDGE, SIDE, GAP = 3, 9, 7  # px: around the card's ground, beside the words, between paragraphs
LINE_ICON = 13
NARROWEST = 120


@dataclass(frozen=True)
class Page:
    """All that the card says of one lesson."""

    place: str
    title: str
    question: str
    look: str
    then: str
    explanation: str


@dataclass(frozen=True)
class Orders:
    """What the card's buttons do. ``step`` goes so many lessons further."""

    play: Callable[[], None]
    then: Callable[[], None]
    step: Callable[[int], None]
    leave: Callable[[], None]


class LessonCard(ttk.Frame):
    """``buttons`` by name: previous, next, leave, play, then, explain."""

    def __init__(self, parent: tk.Misc, theme: Theme, hints: Hints, orders: Orders) -> None:
        super().__init__(parent, style="Card.TFrame", padding=theme.px(EDGE))
        self.theme, self._hints, self._orders = theme, hints, orders
        self.buttons: dict[str, ttk.Button] = {}
        self._wrapped: list[ttk.Label] = []
        self.lines: tuple[Sentence, ...] = ()
        self.open = self.old = False
        self._state: tuple[bool, bool] | None = None
        self._head()
        self._body = ttk.Frame(self, style="Body.TFrame", padding=(theme.px(SIDE), 0, theme.px(SIDE), 0))
        self._body.pack(fill="x")
        self._title = self._text("Card.Title.TLabel")
        self._question = self._text("Card.TLabel")
        self._heading("What to look at")
        self._look = self._text("Card.TLabel")
        self.buttons["play"] = self._wide_button("Play", orders.play)
        self._heading("Then")
        self._then = self._text("Card.TLabel")
        self.buttons["then"] = self._wide_button("Now change this", orders.then)
        self._measured = ttk.Frame(self._body, style="Body.TFrame")
        self._measured.pack(fill="x")
        self._explain()
        self._body.bind("<Configure>", self._wrap)

    # -- what the desk calls -------------------------------------------------------------------------------------

    def show(self, page: Page, first: bool, last: bool) -> None:
        """Tell another lesson."""
        self._place.configure(text=page.place)
        for label, words in (
            (self._title, page.title),
            (self._question, page.question),
            (self._look, page.look),
            (self._then, page.then),
            (self._explanation, page.explanation),
        ):
            label.configure(text=words)
        self.buttons["previous"].state(["disabled" if first else "!disabled"])
        self.buttons["next"].state(["disabled" if last else "!disabled"])
        self.show_lines(())
        self.unfold(False)

    def show_playing(self, playing: bool, ended: bool) -> None:
        """Let the first button say what it will do, and put the weight on what comes next."""
        if (playing, ended) == self._state:
            return
        self._state = playing, ended
        words, icon = (" Pause", "pause") if playing else (" Play again", "reset") if ended else (" Play", "play")
        for name, primary in (("play", not ended), ("then", ended)):
            self.buttons[name].configure(style="Card.Primary.TButton" if primary else "Card.TButton")
        self.buttons["play"].configure(text=words)
        self.theme.picture(self.buttons["play"], icon, 15, "text" if ended else "accent_text")

    def show_lines(self, lines: Sequence[Sentence], old: bool = False) -> None:
        """Say what was measured; ``old``: of runs that are no longer there."""
        self.lines, self.old = tuple(lines), old and bool(lines)
        for child in self._measured.winfo_children():
            child.destroy()
        self._wrapped = [label for label in self._wrapped if label.winfo_exists()]
        self._measured.configure(height=1)  # an empty frame keeps the height that it had
        if lines:
            self._summary()
        for line in lines:
            self._line(line)

    def age(self) -> None:
        """Other runs are under way: what was measured is from before them."""
        if self.lines and not self.old:
            self.show_lines(self.lines, old=True)

    def unfold(self, wanted: bool) -> None:
        """Show or hide the explanation."""
        self.open = wanted
        if wanted:
            self._fold.pack(fill="x")
        else:
            self._fold.pack_forget()
        self.theme.picture(self.buttons["explain"], "down" if wanted else "right", 12, "muted")

    @property
    def summary(self) -> str:
        """Whether the claim holds, in words, or that this was before; empty before anything was measured."""
        if not self.lines:
            return ""
        if self.old:
            return "Measured before this run"
        judged = [line.holds for line in self.lines if line.holds is not None]
        wrong = judged.count(False)
        if wrong:
            return f"Measured: {wrong} of {len(judged)} not as claimed, with this seed"
        return "Measured: the claim holds" if judged else "Measured"

    # -- parts ---------------------------------------------------------------------------------------------------

    def _head(self) -> None:
        head = ttk.Frame(self, style="Body.TFrame")
        head.pack(fill="x")
        self._place = ttk.Label(head, style="Card.Small.TLabel")
        self._place.pack(side="left", padx=(self.theme.px(SIDE), 0))
        parts = (
            ("leave", "close", self._orders.leave, "Leave the lesson; the settings stay."),
            ("next", "right", lambda: self._orders.step(1), "The next lesson"),
            ("previous", "left", lambda: self._orders.step(-1), "The lesson before"),
        )
        for name, icon, command, hint in parts:
            button = ttk.Button(head, style="Card.Flat.TButton", compound="image", command=command)
            self.theme.picture(button, icon, 13, "muted")
            self._hints.attach(button, hint)
            button.pack(side="right")
            self.buttons[name] = button

    def _text(self, style: str, parent: tk.Misc | None = None) -> ttk.Label:
        label = ttk.Label(parent or self._body, style=style, justify="left", wraplength=self.theme.px(NARROWEST))
        self._wrapped.append(label)
        if parent is None:
            label.pack(fill="x", pady=(0, self.theme.px(GAP)))
        return label

    def _heading(self, words: str) -> None:
        ttk.Label(self._body, text=words, style="Card.Small.TLabel").pack(fill="x")

    def _wide_button(self, text: str, command: Callable[[], None]) -> ttk.Button:
        button = ttk.Button(self._body, text=text, style="Card.TButton", compound="left", command=command)
        button.pack(fill="x", pady=(0, self.theme.px(GAP)))
        return button

    def _explain(self) -> None:
        button = ttk.Button(
            self, text=" Explanation", style="Card.Header.Flat.TButton", compound="left",
            command=lambda: self.unfold(not self.open),
        )  # fmt: skip
        button.pack(anchor="w")
        self.buttons["explain"] = button
        side = self.theme.px(SIDE)
        self._fold = ttk.Frame(self, style="Body.TFrame", padding=(side, 0, side, side))
        self._explanation = self._text("Card.TLabel", self._fold)
        self._explanation.pack(fill="x")

    def _summary(self) -> None:
        label = self._text("Card.Title.TLabel", self._measured)
        label.configure(text=self.summary, wraplength=self._room)
        label.pack(fill="x", pady=(0, self.theme.px(3)))

    def _line(self, line: Sentence) -> None:
        row = ttk.Frame(self._measured, style="Body.TFrame")
        row.pack(fill="x", pady=(0, self.theme.px(3)))
        icon = ttk.Label(row, style="Card.Small.TLabel")
        name, colour = {True: ("check", "accent"), False: ("error", "error"), None: ("dice", "muted")}[line.holds]
        self.theme.picture(icon, name, LINE_ICON, "muted" if self.old else colour)
        icon.pack(side="left", anchor="n")
        words = ttk.Label(row, text=line.words, style="Card.Small.TLabel", justify="left")
        words.configure(wraplength=self._room - self.theme.px(LINE_ICON + 6))
        words.pack(side="left", anchor="n", padx=(self.theme.px(5), 0))

    @property
    def _room(self) -> int:
        """The width of a line of words, px."""
        return max(self.theme.px(NARROWEST), self._body.winfo_width() - 2 * self.theme.px(SIDE))

    def _wrap(self, _event: object) -> None:
        for label in self._wrapped:
            if label.winfo_exists():
                label.configure(wraplength=self._room)

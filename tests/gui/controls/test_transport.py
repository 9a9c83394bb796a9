"""The transport strip, the status line and cards in a real window."""

from __future__ import annotations

import math
from itertools import pairwise
from tkinter import ttk

import pytest

from gui.controls.card import Card
from gui.controls.readout import Reading, loss_words, share_words
from gui.controls.speeds import SPEEDS
from gui.controls.status import TONES, StatusLine
from gui.controls.tooltip import Hints
from gui.controls.transport import ACTIONS, Actions, Transport
from gui.theme.palette import DARK, LIGHT
from gui.theme.theme import Theme
from tests.gui.conftest import Stage

BIG = Reading(123_456, 12_345_678, 1.234e-12, 1.234e12, 1.0, 0.999)


class Desk:
    """A strip, and which of its actions were asked for."""

    def __init__(self, stage: Stage, scale: float = 1.0, size: str = "1280x800") -> None:
        self.calls: list[object] = []
        stage.root.geometry(size)
        self.theme = Theme(stage.root, LIGHT, scale)
        calls = {name: lambda name=name: self.calls.append(name) for name in ("play", *ACTIONS)}
        actions = Actions(**calls, speed=self.calls.append)
        self.strip = Transport(stage.root, self.theme, actions, Hints(self.theme, stage.root))
        self.strip.pack(fill="x")
        stage.settle()


@pytest.fixture
def desk(stage: Stage) -> Desk:
    return Desk(stage)


@pytest.mark.parametrize("name", ["play", *ACTIONS])
def test_every_button_does_its_own(desk: Desk, name: str):
    desk.strip.buttons[name].invoke()
    assert desk.calls == [name]


@pytest.mark.parametrize("name", SPEEDS)
def test_every_speed_can_be_chosen(stage: Stage, desk: Desk, name: str):
    desk.strip.box.current(list(SPEEDS).index(name))
    stage.press(desk.strip.box, "<<ComboboxSelected>>")
    assert desk.calls == [SPEEDS[name]]
    assert desk.strip.speed is SPEEDS[name]


def test_play_turns_into_pause_without_moving_the_rest(stage: Stage, desk: Desk):
    button, neighbour = desk.strip.buttons["play"], desk.strip.buttons["batch"]
    before = (button.winfo_width(), neighbour.winfo_x(), button.cget("image"))
    desk.strip.show_playing(True)
    stage.settle()
    assert "Pause" in button.cget("text")
    assert (button.winfo_width(), neighbour.winfo_x()) == before[:2]
    assert button.cget("image") != before[2]


def test_play_is_the_largest_button(desk: Desk):
    areas = {name: button.winfo_width() * button.winfo_height() for name, button in desk.strip.buttons.items()}
    assert max(areas, key=areas.get) == "play"


def test_stepping_can_be_greyed(desk: Desk):
    desk.strip.show_stepping(False)
    desk.strip.buttons["batch"].invoke()
    assert desk.calls == []
    desk.strip.show_stepping(True)
    desk.strip.buttons["batch"].invoke()
    assert desk.calls == ["batch"]


@pytest.mark.parametrize(("scale", "size"), [(1.0, "1280x800"), (1.5, "1920x1080"), (2.0, "2560x1600")])
def test_everything_fits_even_with_the_longest_figures(stage: Stage, scale: float, size: str):
    desk = Desk(stage, scale, size)
    desk.strip.show(BIG)
    stage.settle()
    assert desk.strip.winfo_reqwidth() <= int(size.split("x")[0])
    slaves = sorted(desk.strip.winfo_children(), key=lambda child: child.winfo_x())
    for left, right in pairwise(slaves):
        assert left.winfo_x() + left.winfo_width() <= right.winfo_x() + 1


def test_figures_keep_their_place(stage: Stage, desk: Desk):
    children = desk.strip.readout.winfo_children()
    desk.strip.show(Reading(0, 0, 0.7, 0.7, 0.5, 0.5))
    stage.settle()
    before, whole = [child.winfo_x() + child.winfo_width() for child in children], desk.strip.readout.winfo_width()
    desk.strip.show(BIG)
    stage.settle()
    assert [child.winfo_x() + child.winfo_width() for child in children] == before
    assert desk.strip.readout.winfo_width() == whole


def test_no_figure_is_cut_off(stage: Stage, desk: Desk):
    desk.strip.show(BIG)
    stage.settle()
    for child in desk.strip.readout.winfo_children():
        if isinstance(child, ttk.Label):
            font = desk.theme.style.lookup(child.cget("style"), "font")
            assert desk.theme.font(font).measure(child.cget("text")) <= child.winfo_width(), child.cget("text")


def test_the_readout_says_the_reading(desk: Desk):
    desk.strip.show(Reading(12, 3456, 0.04231, math.nan, 0.975, math.nan))
    assert desk.strip.readout.words == ("12", "3,456", "0.0423", "97.5 %", "–", "–")


@pytest.mark.parametrize(
    ("loss", "words"),
    [(0.0, "0.0000"), (0.69314, "0.6931"), (2.3e-5, "2.30e-05"), (1234.5, "1.23e+03"), (math.inf, "∞")],
)
def test_losses_in_words(loss: float, words: str):
    assert loss_words(loss) == words


def test_shares_in_words():
    assert (share_words(1.0), share_words(0.5), share_words(math.nan)) == ("100.0 %", "50.0 %", "–")


@pytest.mark.parametrize("tone", TONES)
def test_the_status_line_says_it_in_every_tone(stage: Stage, tone: str):
    theme = Theme(stage.root, LIGHT)
    line = StatusLine(stage.root, theme)
    line.pack()
    line.show("Something happens.", tone)
    line.note("3,000 steps/s")
    stage.settle()
    assert line.words == "Something happens."
    theme.apply(DARK)
    stage.settle()


def test_a_card_holds_its_title_and_body(stage: Stage):
    theme = Theme(stage.root, LIGHT)
    card = Card(stage.root, theme, "Network")
    card.pack(fill="both", expand=True)
    ttk.Label(card.body, text="inside", style="Card.TLabel").pack()
    stage.settle()
    assert card.title == "Network"
    card.title = "Loss"
    assert card.title == "Loss"
    assert card.body.winfo_height() > card.header.winfo_height()


@pytest.mark.parametrize("width", [1280, 1200, 1024, 960])
@pytest.mark.parametrize("scale", [0.75, 1.0])
def test_nothing_is_cut_where_there_is_less_room_and_words_come_back(stage: Stage, width: int, scale: float):
    desk = Desk(stage, scale, "1280x800")
    strip = desk.strip
    whole = words(strip)
    assert {"Reset", "New weights", "training", "validation"} <= set(whole)
    stage.root.geometry(f"{width}x800")
    stage.wait(lambda: strip.winfo_width() == width)
    strip.show(BIG)
    stage.settle()
    parts = sorted((part for part in strip.pack_slaves() if part.winfo_ismapped()), key=lambda part: part.winfo_x())
    assert len(parts) == len(strip.pack_slaves())
    for part, after in pairwise(parts):
        assert part.winfo_x() + part.winfo_width() <= after.winfo_x()
        assert part.winfo_width() >= part.winfo_reqwidth()
    assert parts[-1].winfo_x() + parts[-1].winfo_reqwidth() <= width
    stage.root.geometry("1280x800")
    stage.wait(lambda: strip.winfo_width() == 1280)
    strip.readout.show(Reading(0, 0, 0.0, 0.0, 0.0, 0.0))
    stage.settle()
    assert set(whole) == set(words(strip))


def words(strip: Transport) -> list[str]:
    """What buttons and labels of the strip say, besides figures."""
    said = [part for part in (*strip.winfo_children(), *strip.readout.winfo_children()) if part.winfo_ismapped()]
    buttons = [part for part in said if isinstance(part, ttk.Button) and str(part.cget("compound")) == "left"]
    labels = [part for part in said if isinstance(part, ttk.Label) and str(part.cget("style")) == "Small.TLabel"]
    return [str(part.cget("text")).strip() for part in (*buttons, *labels)]

"""Tests of the board: any panel in any place, and one panel over all."""

import tkinter as tk

import pytest

from gui.panels import PANELS, standard
from tests.gui.person import Person


def choose(one: Person, place: int, name: str) -> None:
    """Open the menu on a place's title and take a panel from it."""
    chosen = one.bench.board.places[place]
    chosen._fill_menu()
    chosen._menu.invoke(list(PANELS).index(name))
    one.settle()


def shown(one: Person) -> list[str]:
    return [place.record.name for place in one.bench.board.places]


def double_click(widget: tk.Misc) -> None:
    for _ in range(2):
        for event in ("<ButtonPress-1>", "<ButtonRelease-1>"):
            widget.event_generate(event, x=widget.winfo_width() // 2, y=4)


@pytest.fixture
def tidy(regular: Person):
    yield regular
    regular.bench.board.arrange(list(standard()))


@pytest.mark.parametrize("name", PANELS)
def test_any_panel_can_stand_in_any_place(tidy: Person, name: str):
    tidy.begin()
    choose(tidy, 2, name)
    assert shown(tidy)[2] == name
    assert len(set(shown(tidy))) == len(tidy.bench.board.places)
    canvas = tidy.bench.board.canvases[name]
    assert canvas.panel.snapshot is not None
    assert tidy.bench.board.places[2].card.title == PANELS[name].label


def test_two_panels_change_places(tidy: Person):
    before = shown(tidy)
    choose(tidy, 0, before[1])
    assert shown(tidy) == [before[1], before[0], *before[2:]]
    choose(tidy, 0, before[0])
    assert shown(tidy) == before


def test_a_new_place_shows_what_follows(tidy: Person):
    tidy.begin()
    choose(tidy, 0, "loss")
    tidy.push("batch")
    tidy.wait(lambda: tidy.now.step == 1)
    assert tidy.bench.board.canvases["loss"].panel.snapshot.step == 1


def test_a_panel_fills_the_board_and_gives_the_room_back(tidy: Person):
    board = tidy.bench.board
    first = board.places[0]
    wide = first.card.winfo_width()
    for enlarge in (first.enlarge_button.invoke, lambda: double_click(first.card.header)):
        enlarge()
        tidy.settle()
        assert first.card.winfo_width() > 0.95 * board.winfo_width()
        assert not any(place.card.winfo_viewable() for place in board.places[1:])
        assert list(board.arrangement) == [first.record.name]
        enlarge()
        tidy.settle()
        assert first.card.winfo_width() == pytest.approx(wide, abs=4)  # Tk shares odd pixels out anew
        assert all(place.card.winfo_viewable() for place in board.places)


def test_an_enlarged_panel_keeps_up(tidy: Person):
    tidy.begin()
    place = tidy.bench.board.places[1]
    place.enlarge_button.invoke()
    tidy.push("epoch")
    tidy.wait(lambda: tidy.now.epoch == 1)
    assert place.canvas.panel.snapshot.epoch == 1
    place.enlarge_button.invoke()
    tidy.settle()

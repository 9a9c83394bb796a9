"""Tests of the board: any panel in any place, and one panel over all."""

import itertools
import tkinter as tk

import pytest

from gui.panels import PANELS, VIEWS, standard
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
    regular.bench.board.adopt(next(iter(VIEWS)))
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


def test_a_panels_choice_is_in_its_header_and_in_its_picture(tidy: Person):
    tidy.begin()
    place = next(place for place in tidy.bench.board.places if place.choosers)
    (name, chooser), panel = next(iter(place.choosers.items())), place.canvas.panel
    assert chooser.chosen == panel.chosen[name] == chooser.cget("text")
    redraws = place.canvas.redraws
    chooser.menu.invoke("end")
    tidy.settle()
    label = panel.choices[name][-1]
    assert panel.chosen[name] == label == chooser.cget("text")
    assert tidy.bench.board.chosen[place.record.name] == {name: label}
    assert place.canvas.redraws == redraws + 1
    choose(tidy, tidy.bench.board.places.index(place), "preactivations")
    assert not place.choosers
    assert not chooser.winfo_exists()


def test_long_words_in_a_header_take_no_room_from_other_places(tidy: Person):
    tidy.begin()
    below = [place for place in tidy.bench.board.places if place.cell.row > 0]
    assert max(place.card.winfo_width() for place in below) - min(place.card.winfo_width() for place in below) <= 12


@pytest.mark.parametrize("name", PANELS)
def test_nothing_in_a_narrow_header_is_cut(tidy: Person, name: str):
    tidy.begin(dropout=0.2, batch_norm=True)
    choose(tidy, 4, name)
    place = tidy.bench.board.places[4]
    parts = [part for part in place.card.header.winfo_children() if part.winfo_ismapped()]
    assert {place.card.handle, place.camera_button, place.enlarge_button, *place.run_buttons} <= set(parts)
    assert all(part.winfo_width() >= part.winfo_reqwidth() for part in parts)
    spans = sorted((part.winfo_x(), part.winfo_x() + part.winfo_width()) for part in parts)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))


def test_what_finds_no_room_in_a_header_is_in_the_menu_on_the_title(tidy: Person):
    tidy.begin(dropout=0.2, batch_norm=True)
    place = tidy.bench.board.places[4]
    choose(tidy, 4, "boundary")
    offered = [toggle for toggle in place.record.panel.offers() if toggle.applies(tidy.now.experiment)]
    hidden = [toggle for toggle in offered if not place.toggles[toggle.name].winfo_ismapped()]
    assert hidden
    for toggle in (hidden[0], hidden[0]):
        was_on = toggle.name in place.canvas.panel.on
        place._fill_menu()
        place._menu.invoke(place._menu.index(toggle.label))
        assert (toggle.name in place.canvas.panel.on) is not was_on


def test_words_in_a_header_come_back_with_the_room(tidy: Person):
    tidy.begin(dropout=0.2, batch_norm=True)
    place = tidy.bench.board.places[4]
    choose(tidy, 4, "boundary")
    place.enlarge_button.invoke()
    tidy.settle()
    offered = [toggle.name for toggle in place.record.panel.offers() if toggle.applies(tidy.now.experiment)]
    assert all(place.toggles[name].winfo_ismapped() for name in offered)
    place.enlarge_button.invoke()
    tidy.settle()
    assert not all(place.toggles[name].winfo_ismapped() for name in offered)


def test_a_panel_that_moves_stays_as_it_was_switched(tidy: Person):
    tidy.begin()
    board = tidy.bench.board
    board.toggles["loss", "log"].invoke()
    choose(tidy, 0, "loss")
    assert board.canvases["loss"].panel.logarithmic
    assert board.toggles["loss", "log"].instate(["selected"])
    board.toggles["loss", "log"].invoke()
    choose(tidy, 0, "boundary")
    assert not board.canvases["loss"].panel.logarithmic
    assert not board.toggles["loss", "log"].instate(["selected"])


def test_a_panel_that_comes_back_after_a_comparison_offers_only_what_applies(tidy: Person):
    tidy.begin()
    tidy.push("batch")
    tidy.wait(lambda: tidy.now.step == 1)
    board = tidy.bench.board
    offered = {name for (panel, name), box in board.toggles.items() if panel == "boundary" and box.winfo_manager()}
    tidy.session.keep()
    tidy.wait(lambda: "boundaries" in shown(tidy))
    tidy.session.forget()
    tidy.wait(lambda: "boundary" in shown(tidy))
    now = {name for (panel, name), box in board.toggles.items() if panel == "boundary" and box.winfo_manager()}
    assert now == offered
    assert len(now) < len(PANELS["boundary"].panel.offers())


@pytest.mark.parametrize(("number", "view"), list(enumerate(VIEWS.values(), 1)), ids=VIEWS)
def test_a_digit_brings_a_view_with_its_panels_in_their_places(tidy: Person, number: int, view):
    tidy.begin()
    board = tidy.bench.board
    tidy.strike(f"<Key-{number}>")
    tidy.settle()
    assert board.arrangement == view.cells
    assert all(place.canvas.widget.winfo_viewable() for place in board.places)
    assert all(place.canvas.panel.snapshot is tidy.now for place in board.places)


def test_a_view_comes_back_as_it_was_left(tidy: Person):
    tidy.begin()
    first, second = list(VIEWS)[:2]
    choose(tidy, 1, "inputs")
    changed = shown(tidy)
    tidy.bench.board.adopt(second)
    assert shown(tidy) == list(VIEWS[second].cells)
    tidy.bench.board.adopt(first)
    assert shown(tidy) == changed


def test_lessons_find_room_for_their_panels_in_every_view(tidy: Person):
    tidy.begin()
    for view in VIEWS:
        tidy.bench.board.adopt(view)
        tidy.bench.board.arrange(list(standard()))
        assert shown(tidy)[: len(standard())] == list(standard())

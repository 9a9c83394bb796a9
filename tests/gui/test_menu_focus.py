"""After a menu that the mouse opened, the keyboard belongs to the window again: Space plays."""

from __future__ import annotations

import tkinter as tk


def click(widget: tk.Misc, x: int, y: int) -> None:
    for event in ("<ButtonPress-1>", "<ButtonRelease-1>"):
        widget.event_generate(event, x=x, y=y)


def test_space_plays_after_a_panel_was_chosen(person):
    one = person()
    place = one.bench.board.places[1]
    click(one.bench.transport.readout, 5, 5)
    one.focus(place.card.handle)  # as Tk leaves it when the menu closes
    one.bench.keys._menu_closed(tk.Event())
    one.settle()
    assert one.root.focus_get() is one.root


def test_a_menu_opened_by_key_gives_the_keyboard_back_to_its_button(person):
    one = person()
    handle = one.bench.board.places[1].card.handle
    one.focus(handle)
    one.press(handle, "<Tab>")
    handle.focus_force()
    one.settle()
    one.bench.keys._menu_closed(tk.Event())
    one.settle()
    assert one.root.focus_get() is handle

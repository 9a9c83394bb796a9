"""Tests of the menu bar: every command has its entry there, with its key, and does what it says."""

import tkinter as tk
from collections.abc import Callable

import pytest

from gui.keys import COMMANDS
from tests.gui.person import Person


def entry(one: Person, name: str) -> tuple[tk.Menu, int]:
    """The menu and the place in it of a command."""
    command = COMMANDS[name]
    menu = one.bench.menus[command.menu]
    places = [n for n in range(menu.index("end") + 1) if menu.type(n) == "command"]
    return menu, next(n for n in places if menu.entrycget(n, "label") == command.label)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_entry_and_key(regular: Person, name: str):
    menu, place = entry(regular, name)
    assert menu.entrycget(place, "accelerator") == COMMANDS[name].key


def test_keys_are_written_as_people_read_them():
    assert {COMMANDS[name].key for name in ("play", "batch", "epoch", "colours")} == {
        "Space",
        "Right",
        "Shift+Right",
        "",
    }
    assert COMMANDS["quit"].key in ("Ctrl+Q", "Cmd+Q")


def test_an_entry_does_what_it_says(regular: Person):
    one = regular
    one.begin()
    menu, place = entry(one, "batch")
    menu.invoke(place)
    one.wait(lambda: one.now.step == 1)


def test_the_bar_and_the_window_fit_the_screen(regular: Person):
    root = regular.root
    assert root.winfo_height() + regular.bench.menus.height <= root.winfo_screenheight()


def test_undo_and_redo_are_grey_while_there_is_nothing_to_do(person: Callable[..., Person]):
    one = person(samples=60)

    def states() -> list[str]:
        found = []
        for name in ("undo", "redo"):
            menu, place = entry(one, name)
            one.root.tk.call(*one.root.tk.splitlist(menu.cget("postcommand")))  # as when it opens
            found.append(menu.entrycget(place, "state"))
        return found

    assert states() == ["disabled", "disabled"]
    one.set("noise", 0.3)
    assert states() == ["normal", "disabled"]
    menu, place = entry(one, "undo")
    menu.invoke(place)
    assert states() == ["disabled", "normal"]
    menu, place = entry(one, "redo")
    menu.invoke(place)
    assert one.session.experiment.noise == 0.3

"""What the tests of the window share: one real Tk root for each test, pumped under a deadline."""

from __future__ import annotations

import gc
import time
import tkinter as tk
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.gui.person import Person

DONT_WAIT = 2
PATIENCE = 10.0  # seconds, for machines that do much else; everything here takes milliseconds


class Stage:
    """A root and what went wrong in its callbacks."""

    def __init__(self) -> None:
        self.root = tk.Tk()
        self.root.geometry("1280x800+0+0")
        self.errors: list[BaseException] = []
        self.root.report_callback_exception = lambda kind, error, trace: self.errors.append(error)

    def settle(self) -> None:
        """Handle all events that are waiting."""
        deadline = time.monotonic() + PATIENCE
        while self.root.tk.dooneevent(DONT_WAIT):
            assert time.monotonic() < deadline, "the window never comes to rest"

    def wait(self, until: Callable[[], object]) -> None:
        """Handle events until something is so."""
        deadline = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < deadline, "waited in vain"
            if not self.root.tk.dooneevent(DONT_WAIT):
                time.sleep(0.002)

    def focus(self, widget: tk.Misc) -> None:
        """Give ``widget`` the keyboard, also where no window manager helps."""
        widget.focus_force()
        self.wait(lambda: self.root.focus_get() is widget)
        self.settle()

    def press(self, widget: tk.Misc, *keys: str) -> None:
        """Press keys in ``widget``."""
        for key in keys:
            widget.event_generate(key)
        self.settle()


@contextmanager
def raised() -> Iterator[Stage]:
    """A stage for a while; what went wrong in its callbacks is raised at the end."""
    try:
        made = Stage()
    except tk.TclError as error:
        pytest.skip(f"no screen: {error}")
    scaling = made.root.tk.call("tk", "scaling")
    yield made
    made.settle()
    made.root.tk.call("tk", "scaling", scaling)  # Tk keeps it for the screen, and so for the windows to come
    made.root.destroy()
    gc.collect()
    if made.errors:
        raise made.errors[0]


@pytest.fixture
def stage() -> Iterator[Stage]:
    with raised() as made:
        yield made


@pytest.fixture(scope="module")
def standing() -> Iterator[Stage]:
    """One stage for all tests of a module that ask for it."""
    with raised() as made:
        yield made


@pytest.fixture(scope="module")
def regular(display: None) -> Iterator[Person]:
    """One person at the same window for all tests of a module, who has to ``begin`` anew in each."""
    from tests.gui.person import Person

    one = Person()
    yield one
    one.go_home()


@pytest.fixture
def person(display: None) -> Iterator[Callable[..., Person]]:
    """Makes one person at a window of its own: ``person(learning_rate=0.1)``."""
    from tests.gui.person import Person

    made: list[Person] = []

    def make(**settings: Any) -> Person:
        made.append(Person(**settings))
        return made[-1]

    yield make
    for one in made:
        one.leave()
    gc.collect()
    for one in made:
        if one.errors:
            raise one.errors[0]

"""Garbage is collected by the window, in its own thread, and by Python again when the window is closed."""

import gc
import threading
import weakref

from gui import sweeper
from tests.gui.conftest import Stage


class Knot:
    """Something that only a collection can end; it tells in which thread it ended."""

    ended: list[threading.Thread]

    def __init__(self, ended: list[threading.Thread]) -> None:
        self.itself, self.ended = self, ended

    def __del__(self) -> None:
        self.ended.append(threading.current_thread())


def test_garbage_of_other_threads_ends_in_the_windows_thread(stage: Stage, monkeypatch):
    monkeypatch.setattr(sweeper, "EVERY", 20)
    gc.enable()
    made = sweeper.Sweeper(stage.root)
    assert not gc.isenabled()
    ended: list[threading.Thread] = []

    def litter() -> None:
        for _ in range(3000):
            Knot(ended)

    other = threading.Thread(target=litter)
    other.start()
    other.join()
    stage.wait(lambda: len(ended) == 3000)
    assert set(ended) == {threading.current_thread()}
    made.close()
    assert gc.isenabled()
    gc.disable()  # as in all tests


def test_what_stood_there_before_can_end_after_the_window_is_closed(stage: Stage):
    knot = Knot([])
    seen = weakref.ref(knot)
    made = sweeper.Sweeper(stage.root)
    del knot
    gc.collect()
    assert seen() is not None
    made.close()
    gc.collect()
    assert seen() is None

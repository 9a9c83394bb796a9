"""Closing the window: whatever it is doing, nothing stays behind."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest

from gui.window import Window
from gui.workbench import Workbench
from tests.gui.conftest import DONT_WAIT, Stage
from tests.gui.person import training_threads


def pump(window: Window, until: Callable[[], object]) -> None:
    while not until():
        window.root.tk.dooneevent(DONT_WAIT)


@pytest.mark.parametrize("speed", ["full", "30"])
def test_closing_while_training_leaves_nothing(display: None, capfd: pytest.CaptureFixture[str], speed: str):
    before, window = training_threads(), Window()
    pump(window, lambda: window.workbench is not None)
    bench = window.workbench
    box = bench.transport.box
    box.set(next(label for label in box.cget("values") if label.startswith(speed)))
    box.event_generate("<<ComboboxSelected>>")
    bench.transport.buttons["play"].invoke()
    pump(window, lambda: bench.session.snapshot is not None and bench.session.snapshot.step > 60)
    window.root.tk.call(*window.root.tk.splitlist(window.root.protocol("WM_DELETE_WINDOW")))
    assert training_threads() == before
    assert window.root.tk.call("after", "info") in ("", ())
    for _ in range(20):
        window.root.tk.dooneevent(DONT_WAIT)
    assert capfd.readouterr().err == ""


def test_closing_before_everything_is_there(display: None):
    window = Window()
    window.close()
    assert window.workbench is None
    assert window.root.tk.call("after", "info") in ("", ())


def test_opening_and_closing_many_times_leaves_no_thread(display: None, capfd: pytest.CaptureFixture[str]):
    before = training_threads()
    for _ in range(6):
        stage = Stage()
        bench = Workbench(stage.root, stage.root.quit)
        bench.session.play_or_pause()
        stage.root.tk.dooneevent(DONT_WAIT)
        bench.close()
        stage.root.destroy()
        assert training_threads() == before
    gc.collect()
    assert capfd.readouterr().err == ""


def test_a_thread_that_cannot_end_in_time_does_not_keep_the_window_open(display: None, monkeypatch: pytest.MonkeyPatch):
    before, window = training_threads(), Window()
    pump(window, lambda: window.workbench is not None)

    def late() -> None:
        raise RuntimeError("still at it")

    end = window.workbench.session.close
    monkeypatch.setattr(window.workbench.session, "close", late)
    window.close()
    end()
    assert window.root.tk.call("after", "info") in ("", ())
    assert training_threads() == before

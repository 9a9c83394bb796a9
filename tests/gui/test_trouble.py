"""Ends of runs and trouble: each is said in words, the window goes on, and it closes in any case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gui.window import Window
from model import Trainer
from model.training.snapshot import Status
from tests.gui.conftest import DONT_WAIT
from tests.gui.person import Person, training_threads

Make = Callable[..., Person]
WILD = dict(activation="leaky_relu", initializer="he", depth=2, width=8, learning_rate=1e6)


def test_a_divergence_is_said_and_a_smaller_rate_recovers(person: Make):
    one = person(**WILD)
    one.push("play")
    one.wait(lambda: one.now.status is Status.DIVERGED)
    assert f"Diverged at step {one.now.step}" in one.says
    assert "layer" in one.says
    assert not any(one.enabled(name) for name in ("play", "batch", "epoch"))
    one.strike("<space>", "<Right>")
    assert not one.session.playing
    one.push("reset")
    one.new_run(1)
    assert one.enabled("play")
    one.set("learning_rate", 0.03)
    one.push("reset")
    one.play(60)
    assert one.now.status is Status.RUNNING
    assert np.isfinite(one.now.parameters).all()


def test_a_smaller_rate_after_a_divergence_starts_anew_by_itself(person: Make):
    one = person(**WILD)
    one.push("epoch")
    one.wait(lambda: one.now.status is Status.DIVERGED)
    one.set("learning_rate", 0.01)
    one.new_run(1)
    assert one.enabled("play")
    assert "started anew" in one.says


@pytest.mark.parametrize("method", ["run", "change"])
def test_an_exception_in_the_thread_is_said_and_reset_recovers(
    person: Make, monkeypatch: pytest.MonkeyPatch, method: str
):
    def broken(*_: Any, **__: Any) -> None:
        raise ArithmeticError("the abacus broke")

    one = person()
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, method, broken)
        if method == "change":
            one.set("learning_rate", 0.1)
        else:
            one.push("play")
        one.wait(lambda: one.now.status is Status.FAILED)
    assert "ArithmeticError: the abacus broke" in one.says
    assert not one.enabled("play")
    assert not one.session.playing
    one.push("reset")
    one.play(60)
    assert one.now.run == 2


def test_an_exception_while_starting_anew_is_said(person: Make, monkeypatch: pytest.MonkeyPatch):
    one = person()
    with monkeypatch.context() as patch:
        patch.setattr("model.training.lockstep.Trainer", lambda experiment: 1 / 0)
        one.push("weights")
        one.wait(lambda: one.now.status is Status.FAILED)
    assert "ZeroDivisionError" in one.says
    one.push("reset")
    one.play(60)


def test_an_exception_in_a_callback_is_said(person: Make, capfd: pytest.CaptureFixture[str]):
    one = person()
    one.root.after(1, lambda: {}["nothing here"])
    one.wait(lambda: one.errors)
    assert "KeyError" in one.says
    assert one.says.startswith("Something went wrong in the window")
    assert "nothing here" in capfd.readouterr().err
    one.errors.clear()
    one.play(60)


def test_an_exception_in_a_picture_pauses_and_is_said_once(
    person: Make, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    one = person()
    one.choose_speed("full")
    one.play(60)
    with monkeypatch.context() as patch:
        patch.setattr(one.bench.board, "show", lambda snapshot: 1 / 0)
        one.wait(lambda: one.errors)
        assert "ZeroDivisionError" in one.says
    one.wait(lambda: one.now.status is Status.PAUSED)
    assert len(one.errors) == 1
    assert capfd.readouterr().err.count("Traceback") == 1
    one.errors.clear()
    assert not one.session.playing
    one.play(one.now.step + 60)


def test_what_was_said_stays_until_a_wish(person: Make, monkeypatch: pytest.MonkeyPatch):
    one = person()
    one.choose_speed("full")
    one.play(60)
    show, failures = one.bench.board.show, iter([ZeroDivisionError("once")])

    def failing_once(snapshot: object) -> None:
        for error in failures:
            raise error
        show(snapshot)

    monkeypatch.setattr(one.bench.board, "show", failing_once)
    one.wait(lambda: one.errors and one.now.status is Status.PAUSED)
    assert "ZeroDivisionError" in one.says
    one.errors.clear()
    one.play(one.now.step + 60)
    assert "Training" in one.says
    one.bench.pictures._say("The disk is full.", "error")
    one.play(one.now.step + 20_000)
    assert one.says == "The disk is full."
    one.rest()
    assert one.says.startswith("Paused")


def test_pictures_that_always_fail_are_not_tried_for_ever(person: Make, monkeypatch: pytest.MonkeyPatch):
    one = person()
    one.play(60)
    with monkeypatch.context() as patch:
        patch.setattr(one.bench.board, "show", lambda snapshot: 1 / 0)
        one.wait(lambda: one.errors)
        frames: list[int] = []
        one.root.after(500, lambda: frames.append(1))
        one.wait(lambda: frames)
        assert len(one.errors) <= 2
    one.errors.clear()
    one.play(60)


# -- closing -------------------------------------------------------------------------------------------------------


def pump(window: Window, until: Callable[[], object]) -> None:
    while not until():
        window.root.tk.dooneevent(DONT_WAIT)


def test_control_c_while_python_is_at_work_closes(display: None, capfd: pytest.CaptureFixture[str]):
    def interrupt() -> None:
        raise KeyboardInterrupt

    window = Window()
    pump(window, lambda: window.workbench is not None)
    window.root.after(1, interrupt)
    pump(window, lambda: not training_threads())
    assert capfd.readouterr().err == ""


def test_a_dialog_that_loses_its_window_says_nothing(display: None, capfd: pytest.CaptureFixture[str]):
    window = Window()
    pump(window, lambda: window.workbench is not None)

    def dialog() -> None:
        window.close()
        window.root.winfo_width()

    window.root.after(1, dialog)
    pump(window, lambda: not training_threads())
    assert capfd.readouterr().err == ""


def test_what_keeps_the_window_from_opening_is_said_in_it(
    display: None, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    def broken(*_: Any) -> None:
        raise ImportError("numpy is broken")

    monkeypatch.setattr("gui.workbench.Workbench", broken)
    window = Window()
    splash = window._splash
    pump(window, lambda: "numpy is broken" in str(splash.cget("text")))
    assert "start again" in splash.cget("text")
    window.close()
    assert "ImportError" in capfd.readouterr().err

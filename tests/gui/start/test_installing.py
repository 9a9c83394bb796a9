"""The first start is watched on the terminal or in a small window, and can be stopped in both."""

import os
import signal
import sys
import time

import pytest

from gui.start import installing, notice


@pytest.fixture(autouse=True)
def person(monkeypatch):
    """Not a machine of CI, not started by an icon."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv(notice.FROM_ICON, raising=False)


def work(runner):
    runner.report("Collecting numpy")
    return 7


def until_stopped(runner):
    """Stands for a long pip: ends when the runner is stopped, as Runner.run does."""
    deadline = time.monotonic() + 10
    while not runner.stopped and time.monotonic() < deadline:
        time.sleep(0.01)
    raise KeyboardInterrupt


def test_without_screen_or_wish_for_a_window_lines_go_to_stderr(capsys):
    assert installing.show("The title", work, window_wanted=False) == 7
    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == ["The title", "  Collecting numpy"]
    assert lines[2].startswith("Ready after")


def test_without_any_stderr_nothing_breaks(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    assert installing._lines("The title", work) == 7


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_signal_that_ends_programs_stops_the_work(capsys):
    def killed(runner):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)

    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        installing.show("The title", killed, window_wanted=False)
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_an_ignored_signal_stays_ignored(capsys):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert installing.show("t", lambda runner: signal.getsignal(signal.SIGHUP), False) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


class TestWindow:
    @pytest.fixture(autouse=True)
    def screen(self, display):
        pytest.importorskip("tkinter")

    def test_it_shows_the_last_line_and_closes_itself(self, capsys):
        window = installing._window("The title")
        assert window.run(work) == 7
        assert window.line._root is not None
        assert capsys.readouterr().err == ""

    def test_cancel_stops_the_work(self):
        window = installing._window("The title")
        window.root.after(50, lambda: window.button.invoke())
        with pytest.raises(KeyboardInterrupt):
            window.run(until_stopped)

    def test_an_error_of_the_work_arrives(self):
        def failing(runner):
            raise ValueError("no luck")

        with pytest.raises(ValueError, match="no luck"):
            installing._window("The title").run(failing)

    def test_it_is_for_people_without_a_terminal_only(self, monkeypatch, capsys):
        monkeypatch.setattr(installing, "_window", lambda title: pytest.fail("a window on a machine of CI"))
        monkeypatch.setenv("CI", "true")
        assert installing.show("The title", work, window_wanted=True) == 7


@pytest.mark.skipif(sys.platform == "win32", reason="asks the console there")
def test_a_message_box_only_for_who_clicked_an_icon(monkeypatch, capsys):
    boxes = []
    monkeypatch.setattr(notice, "_box", boxes.append)
    notice.tell("one")
    assert boxes == []
    monkeypatch.setenv(notice.FROM_ICON, "yes")
    notice.tell("two")
    assert boxes == ["two"]
    monkeypatch.setenv("CI", "true")
    notice.tell("three")
    assert boxes == ["two"]
    assert capsys.readouterr().err.splitlines() == ["one", "two", "three"]

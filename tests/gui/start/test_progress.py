"""The progress bar: only on terminals, never longer than the line, and gone at the end."""

from __future__ import annotations

import io

import pytest

from gui.start.progress import CELLS, Progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True

    @property
    def screen(self) -> str:
        """What stands on the line, after all that was written over it."""
        cells: list[str] = []
        for part in self.getvalue().split("\r"):
            cells[: len(part)] = part
        return "".join(cells).rstrip()


@pytest.fixture(autouse=True)
def _any_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


def test_shows_how_far_it_is_and_leaves_nothing() -> None:
    stream = Terminal()
    with Progress(200, "frames", stream) as progress:
        progress.to(50, "seed 3")
        assert "25%  50 of 200 frames" in stream.screen
        assert stream.screen.endswith("seed 3")
        assert stream.screen.startswith("[")
        assert stream.screen.count("#") * 3 == pytest.approx(CELLS[1] - 8, abs=3)
        progress.to(200)
        assert "100%  200 of 200 frames" in stream.screen
        assert "seed 3" not in stream.screen
    assert stream.screen == ""


def test_is_silent_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    with Progress(2, stream=stream) as progress:
        progress.to(1)
        progress.to(2)
    assert stream.getvalue() == ""
    dumb = Terminal()
    monkeypatch.setenv("TERM", "dumb")
    Progress(2, stream=dumb).to(2)
    assert dumb.getvalue() == ""
    monkeypatch.setattr("sys.stderr", None)  # pythonw
    Progress(2).to(2)


def test_a_closed_terminal_stops_nothing() -> None:
    stream = Terminal()
    progress = Progress(2, stream=stream)
    stream.close()
    progress.to(2)
    progress.close()
    Progress(2, stream=stream).to(2)


@pytest.mark.parametrize("wide", [5, 20, 40, 60, 80, 200])
@pytest.mark.parametrize("done", [0, 1, 999_999, 1_000_000, 2_000_000])
def test_fits_into_the_line(wide: int, done: int) -> None:
    assert len(Progress(1_000_000).line(done, 12.0, "seed 4 of 10", wide)) in range(1, wide + 1)


def test_tells_the_time_that_is_left() -> None:
    progress = Progress(100)
    assert "0:30 left" in progress.line(25, 10.0, "", 80)
    assert "2:45:00 left" in progress.line(1, 100.0, "", 80)
    assert "left" not in progress.line(0, 10.0, "", 80) + progress.line(100, 10.0, "", 80)


def test_nothing_to_do_is_all_done() -> None:
    assert "100%" in Progress(0).line(0, 0.0, "", 80)

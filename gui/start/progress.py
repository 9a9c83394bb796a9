"""The progress bar of the commands: one line on a terminal, drawn over itself; nothing where there is no terminal."""

from __future__ import annotations

import os
import shutil
import sys
import time
from types import TracebackType
from typing import TextIO

PERIOD = 0.1  # seconds between two drawings; oftener nobody reads it
CELLS = (10, 30)  # characters of the bar, least and most
SETTLED = 0.5  # seconds after which the time that is left can be told


class Progress:
    """How far a command is: ``to(done)`` of ``total``, in ``unit`` (steps, frames).

    It writes to ``stream``, stderr if none is given, and only if that is a terminal: never to stdout, where the
    result goes. Nothing of it remains after ``close``, so that the words that follow stand alone.
    """

    def __init__(self, total: int, unit: str = "steps", stream: TextIO | None = None) -> None:
        self.total, self.unit = max(0, int(total)), unit
        self._stream = sys.stderr if stream is None else stream
        self._shown = _is_terminal(self._stream)
        self._began = time.monotonic()
        self._drawn_at, self._length = -PERIOD, 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def to(self, done: int, note: str = "") -> None:
        """So much is done; ``note`` says what is going on, in a few words."""
        now = time.monotonic() - self._began
        if self._shown and (done >= self.total or now - self._drawn_at >= PERIOD):
            self._drawn_at = now
            self._draw(self.line(done, now, note, shutil.get_terminal_size().columns - 1))

    def close(self) -> None:
        """Take the line away."""
        if self._length:
            self._draw("")
            self._length = 0

    def line(self, done: int, seconds: float, note: str, wide: int) -> str:
        """The words after so many ``seconds``, in at most ``wide`` characters."""
        share = min(1.0, done / self.total) if self.total else 1.0
        words = f" {share:4.0%}  {done:,} of {self.total:,} {self.unit}{_left(share, seconds)}"
        words += f"  {note}" if note else ""
        cells = min(CELLS[1], wide - len(words) - 2)
        if cells < CELLS[0]:
            return words.strip()[: max(0, wide)]
        full = round(share * cells)
        return f"[{'#' * full}{'.' * (cells - full)}]{words}"

    def _draw(self, line: str) -> None:
        # Spaces wipe what was longer: not every terminal of Windows knows the escape sequence for that.
        try:
            self._stream.write("\r" + line.ljust(self._length) + ("" if line else "\r"))
            self._stream.flush()
        except (OSError, ValueError):  # the terminal was closed: the work goes on
            self._shown = False
        self._length = len(line)


def _is_terminal(stream: TextIO | None) -> bool:
    """Whether a line can be drawn over itself there; pythonw has no stream at all."""
    try:
        return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
    except ValueError:  # closed
        return False


def _left(share: float, seconds: float) -> str:
    """The time that is left if it goes on like this."""
    if seconds < SETTLED or not 0 < share < 1:
        return ""
    left = round(seconds * (1 - share) / share)
    hours, minutes = left // 3600, left // 60 % 60
    return f", {hours}:{minutes:02}:{left % 60:02} left" if hours else f", {minutes}:{left % 60:02} left"

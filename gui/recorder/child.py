"""The child: a process that tells in lines of JSON how far it is, read without a thread and without waiting."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NICE = 10  # how far the child steps back behind the window, where the system knows that
PATIENCE = 3.0  # s that a child may take to end by itself when the window closes
MOST_WORDS = 400  # of what it says on its way out


class Child:
    """``command`` as a process; what it says goes to files of its own, which everyone can read as they grow.

    Files, because a pipe that nobody reads in time would hold the child up, and because they are read in the same way
    on every system. Raises OSError where there is no such program.
    """

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._said, self._words = folder / "said", folder / "words"
        low = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
        with self._said.open("wb") as said, self._words.open("wb") as words:
            self._process = subprocess.Popen(
                list(command), stdin=subprocess.DEVNULL, stdout=said, stderr=words, creationflags=low,
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            )  # fmt: skip
        self._reader, self._rest = self._said.open("rb"), b""
        if sys.platform != "win32":
            with contextlib.suppress(OSError):  # it may be over already
                os.setpriority(os.PRIO_PROCESS, self._process.pid, NICE)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def code(self) -> int | None:
        """With which code it ended; None while it lives."""
        return self._process.poll()

    def events(self) -> list[dict[str, Any]]:
        """What it has said since the last time; anything that is no event is passed over."""
        *lines, self._rest = (self._rest + self._reader.read()).split(b"\n")
        return [event for event in map(_event, lines) if event]

    @property
    def last_words(self) -> str:
        """The end of what it said to people."""
        lines = self._words.read_bytes()[-20_000:].decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip()[:MOST_WORDS] if lines else ""

    def terminate(self) -> None:
        """Ask it to end."""
        with contextlib.suppress(OSError):
            self._process.terminate()

    def kill(self) -> None:
        """End it."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def end(self) -> None:
        """Ask it to end, and see that it does."""
        self.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()

    def close(self) -> None:
        """Read no more; it has ended."""
        self._reader.close()


def _event(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and isinstance(event.get("event"), str) else None

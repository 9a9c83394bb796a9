"""Runs other programs one at a time, hands on what they say line by line, and can be stopped from another thread.

A program is stopped with everything that it started: venv starts ensurepip, which starts pip, and any of them left
alive would go on filling the folder that was just removed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

# Settings of pip and Python that would send the packages somewhere else than into the environment.
ASTRAY = ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV", "PIP_DRY_RUN")
WINDOWS = sys.platform == "win32"
GRACE = 3.0  # seconds between asking a program to end and ending it


class Failed(Exception):
    """A program ended with another code than 0; ``lines`` is what it said."""

    def __init__(self, command: list[str], code: int, lines: list[str]) -> None:
        super().__init__(f"{' '.join(command)} ended with code {code}")
        self.command, self.code, self.lines = command, code, lines


class Runner:
    """``report`` gets every line as it comes. ``held``: open files that the programs hold as well (a lock)."""

    def __init__(self, report: Callable[[str], None]) -> None:
        self.report = report
        self.held: tuple[int, ...] = ()
        self.stopped = False
        self._process: subprocess.Popen[str] | None = None

    def run(self, command: list[str], quiet: bool = False, **settings: str) -> list[str]:
        """Run to the end and return the lines; raises Failed. ``settings`` are added to the environment variables."""
        if self.stopped:
            raise KeyboardInterrupt
        try:
            self._process = _start(command, settings, self.held)
        except OSError as error:
            raise Failed(command, -1, [f"{command[0]}: {error.strerror}"]) from error
        with self._process as process:
            try:
                lines = self._listen(process, quiet)
            except BaseException:
                _end(process)
                raise
        if self.stopped:
            raise KeyboardInterrupt
        if process.returncode:
            raise Failed(command, process.returncode, lines)
        return lines

    def stop(self) -> None:
        """End the running program; ``run`` then raises KeyboardInterrupt."""
        self.stopped = True
        if self._process is not None:
            _end(self._process)

    def _listen(self, process: subprocess.Popen[str], quiet: bool) -> list[str]:
        lines = []
        for line in process.stdout or ():
            lines.append(line.rstrip())
            if not quiet:
                self.report(line.rstrip())
        return lines


def _end(process: subprocess.Popen[str]) -> None:
    """End the program and all that it started, and wait until they are gone."""
    if process.poll() is not None:
        return
    if WINDOWS:
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
        return
    deadline = time.monotonic() + GRACE
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS gives the latter for a group just ended
        os.killpg(process.pid, signal.SIGTERM)
        while time.monotonic() < deadline:
            process.poll()
            os.killpg(process.pid, 0)
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)


def _start(command: list[str], settings: dict[str, str], held: tuple[int, ...]) -> subprocess.Popen[str]:
    variables = {key: value for key, value in os.environ.items() if key not in ASTRAY}
    variables.update(PIP_USER="0", PYTHONUNBUFFERED="1", **settings)
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=variables,
        # Under pythonw every console program would flash a black window.
        creationflags=subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0,
        start_new_session=not WINDOWS,  # a process group of its own, to be ended as one
        pass_fds=() if WINDOWS else held,
    )

"""Runs other programs one at a time, hands on what they say line by line, and can be stopped from another thread."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

# Settings of pip and Python that would send the packages somewhere else than into the environment.
ASTRAY = ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV", "PIP_DRY_RUN")


class Failed(Exception):
    """A program ended with another code than 0; ``lines`` is what it said."""

    def __init__(self, command: list[str], code: int, lines: list[str]) -> None:
        super().__init__(f"{' '.join(command)} ended with code {code}")
        self.command, self.code, self.lines = command, code, lines


class Runner:
    """``report`` gets every line as it comes."""

    def __init__(self, report: Callable[[str], None]) -> None:
        self.report = report
        self.stopped = False
        self._process: subprocess.Popen[str] | None = None

    def run(self, command: list[str], **settings: str) -> list[str]:
        """Run to the end and return the lines; raises Failed. ``settings`` are added to the environment variables."""
        if self.stopped:
            raise KeyboardInterrupt
        try:
            self._process = _start(command, settings)
        except OSError as error:
            raise Failed(command, -1, [f"{command[0]}: {error.strerror}"]) from error
        with self._process as process:
            try:
                lines = self._listen(process)
            except BaseException:
                process.terminate()
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
            self._process.terminate()

    def _listen(self, process: subprocess.Popen[str]) -> list[str]:
        lines = []
        for line in process.stdout or ():
            lines.append(line.rstrip())
            self.report(line.rstrip())
        return lines


def _start(command: list[str], settings: dict[str, str]) -> subprocess.Popen[str]:
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
    )

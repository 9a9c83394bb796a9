"""The program as a process of its own: started, operated by real keys from outside, closed; nothing on its stderr."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageGrab

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0
COLOURS = 200  # more than words on an empty window have

pytestmark = pytest.mark.skipif(shutil.which("xdotool") is None, reason="xdotool, which presses the keys, is missing")


class Program:
    """The window in another process, and what one can do to it from outside."""

    def __init__(self, folder: Path) -> None:
        self._errors = folder / "stderr"
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen([sys.executable, "-m", "gui.window"], cwd=ROOT, stderr=errors)
        self.window = self._until(self._found)

    def _found(self) -> str:
        """The window's number, once it is on screen."""
        found = xdotool("search", "--onlyvisible", "--pid", str(self.process.pid), "--name", "^Glassnet$")
        return found.split()[-1] if found else ""

    def _until(self, true: Callable[[], str]) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self._errors.read_text()
            if found := true():
                return found
            time.sleep(0.05)
        raise AssertionError("waited in vain")

    def picture(self) -> Image.Image:
        """What the screen shows now."""
        return ImageGrab.grab(xdisplay=os.environ["DISPLAY"])

    def is_ready(self) -> None:
        """Wait until the plots are there, which have many colours, and stand still."""
        self._until(lambda: "plots" if len(self.picture().getcolors(2**24)) > COLOURS else "")
        self.rests()

    def moves(self) -> None:
        """Wait until the picture changes."""
        before = self.picture()
        self._until(lambda: "moved" if self.picture() != before else "")

    def rests(self) -> None:
        """Wait until the picture stays as it is for a while."""

        def still() -> str:
            before = self.picture()
            time.sleep(0.3)
            return "still" if self.picture() == before else ""

        self._until(still)

    def press(self, *keys: str) -> None:
        xdotool("windowfocus", "--sync", self.window)
        xdotool("key", "--delay", "40", *keys)

    def end(self) -> tuple[int, str]:
        """Exit code and stderr, once it has ended."""
        code = self.process.wait(PATIENCE)
        return code, self._errors.read_text()


def xdotool(*words: str) -> str:
    return subprocess.run(["xdotool", *words], capture_output=True, text=True, timeout=PATIENCE).stdout


@pytest.fixture
def program(display: None, tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path)
    yield made
    if made.process.poll() is None:
        made.process.kill()
        made.process.wait()


def test_it_opens_trains_by_keys_and_closes_by_a_key(program: Program):
    program.is_ready()
    program.press("space")
    for _ in range(3):
        program.moves()
    program.press("space")
    program.rests()
    program.press("Right", "s", "r", "space")
    program.moves()
    program.press("ctrl+q")
    assert program.end() == (0, "")

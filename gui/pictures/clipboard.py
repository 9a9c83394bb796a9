"""The clipboard: the ways by which each system can be given a picture, and the one that is taken here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tkinter as tk
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from model.table import Table

PATIENCE, PAUSE = 15.0, 50  # s that a program may take; ms between two looks at it
VARIABLE = "GLASSNET_PICTURE"  # has the file's path: no way to quote it is safe everywhere
NONE = (
    "No program is here that can put a picture on the clipboard; on Linux these are xclip (X11) and wl-clipboard "
    "(Wayland)."
)
APPLE = (
    "on run argv",
    "set the clipboard to (read (POSIX file (item 1 of argv)) as «class PNGf»)",
    "end run",
)
DOTNET = (
    "Add-Type -AssemblyName System.Windows.Forms, System.Drawing; "
    f"$picture = [System.Drawing.Image]::FromFile($env:{VARIABLE}); "
    "[System.Windows.Forms.Clipboard]::SetImage($picture); $picture.Dispose()"
)


@dataclass(frozen=True)
class Way:
    """A program that puts a PNG on the clipboard; it gets the file as standard input too. ``needs`` is a variable."""

    name: str
    label: str
    system: str
    command: Callable[[str], list[str]]
    needs: str = ""


WAYS = Table(
    "way",
    Way("wl-copy", "Wayland", "linux", lambda path: ["wl-copy", "--type", "image/png"], "WAYLAND_DISPLAY"),
    Way("xclip", "X11", "linux", lambda path: ["xclip", "-selection", "clipboard", "-t", "image/png"], "DISPLAY"),
    Way("osascript", "macOS", "darwin",
        lambda path: ["osascript", *(word for line in APPLE for word in ("-e", line)), path]),
    Way("powershell", "Windows", "win32",
        lambda path: ["powershell", "-NoProfile", "-STA", "-Command", DOTNET]),
)  # fmt: skip


def way(
    system: str = sys.platform,
    environment: Mapping[str, str] = os.environ,
    which: Callable[[str], str | None] = shutil.which,
) -> Way | None:
    """The first way that works on this system; None where there is none."""
    fitting = (each for each in WAYS.values() if system.startswith(each.system))
    ready = (each for each in fitting if not each.needs or environment.get(each.needs))
    return next((each for each in ready if which(each.name)), None)


class Clipboard:
    """Gives pictures to the clipboard while ``window`` goes on; ``say`` gets the words about it."""

    def __init__(self, window: tk.Misc, say: Callable[[str, str], None]) -> None:
        self._window, self._say = window, say
        self._timer: str | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def copy(self, write: Callable[[Path], None]) -> None:
        """Let ``write`` fill a PNG and put it on the clipboard."""
        self.close()
        chosen = way()
        if chosen is None:
            self._say(NONE, "error")
            return
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="glassnet-")
            path = Path(self._folder.name) / "picture.png"
            write(path)
            with path.open("rb") as picture:
                self._process = subprocess.Popen(
                    chosen.command(str(path)),
                    stdin=picture,
                    stdout=subprocess.DEVNULL,  # whatever keeps the picture lives on, and would hold a pipe open
                    stderr=subprocess.DEVNULL,
                    env={**os.environ, VARIABLE: str(path)},
                    creationflags=subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0,
                )
        except OSError as error:
            self.close()
            self._say(f"The picture could not be copied: {error.strerror or error}.", "error")
            return
        self._look(time.monotonic() + PATIENCE, chosen)

    def close(self) -> None:
        """End what is under way."""
        if self._timer is not None:
            self._window.after_cancel(self._timer)
            self._timer = None
        if self._process is not None:
            if self._process.poll() is None:
                self._process.kill()
            self._process.wait()
            self._process = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _look(self, until: float, chosen: Way) -> None:
        """Wait for the program's end without holding the window up."""
        self._timer, process = None, self._process
        assert process is not None
        if process.poll() is None and time.monotonic() < until:
            self._timer = self._window.after(PAUSE, self._look, until, chosen)
            return
        code = process.poll()
        self.close()
        if code == 0:
            self._say("The picture is on the clipboard.", "plain")
        else:
            how = f"ended with code {code}" if code is not None else "did not end"
            self._say(f"The picture could not be copied: {chosen.name} {how}.", "error")

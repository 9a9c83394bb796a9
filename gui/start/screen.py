"""Screens: whether there is one to open a window on, and a virtual one for the tests."""

from __future__ import annotations

import os
import sys

GRACE = 20.0  # seconds that Xvfb may take to start on a busy machine; it usually takes 0.1


def absence() -> str | None:
    """Why no window can be opened, as the start of a sentence; None if there seems to be a screen."""
    if sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY"):
        return None
    if os.environ.get("WAYLAND_DISPLAY"):
        return "There is no X screen here (Wayland without XWayland, and DISPLAY is not set)"
    return "There is no screen here (DISPLAY is not set)"


def is_refused(error: BaseException) -> bool:
    """Whether this is Tk saying that DISPLAY names a screen that cannot be opened."""
    return type(error).__name__ == "TclError" and "display" in str(error)


def can_be_virtual() -> bool:
    """Whether windows can be opened on an Xvfb here: elsewhere than on X, Tk would not look at it."""
    import shutil

    return sys.platform not in ("win32", "darwin") and shutil.which("Xvfb") is not None


class VirtualScreen:
    """An Xvfb of our own. It picks a free number itself (-displayfd), so that several may start at once."""

    def __init__(self, size: str = "1280x800x24") -> None:
        import subprocess

        reader, writer = os.pipe()
        try:
            self._process = subprocess.Popen(
                ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-nolisten", "tcp"],
                pass_fds=(writer,),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            os.close(writer)
            self.name = ":" + self._number(reader)
        finally:
            os.close(reader)

    def _number(self, reader: int) -> str:
        import select

        said = b""
        while not said.endswith(b"\n"):
            readable, _, _ = select.select([reader], [], [], GRACE)
            more = os.read(reader, 16) if readable else b""
            if not more:
                self.stop()
                raise OSError(f"Xvfb did not start within {GRACE:.0f} s (exit code {self._process.returncode})")
            said += more
        return said.decode().strip()

    def stop(self) -> None:
        """End this Xvfb, and no other."""
        import subprocess

        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

"""Starts ``python3 main.py`` on a virtual screen as a person would, sees its window, closes it, and checks its end.

Speaks to the X server through libX11 itself (which Tk needs anyway), so that no other tool has to be installed.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from gui.start.screen import VirtualScreen  # noqa: E402 - it stands beside main.py, not beside this file

TITLE = "Glassnet"
PATIENCE = 60.0  # seconds until the window must be there, and until it must be gone
WATCHED = 3.0  # seconds that it is left running
VIEWABLE = 2  # IsViewable of X.h


class Attributes(ctypes.Structure):
    """XWindowAttributes, up to the field that is read."""

    _fields_ = [
        *[(name, ctypes.c_int) for name in ("x", "y", "width", "height", "border_width", "depth")],
        ("visual", ctypes.c_void_p),
        ("root", ctypes.c_ulong),
        *[(name, ctypes.c_int) for name in ("window_class", "bit_gravity", "win_gravity", "backing_store")],
        *[(name, ctypes.c_ulong) for name in ("backing_planes", "backing_pixel")],
        ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong),
        *[(name, ctypes.c_int) for name in ("map_installed", "map_state")],
        ("rest", ctypes.c_char * 64),
    ]


class ClientMessage(ctypes.Structure):
    """XClientMessageEvent in the room of an XEvent."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("room", ctypes.c_char * 192),
    ]


class Server:
    """A connection to an X server."""

    def __init__(self, name: str) -> None:
        self.x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XDefaultRootWindow.restype = self.x.XInternAtom.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(name.encode()))
        if not self.display:
            raise SystemExit(f"FAILED: the virtual screen {name} cannot be opened")

    def windows(self) -> list[tuple[int, str, Attributes]]:
        """The visible top-level windows: number, title, attributes."""
        root, parent = ctypes.c_ulong(), ctypes.c_ulong()
        children, count = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        top = ctypes.c_ulong(self.x.XDefaultRootWindow(self.display))
        where = map(ctypes.byref, (root, parent, children, count))
        self.x.XQueryTree(self.display, top, *where)
        found = []
        for number in children[: count.value]:
            title, attributes = ctypes.c_char_p(), Attributes()
            self.x.XFetchName(self.display, ctypes.c_ulong(number), ctypes.byref(title))
            self.x.XGetWindowAttributes(self.display, ctypes.c_ulong(number), ctypes.byref(attributes))
            if attributes.map_state == VIEWABLE:
                found.append((number, (title.value or b"").decode(errors="replace"), attributes))
        return found

    def close(self, window: int) -> None:
        """What a window manager sends when the cross in the corner is clicked."""
        protocols = self.x.XInternAtom(self.display, b"WM_PROTOCOLS", 0)
        message = ClientMessage(type=33, window=window, message_type=protocols, format=32)
        message.data[0] = self.x.XInternAtom(self.display, b"WM_DELETE_WINDOW", 0)
        self.x.XSendEvent(self.display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
        self.x.XFlush(self.display)


def main() -> int:
    screen = VirtualScreen()
    state = tempfile.TemporaryDirectory()  # nothing of an earlier run is restored, nothing of this one stays
    environment = {**os.environ, "DISPLAY": screen.name, "GLASSNET_STATE": state.name}
    began = time.monotonic()
    program = subprocess.Popen(["python3", str(ROOT / "main.py")], env=environment, stdin=subprocess.DEVNULL)
    try:
        window = wait_for_window(Server(screen.name), program)
        sys.stdout.write(f"The window was there after {time.monotonic() - began:.2f} s.\n")
        time.sleep(WATCHED)
        if program.poll() is not None:
            raise SystemExit(f"FAILED: the program ended by itself with code {program.returncode}")
        Server(screen.name).close(window)
        code = program.wait(PATIENCE)
        sys.stdout.write(f"Closed like by its cross, it ended with code {code}.\n")
        return code
    finally:
        if program.poll() is None:
            program.kill()
            program.wait()
        screen.stop()
        state.cleanup()


def wait_for_window(server: Server, program: subprocess.Popen[bytes]) -> int:
    """The number of the window that bears the title; ends the check if it does not come."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for number, title, attributes in server.windows():
            if title.startswith(TITLE) and attributes.width > 1:
                sys.stdout.write(f"Window {title!r}, {attributes.width} x {attributes.height}.\n")
                return number
        if program.poll() is not None:
            raise SystemExit(f"FAILED: the program ended with code {program.returncode} before its window was there")
        time.sleep(0.01)
    raise SystemExit(f"FAILED: no window titled {TITLE!r} within {PATIENCE:.0f} s")


if __name__ == "__main__":
    sys.exit(main())

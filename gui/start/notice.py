"""How a person is told something when there is no window yet."""

from __future__ import annotations

import os
import sys

FROM_ICON = "GLASSNET_FROM_ICON"  # an environment variable: set by the desktop entry, where nobody sees a terminal


def tell(words: str) -> None:
    """On stderr; and in a message box only where a click started us and nobody would see stderr.

    Never a box merely because there is no terminal: it would hang whatever runs us unattended.
    """
    if sys.stderr is not None:
        sys.stderr.write(words + "\n")
        sys.stderr.flush()
    if started_from_icon():
        _box(words)


def started_from_icon() -> bool:
    """Whether a click started us: pythonw, a console made for us alone on Windows, or the desktop entry's word."""
    if os.environ.get("CI"):
        return False
    if sys.stderr is None or os.environ.get(FROM_ICON):
        return True
    return sys.platform == "win32" and _console_is_ours()


def _console_is_ours() -> bool:
    """Whether nobody but Python itself, and perhaps its launcher, is attached to the console: it closes with us."""
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    attached = kernel.GetConsoleProcessList((ctypes.c_uint * 4)(), 4)
    name, size = ctypes.create_unicode_buffer(1024), ctypes.c_uint(1024)
    parent = kernel.OpenProcess(0x1000, False, os.getppid())  # the right to ask for its name, no more
    kernel.QueryFullProcessImageNameW(parent, 0, name, ctypes.byref(size))
    kernel.CloseHandle(parent)
    launched = os.path.basename(name.value).lower() in ("py.exe", "pymanager.exe")
    return attached == (2 if launched else 1)


def _box(words: str) -> None:
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, words, "Glassnet", 0x10)  # type: ignore[attr-defined]
        return
    try:
        import tkinter
        from tkinter import messagebox

        root = tkinter.Tk()
    except Exception:  # no Tk, no screen: stderr has it
        return
    root.withdraw()
    messagebox.showerror("Glassnet", words, parent=root)
    root.destroy()

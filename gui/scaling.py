"""The scaling: how many pixels a length has, settled once and guarded against screens that lie about their size."""

from __future__ import annotations

import os
import sys
import tkinter as tk

SCALE_VARIABLE = "GLASSNET_SCALE"
POINTS_PER_INCH = 72.0
PLAIN_DPI = 72.0 if sys.platform == "darwin" else 96.0  # the density for which pixel numbers are written
LEAST, MOST = 0.75, 4.0


def prepare() -> None:
    """Tell Windows, before the first window, that this program draws sharply at every scaling."""
    if sys.platform != "win32":
        return
    try:
        from ctypes import windll

        windll.shcore.SetProcessDpiAwareness(1)
    except (ImportError, AttributeError, OSError):
        pass  # older Windows: the system stretches the window, which is soft but right


def asked_scale() -> float | None:
    """The scale that the environment asks for, if it is a sensible number."""
    try:
        scale = float(os.environ.get(SCALE_VARIABLE, "").replace(",", "."))
    except ValueError:
        return None
    return scale if LEAST <= scale <= MOST else None


def measured_scale(root: tk.Misc) -> float:
    """What the screen says, in steps of a quarter; 1 where it says something impossible (projectors, bare X)."""
    scale = round(4 * root.winfo_fpixels("1i") / PLAIN_DPI) / 4
    return scale if 1.0 <= scale <= MOST else 1.0


def settle(root: tk.Misc, scale: float | None = None) -> float:
    """Fix the scale of everything: the one given, else the one in the environment, else the screen's. Returns it.

    Fonts (in points) and plots follow, for both ask Tk.
    """
    chosen = scale or asked_scale() or measured_scale(root)
    root.tk.call("tk", "scaling", chosen * PLAIN_DPI / POINTS_PER_INCH)
    return chosen


def pixels(length: float, scale: float) -> int:
    """So many whole pixels are ``length`` at ``scale``; a length that is not zero never vanishes."""
    if length == 0:
        return 0
    whole = round(abs(length) * scale)
    return max(1, whole) if length > 0 else -max(1, whole)

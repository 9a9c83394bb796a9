"""The sweeper: collects Python's garbage in the window's own thread, for objects of Tk must not end in another one."""

from __future__ import annotations

import gc
import tkinter as tk

EVERY = 2000  # ms


class Sweeper:
    """Works from its making to ``close``; meanwhile Python collects nothing by itself.

    What exists at the start is taken out of all collections, so that each of them is short.
    """

    def __init__(self, root: tk.Misc) -> None:
        self._root, self._automatic = root, gc.isenabled()
        gc.freeze()
        gc.disable()
        self._timer = root.after(EVERY, self._sweep)

    def close(self) -> None:
        """Leave the work to Python again."""
        self._root.after_cancel(self._timer)
        gc.unfreeze()
        if self._automatic:
            gc.enable()

    def _sweep(self) -> None:
        gc.collect()
        self._timer = self._root.after(EVERY, self._sweep)

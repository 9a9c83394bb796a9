"""The window: shows itself at once, fetches everything heavy behind its first picture, and closes in good order."""

from __future__ import annotations

import sys
import tkinter as tk
from pathlib import Path
from typing import TYPE_CHECKING

from . import scaling
from .theme.palette import LIGHT

if TYPE_CHECKING:
    from .workbench import Workbench

TITLE, WORDS = "Glassnet", "Glassnet is getting ready…"
TROUBLE = "Glassnet could not open: {}.\n\nIf it worked before, delete the folder .venv beside main.py and start again."
SIZE, LEAST = (1280, 800), (960, 620)
PATIENCE = 300  # ms after which everything is built even if nobody saw the splash


class Window:
    """The program's one window, which begins with what is in ``file``. ``workbench`` is None until all is there."""

    def __init__(self, file: str | None = None) -> None:
        self._file = file
        scaling.prepare()
        self.root = tk.Tk(className=TITLE)
        self.root.title(TITLE)
        self.workbench: Workbench | None = None
        scale = scaling.asked_scale() or scaling.measured_scale(self.root)
        self._fit(scale)
        self._splash = tk.Label(self.root, text=WORDS, background=LIGHT.background, foreground=LIGHT.muted)
        self._splash.place(relx=0, rely=0, relwidth=1, relheight=1)
        self.root.protocol("WM_DELETE_WINDOW", self.close)
        self._splash.bind("<Expose>", self._seen)
        self._pending: str | None = self.root.after(PATIENCE, self._furnish)

    def close(self) -> None:
        """Poll, thread, canvases, window: in this order."""
        if self._pending is not None:
            self.root.after_cancel(self._pending)
            self._pending = None
        self.root.withdraw()  # gone at once, whatever the thread still has to finish
        try:
            if self.workbench is not None:
                self.workbench.close()
                self.root.update_idletasks()  # Tk's own news of a new theme fails if it comes after the end
        finally:
            self.root.destroy()

    def _fit(self, scale: float) -> None:
        """As large as planned, but no larger than the screen."""
        screen = self.root.winfo_screenwidth(), self.root.winfo_screenheight()
        wide, high = (min(round(side * scale), room) for side, room in zip(SIZE, screen))
        self.root.geometry(f"{wide}x{high}")
        self.root.minsize(*(min(round(side * scale), room) for side, room in zip(LEAST, screen)))
        self.root.configure(background=LIGHT.background)

    def _seen(self, _event: tk.Event) -> None:
        """The splash is on screen: now there is time for the rest."""
        self._splash.unbind("<Expose>")
        if self._pending is not None:
            self.root.after_cancel(self._pending)
            self._pending = self.root.after(1, self._furnish)

    def _furnish(self) -> None:
        """Import what takes time, now that something is on screen, and build everything."""
        self._pending = None
        try:
            from .workbench import Workbench

            self.workbench = Workbench(self.root, self.close)
            self.root.protocol("WM_DELETE_WINDOW", self.workbench.files.quit)
            if self._file is not None:
                self.workbench.files.take(Path(self._file))
        except Exception as error:  # started from an icon, nobody sees a terminal
            room = self.root.winfo_width() * 3 // 4
            self._splash.configure(text=TROUBLE.format(f"{type(error).__name__}: {error}"), wraplength=room)
            self._splash.lift()
            raise
        self._splash.destroy()


def main(file: str | None = None) -> int:
    """Open the window, with what is in ``file``, and stay until it is closed; returns the exit code."""
    Window(file).root.mainloop()
    return 0


if __name__ == "__main__":
    sys.exit(main())

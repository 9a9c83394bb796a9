"""Pictures: saving the whole window, all panels or one of them as PNG."""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import filedialog

from PIL import Image, ImageGrab

from model.training.snapshot import Snapshot

from .board import Board
from .panels import PANELS
from .panels.arrangement import WHOLE, Cell
from .theme.theme import Theme
from .view import DPI, draw_view, save, write_whole

SHARP = 2.0  # pixels of a saved panel for each of the screen, at scale 1
GONE = 200  # ms that a closed menu may take to vanish from the screen
Say = Callable[[str, str], None]


class Pictures:
    """Asks where to, suggests a name, and never replaces a file without a question (the system's dialog asks)."""

    def __init__(
        self, window: tk.Tk, theme: Theme, board: Board, say: Say, snapshot: Callable[[], Snapshot | None]
    ) -> None:
        self._window, self._theme, self._board, self._say, self._snapshot = window, theme, board, say, snapshot
        self._folder = _first_folder()
        self._pending: str | None = None
        self.menu = tk.Menu(window, tearoff=False)
        self.menu.add_command(label="Whole window…", command=self._window_soon)
        self.menu.add_command(label="All panels…", command=self.save_view)
        self.menu.add_separator()
        for record in PANELS.values():
            self.menu.add_command(label=f"{record.label}…", command=lambda name=record.name: self.save_panel(name))

    def choose(self, below: tk.Misc) -> None:
        """A menu of what can be saved."""
        x = below.winfo_rootx() + below.winfo_width() - self.menu.winfo_reqwidth()
        self.menu.tk_popup(max(0, x), below.winfo_rooty() + below.winfo_height())

    def save_window(self) -> None:
        """The window as it stands on the screen."""
        self._pending = None
        snapshot = self._snapshot()
        if snapshot is None:
            return
        picture = self._grabbed()
        if picture is None:
            self.save_view()
            return
        self._ask(
            "window",
            snapshot,
            lambda path: write_whole(path, lambda temporary: picture.save(temporary, "PNG", dpi=(DPI, DPI))),
        )

    def save_view(self) -> None:
        """All panels, drawn anew."""
        size = self._board.winfo_width(), self._board.winfo_height()
        self._draw("panels", self._board.arrangement, size, cards=True)

    def save_panel(self, name: str) -> None:
        """One panel, drawn anew with its title."""
        board = self._board
        if name in board.canvases:
            widget = board.canvases[name].widget
            size = widget.winfo_width(), widget.winfo_height()
        else:
            size = board.winfo_width() // 2, board.winfo_height() // 2
        self._draw(name, {name: WHOLE}, size, cards=False)

    def close(self) -> None:
        """Cancel what is pending."""
        if self._pending is not None:
            self._window.after_cancel(self._pending)
            self._pending = None

    def _window_soon(self) -> None:
        """Once the menu is off the screen."""
        self.close()
        self._pending = self._window.after(GONE, self.save_window)

    def _draw(self, what: str, panels: dict[str, Cell], pixels: tuple[int, int], cards: bool) -> None:
        """Draw ``panels`` at the screen's size in points, so that proportions are those of the window."""
        snapshot = self._snapshot()
        if snapshot is None:
            return
        size = tuple(max(200, round(side / self._theme.scale)) for side in pixels)
        palette, logarithmic = self._theme.palette, self._board.logarithmic

        def write(path: Path) -> None:
            save(draw_view(snapshot, palette, size, self._theme.scale * SHARP, panels, logarithmic, cards), path)

        self._ask(what, snapshot, write)

    def _ask(self, what: str, snapshot: Snapshot, write: Callable[[Path], None]) -> None:
        """Ask for a file, with a suggestion, and write it."""
        chosen = filedialog.asksaveasfilename(
            parent=self._window,
            title="Save picture",
            initialdir=self._folder,
            initialfile=suggested_name(what, snapshot),
            defaultextension=".png",
            filetypes=[("PNG picture", "*.png")],
        )
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() != ".png":
            self._say(f"{path.name}: pictures are saved as .png; nothing was written.", "error")
            return
        self._folder = path.parent
        try:
            write(path)
        except OSError as error:
            self._say(f"{path} could not be written: {error.strerror or error}.", "error")
        else:
            self._say(f"Saved {path}.", "plain")

    def _grabbed(self) -> Image.Image | None:
        """What the screen shows where the window is; None where the system does not let a program look."""
        window = self._window
        left, top = window.winfo_rootx(), window.winfo_rooty()
        box = (left, top, left + window.winfo_width(), top + window.winfo_height())
        try:
            if sys.platform.startswith("linux"):
                return ImageGrab.grab(bbox=box, xdisplay=window.winfo_screen() if ":" in window.winfo_screen() else "")
            return ImageGrab.grab(bbox=box)
        except (OSError, ValueError):
            return None


def suggested_name(what: str, snapshot: Snapshot) -> str:
    """Tells data set, content and step: glassnet-circles-loss-step-1200.png."""
    return f"glassnet-{snapshot.experiment.dataset}-{what.replace('_', '-')}-step-{snapshot.step}.png"


def _first_folder() -> Path:
    pictures = Path.home() / "Pictures"
    return pictures if pictures.is_dir() else Path.home()

"""The desk: everything that a person can do with own data at the window, and the buttons for it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import filedialog, ttk

from gui.board import Board
from gui.controls.tooltip import Hints
from gui.session import Session
from gui.theme.theme import Theme
from gui.view import write_whole
from model.data.dataset import Data
from model.data.own.decoding import contents
from model.data.own.points import OwnPoints
from model.data.own.refusal import Refusal
from model.data.own.sheet import read
from model.data.own.writing import LABEL, VALUE, as_csv
from model.knob import Invalid

from .dialog import OpenDialog
from .drawing import Drawing
from .plane import DrawnPlane
from .tools import Tools

PANEL = "boundary"
LAST_ROW = 9000  # of the group's grid: below all settings
FILES = [("Tables as text", "*.csv *.tsv *.txt *.dat"), ("All files", "*")]


class OwnData:
    """Opens, draws and saves a person's own points. ``act(action)`` runs an action and brings the window up to date."""

    def __init__(
        self,
        root: tk.Tk,
        theme: Theme,
        hints: Hints,
        session: Session,
        board: Board,
        group: tk.Misc,
        act: Callable[[Callable[[], None]], None],
        say: Callable[[str, str], None],
    ) -> None:
        self._root, self._theme, self._session, self._board = root, theme, session, board
        self._act, self._say = act, say
        self._folder = Path.home()
        self.dialog: OpenDialog | None = None
        self._hints = hints
        self.drawing = Drawing(root, theme, session, self._plane, act, say, self._show_tools)
        self.tools: Tools | None = None  # while points are drawn
        self.buttons = self._buttons(group, hints)

    def open(self) -> None:
        """Ask for a file, then show what is in it and ask what to use."""
        if self.dialog is not None and self.dialog.winfo_exists():
            self.dialog.lift()
            return
        chosen = filedialog.askopenfilename(
            parent=self._root, title="Open data", initialdir=self._folder, filetypes=FILES
        )
        if chosen:
            self.preview(Path(chosen))

    def preview(self, path: Path) -> None:
        """Show what is in ``path``; nothing of the run changes until the person says so there."""
        self._folder = path.parent
        try:
            content = contents(path)
            sheet = read(content)
        except Refusal as error:
            self._say(f"{path.name}: {error}.", "error")
            return
        self.dialog = OpenDialog(self._root, self._theme, path.name, content, sheet, self._use)

    def save(self) -> None:
        """Write the points in force, own or not, to a CSV file."""
        snapshot = self._session.snapshot
        if snapshot is None:
            return
        text, count = _text_of(snapshot.data, self._session.experiment.own)
        chosen = filedialog.asksaveasfilename(
            parent=self._root, title="Save points", initialdir=self._folder, initialfile="glassnet-points.csv",
            defaultextension=".csv", filetypes=[("CSV table", "*.csv")],
        )  # fmt: skip
        if not chosen:
            return
        path = Path(chosen)
        self._folder = path.parent
        try:
            write_whole(path, lambda temporary: Path(temporary).write_text(text, encoding="utf-8", newline="\n"))
        except OSError as error:
            self._say(f"{path} could not be written: {error.strerror or error}.", "error")
        else:
            self._say(f"Saved {count:,} points to {path}.", "plain")

    def close(self) -> None:
        """End drawing and the dialog."""
        self.drawing.close()
        if self.dialog is not None and self.dialog.winfo_exists():
            self.dialog.destroy()

    def _use(self, points: OwnPoints) -> None:
        try:
            self._act(lambda: self._session.use(points))
        except Invalid as error:  # another setting does not go with them, such as features of an input they lack
            self._say(f"{points.label} cannot be used with the settings as they are: {error}.", "error")

    def _plane(self) -> DrawnPlane | None:
        """The boundary plot, put into the first place if it has none; None where another panel fills the board."""
        if PANEL not in self._board.canvases:
            self._board.arrange([PANEL])
        if PANEL not in self._board.arrangement:
            self._say("Another panel fills the board: give the others their room back before drawing.", "warning")
            return None
        self._root.update_idletasks()  # a new plot has its size only then
        return DrawnPlane(self._board.canvases[PANEL], self._theme)

    def _show_tools(self) -> None:
        """The strip is there while points are drawn."""
        drawing = self.drawing
        if drawing.active and self.tools is None:
            plot = self._board.canvases[PANEL].widget
            self.tools = Tools(plot.master, self._theme, self._hints, drawing, self.save)
            self.tools.pack(side="top", fill="x", before=plot)
        elif not drawing.active and self.tools is not None:
            self.tools.destroy()
            self.tools = None
        if self.tools is not None:
            self.tools.show()
        self.buttons["draw"].configure(text="End drawing" if drawing.active else "Draw points")

    def _buttons(self, group: tk.Misc, hints: Hints) -> dict[str, ttk.Button]:
        bar = ttk.Frame(group, style="Body.TFrame")
        bar.grid(row=LAST_ROW, column=0, sticky="ew", padx=(self._theme.px(12), 0), pady=(self._theme.px(4), 0))
        buttons = {}
        for column, (name, words, help_words, action) in enumerate((
            ("open", "Open data…", "Train on points of your own, from a CSV or another text table", self.open),
            ("draw", "Draw points", "Add points to the plane with the mouse, or take some away", self.drawing.toggle),
            ("save", "Save…", "Write the points that are in use to a CSV file", self.save),
        )):  # fmt: skip
            button = ttk.Button(bar, text=words, style="Card.TButton", command=action)
            button.grid(row=0, column=column, sticky="ew", padx=(0, self._theme.px(4)))
            bar.columnconfigure(column, weight=1)
            hints.attach(button, help_words)
            buttons[name] = button
        return buttons


def _text_of(data: Data, own: OwnPoints | None) -> tuple[str, int]:
    """The CSV of own points in their order, or of a data set as it was drawn, training points first."""
    if own is not None:
        return as_csv(own.points, own.labels, own.feature_names, own.class_names), len(own.labels)
    return as_csv(data.points, data.targets, last=LABEL if data.classes else VALUE), len(data.targets)

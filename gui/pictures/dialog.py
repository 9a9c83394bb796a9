"""The dialog: what becomes a picture, how, and where it goes; nothing is written before Save or Copy is pressed."""

from __future__ import annotations

import dataclasses
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import filedialog, ttk
from typing import Any

from gui.controls.row import Complaint
from gui.theme.theme import Theme
from model.table import Table

from ..controls.appearing import appear
from .formats import FORMATS, format_of
from .names import complete, suggested_name
from .order import COLOURS, SCALES, SUBJECTS, WINDOW, Order
from .shot import Shot

PAD, LABEL, WIDTH = 14, 64, 430
CHOOSERS: tuple[tuple[str, str, Table[Any]], ...] = (
    ("what", "Picture", SUBJECTS),
    ("format", "Format", FORMATS),
    ("scale", "Size", SCALES),
    ("colours", "Colours", COLOURS),
)
CAPTION = "Caption: where the run stands, settings, seeds"
THERE = "{} is there already. Press Replace to write over it, or choose another name."
BACK = "Opened in Glassnet, it brings this moment of the run back."


class PictureDialog(tk.Toplevel):
    """Asks about ``shot``, at first as ``order`` says; ``save(order, path)`` and ``copy(order)`` do what is pressed.

    ``save`` returns why it was not possible, or "". ``boxes`` has the lists by the name of the order's field.
    """

    def __init__(
        self,
        window: tk.Tk,
        theme: Theme,
        shot: Shot,
        order: Order,
        folder: Path,
        save: Callable[[Order, Path], str],
        copy: Callable[[Order], None],
    ) -> None:
        super().__init__(window)
        self.withdraw()
        self._window = window
        self._theme, self._shot, self.order, self.folder, self._save, self._copy = (
            theme,
            shot,
            order,
            folder,
            save,
            copy,
        )
        self._replacing: Path | None = None  # the file whose name has been shown to be taken
        self.title("Save a picture")
        self.configure(highlightthickness=theme.px(1))
        theme.colour(self, background="card", highlightbackground="edge", highlightcolor="edge")
        self._build()
        self._suggest()
        self._show()
        appear(self, window, self.save_button)
        for key, act in (("<Return>", self._enter), ("<KP_Enter>", self._enter), ("<Escape>", self.destroy)):
            self.bind(key, lambda event, act=act: act())

    @property
    def path(self) -> Path:
        """The file that is meant. Raises ValueError where it has no possible name."""
        return self.folder / complete(self.name.get(), self.order)

    @property
    def message(self) -> str:
        """The refusal that is shown."""
        return str(self._complaint.words.cget("text")) if self._complaint.winfo_manager() else ""

    @property
    def note(self) -> str:
        """What is said about the picture."""
        return str(self._note.cget("text"))

    def accept(self) -> None:
        """Save, if nothing is in the way; ask before a file is replaced."""
        try:
            path = self.path
        except ValueError as error:
            self._complain(str(error))
            return
        order = dataclasses.replace(self.order, format=(format_of(path) or FORMATS[self.order.format]).name)
        if path.exists() and not path.is_dir() and path != self._replacing:
            self._complain(THERE.format(path.name))
            self._replacing = path
            self.save_button.configure(text="Replace")
            return
        trouble = self._shot.trouble(order)
        if not trouble:
            self._wait()
            trouble = self._save(order, path)
        if trouble:
            self._complain(trouble)
        else:
            self.destroy()

    def copy(self) -> None:
        """To the clipboard, in any format but as pixels."""
        order = dataclasses.replace(self.order, format="png")
        if trouble := self._shot.trouble(order):
            self._complain(trouble)
            return
        self._wait()
        self._copy(order)
        self.destroy()

    def choose_folder(self) -> None:
        """Ask for the folder."""
        chosen = filedialog.askdirectory(
            parent=self, title="Folder for pictures", initialdir=self.folder, mustexist=True
        )
        if chosen:
            self.folder = Path(chosen)
            self._show()

    def destroy(self) -> None:
        """Close; the keyboard goes back to the window, also where no window manager sees to that."""
        held = bool(self.winfo_exists()) and self.focus_displayof() is not None
        super().destroy()
        if held and self._window.winfo_exists():
            back = self._window.focus_lastfor()
            (back if back is not None and back.winfo_exists() else self._window).focus_force()

    # -- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        px = self._theme.px
        inside = ttk.Frame(self, style="Body.TFrame", padding=px(PAD))
        inside.pack(fill="both", expand=True)
        inside.columnconfigure(0, minsize=px(LABEL))
        inside.columnconfigure(1, weight=1, minsize=px(WIDTH - LABEL))
        self.boxes = {name: self._box(inside, row, name, *rest) for row, (name, *rest) in enumerate(CHOOSERS)}
        self._captioned = tk.BooleanVar(self, self.order.caption)
        self.caption_box = ttk.Checkbutton(
            inside, text=CAPTION, style="Card.TCheckbutton", variable=self._captioned, command=self._chosen
        )
        self.caption_box.grid(row=4, column=1, sticky="w", pady=(px(4), 0))
        self._note = ttk.Label(inside, style="Card.Small.TLabel", justify="left", wraplength=px(WIDTH - LABEL - 12))
        self._note.grid(row=5, column=1, sticky="w", pady=(px(6), px(2)))
        line = ttk.Frame(inside, style="Line.TFrame", height=px(1))
        line.grid(row=6, column=0, columnspan=2, sticky="ew", pady=px(10))
        self._file(inside)
        self._complaint = Complaint(inside, self._theme)
        self._foot(inside).grid(row=10, column=0, columnspan=2, sticky="ew", pady=(px(14), 0))

    def _box(self, parent: ttk.Frame, row: int, name: str, label: str, table: Table[Any]) -> ttk.Combobox:
        px = self._theme.px
        ttk.Label(parent, text=label, style="Card.TLabel").grid(row=row, column=0, sticky="w", pady=px(3))
        labels = [record.label for record in table.values()]
        box = ttk.Combobox(
            parent, style="Card.TCombobox", state="readonly", values=labels, height=len(labels), exportselection=False
        )
        box.grid(row=row, column=1, sticky="ew", pady=px(3))
        box.current(list(table).index(getattr(self.order, name)))
        box.bind("<<ComboboxSelected>>", lambda event: self._chosen())
        return box

    def _file(self, inside: ttk.Frame) -> None:
        px = self._theme.px
        ttk.Label(inside, text="Name", style="Card.TLabel").grid(row=7, column=0, sticky="w", pady=px(3))
        self.name = ttk.Entry(inside, style="Card.TEntry", exportselection=False)
        self.name.grid(row=7, column=1, sticky="ew", pady=px(3))
        self.name.bind("<KeyRelease>", lambda event: self._typed())
        ttk.Label(inside, text="Folder", style="Card.TLabel").grid(row=8, column=0, sticky="w", pady=px(3))
        row = ttk.Frame(inside, style="Body.TFrame")
        row.grid(row=8, column=1, sticky="ew", pady=px(3))
        self.folder_button = ttk.Button(row, text="Choose…", style="Card.TButton", command=self.choose_folder)
        self.folder_button.pack(side="right", padx=(px(8), 0))
        self._folder_label = ttk.Label(
            row, style="Card.Muted.TLabel", justify="left", wraplength=px(WIDTH - LABEL - 100)
        )
        self._folder_label.pack(side="left", fill="x", expand=True)

    def _foot(self, parent: tk.Misc) -> ttk.Frame:
        px, foot = self._theme.px, ttk.Frame(parent, style="Body.TFrame")
        self.save_button = ttk.Button(foot, text="Save", style="Card.Primary.TButton", command=self.accept)
        self.save_button.pack(side="right", padx=(px(8), 0))
        self.copy_button = ttk.Button(foot, text="Copy", style="Card.TButton", command=self.copy)
        self.copy_button.pack(side="right", padx=(px(8), 0))
        self.cancel_button = ttk.Button(foot, text="Cancel", style="Card.TButton", command=self.destroy)
        self.cancel_button.pack(side="right")
        return foot

    # -- what follows from what a person says --------------------------------------------------------------------

    def _chosen(self) -> None:
        """Something was chosen in a list."""
        facts = {name: list(table)[self.boxes[name].current()] for name, _, table in CHOOSERS}
        own_name = self.name.get() != suggested_name(self.order, self._shot.snapshot)
        self.order = Order(**facts, caption=self._captioned.get())
        for box in self.boxes.values():
            box.selection_clear()
        if own_name:
            self._end_with(FORMATS[self.order.format].ending)
        else:
            self._suggest()
        self._typed()
        self._show()

    def _typed(self) -> None:
        """Another name is another question."""
        self._replacing = None
        self._complain("")
        self.save_button.configure(text="Save")

    def _suggest(self) -> None:
        self.name.delete(0, "end")
        self.name.insert(0, suggested_name(self.order, self._shot.snapshot))

    def _end_with(self, ending: str) -> None:
        """Keep a person's own name, but for its end."""
        name = self.name.get()
        if format_of(name):
            self.name.delete(0, "end")
            self.name.insert(0, Path(name).stem + ending)

    def _show(self) -> None:
        """Say what the order gives."""
        order, shot = self.order, self._shot
        vector = FORMATS[order.format].vector
        self.boxes["scale"].state(["disabled" if vector else "!disabled"])
        if vector:
            size = "{:.1f} × {:.1f} inches, sharp at every size.".format(*shot.inches(order))
        else:
            size = "{:,} × {:,} pixels.".format(*shot.pixels(order))
        anew = " Drawn anew: all panels as they are arranged, without the controls."
        run = f" The run is {shot.snapshot.label}." if shot.snapshot.companions and shot.snapshot.label else ""
        drawn = anew if order.what == WINDOW and not shot.as_seen(order) else ""
        self._note.configure(text=f"{size}{drawn} {BACK}{run}" if shot.snapshot.moment else f"{size}{drawn}")
        self._folder_label.configure(text=str(self.folder))

    def _complain(self, words: str) -> None:
        px = self._theme.px
        self._complaint.words.configure(text=words)
        if words:
            self._complaint.grid(row=9, column=1, sticky="ew", pady=(px(6), 0))
        else:
            self._complaint.grid_remove()

    def _wait(self) -> None:
        """Drawing takes a moment."""
        self.configure(cursor="watch")
        self.update_idletasks()

    def _enter(self) -> None:
        """What the button with the keyboard says; Save where none has it."""
        focus = self.focus_get()
        acts = {self.cancel_button: self.destroy, self.copy_button: self.copy, self.folder_button: self.choose_folder}
        acts.get(focus, self.accept)()  # type: ignore[call-overload]

"""The asking dialog: what dialogs about a file to be written share: lists, name and folder, refusals, buttons."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from pathlib import Path
from tkinter import filedialog, ttk
from typing import Any

from gui.controls.row import Complaint
from gui.theme.theme import Theme

from ..controls.appearing import appear

PAD, LABEL, WIDTH = 14, 64, 430
THERE = "{} is there already. Press Replace to write over it, or choose another name."


class AskingDialog(tk.Toplevel):
    """Rows of questions, then a line, then name and ``folder``; Return is ``accept``, whose button says ``act``.

    ``name`` is the field of the file's name, ``message`` the refusal that is shown, ``note`` what is said about the
    file. Whoever inherits fills ``_ask(inside)``, which returns the number of rows it took, and ``accept``.
    """

    def __init__(self, window: tk.Tk, theme: Theme, title: str, act: str, folder: Path) -> None:
        super().__init__(window)
        self.withdraw()
        self._window, self._theme, self.folder, self._act = window, theme, folder, act
        self._replacing: Path | None = None  # the file whose name has been shown to be taken
        self.title(title)
        self.configure(highlightthickness=theme.px(1))
        theme.colour(self, background="card", highlightbackground="edge", highlightcolor="edge")

    @property
    def message(self) -> str:
        """The refusal that is shown."""
        return str(self._complaint.words.cget("text")) if self._complaint.winfo_manager() else ""

    @property
    def note(self) -> str:
        """What is said about the file."""
        return str(self._note.cget("text"))

    def accept(self) -> None:
        """Write the file, if nothing is in the way."""
        raise NotImplementedError

    def choose_folder(self) -> None:
        """Ask for the folder."""
        chosen = filedialog.askdirectory(
            parent=self, title="Folder for pictures", initialdir=self.folder, mustexist=True
        )
        if chosen:
            self.folder = Path(chosen)
            self._folder_label.configure(text=str(self.folder))
            self._typed()

    def destroy(self) -> None:
        """Close; the keyboard goes back to the window, also where no window manager sees to that."""
        held = bool(self.winfo_exists()) and self.focus_displayof() is not None
        super().destroy()
        if held and self._window.winfo_exists():
            back = self._window.focus_lastfor()
            (back if back is not None and back.winfo_exists() else self._window).focus_force()

    # -- for those who inherit -----------------------------------------------------------------------------------

    def _ask(self, inside: ttk.Frame) -> int:
        """Build the questions, from row 0 on; returns how many rows they are."""
        raise NotImplementedError

    def _build(self) -> None:
        px = self._theme.px
        inside = ttk.Frame(self, style="Body.TFrame", padding=px(PAD))
        inside.pack(fill="both", expand=True)
        inside.columnconfigure(0, minsize=px(LABEL))
        inside.columnconfigure(1, weight=1, minsize=px(WIDTH - LABEL))
        row = self._ask(inside)
        self._note = ttk.Label(inside, style="Card.Small.TLabel", justify="left", wraplength=px(WIDTH - LABEL - 12))
        self._note.grid(row=row, column=1, sticky="w", pady=(px(6), px(2)))
        line = ttk.Frame(inside, style="Line.TFrame", height=px(1))
        line.grid(row=row + 1, column=0, columnspan=2, sticky="ew", pady=px(10))
        self._file(inside, row + 2)
        self._complaint, self._complaint_row = Complaint(inside, self._theme), row + 4
        self._foot(inside).grid(row=row + 5, column=0, columnspan=2, sticky="ew", pady=(px(14), 0))

    def _appear(self) -> None:
        appear(self, self._window, self.save_button)
        for key, act in (("<Return>", self._enter), ("<KP_Enter>", self._enter), ("<Escape>", self.destroy)):
            self.bind(key, lambda event, act=act: act())

    def _label(self, parent: ttk.Frame, row: int, words: str) -> None:
        label = ttk.Label(parent, text=words, style="Card.TLabel")
        label.grid(row=row, column=0, sticky="w", pady=self._theme.px(3))

    def _list(
        self, parent: tk.Misc, labels: Sequence[str], chosen: int, act: Callable[[], object], **look: Any
    ) -> ttk.Combobox:
        """A list of ``labels`` to choose from, which is not placed yet."""
        box = ttk.Combobox(
            parent, style="Card.TCombobox", state="readonly", values=list(labels), height=len(labels),
            exportselection=False, **look,
        )  # fmt: skip
        box.current(chosen)

        def changed(_event: object) -> None:
            box.selection_clear()
            act()

        box.bind("<<ComboboxSelected>>", changed)
        return box

    def _check(self, parent: ttk.Frame, row: int, words: str, on: bool, act: Callable[[], object]) -> tk.BooleanVar:
        """A box to tick, called ``caption_box``."""
        ticked = tk.BooleanVar(self, on)
        self.caption_box = ttk.Checkbutton(parent, text=words, style="Card.TCheckbutton", variable=ticked, command=act)
        self.caption_box.grid(row=row, column=1, sticky="w", pady=(self._theme.px(4), 0))
        return ticked

    def _write_name(self, name: str) -> None:
        self.name.delete(0, "end")
        self.name.insert(0, name)

    def _taken(self, path: Path) -> bool:
        """Whether ``path`` is there already and nobody has said yet that it may be replaced; then that is asked."""
        if not path.exists() or path.is_dir() or path == self._replacing:
            return False
        self._complain(THERE.format(path.name))
        self._replacing = path
        self.save_button.configure(text="Replace")
        return True

    def _typed(self) -> None:
        """Another name is another question."""
        self._replacing = None
        self._complain("")
        self.save_button.configure(text=self._act)

    def _complain(self, words: str) -> None:
        self._complaint.words.configure(text=words)
        if words:
            self._complaint.grid(row=self._complaint_row, column=1, sticky="ew", pady=(self._theme.px(6), 0))
        else:
            self._complaint.grid_remove()

    def _buttons(self, foot: ttk.Frame) -> None:
        """Further buttons between the two that are always there, placed from the right."""

    def _acts(self) -> dict[tk.Misc, Callable[[], object]]:
        """What Return means on a button; anywhere else it is ``accept``."""
        return {self.cancel_button: self.destroy, self.folder_button: self.choose_folder}

    # -- building ------------------------------------------------------------------------------------------------

    def _file(self, inside: ttk.Frame, top: int) -> None:
        px = self._theme.px
        self._label(inside, top, "Name")
        self.name = ttk.Entry(inside, style="Card.TEntry", exportselection=False)
        self.name.grid(row=top, column=1, sticky="ew", pady=px(3))
        self.name.bind("<KeyRelease>", lambda event: self._typed())
        self._label(inside, top + 1, "Folder")
        row = ttk.Frame(inside, style="Body.TFrame")
        row.grid(row=top + 1, column=1, sticky="ew", pady=px(3))
        self.folder_button = ttk.Button(row, text="Choose…", style="Card.TButton", command=self.choose_folder)
        self.folder_button.pack(side="right", padx=(px(8), 0))
        self._folder_label = ttk.Label(
            row, text=str(self.folder), style="Card.Muted.TLabel", justify="left", wraplength=px(WIDTH - LABEL - 100)
        )
        self._folder_label.pack(side="left", fill="x", expand=True)

    def _foot(self, parent: tk.Misc) -> ttk.Frame:
        px, foot = self._theme.px, ttk.Frame(parent, style="Body.TFrame")
        self.save_button = ttk.Button(foot, text=self._act, style="Card.Primary.TButton", command=self.accept)
        self.save_button.pack(side="right", padx=(px(8), 0))
        self._buttons(foot)
        self.cancel_button = ttk.Button(foot, text="Cancel", style="Card.TButton", command=self.destroy)
        self.cancel_button.pack(side="right")
        return foot

    def _enter(self) -> None:
        """What the button with the keyboard says; the first button where none has it."""
        focus = self.focus_get()
        self._acts().get(focus, self.accept)()  # type: ignore[call-overload]

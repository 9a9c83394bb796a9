"""The menu of recent files: filled anew each time that it opens."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path

from gui.theme.theme import Theme

from .recent import RecentFiles

AFTER = "Open…"  # the entry of the File menu below which it stands
FOLDER = 40  # characters of a folder's name that are shown
LABEL = "Recent files"


def add(menu: tk.Menu, theme: Theme, recent: RecentFiles, choose: Callable[[Path], None]) -> tk.Menu:
    """Put the menu of recent files into ``menu``."""
    part = tk.Menu(menu, tearoff=False)
    part.configure(postcommand=lambda: _fill(part, theme, recent, choose))
    menu.insert_cascade(menu.index(AFTER) + 1, label=LABEL, menu=part, **theme.entry())
    return part


def _fill(part: tk.Menu, theme: Theme, recent: RecentFiles, choose: Callable[[Path], None]) -> None:
    part.delete(0, "end")
    paths = recent.paths()
    for path in paths:
        words = f"{path.name}   {_folder(path)}"
        part.add_command(label=words, command=lambda path=path: choose(path), **theme.entry())
    if paths:
        part.add_separator()
        part.add_command(label="Clear this list", command=recent.clear, **theme.entry())
    else:
        part.add_command(label="Nothing yet", state="disabled", **theme.entry())


def _folder(path: Path) -> str:
    """Its end, which tells more than its beginning; one's own folder is ~."""
    folder, home = str(path.parent), str(Path.home())
    folder = "~" + folder[len(home) :] if folder == home or folder.startswith(home + "/") else folder
    return folder if len(folder) <= FOLDER else "…" + folder[1 - FOLDER :]

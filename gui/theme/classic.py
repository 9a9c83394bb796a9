"""The classic widgets that ttk cannot style: drop lists, menus, and whatever a canvas or text is used for."""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Iterator

from . import fonts
from .palette import Palette

NATIVE_MENUS = sys.platform in ("win32", "darwin")


def list_look(p: Palette, line: int) -> dict[str, object]:
    """A drop list: as a field, the chosen line in the accent."""
    return {
        "background": p.field,
        "foreground": p.text,
        "selectBackground": p.accent,
        "selectForeground": p.accent_text,
        "highlightThickness": 4 * line,  # in the list's own colour: room around the lines
        "highlightBackground": p.field,
        "highlightColor": p.field,
        "borderWidth": 0,
        "relief": "flat",
        "activeStyle": "none",
        "font": fonts.BODY,
    }


def menu_look(p: Palette) -> dict[str, object]:
    """A menu: flat, with the accent under the pointer."""
    return {
        "background": p.card,
        "foreground": p.text,
        "activeBackground": p.accent,
        "activeForeground": p.accent_text,
        "disabledForeground": p.disabled,
        "selectColor": p.text,
        "activeBorderWidth": 0,  # Tk 8.6 would draw it as a bevel; Theme.entry makes the lines higher instead
        "borderWidth": 1,
        "relief": "raised",
        "font": fonts.BODY,
    }


def dress_future(root: tk.Misc, p: Palette, line: int) -> None:
    """Colour the lists and menus that will be made."""
    for option, value in list_look(p, line).items():
        root.option_add(f"*TCombobox*Listbox.{option}", value)
    if not NATIVE_MENUS:
        for option, value in menu_look(p).items():
            root.option_add(f"*Menu.{option}", value)


def dress_present(root: tk.Misc, p: Palette, line: int) -> None:
    """Colour the lists and menus that exist already."""
    for path in _all_paths(root):
        kind = str(root.tk.call("winfo", "class", path))
        if kind == "Listbox" and "popdown" in path:
            _configure(root, path, list_look(p, line))
        elif kind == "Menu" and not NATIVE_MENUS:
            _configure(root, path, menu_look(p))


def _configure(root: tk.Misc, path: str, look: dict[str, object]) -> None:
    root.tk.call(path, "configure", *(part for name, value in look.items() for part in (f"-{name.lower()}", value)))


def _all_paths(root: tk.Misc) -> Iterator[str]:
    """Every window of the program, also those that Tcl made and tkinter does not know."""
    waiting = [str(root)]
    while waiting:
        path = waiting.pop()
        yield path
        waiting.extend(str(child) for child in root.tk.splitlist(root.tk.call("winfo", "children", path)))

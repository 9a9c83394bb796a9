"""The menu bar: every command of the window in its menu, with its key."""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Callable, Mapping
from types import MappingProxyType

from .keys import COMMANDS
from .theme.classic import NATIVE_MENUS
from .theme.theme import Theme

MENUS = ("File", "Edit", "Run", "View", "Lessons", "Help")  # in this order; one without entries is left out
WITHIN = {"Export": ("File", "copy_picture")}  # menus that are an entry of another one, and after which command


class Menus:
    """The menus by name; others may add entries to them: ``menus["Lessons"].add_command(...)``.

    Entries of commands that are not ``possible`` when their menu opens are grey.
    """

    def __init__(
        self,
        root: tk.Tk,
        theme: Theme,
        commands: Mapping[str, Callable[[], object]],
        possible: Mapping[str, Callable[[], bool]] = MappingProxyType({}),
    ) -> None:
        self._theme = theme
        self.bar = tk.Menu(root, tearoff=False)
        self._menus: dict[str, tk.Menu] = {}
        for command in COMMANDS.values():
            if command.line:
                self[command.menu].add_separator()
            self[command.menu].add_command(
                label=command.label, accelerator=command.key, command=commands[command.name], **theme.entry()
            )
        for name in dict.fromkeys(COMMANDS[command].menu for command in possible):
            own = {COMMANDS[each].label: may for each, may in possible.items() if COMMANDS[each].menu == name}
            self[name].configure(postcommand=lambda menu=self[name], own=own: _grey(menu, own))
        root.configure(menu=self.bar)
        theme.follow(self.bar, self._dress)

    @property
    def height(self) -> int:
        """How much the bar adds to the window's height, px; 0 where the system shows it elsewhere."""
        root = self.bar.master
        root.update_idletasks()
        copies = [path for path in root.tk.splitlist(root.tk.call("winfo", "children", ".")) if path.startswith(".#")]
        return max((root.tk.getint(root.tk.call("winfo", "reqheight", path)) for path in copies), default=0)

    def _dress(self) -> None:
        """The bar is part of the window's ground; on Windows and macOS the system draws it."""
        if not NATIVE_MENUS:
            palette = self._theme.palette
            self.bar.configure(background=palette.background, relief="flat", borderwidth=0)

    def __getitem__(self, name: str) -> tk.Menu:
        """The menu called ``name``, made and put into the bar where it is asked for first."""
        if name not in self._menus and name in WITHIN:
            self._menus[name] = self._within(*WITHIN[name], name)
        elif name not in self._menus:
            menu = self._menus[name] = tk.Menu(self.bar, tearoff=False)
            later = [other for other in MENUS[MENUS.index(name) + 1 :] if other in self._menus]
            entry = {"label": name, "menu": menu, "underline": 0 if sys.platform != "darwin" else -1}
            if later:
                self.bar.insert_cascade(later[0], **entry)
            else:
                self.bar.add_cascade(**entry)
        return self._menus[name]

    def _within(self, outer: str, after: str, name: str) -> tk.Menu:
        """A menu that is an entry of ``outer``, below that of ``after``; at the end while that is to come."""
        menu = self[outer]
        labels = [menu.entrycget(n, "label") if menu.type(n) == "command" else "" for n in range(menu.index("end") + 1)]
        label = COMMANDS[after].label
        place = labels.index(label) + 1 if label in labels else len(labels)
        inner = tk.Menu(menu, tearoff=False)
        menu.insert_cascade(place, label=name, menu=inner, **self._theme.entry())
        return inner


def _grey(menu: tk.Menu, possible: Mapping[str, Callable[[], bool]]) -> None:
    """Grey the entries, by their labels, that have nothing to do now."""
    for label, may in possible.items():
        menu.entryconfigure(menu.index(label), state="normal" if may() else "disabled")

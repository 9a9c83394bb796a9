"""The commands of the window: what menus and keys do, and the rule that a widget which uses a key keeps it."""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from model.table import Table

from .panels import VIEWS

CONTROL = "Command" if sys.platform == "darwin" else "Control"


@dataclass(frozen=True)
class Command:
    """An entry of the menu called ``menu``, with a ``line`` above it where a new kind begins; ``events`` call it too.

    ``plain`` events are left to a widget that uses them itself; those that ``yields`` says so to any field into which
    text is typed. Letters stand there twice, for with Caps Lock on they come as capitals.
    """

    name: str
    label: str
    menu: str
    events: tuple[str, ...] = ()
    plain: bool = True
    yields: bool = False
    line: bool = False

    @property
    def key(self) -> str:
        """The first of its keys, as a person reads it: "Ctrl+E"; empty where it has none."""
        if not self.events:
            return ""
        *modifiers, key = self.events[0].strip("<>").split("-")
        return "+".join([*(WRITTEN.get(name, name) for name in modifiers if name != "Key"), key.capitalize()])


WRITTEN = {"Control": "Ctrl", "Command": "Cmd"}
SHIFTED_E = (f"<{CONTROL}-Shift-E>", f"<{CONTROL}-Shift-e>")  # the second with Caps Lock
REDO = (f"<{CONTROL}-y>", f"<{CONTROL}-Y>", f"<{CONTROL}-Shift-Z>", f"<{CONTROL}-Shift-z>")
COMMANDS = Table(
    "command",
    Command("new", "New", "File", (f"<{CONTROL}-n>", f"<{CONTROL}-N>"), plain=False),
    Command("open", "Open…", "File", (f"<{CONTROL}-o>", f"<{CONTROL}-O>"), plain=False),
    Command("save", "Save", "File", (f"<{CONTROL}-s>", f"<{CONTROL}-S>"), plain=False),
    Command("save_as", "Save as…", "File", (f"<{CONTROL}-Shift-S>", f"<{CONTROL}-Shift-s>"), plain=False),
    Command("draw", "Draw points", "File", (f"<{CONTROL}-d>", f"<{CONTROL}-D>"), plain=False, line=True),
    Command("save_points", "Save points…", "File"),
    Command("picture", "Save a picture…", "File", (f"<{CONTROL}-e>", f"<{CONTROL}-E>"), plain=False, line=True),
    Command("quick_picture", "Save the next picture", "File", SHIFTED_E, plain=False),
    Command("copy_picture", "Copy the picture", "File"),
    Command("record", "Record an animation…", "File", (f"<{CONTROL}-r>", f"<{CONTROL}-R>"), plain=False),
    Command("quit", "Quit", "File", (f"<{CONTROL}-q>", f"<{CONTROL}-Q>"), plain=False, line=True),
    Command("undo", "Undo", "Edit", (f"<{CONTROL}-z>", f"<{CONTROL}-Z>"), plain=False),
    Command("redo", "Redo", "Edit", REDO, plain=False),
    Command(
        "copy", "Copy experiment", "Edit", (f"<{CONTROL}-c>", f"<{CONTROL}-C>"), plain=False, yields=True, line=True
    ),
    Command("paste", "Paste experiment", "Edit", (f"<{CONTROL}-v>", f"<{CONTROL}-V>"), False, yields=True),
    Command("play", "Play or pause", "Run", ("<space>",)),
    Command("batch", "One step", "Run", ("<Right>", "<s>", "<S>")),
    Command("phase", "One phase on", "Run", ("<Down>",)),
    Command("phase_back", "One phase back", "Run", ("<Up>",)),
    Command("leave", "Whole minibatch, or leave the step", "Run"),
    Command("epoch", "To the end of the epoch", "Run", ("<Shift-Right>",)),
    Command("back", "One step back", "Run", ("<Left>",)),
    Command("back_epoch", "Back to the end of the epoch before", "Run", ("<Shift-Left>",)),
    Command("newest", "To the newest step", "Run", ("<End>",)),
    Command("next_branch", "To the next branch", "Run", ("<b>", "<B>")),
    Command("name_branch", "Name this branch…", "Run", ("<F2>",)),
    Command("finite", "Back to the last finite step", "Run"),
    Command("reset", "Reset to the same weights", "Run", ("<Home>", "<r>", "<R>")),
    Command("weights", "New weights", "Run"),
    Command("keep", "Keep this run", "Run", ("<k>", "<K>")),
    Command("compare", "Compare…", "Run", ("<c>", "<C>")),
    Command("data", "New data", "Run"),
    Command("defaults", "All settings to default", "Run"),
    Command("enlarge", "Enlarge the panel at the pointer", "View", ("<e>", "<E>")),
    Command("spread", "Back to all panels", "View"),
    Command("escape", "Back out", "View", ("<Escape>",)),
    Command("colours", "Light or dark colours", "View"),
    *(
        Command(view.name, view.label, "View", (f"<Key-{number}>", f"<KP_{number}>"))
        for number, view in enumerate(VIEWS.values(), 1)
    ),
)
TYPING = ("TEntry", "TCombobox", "TSpinbox", "TScale")
PRESSING = ("TButton", "TCheckbutton")
# Bits of an event's state: Control, and whatever is Alt, Command or the Windows key on this system.
OTHERS = {"darwin": 0x4 | 0x8 | 0x10, "win32": 0x4 | 0x20000}.get(sys.platform, 0x2004C)
PRESSED_BY = "<space>"
WRITING = ("Entry", "TEntry", "TCombobox", "TSpinbox")
YANKED = REDO[0]  # which would paste into a field, as in Emacs
SELECT_ALL = (f"<{CONTROL}-a>", f"<{CONTROL}-A>")
LEFT_BY = ("<Return>", "<KP_Enter>", "<Escape>", "<<ComboboxSelected>>")


class Keys:
    """Binds the keys of ``window`` to ``commands``, by the names in COMMANDS."""

    def __init__(self, window: tk.Tk, commands: Mapping[str, Callable[[], object]]) -> None:
        self._window, self._by_mouse = window, False
        for known in COMMANDS.values():
            for event in known.events:
                window.bind(event, self._bound(known, event, commands[known.name]))
        for event in LEFT_BY:
            window.bind(event, self._leave, add="+")
        window.bind("<Button-1>", self._clicked, add="+")
        window.bind("<ButtonRelease-1>", self._let_go, add="+")
        window.bind("<Key>", self._typed, add="+")
        window.bind_class("Menu", "<Unmap>", self._menu_closed, add="+")
        for widget_class in WRITING:
            window.bind_class(widget_class, YANKED, lambda event: None)
            for event in SELECT_ALL:
                window.bind_class(widget_class, event, _select_all)

    def _bound(self, known: Command, pressed: str, act: Callable[[], object]) -> Callable[[tk.Event], None]:
        def pressed_now(event: tk.Event) -> None:
            if known.plain and (_uses(event.widget, pressed) or _with_others(event)):
                return
            if known.yields and _typed_into(event.widget):
                return
            act()

        return pressed_now

    def _leave(self, event: tk.Event) -> None:
        """After Return, Escape or a choice in a field the window has the keyboard, unless the entry was refused."""
        widget = event.widget
        if _class(widget) in TYPING and not widget.instate(["invalid"]):
            self._window.focus_set()

    def _let_go(self, event: tk.Event) -> None:
        """A button that was clicked does not keep the keyboard: the next Space shall play, not press it again."""
        if _class(event.widget) in PRESSING and event.widget.winfo_toplevel() is self._window:
            self._window.focus_set()

    def _typed(self, _event: tk.Event) -> None:
        self._by_mouse = False

    def _menu_closed(self, _event: tk.Event) -> None:
        """Nor does a button whose menu was opened with the mouse; Tk gives it the keyboard when the menu closes."""
        if not self._by_mouse:
            return
        focus = str(self._window.tk.call("focus"))
        if focus and self._window.tk.call("winfo", "class", focus) in PRESSING:
            self._window.focus_set()

    def _clicked(self, event: tk.Event) -> None:
        """A click on anything that takes no keys ends typing."""
        self._by_mouse = True
        widget, window = event.widget, self._window
        if _class(widget) in TYPING or not isinstance(widget, tk.Misc) or widget.winfo_toplevel() is not window:
            return
        focus = str(window.tk.call("focus"))  # focus_get fails on the list of a combobox, which Tk made itself
        if focus and window.tk.call("winfo", "class", focus) in TYPING:
            window.focus_set()


def _select_all(event: tk.Event) -> str:
    """Select all that is written, as every other program does; Tk on X would go to the start of the line."""
    if isinstance(event.widget, tk.Misc):  # dialogs of Tk itself have fields that only Tcl knows
        event.widget.selection_range(0, "end")
        event.widget.icursor("end")
    return "break"


def _uses(widget: object, pressed: str) -> bool:
    """Whether the widget with the keyboard uses this key itself."""
    return _class(widget) in TYPING or (pressed == PRESSED_BY and _class(widget) in PRESSING)


def _typed_into(widget: object) -> bool:
    """Whether text can be typed into the widget with the keyboard."""
    return _class(widget) in WRITING and "readonly" not in str(widget.cget("state"))


def _with_others(event: tk.Event) -> bool:
    """Whether Control, Alt or Command is held down: Tk takes Ctrl-S for an S, but a person does not mean it."""
    return isinstance(event.state, int) and bool(event.state & OTHERS)


def _class(widget: object) -> str:
    return widget.winfo_class() if isinstance(widget, tk.Misc) else ""

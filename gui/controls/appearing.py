"""The appearing of a dialog: over the window that waits for it, with the keyboard as soon as it can be seen."""

from __future__ import annotations

import tkinter as tk


def appear(dialog: tk.Toplevel, window: tk.Tk, first: tk.Misc) -> None:
    """Show ``dialog`` over the upper middle of ``window``, which waits meanwhile; ``first`` has the keyboard."""
    dialog.transient(window)
    dialog.update_idletasks()
    left = window.winfo_rootx() + (window.winfo_width() - dialog.winfo_reqwidth()) // 2
    top = window.winfo_rooty() + (window.winfo_height() - dialog.winfo_reqheight()) // 3
    dialog.geometry(f"+{max(0, left)}+{max(0, top)}")
    dialog.resizable(False, False)
    dialog.deiconify()

    def seen(event: tk.Event) -> None:
        """A window that cannot be seen yet cannot have the mouse and the keyboard."""
        if event.widget is dialog:
            dialog.unbind("<Visibility>")
            dialog.grab_set()
            first.focus_force()  # it was asked for, so it may take the keyboard

    dialog.bind("<Visibility>", seen)

"""A crowd: the parts of a card's header that give way where there is too little room for all of them."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk


def fit(
    header: tk.Misc, worded: Sequence[ttk.Button], wanted: Sequence[tk.Widget], packed: Sequence[tk.Widget], gap: int
) -> None:
    """Show ``wanted`` from right to left with ``gap`` px on both sides of each, instead of those that are ``packed``.

    Where not everything fits, ``worded`` buttons keep their icons alone; then the last of ``wanted`` are left out.
    """
    room = header.winfo_width()
    if room <= 1:  # not on screen yet
        room = 1 << 15
    fixed = [part for part in header.pack_slaves() if part not in packed]
    sides = [2 * gap + part.winfo_reqwidth() for part in wanted]

    def taken() -> int:
        return sum(_width(part) for part in fixed)

    for button in worded:
        button.configure(compound="left")
    if taken() + sum(sides) > room:
        for button in worded:
            button.configure(compound="image")
    left, shown = room - taken(), []
    for part, width in zip(wanted, sides, strict=True):
        if width > left:
            break
        left -= width
        shown.append(part)
    if list(packed) != shown:
        for part in packed:
            part.pack_forget()
        for part in shown:
            part.pack(side="right", padx=gap)


def _width(part: tk.Widget) -> int:
    """What a packed part takes, with the gaps at its sides."""
    sides = part.pack_info()["padx"]
    return part.winfo_reqwidth() + (sum(sides) if isinstance(sides, tuple) else 2 * sides)

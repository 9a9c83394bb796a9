"""The styles: how ttk widgets are put together from the elements, and their colours, gaps and fonts."""

from __future__ import annotations

from collections.abc import Callable
from tkinter import ttk
from typing import Any

from . import fonts
from .palette import Palette

GROUNDS = {"": "background", "Card.": "card"}  # prefix of a style -> the colour on which its widgets stand


def _button(border: str) -> list[Any]:
    label = ("Button.padding", {"sticky": "nswe", "children": [("Button.label", {"sticky": "nswe"})]})
    return [(border, {"sticky": "nswe", "children": [label]})]


def _arrowed(kind: str, *arrows: Any) -> list[Any]:
    text = (f"{kind}.padding", {"sticky": "nswe", "children": [(f"{kind}.textarea", {"sticky": "we"})]})
    return [(f"{kind}.field", {"sticky": "nswe", "children": [*arrows, text]})]


SPIN_ARROWS = (
    "null",
    {
        "side": "right",
        "sticky": "",
        "children": [
            ("Spinbox.uparrow", {"side": "top", "sticky": "e"}),
            ("Spinbox.downarrow", {"side": "bottom", "sticky": "e"}),
        ],
    },
)

LAYOUTS: dict[str, list[Any]] = {
    "TButton": _button("Button.border"),
    "Primary.TButton": _button("Primary.border"),
    "Flat.TButton": _button("Flat.border"),
    "TEntry": _arrowed("Entry"),
    "TCombobox": _arrowed("Combobox", ("Combobox.downarrow", {"side": "right", "sticky": ""})),
    "TSpinbox": _arrowed("Spinbox", SPIN_ARROWS),
    "TCheckbutton": [
        ("Checkbutton.indicator", {"side": "left", "sticky": ""}),
        ("Checkbutton.label", {"side": "left", "sticky": ""}),
    ],
    "Switch.TCheckbutton": [
        ("Switch.indicator", {"side": "left", "sticky": ""}),
        ("Checkbutton.label", {"side": "left", "sticky": ""}),
    ],
    "Horizontal.TScale": [
        (
            "Horizontal.Scale.trough",
            {"sticky": "we", "children": [("Horizontal.Scale.slider", {"side": "left", "sticky": ""})]},
        )
    ],
    "Horizontal.TProgressbar": [
        ("Progressbar.trough", {"sticky": "we", "children": [("Progressbar.pbar", {"side": "left", "sticky": "we"})]})
    ],
    "Vertical.TScrollbar": [
        (
            "Vertical.Scrollbar.trough",
            {"sticky": "ns", "children": [("Vertical.Scrollbar.thumb", {"expand": 1, "sticky": "nswe"})]},
        )
    ],
    "Card.TFrame": [("Card.border", {"sticky": "nswe"})],
}


def configure(style: ttk.Style, palette: Palette, px: Callable[[float], int]) -> None:
    """Lay out, colour and space every style of the theme in use."""
    for name, layout in LAYOUTS.items():
        style.layout(name, layout)
    _common(style, palette)
    _fields(style, palette, px)
    for prefix, ground in GROUNDS.items():
        _on_ground(style, palette, px, prefix, getattr(palette, ground))
    _buttons(style, palette, px)
    _labels(style, palette)


def _common(style: ttk.Style, p: Palette) -> None:
    style.configure(
        ".",
        background=p.background,
        foreground=p.text,
        font=fonts.BODY,
        insertcolor=p.text,
        selectbackground=p.accent,
        selectforeground=p.accent_text,
        fieldbackground=p.field,
        borderwidth=0,
        focuscolor=p.accent,
        troughcolor=p.track,
    )
    style.map(".", foreground=[("disabled", p.disabled)])
    style.configure("Body.TFrame", background=p.card)
    style.configure("Line.TFrame", background=p.border)
    style.configure("Bubble.TFrame", background=p.bubble)
    style.configure("Status.TFrame", background=p.card)


def _fields(style: ttk.Style, p: Palette, px: Callable[[float], int]) -> None:
    padding = (px(8), px(3), px(2), px(4))
    for name in ("TEntry", "TCombobox", "TSpinbox"):
        style.configure(name, padding=padding, foreground=p.text, arrowsize=px(11))
        style.map(
            name,
            foreground=[("disabled", p.disabled)],
            fieldbackground=[],
            background=[],
            bordercolor=[],
            lightcolor=[],
            selectbackground=[("readonly", p.field), ("!focus", p.field)],
            selectforeground=[("readonly", p.text), ("!focus", p.text)],
        )
    style.configure("TCombobox", postoffset=(0, px(2), 0, 0))
    style.configure("ComboboxPopdownFrame", background=p.edge, borderwidth=0, relief="flat", padding=px(1))
    style.layout("ComboboxPopdownFrame", [("Frame.padding", {"sticky": "nswe"})])


def _on_ground(style: ttk.Style, p: Palette, px: Callable[[float], int], prefix: str, ground: str) -> None:
    """Widgets whose corners or words let the ground shine through."""
    for kind in ("TLabel", "TEntry", "TCombobox", "TSpinbox", "TButton", "TCheckbutton", "Horizontal.TScale"):
        style.configure(prefix + kind, background=ground)
        style.map(prefix + kind, background=[])
    for kind in ("Muted", "Small", "Title", "Error", "Value", "Warning", "Accent"):
        style.configure(f"{prefix}{kind}.TLabel", background=ground)
    for kind in ("Flat.TButton", "Primary.TButton", "Switch.TCheckbutton", "Vertical.TScrollbar"):
        style.configure(prefix + kind, background=ground)
        style.map(prefix + kind, background=[])


def _buttons(style: ttk.Style, p: Palette, px: Callable[[float], int]) -> None:
    for prefix in GROUNDS:
        style.configure(f"{prefix}TButton", padding=(px(10), px(5)), anchor="center", foreground=p.text, width=0)
        style.configure(f"{prefix}Flat.TButton", padding=(px(8), px(6)), anchor="center", width=0)
        style.configure(f"{prefix}Header.Flat.TButton", padding=(px(8), px(3)), anchor="w", font=fonts.TITLE)
        style.configure(
            f"{prefix}Primary.TButton",
            padding=(px(14), px(9)),
            anchor="center",
            width=0,
            foreground=p.accent_text,
            font=fonts.TITLE,
        )
        style.map(f"{prefix}Primary.TButton", foreground=[("disabled", p.disabled)])


def _labels(style: ttk.Style, p: Palette) -> None:
    looks = {
        "Muted": {"foreground": p.muted},
        "Small": {"foreground": p.muted, "font": fonts.SMALL},
        "Title": {"font": fonts.TITLE},
        "Value": {"font": fonts.VALUE},
        "Error": {"foreground": p.error, "font": fonts.SMALL},
        "StatusError": {"foreground": p.error},
        "Warning": {"foreground": p.warning},
        "Accent": {"foreground": p.accent},
    }
    for prefix in GROUNDS:
        for name, look in looks.items():
            style.configure(f"{prefix}{name}.TLabel", **look)
    style.configure("Unit.Small.TLabel", background=p.field, foreground=p.muted)
    style.configure("Bubble.TLabel", background=p.bubble, foreground=p.bubble_text)

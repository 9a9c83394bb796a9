"""The styles: how ttk widgets are put together from the elements, and their colours, gaps and fonts."""

from __future__ import annotations

from collections.abc import Callable
from tkinter import ttk
from typing import Any

from . import fonts
from .elements import GROUNDS
from .palette import Palette

BARS = ("Horizontal.TScale", "Horizontal.TProgressbar", "Vertical.TScrollbar")
Layout = list[Any]


def _button(border: str) -> Layout:
    label = ("Button.padding", {"sticky": "nswe", "children": [("Button.label", {"sticky": "nswe"})]})
    return [(border, {"sticky": "nswe", "children": [label]})]


def _field(prefix: str, kind: str, *arrows: Any) -> Layout:
    text = (f"{kind}.padding", {"sticky": "nswe", "children": [(f"{kind}.textarea", {"sticky": "we"})]})
    return [(f"{prefix}{kind}.field", {"sticky": "nswe", "children": [*arrows, text]})]


def _mark(indicator: str) -> Layout:
    return [(indicator, {"side": "left", "sticky": ""}), ("Checkbutton.label", {"side": "left", "sticky": ""})]


def _bar(trough: str, part: str, sticky: str) -> Layout:
    return [(trough, {"sticky": "we", "children": [(part, {"side": "left", "sticky": sticky})]})]


DOWN_ARROW = ("Combobox.downarrow", {"side": "right", "sticky": ""})
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


def _layouts(prefix: str) -> dict[str, Layout]:
    """How the widgets of one ground are put together."""
    layouts = {
        "TButton": _button(f"{prefix}Button.border"),
        "Primary.TButton": _button(f"{prefix}Primary.border"),
        "Flat.TButton": _button(f"{prefix}Flat.border"),
        "Header.Flat.TButton": _button(f"{prefix}Flat.border"),
        "TEntry": _field(prefix, "Entry"),
        "TCombobox": _field(prefix, "Combobox", DOWN_ARROW),
        "TSpinbox": _field(prefix, "Spinbox", SPIN_ARROWS),
        "TCheckbutton": _mark(f"{prefix}Checkbutton.indicator"),
        "Switch.TCheckbutton": _mark(f"{prefix}Switch.indicator"),
        "Horizontal.TScale": _bar(f"{prefix}Scale.trough", "Scale.slider", ""),
        "Horizontal.TProgressbar": _bar(f"{prefix}Progressbar.trough", f"{prefix}Progressbar.pbar", "we"),
    }
    return {prefix + name: layout for name, layout in layouts.items()}


SINGLE_LAYOUTS: dict[str, Layout] = {
    "Vertical.TScrollbar": [
        ("Scrollbar.trough", {"sticky": "ns", "children": [("Scrollbar.thumb", {"expand": 1, "sticky": "nswe"})]})
    ],
    "Card.TFrame": [("Card.border", {"sticky": "nswe"})],
}


def configure(style: ttk.Style, palette: Palette, px: Callable[[float], int]) -> None:
    """Lay out, colour and space every style of the theme in use."""
    for layouts in (SINGLE_LAYOUTS, *map(_layouts, GROUNDS)):
        for name, layout in layouts.items():
            style.layout(name, layout)
    _common(style, palette)
    _fields(style, palette, px)
    _tables(style, palette, px)
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
    style.configure("Mark.TFrame", background=p.accent)


def _fields(style: ttk.Style, p: Palette, px: Callable[[float], int]) -> None:
    padding = (px(6), px(1), 0, px(2))
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


def _tables(style: ttk.Style, p: Palette, px: Callable[[float], int]) -> None:
    look = dict(bordercolor=p.border, lightcolor=p.field, darkcolor=p.field)
    style.configure("Treeview", background=p.field, fieldbackground=p.field, rowheight=px(21), **look)
    style.map("Treeview", background=[("selected", p.hover)], foreground=[("selected", p.text)])
    style.configure("Treeview.Cell", padding=(px(6), 0))
    head = dict(background=p.hover, foreground=p.text, font=fonts.SMALL, padding=(px(6), px(4)), relief="flat")
    style.configure("Treeview.Heading", **head | look)
    style.map("Treeview.Heading", background=[("active", p.hover)])


def _on_ground(style: ttk.Style, p: Palette, px: Callable[[float], int], prefix: str, ground: str) -> None:
    """Widgets whose corners or words let the ground shine through."""
    for kind in ("TLabel", "TEntry", "TCombobox", "TSpinbox", "TButton", "TCheckbutton", *BARS):
        style.configure(prefix + kind, background=ground)
        style.map(prefix + kind, background=[])
    for kind in ("Muted", "Small", "Title", "Error", "Value", "Warning", "Accent"):
        style.configure(f"{prefix}{kind}.TLabel", background=ground)
    for kind in ("Flat.TButton", "Header.Flat.TButton", "Primary.TButton", "Switch.TCheckbutton"):
        style.configure(prefix + kind, background=ground)
        style.map(prefix + kind, background=[])


def _buttons(style: ttk.Style, p: Palette, px: Callable[[float], int]) -> None:
    for prefix in GROUNDS:
        style.configure(f"{prefix}TButton", padding=(px(10), px(5)), anchor="center", foreground=p.text, width=0)
        style.configure(f"Slim.{prefix}TButton", padding=(px(8), px(1)))
        style.configure(f"{prefix}Flat.TButton", padding=(px(5), px(6)), anchor="center", width=0)
        style.configure(f"Small.{prefix}Flat.TButton", padding=(px(2), px(6)), font=fonts.SMALL)
        style.configure(f"Strip.{prefix}Flat.TButton", padding=(px(3.5), px(6)))
        style.configure(f"{prefix}Header.Flat.TButton", padding=(px(8), px(3)), anchor="w", font=fonts.TITLE)
        style.configure(
            f"{prefix}Primary.TButton",
            padding=(px(12), px(9)),
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

"""The theme: one object that knows palette, lengths in pixels, fonts and icons, and restyles everything at once."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import font as tkfont
from tkinter import ttk
from typing import Any

from .. import scaling
from . import classic, fonts, icons, styles
from .elements import Elements
from .palette import LIGHT, Palette
from .picture import Picture

MENU_AIR = (4, 26)  # before the words of a menu's line, and its height


class Theme:
    """Dresses the windows of ``root``; ``apply`` changes the palette while the program runs.

    ``scale`` overrides what the screen says. Make it before the first widget, for drop lists and menus take their
    colours when they are made.
    """

    def __init__(self, root: tk.Tk, palette: Palette = LIGHT, scale: float | None = None) -> None:
        self.root, self.palette = root, palette
        self.scale = scaling.settle(root, scale)
        self.style = ttk.Style(root)
        self._fonts = {font.name: font for font in fonts.make(root)}
        self._elements: dict[str, Elements] = {}
        self._icons: dict[tuple[str, int, str], tk.PhotoImage] = {}
        self._air: tk.PhotoImage | None = None
        self._followers: dict[str, tuple[tk.Misc, list[Callable[[], object]]]] = {}
        self.apply(palette)

    def px(self, length: float) -> int:
        """So many pixels are ``length`` on this screen; the only way by which pixel numbers reach a widget."""
        return scaling.pixels(length, self.scale)

    def apply(self, palette: Palette) -> None:
        """Put ``palette`` in force everywhere."""
        self.palette = palette
        if palette.name in self._elements:
            self.style.theme_use(self._name(palette))
        else:
            self._make(palette)
        self.root.configure(background=palette.background)
        classic.dress_future(self.root, palette, self.px(1))
        classic.dress_present(self.root, palette, self.px(1))
        for _widget, followers in list(self._followers.values()):
            for follow in followers:
                follow()

    def font(self, name: str) -> tkfont.Font:
        """The named font of fonts.BODY, SMALL, TITLE or VALUE, to measure with."""
        return self._fonts[name]

    def icon(self, name: str, size: float = 18, colour: str = "text") -> tk.PhotoImage:
        """An icon in a square of ``size`` (unscaled) pixels; ``colour`` is a palette's attribute or "#rrggbb"."""
        pixels = self.px(size)
        ink = colour if colour.startswith("#") else getattr(self.palette, colour)
        key = (name, pixels, ink)
        if key not in self._icons:
            picture = Picture(pixels, pixels).paint(icons.coverage(name, pixels), ink)
            self._icons[key] = picture.image(self.root)
        return self._icons[key]

    def entry(self) -> dict[str, Any]:
        """Options that give a line of a drop-down menu air: ``menu.add_command(label="Open", **theme.entry())``."""
        if classic.NATIVE_MENUS:
            return {}
        if self._air is None:
            self._air = Picture(self.px(MENU_AIR[0]), self.px(MENU_AIR[1])).image(self.root)
        return {"image": self._air, "compound": "left"}

    def follow(self, widget: tk.Misc, dress: Callable[[], object]) -> None:
        """Call ``dress`` now and after every change of palette, as long as ``widget`` lives."""
        key = str(widget)
        if key not in self._followers or self._followers[key][0] is not widget:
            self._followers[key] = (widget, [])
            widget.bind("<Destroy>", self._forget, add="+")
        self._followers[key][1].append(dress)
        dress()

    def colour(self, widget: tk.Misc, **roles: str) -> None:
        """Keep options of a classic widget at the palette's colours: ``colour(canvas, background="card")``."""
        self.follow(
            widget, lambda: widget.configure({option: getattr(self.palette, role) for option, role in roles.items()})
        )

    def picture(self, widget: ttk.Button | ttk.Label, name: str, size: float = 18, colour: str = "text") -> None:
        """Keep the icon of a ttk widget in the palette's colours, greyed where the widget is disabled."""
        self.follow(
            widget,
            lambda: widget.configure(
                image=(self.icon(name, size, colour), "disabled", self.icon(name, size, "disabled"))  # type: ignore[arg-type]
            ),
        )

    def _forget(self, event: tk.Event[tk.Misc]) -> None:
        self._followers.pop(str(event.widget), None)

    def _name(self, palette: Palette) -> str:
        return f"glassnet-{palette.name}-{self.scale:g}"

    def _make(self, palette: Palette) -> None:
        name = self._name(palette)
        if name not in self.style.theme_names():
            self.style.theme_create(name, parent="clam")
        self.style.theme_use(name)
        made = Elements(self.root, self.style, palette, self.px)
        made.make()
        self._elements[palette.name] = made
        styles.configure(self.style, palette, self.px)

"""The elements: the moving parts of ttk widgets, drawn as small pictures at exactly the size that is asked for."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Iterable
from tkinter import ttk

import numpy as np

from . import icons, shapes
from .palette import Palette
from .picture import Picture

State = tuple[str, ...]
RADIUS = 5.0
CARD_RADIUS = 8.0


class Elements:
    """Draws and enters every image element of one palette into the ttk theme in use."""

    def __init__(self, root: tk.Misc, style: ttk.Style, palette: Palette, px: Callable[[float], int]) -> None:
        self._root, self._style, self._palette, self._px = root, style, palette, px
        self.images: list[tk.PhotoImage] = []  # Tk forgets pictures that nobody holds

    def make(self) -> None:
        """Make them all."""
        self._fields()
        self._buttons()
        self._marks()
        self._sliders()
        self._arrows()
        self._scrollbars()
        self._cards()

    # -- pictures ------------------------------------------------------------------------------------------------

    def _image(self, picture: Picture) -> tk.PhotoImage:
        image = tk.PhotoImage(master=self._root, data=picture.png(), format="png")
        self.images.append(image)
        return image

    def _element(self, name: str, default: Picture, *states: tuple[str | State, Picture], **options: object) -> None:
        """Enter image element ``name``; ``states`` are tried in order."""
        specs = [((*_words(state), self._image(picture))) for state, picture in states]
        self._style.element_create(name, "image", self._image(default), *specs, **options)  # type: ignore[arg-type]

    def _plate(
        self,
        fill: str | None,
        edge: str | None = None,
        line: float = 1,
        radius: float = RADIUS,
        inner: str | None = None,
    ) -> Picture:
        """A rounded box to be stretched: filled, with an edge, and perhaps a second edge inside the first."""
        corner, width = self._px(radius), self._px(line)
        size = 2 * max(corner, self._px(2 * line)) + 3
        picture = Picture(size, size)
        distance = shapes.box(*shapes.pixels(size, size), (0, 0, size, size), corner)
        if edge:
            picture.paint(shapes.cover(distance), edge)
        depth = width if edge else 0
        if inner:
            picture.paint(shapes.cover(distance + depth), inner)
            depth += self._px(1)
        if fill:
            picture.paint(shapes.cover(distance + depth), fill)
        elif edge:
            hole = shapes.cover(distance) - shapes.cover(distance + depth)
            picture = Picture(size, size).paint(hole, edge)
        return picture

    # -- the parts -----------------------------------------------------------------------------------------------

    def _fields(self) -> None:
        p = self._palette
        focus, wrong = self._plate(p.field, p.accent, 2), self._plate(p.field, p.error, 2)
        states = (
            ("disabled", self._plate(p.background, p.border)),
            ("invalid", wrong),
            ("focus", focus),
            ("hover", self._plate(p.field, p.muted)),
        )
        normal = self._plate(p.field, p.edge)
        for name in ("Entry.field", "Combobox.field", "Spinbox.field"):
            self._element(name, normal, *states, border=self._px(RADIUS) + 1, sticky="nswe", padding=0)

    def _buttons(self) -> None:
        p = self._palette
        frame = {"border": self._px(RADIUS) + 1, "sticky": "nswe", "padding": 0}
        self._element(
            "Button.border",
            self._plate(p.field, p.edge),
            ("disabled", self._plate(p.background, p.border)),
            ("pressed", self._plate(p.pressed, p.edge)),
            ("focus", self._plate(p.field, p.accent, 2)),
            ("active", self._plate(p.hover, p.edge)),
            **frame,
        )
        self._element(
            "Primary.border",
            self._plate(p.accent),
            ("disabled", self._plate(p.track)),
            ("pressed", self._plate(p.accent_pressed)),
            ("focus", self._plate(p.accent, p.accent, 2, inner=p.accent_text)),
            ("active", self._plate(p.accent_hover)),
            **frame,
        )
        self._element(
            "Flat.border",
            self._plate(None),
            ("disabled", self._plate(None)),
            ("pressed", self._plate(p.pressed)),
            ("focus", self._plate(None, p.accent, 2)),
            ("active", self._plate(p.hover)),
            **frame,
        )

    def _marks(self) -> None:
        """Check boxes and switches; the gap to the words is part of the picture's place."""
        p, gap = self._palette, (0, 0, self._px(6), 0)
        self._element(
            "Checkbutton.indicator",
            self._check(p.field, p.edge),
            (("disabled", "selected"), self._check(p.track, p.track, p.disabled)),
            ("disabled", self._check(p.background, p.border)),
            (("focus", "selected"), self._check(p.accent, p.accent, p.accent_text, ring=True)),
            ("focus", self._check(p.field, p.accent, line=2)),
            ("selected", self._check(p.accent, p.accent, p.accent_text)),
            ("active", self._check(p.hover, p.edge)),
            sticky="w",
            padding=gap,
        )
        self._element(
            "Switch.indicator",
            self._switch(False, p.field, p.edge, p.edge),
            (("disabled", "selected"), self._switch(True, p.track, p.track, p.disabled)),
            ("disabled", self._switch(False, p.background, p.border, p.border)),
            (("focus", "selected"), self._switch(True, p.accent, p.accent, p.accent_text, ring=True)),
            ("focus", self._switch(False, p.field, p.accent, p.edge, line=2)),
            ("selected", self._switch(True, p.accent, p.accent, p.accent_text)),
            ("active", self._switch(False, p.hover, p.edge, p.edge)),
            sticky="w",
        )

    def _check(self, fill: str, edge: str, tick: str | None = None, ring: bool = False, line: float = 1) -> Picture:
        size, width = self._px(16), self._px(line)
        picture = Picture(size, size)
        distance = shapes.box(*shapes.pixels(size, size), (0, 0, size, size), self._px(3.5))
        picture.paint(shapes.cover(distance), edge).paint(shapes.cover(distance + width), fill)
        if ring and tick:
            picture.paint(shapes.cover(distance + width), tick).paint(shapes.cover(distance + 2 * width), fill)
        if tick:
            picture.paint(icons.coverage("check", size), tick)
        return picture

    def _switch(self, on: bool, fill: str, edge: str, thumb: str, ring: bool = False, line: float = 1) -> Picture:
        width, height, border = self._px(32), self._px(18), self._px(line)
        x, y = shapes.pixels(width, height)
        distance = shapes.box(x, y, (0, 0, width, height), height / 2)
        picture = (
            Picture(width, height).paint(shapes.cover(distance), edge).paint(shapes.cover(distance + border), fill)
        )
        if ring:
            picture.paint(shapes.cover(distance + border), thumb).paint(shapes.cover(distance + 2 * border), fill)
        radius = height / 2 - self._px(4)
        middle = width - height / 2 if on else height / 2
        return picture.paint(shapes.cover(shapes.disc(x, y, (middle, height / 2), radius)), thumb)

    def _sliders(self) -> None:
        p = self._palette
        for name, fill in (("Horizontal.Scale.trough", p.track), ("Progressbar.trough", p.track)):
            self._element(name, self._bar(fill), border=(self._px(4), 0), sticky="we", padding=0)
        self._element("Progressbar.pbar", self._bar(p.accent), border=(self._px(4), 0), sticky="we", padding=0)
        self._element(
            "Horizontal.Scale.slider",
            self._knob(p.accent),
            ("disabled", self._knob(p.disabled)),
            ("focus", self._knob(p.accent, ring=True)),
            ("pressed", self._knob(p.accent_pressed)),
            ("active", self._knob(p.accent_hover)),
            sticky="",
        )

    def _bar(self, fill: str) -> Picture:
        """A thin rounded bar in the middle of a higher picture."""
        height, thick, width = self._px(18), self._px(4), self._px(12)
        top = (height - thick) / 2
        distance = shapes.box(*shapes.pixels(width, height), (0, top, width, top + thick), thick / 2)
        return Picture(width, height).paint(shapes.cover(distance), fill)

    def _knob(self, fill: str, ring: bool = False) -> Picture:
        size = self._px(18)
        distance = shapes.disc(*shapes.pixels(size, size), (size / 2, size / 2), 0)
        radius = size / 2 - self._px(2)
        picture = Picture(size, size)
        if ring:
            picture.paint(shapes.cover(distance - size / 2), fill)
            picture.paint(shapes.cover(distance - size / 2 + self._px(1.5)), self._palette.card)
        picture.paint(shapes.cover(distance - radius), fill)
        return picture.paint(shapes.cover(distance - radius + self._px(4)), self._palette.card)

    def _arrows(self) -> None:
        p = self._palette
        for name, icon, height in (
            ("Combobox.downarrow", "down", 12),
            ("Spinbox.uparrow", "up", 9),
            ("Spinbox.downarrow", "down", 9),
        ):
            self._element(
                name,
                self._arrow(icon, p.muted, height),
                ("disabled", self._arrow(icon, p.disabled, height)),
                ("pressed", self._arrow(icon, p.accent, height)),
                ("active", self._arrow(icon, p.text, height)),
                sticky="",
            )

    def _arrow(self, icon: str, colour: str, height: float) -> Picture:
        """A chevron in a cell that is wide enough to hit."""
        wide, high = self._px(20), self._px(height)
        size = self._px(11)
        mask = np.zeros((max(high, size), wide))
        left, top = (wide - size) // 2, (mask.shape[0] - size) // 2
        mask[top : top + size, left : left + size] = icons.coverage(icon, size)
        cut = (mask.shape[0] - high) // 2
        return Picture(wide, high).paint(mask[cut : cut + high], colour)

    def _scrollbars(self) -> None:
        p = self._palette
        wide = self._px(8)
        self._element("Vertical.Scrollbar.trough", Picture(wide, self._px(8)), sticky="nswe", border=0)
        self._element(
            "Vertical.Scrollbar.thumb",
            self._pill(p.track),
            ("pressed", self._pill(p.edge)),
            ("active", self._pill(p.edge)),
            border=(0, self._px(5)),
            sticky="ns",
        )

    def _pill(self, fill: str) -> Picture:
        wide, high, inset = self._px(8), self._px(16), self._px(1)
        distance = shapes.box(*shapes.pixels(wide, high), (inset, 0, wide - inset, high), wide / 2 - inset)
        return Picture(wide, high).paint(shapes.cover(distance), fill)

    def _cards(self) -> None:
        """Opaque and big: Tk repaints few large tiles much faster than many small ones with transparency."""
        p = self._palette
        corner, width = self._px(CARD_RADIUS), self._px(1)
        size = 2 * corner + 3
        distance = shapes.box(*shapes.pixels(size, size), (0, 0, size, size), corner)
        picture = Picture(size, size, p.background)
        picture.paint(shapes.cover(distance), p.border).paint(shapes.cover(distance + width), p.card)
        self._element(
            "Card.border",
            picture.stretch(200),
            border=corner + 1,
            sticky="nswe",
            width=2 * corner + 3,
            height=2 * corner + 3,
        )


def _words(state: str | Iterable[str]) -> tuple[str, ...]:
    return (state,) if isinstance(state, str) else tuple(state)

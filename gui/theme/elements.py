"""The elements: the moving parts of ttk widgets, drawn as small pictures at exactly the size that is asked for.

Whatever stands on a plain ground is drawn with that ground in its corners, opaque and with a wide middle: Tk repaints
a few large opaque tiles a hundred times faster than many small transparent ones. Hence one set for each ground.
"""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Iterable
from tkinter import ttk
from typing import Any

import numpy as np

from . import icons, shapes
from .palette import Palette
from .picture import Picture

GROUNDS = {"": "background", "Card.": "card"}  # prefix of a style and its elements -> the colour they stand on
RADIUS, CARD_RADIUS = 5.0, 8.0
FIELD_TILE, BUTTON_TILE, CARD_TILE = (120, 14), (60, 24), (200, 200)  # the wide middles


class Elements:
    """Draws and enters every image element of one palette into the ttk theme in use."""

    def __init__(self, root: tk.Misc, style: ttk.Style, palette: Palette, px: Callable[[float], int]) -> None:
        self._root, self._style, self._palette, self._px = root, style, palette, px
        self.images: list[tk.PhotoImage] = []  # Tk forgets pictures that nobody holds

    def make(self) -> None:
        """Make them all."""
        for prefix, ground in GROUNDS.items():
            colour = getattr(self._palette, ground)
            self._fields(prefix, colour)
            self._buttons(prefix, colour)
            self._marks(prefix, colour)
            self._bars(prefix, colour)
        self._slider()
        self._arrows()
        self._scrollbars()
        self._cards()

    # -- entering ------------------------------------------------------------------------------------------------

    def _image(self, picture: Picture) -> tk.PhotoImage:
        image = picture.image(self._root)
        self.images.append(image)
        return image

    def _element(
        self, names: str | Iterable[str], default: Picture, states: dict[str, Picture], **options: Any
    ) -> None:
        """Enter image elements that look alike; ``states`` ("focus selected") are tried in order."""
        normal = self._image(default)
        specs = [(*words.split(), self._image(picture)) for words, picture in states.items()]
        for name in [names] if isinstance(names, str) else names:
            self._style.element_create(name, "image", normal, *specs, **options)

    def _plate(
        self,
        tile: tuple[int, int],
        ground: str,
        fill: str,
        edge: str = "",
        line: float = 1,
        inner: str = "",
        radius: float = RADIUS,
    ) -> Picture:
        """A rounded box to be stretched: filled, with an edge, and perhaps a second edge inside the first."""
        corner = self._px(radius)
        size = 2 * corner + 3
        picture = Picture(size, size, ground)
        distance = shapes.box(*shapes.pixels(size, size), (0, 0, size, size), corner)
        depth = 0
        for colour, width in ((edge, self._px(line)), (inner, self._px(1))):
            if colour:
                picture.paint(shapes.cover(distance + depth), colour)
                depth += width
        picture.paint(shapes.cover(distance + depth), fill)
        return picture.stretch(self._px(tile[0]), self._px(tile[1]))

    def _frame(self, radius: float = RADIUS) -> dict[str, Any]:
        """How a plate is stretched."""
        corner = self._px(radius) + 1
        return {"border": corner, "sticky": "nswe", "padding": 0, "width": 2 * corner, "height": 2 * corner}

    # -- the parts -----------------------------------------------------------------------------------------------

    def _fields(self, prefix: str, ground: str) -> None:
        p = self._palette

        def plate(fill: str, edge: str, line: float = 1) -> Picture:
            return self._plate(FIELD_TILE, ground, fill, edge, line)

        states = {
            "disabled": plate(p.background, p.border),
            "invalid": plate(p.field, p.error, 2),
            "focus": plate(p.field, p.accent, 2),
            "hover": plate(p.field, p.muted),
        }
        names = [f"{prefix}{kind}.field" for kind in ("Entry", "Combobox", "Spinbox")]
        edge, corner = self._px(2), self._px(RADIUS)
        inside = {**self._frame(), "padding": (edge, edge, corner, edge)}  # the arrows are opaque: off the rounding
        self._element(names, plate(p.field, p.edge), states, **inside)

    def _buttons(self, prefix: str, ground: str) -> None:
        p = self._palette

        def plate(fill: str, edge: str = "", line: float = 1, inner: str = "") -> Picture:
            return self._plate(BUTTON_TILE, ground, fill, edge, line, inner)

        normal = {
            "disabled": plate(p.background, p.border),
            "pressed": plate(p.pressed, p.edge),
            "focus": plate(p.field, p.accent, 2),
            "active": plate(p.hover, p.edge),
        }
        primary = {
            "disabled": plate(p.track),
            "pressed": plate(p.accent_pressed),
            "focus": plate(p.accent, p.accent, 2, p.accent_text),
            "active": plate(p.accent_hover),
        }
        flat = {
            "disabled": plate(ground),
            "pressed": plate(p.pressed),
            "focus": plate(ground, p.accent, 2),
            "active": plate(p.hover),
        }
        self._element(f"{prefix}Button.border", plate(p.field, p.edge), normal, **self._frame())
        self._element(f"{prefix}Primary.border", plate(p.accent), primary, **self._frame())
        self._element(f"{prefix}Flat.border", plate(ground), flat, **self._frame())

    def _marks(self, prefix: str, ground: str) -> None:
        """Check boxes and switches; the gap between a box and its words is part of its picture."""
        p = self._palette
        for name, draw in (("Checkbutton", self._check), ("Switch", self._switch)):
            states = {
                "disabled selected": draw(ground, p.track, p.track, p.disabled, True),
                "disabled": draw(ground, p.background, p.border, p.border, False),
                "focus selected": draw(ground, p.accent, p.accent, p.accent_text, True, ring=True),
                "focus": draw(ground, p.field, p.accent, p.edge, False, line=2),
                "selected": draw(ground, p.accent, p.accent, p.accent_text, True),
                "active": draw(ground, p.hover, p.edge, p.edge, False),
            }
            off = draw(ground, p.field, p.edge, p.edge, False)
            self._element(f"{prefix}{name}.indicator", off, states, sticky="w")

    def _check(
        self, ground: str, fill: str, edge: str, mark: str, on: bool, line: float = 1, ring: bool = False
    ) -> Picture:
        size, width = self._px(16), self._px(line)
        wide = size + self._px(6)
        picture = Picture(wide, size, ground)
        distance = shapes.box(*shapes.pixels(wide, size), (0, 0, size, size), self._px(3.5))
        picture.paint(shapes.cover(distance), edge).paint(shapes.cover(distance + width), fill)
        if ring:
            picture.paint(shapes.cover(distance + width), mark).paint(shapes.cover(distance + 2 * width), fill)
        if on:
            picture.paint(np.pad(icons.coverage("check", size), ((0, 0), (0, wide - size))), mark)
        return picture

    def _switch(
        self, ground: str, fill: str, edge: str, mark: str, on: bool, line: float = 1, ring: bool = False
    ) -> Picture:
        width, height, border = self._px(32), self._px(18), self._px(line)
        x, y = shapes.pixels(width, height)
        distance = shapes.box(x, y, (0, 0, width, height), height / 2)
        picture = Picture(width, height, ground)
        picture.paint(shapes.cover(distance), edge).paint(shapes.cover(distance + border), fill)
        if ring:
            picture.paint(shapes.cover(distance + border), mark).paint(shapes.cover(distance + 2 * border), fill)
        middle = width - height / 2 if on else height / 2
        thumb = shapes.disc(x, y, (middle, height / 2), height / 2 - self._px(4))
        return picture.paint(shapes.cover(thumb), mark)

    def _bars(self, prefix: str, ground: str) -> None:
        """The grooves of sliders and progress bars: thin, rounded, in the middle of a higher picture."""
        p, place = self._palette, {"border": (self._px(4), 0), "sticky": "we", "padding": 0, "width": self._px(9)}
        names = (f"{prefix}Scale.trough", f"{prefix}Progressbar.trough")
        self._element(names, self._bar(ground, p.track), {}, **place)
        self._element(f"{prefix}Progressbar.pbar", self._bar(ground, p.accent), {}, **place)

    def _bar(self, ground: str, fill: str) -> Picture:
        height, thick, width = self._px(18), self._px(4), self._px(9)
        top = (height - thick) / 2
        distance = shapes.box(*shapes.pixels(width, height), (0, top, width, top + thick), thick / 2)
        return Picture(width, height, ground).paint(shapes.cover(distance), fill).stretch(self._px(60), 0)

    def _slider(self) -> None:
        """The one part that lies over another one, and so is transparent."""
        p = self._palette
        states = {
            "disabled": self._knob(p.disabled),
            "focus": self._knob(p.accent, ring=True),
            "pressed": self._knob(p.accent_pressed),
            "active": self._knob(p.accent_hover),
        }
        self._element("Scale.slider", self._knob(p.accent), states, sticky="")

    def _knob(self, fill: str, ring: bool = False) -> Picture:
        size = self._px(18)
        distance = shapes.disc(*shapes.pixels(size, size), (size / 2, size / 2), size / 2)
        inset = self._px(2)
        picture = Picture(size, size)
        if ring:
            picture.paint(shapes.cover(distance), fill)
            picture.paint(shapes.cover(distance + self._px(1)), self._palette.card)
        picture.paint(shapes.cover(distance + inset), fill)
        return picture.paint(shapes.cover(distance + inset + self._px(4)), self._palette.card)

    def _arrows(self) -> None:
        p = self._palette
        for name, icon, height in (
            ("Combobox.downarrow", "down", 12),
            ("Spinbox.uparrow", "up", 9),
            ("Spinbox.downarrow", "down", 9),
        ):
            states = {
                "disabled": self._arrow(icon, p.background, p.disabled, height),
                "pressed": self._arrow(icon, p.field, p.accent, height),
                "active": self._arrow(icon, p.field, p.text, height),
            }
            self._element(name, self._arrow(icon, p.field, p.muted, height), states, sticky="")

    def _arrow(self, icon: str, ground: str, colour: str, height: float) -> Picture:
        """A chevron in a cell that is wide enough to hit."""
        wide, high, size = self._px(17), self._px(height), self._px(11)
        mask = np.zeros((max(high, size), wide))
        left, top = (wide - size) // 2, (mask.shape[0] - size) // 2
        mask[top : top + size, left : left + size] = icons.coverage(icon, size)
        cut = (mask.shape[0] - high) // 2
        return Picture(wide, high, ground).paint(mask[cut : cut + high], colour)

    def _scrollbars(self) -> None:
        p, wide = self._palette, self._px(8)
        trough = Picture(wide, wide, p.background).stretch(0, self._px(200))
        self._element("Scrollbar.trough", trough, {}, sticky="nswe", height=wide)
        states = {"pressed": self._pill(p.edge), "active": self._pill(p.edge)}
        border = (0, self._px(5))
        self._element("Scrollbar.thumb", self._pill(p.track), states, border=border, sticky="ns", height=self._px(24))

    def _pill(self, fill: str) -> Picture:
        wide, high, inset = self._px(8), self._px(12), self._px(1)
        distance = shapes.box(*shapes.pixels(wide, high), (inset, 0, wide - inset, high), wide / 2 - inset)
        picture = Picture(wide, high, self._palette.background).paint(shapes.cover(distance), fill)
        return picture.stretch(0, self._px(120))

    def _cards(self) -> None:
        p = self._palette
        card = self._plate(CARD_TILE, p.background, p.card, p.border, radius=CARD_RADIUS)
        self._element("Card.border", card, {}, **self._frame(CARD_RADIUS))

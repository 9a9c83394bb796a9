"""The fonts: the best family that is present, and one named font for each role that text plays."""

from __future__ import annotations

import sys
import tkinter as tk
from dataclasses import dataclass
from tkinter import font as tkfont


@dataclass(frozen=True)
class Family:
    """A typeface and the size, in points, at which it reads like the others at their normal size."""

    name: str
    points: float


FAMILIES = (
    Family("Segoe UI Variable Text", 9.5),
    Family("Segoe UI", 9.5),
    Family(".AppleSystemUIFont", 12.5),
    Family("SF Pro Text", 12.5),
    Family("Inter", 9.5),
    Family("Cantarell", 10.5),
    Family("Ubuntu", 10),
    Family("Noto Sans", 9.5),
    Family("DejaVu Sans", 9),
    Family("Helvetica", 10),
)


@dataclass(frozen=True)
class Role:
    """What a text is for; its size is a share of the normal one."""

    name: str
    size: float = 1.0
    weight: str = "normal"


BODY, SMALL, TITLE, VALUE = "GlassnetBody", "GlassnetSmall", "GlassnetTitle", "GlassnetValue"
ROLES = (Role(BODY), Role(SMALL, 0.87), Role(TITLE, 1.0, "bold"), Role(VALUE, 1.1, "bold"))
CLASSIC = ("TkDefaultFont", "TkTextFont", "TkMenuFont", "TkHeadingFont", "TkCaptionFont", "TkTooltipFont", "TkIconFont")


def best_family(root: tk.Misc) -> Family:
    """The first of FAMILIES that this machine has; Tk's own where it has none."""
    present = set(tkfont.families(root))
    for family in FAMILIES:
        if family.name in present or (sys.platform == "darwin" and family.name.startswith(".")):
            return family
    return Family(tkfont.nametofont("TkDefaultFont", root).actual("family"), 10)


def make(root: tk.Misc) -> list[tkfont.Font]:
    """Make the named fonts; sizes are whole pixels, so that text is as sharp as the screen allows.

    Whoever uses a font by name needs the returned objects kept alive.
    """
    family = best_family(root)
    pixels = family.points * root.winfo_fpixels("1i") / 72.0
    taken = set(tkfont.names(root))
    made = []
    for role in ROLES:
        font = tkfont.Font(root, name=role.name, exists=role.name in taken)
        font.configure(family=family.name, size=-round(pixels * role.size), weight=role.weight)
        made.append(font)
    for name in CLASSIC:
        tkfont.nametofont(name, root).configure(family=family.name, size=-round(pixels))
    return made

"""The widths of the form's column: measured in the font that is there, so that no label or choice is cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.knob import Knob

from ..theme import fonts
from ..theme.theme import Theme
from .fields import kind_for

MARK, UNIT_GAP, FIELD_GAP = 16, 5, 9  # the mark of what acts at once; between label and unit; before the field
FIELD_LEAST, FIELD_MOST = 122, 150
CHOICE_FRAME = 33  # what a drop-down field needs beside its words


def unit_words(knob: Knob) -> str:
    """The unit, where the label does not name it already."""
    return "" if knob.unit.lower() in knob.label.lower() else knob.unit


def words_width(theme: Theme, knob: Knob) -> int:
    """The pixels before a knob's field."""
    px, unit = theme.px, unit_words(knob)
    label = theme.font(fonts.BODY).measure(knob.label)
    behind = theme.font(fonts.SMALL).measure(unit) + px(UNIT_GAP) if unit else 0
    return px(MARK) + label + behind + px(FIELD_GAP)


def choice_width(theme: Theme, knob: Knob) -> int:
    """The pixels that the longest choice of a knob needs; 0 where there is nothing to choose."""
    records = knob.choices.values() if knob.choices is not None else ()
    longest = max((theme.font(fonts.BODY).measure(record.label) for record in records), default=0)
    return longest + theme.px(CHOICE_FRAME) if longest else 0


@dataclass(frozen=True)
class Widths:
    """How wide fields and whole rows are, in pixels."""

    field: int
    row: int

    def field_of(self, theme: Theme, knob: Knob) -> int:
        """The room for the field of ``knob``: a slider gives way to long words, long choices use what is free."""
        if kind_for(knob).broad:
            return 0
        free = self.row - words_width(theme, knob)
        if kind_for(knob).pliant:
            return min(self.field, free)
        return max(self.field, min(choice_width(theme, knob), free))


def measure(theme: Theme, knobs: Sequence[Knob], options: Sequence[Knob]) -> Widths:
    """The widths with which all of ``knobs`` and ``options`` can be read, all fields alike but for long ``options``."""
    px = theme.px
    longest = max((choice_width(theme, knob) for knob in knobs), default=0)
    field = max(px(FIELD_LEAST), min(px(FIELD_MOST), longest))
    needs = [
        words_width(theme, knob) + (px(FIELD_LEAST) if kind_for(knob).pliant else field)
        for knob in (*knobs, *options)
        if not kind_for(knob).broad
    ]
    return Widths(field, max(needs, default=field))

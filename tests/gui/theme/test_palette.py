"""Palettes: every text and every mark can be told from its ground, by the formula of WCAG 2."""

from __future__ import annotations

import itertools

import pytest

from gui.theme.palette import PALETTES, Palette

TEXT, MARK = 4.5, 3.0


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


palettes = pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))


def test_contrast_is_the_formula_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@palettes
@pytest.mark.parametrize("ink", ["text", "muted", "error", "warning"])
@pytest.mark.parametrize("ground", ["background", "card", "field"])
def test_text_stands_out(palette: Palette, ink: str, ground: str):
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= TEXT


@palettes
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("accent_text", "accent"),
        ("accent_text", "accent_hover"),
        ("accent_text", "accent_pressed"),
        ("bubble_text", "bubble"),
        ("text", "hover"),
        ("text", "pressed"),
    ],
)
def test_text_stands_out_on_buttons_and_bubbles(palette: Palette, ink: str, ground: str):
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= TEXT


@palettes
@pytest.mark.parametrize("mark", ["accent", "edge", "train", "validation", "forward", "backward"])
@pytest.mark.parametrize("ground", ["background", "card", "field"])
def test_marks_stand_out(palette: Palette, mark: str, ground: str):
    assert contrast(getattr(palette, mark), getattr(palette, ground)) >= MARK


@palettes
def test_classes_stand_out_and_differ(palette: Palette):
    assert len(set(palette.classes)) == 6
    assert all(contrast(colour, palette.card) >= MARK for colour in palette.classes)
    for one, other in itertools.combinations(palette.classes, 2):
        apart = sum(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) for at in (1, 3, 5))
        assert apart > 90, (one, other)

"""The theme in a real window: pixels at every scale, colours that follow a change of palette, and its speed."""

from __future__ import annotations

from tkinter import Menu, PhotoImage, Tk, ttk

import pytest

from gui import scaling
from gui.theme.palette import DARK, LIGHT, PALETTES
from gui.theme.picture import Picture
from gui.theme.theme import Theme
from tests.gui.conftest import Stage

MOST_PICTURES, LARGEST = 120, 250_000  # at scale 1: how many a palette needs, and pixels of one


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_lengths_and_fonts_follow_the_scale(stage: Stage, scale: float):
    theme = Theme(stage.root, LIGHT, scale)
    assert theme.px(10) == round(10 * scale)
    assert theme.px(0) == 0
    assert theme.px(0.1) == 1
    assert stage.root.winfo_fpixels("1i") == pytest.approx(scaling.PLAIN_DPI * scale, rel=0.01)
    assert theme.font("GlassnetBody").metrics("linespace") >= 12 * scale


def test_a_screen_that_lies_is_not_believed(stage: Stage):
    for dpi, scale in ((30.0, 1.0), (96.0, 1.0), (95.0, 1.0), (144.0, 1.5), (192.0, 2.0), (5000.0, 1.0)):
        stage.root.tk.call("tk", "scaling", dpi / 72.0)
        assert scaling.measured_scale(stage.root) == scale


def test_the_environment_may_ask_for_a_scale(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    for words, scale in (("2", 2.0), ("1,5", 1.5), ("", None), ("huge", None), ("99", None), ("nan", None)):
        monkeypatch.setenv(scaling.SCALE_VARIABLE, words)
        assert scaling.asked_scale() == scale
    monkeypatch.setenv(scaling.SCALE_VARIABLE, "2")
    assert Theme(stage.root).scale == 2.0


@pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))
def test_every_style_is_in_the_palette(stage: Stage, palette):
    theme = Theme(stage.root, palette)
    assert stage.root.cget("background") == palette.background
    assert theme.style.lookup("TLabel", "background") == palette.background
    assert theme.style.lookup("Card.TLabel", "background") == palette.card
    assert theme.style.lookup("Card.Error.TLabel", "foreground") == palette.error
    assert theme.style.lookup("Primary.TButton", "foreground") == palette.accent_text


def test_switching_restyles_what_exists(stage: Stage):
    theme = Theme(stage.root, LIGHT)
    box = ttk.Combobox(stage.root, values=["one", "two"])
    box.pack()
    menu = Menu(stage.root)
    label = ttk.Label(stage.root)
    theme.picture(label, "play")
    popdown = stage.root.tk.call("ttk::combobox::PopdownWindow", box)
    before = label.cget("image")
    theme.apply(DARK)
    stage.settle()
    assert stage.root.tk.call(f"{popdown}.f.l", "cget", "-background") == DARK.field
    assert str(menu.cget("background")) == DARK.card
    assert label.cget("image") != before
    theme.apply(LIGHT)
    assert stage.root.tk.call(f"{popdown}.f.l", "cget", "-background") == LIGHT.field
    assert label.cget("image") == before


def test_a_destroyed_widget_is_forgotten(stage: Stage):
    theme = Theme(stage.root, LIGHT)
    label = ttk.Label(stage.root)
    theme.picture(label, "play")
    label.destroy()
    theme.apply(DARK)
    assert not theme._followers


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes in pixels of all pictures that are made from now on, which is what a theme's time goes into."""
    sizes: list[int] = []
    image = Picture.image

    def counting(picture: Picture, root: Tk) -> PhotoImage:
        made = image(picture, root)
        sizes.append(made.width() * made.height())
        return made

    monkeypatch.setattr(Picture, "image", counting)
    return sizes


def test_a_theme_makes_few_small_pictures_and_none_twice(stage: Stage, painted: list[int]):
    theme = Theme(stage.root, LIGHT)
    label = ttk.Label(stage.root)
    theme.picture(label, "play")
    first = len(painted)
    assert 10 < first < MOST_PICTURES
    assert max(painted) <= LARGEST
    theme.apply(DARK)
    assert len(painted) <= 2 * first
    done = len(painted)
    for palette in (LIGHT, DARK, LIGHT):
        theme.apply(palette)
        stage.settle()
    assert len(painted) == done


def test_switching_dresses_every_follower_once(stage: Stage):
    theme, dressed = Theme(stage.root, LIGHT), []
    for number in range(3):
        theme.follow(ttk.Label(stage.root), lambda number=number: dressed.append(number))
    dressed.clear()
    theme.apply(DARK)
    stage.settle()
    assert dressed == [0, 1, 2]

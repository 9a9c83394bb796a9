"""Icons and shapes: drawn at every size, inside their square, and not empty."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from gui.theme import icons, shapes
from gui.theme.icons import ICONS
from gui.theme.picture import Picture


@pytest.mark.parametrize("name", ICONS)
@pytest.mark.parametrize("size", [11, 18, 20, 40])
def test_every_icon_is_drawn_at_every_size(name: str, size: int):
    mask = icons.coverage(name, size)
    assert mask.shape == (size, size)
    assert mask.min() >= 0.0
    assert mask.max() <= 1.0
    assert 0.03 < mask.mean() < 0.7


def test_a_box_covers_its_area():
    mask = shapes.cover(shapes.box(*shapes.pixels(20, 10), (2, 2, 18, 8), 0))
    assert mask.sum() == pytest.approx(16 * 6)
    assert mask[5, 10] == 1.0
    assert mask[0, 0] == 0.0


def test_a_disc_covers_its_area():
    mask = shapes.cover(shapes.disc(*shapes.pixels(40, 40), (20, 20), 15))
    assert mask.sum() == pytest.approx(np.pi * 15**2, rel=0.005)


def test_png_holds_the_painted_colours():
    mask = np.zeros((2, 3))
    mask[0, 0], mask[1, 2] = 1.0, 0.5
    data = Picture(3, 2).paint(mask, "#ff8000").png()
    assert struct.unpack(">II", data[16:24]) == (3, 2)
    start = data.index(b"IDAT") + 4
    rows = np.frombuffer(zlib.decompress(data[start:]), np.uint8).reshape(2, 13)[:, 1:].reshape(2, 3, 4)
    assert rows[0, 0].tolist() == [255, 128, 0, 255]
    assert rows[1, 2].tolist() == [255, 128, 0, 128]
    assert rows[0, 1, 3] == 0


def test_ppm_is_stretched_in_the_middle():
    data = Picture(3, 3, "#102030").paint(np.eye(3), "#ffffff").stretch(4, 2).ppm()
    assert data.startswith(b"P6 7 5 255\n")
    assert len(data) == len(b"P6 7 5 255\n") + 7 * 5 * 3

"""Vector pictures of several runs: every run's tile stands inside the page, beside the others, in its axes' place."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from gui.panels.arrangement import WHOLE
from gui.pictures.formats import UNITS, save
from gui.theme.palette import LIGHT
from gui.view import draw_view
from model.training.contrast import values_of
from model.training.experiment import Experiment
from model.training.lockstep import Lockstep
from model.training.snapshot import Status

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def test_tiles_stand_where_the_page_has_room(tmp_path: Path) -> None:
    runs = Lockstep(values_of(Experiment(samples=40), "initializer", ["xavier", "he"]))
    figure = draw_view(runs.snapshot(Status.PAUSED), LIGHT, (720, 480), UNITS, {"boundaries": WHOLE}, captioned=False)
    path = tmp_path / "a.svg"
    save(figure, path)
    root = ElementTree.parse(path).getroot()
    _, _, wide, high = map(float, NUMBER.findall(root.attrib["viewBox"]))
    boxes = [_box(each) for each in root.iter(f"{SVG}image")]
    assert len(boxes) == 2
    for left, right, top, bottom in boxes:
        assert 0 <= left < right <= wide
        assert 0 <= top < bottom <= high
        assert right - left > 0.3 * wide, "as large as the page allows"
    assert boxes[0][1] <= boxes[1][0], "side by side"


def _box(image: ElementTree.Element) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of a picture that is turned upside down and moved."""
    x, y, wide, high = (float(image.attrib[name]) for name in ("x", "y", "width", "height"))
    assert image.attrib["transform"].startswith("scale(1 -1) translate(0 -")
    shift = float(NUMBER.findall(image.attrib["transform"])[-1])
    bottom = -(y + shift)
    return x, x + wide, bottom - high, bottom

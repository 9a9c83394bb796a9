"""Saving pictures from the real window; only the system's dialog is played."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageGrab

from gui.panels import PANELS
from gui.pictures import SHARP
from tests.gui.person import Person

Make = Callable[..., Person]


class Dialog:
    """Stands for the system's question for a file; answers with ``answer``, or with the name that was suggested."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.answer, self.asked = folder, "", {}

    def __call__(self, **asked: Any) -> str:
        self.asked = asked
        return str(self.folder / asked["initialfile"]) if self.answer == "suggested" else self.answer


@pytest.fixture
def dialog(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Dialog:
    made = Dialog(tmp_path)
    monkeypatch.setattr("gui.pictures.filedialog.asksaveasfilename", made)
    return made


def camera(one: Person, name: str) -> None:
    """Press the camera in the head of a panel."""
    next(place for place in one.bench.board.places if place.record.name == name).camera_button.invoke()


def pick(one: Person, number: int) -> None:
    """Choose an entry of the menu of pictures."""
    one.bench.pictures.menu.invoke(number)


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        picture.load()
        return np.asarray(picture.convert("RGB"))


@pytest.fixture(scope="module")
def after_a_step(regular: Person) -> Person:
    """A person who has made one step; what follows neither trains nor restarts."""
    regular.begin()
    regular.push("batch")
    regular.wait(lambda: regular.now.step == 1)
    return regular


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_is_saved_sharply_under_a_name_that_tells(after_a_step: Person, dialog: Dialog, name: str):
    one = after_a_step
    one.bench.board.arrange([name])
    one.settle()
    dialog.answer = "suggested"
    camera(one, name)
    assert dialog.asked["initialfile"] == f"glassnet-circles-{name.replace('_', '-')}-step-1.png"
    (path,) = dialog.folder.iterdir()
    picture, widget = pixels(path), one.bench.board.canvases[name].widget
    assert picture.shape[1] == pytest.approx(SHARP * widget.winfo_width(), abs=2)
    assert picture.shape[0] == pytest.approx(SHARP * widget.winfo_height(), abs=2)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 10
    assert one.says == f"Saved {path}."


def test_all_panels_are_saved(regular: Person, dialog: Dialog):
    one = regular
    one.begin()
    dialog.answer = "suggested"
    pick(one, 1)
    (path,) = dialog.folder.iterdir()
    assert path.name == "glassnet-circles-panels-step-0.png"
    assert pixels(path).shape[1] == pytest.approx(SHARP * one.bench.board.winfo_width(), abs=2)


def test_the_whole_window_is_saved_as_it_stands(regular: Person, dialog: Dialog, monkeypatch: pytest.MonkeyPatch):
    one = regular
    one.begin()
    seen = Image.linear_gradient("L").convert("RGB")
    grabbed: list[Any] = []
    monkeypatch.setattr(ImageGrab, "grab", lambda **how: grabbed.append(how["bbox"]) or seen)
    dialog.answer = "suggested"
    pick(one, 0)
    one.wait(lambda: str(dialog.folder) in one.says)
    (path,) = dialog.folder.iterdir()
    assert path.name == "glassnet-circles-window-step-0.png"
    np.testing.assert_array_equal(pixels(path), np.asarray(seen))
    left, top, right, bottom = grabbed[0]
    assert (right - left, bottom - top) == (one.root.winfo_width(), one.root.winfo_height())


def test_where_the_screen_cannot_be_read_all_panels_are_drawn(
    regular: Person, dialog: Dialog, monkeypatch: pytest.MonkeyPatch
):
    def refuse(**_: object) -> None:
        raise OSError("no such thing here")

    one = regular
    one.begin()
    monkeypatch.setattr(ImageGrab, "grab", refuse)
    dialog.answer = "suggested"
    pick(one, 0)
    one.wait(lambda: str(dialog.folder) in one.says)
    assert [path.name for path in dialog.folder.iterdir()] == ["glassnet-circles-panels-step-0.png"]


def test_cancelling_writes_nothing(regular: Person, dialog: Dialog):
    one = regular
    one.begin()
    before = one.says
    pick(one, 1)
    assert dialog.asked["initialfile"].endswith(".png")
    assert list(dialog.folder.iterdir()) == []
    assert one.says == before


@pytest.mark.parametrize("name", ["plot.jpg", "plot", "plot.png.pdf"])
def test_any_other_kind_is_refused_in_words(regular: Person, dialog: Dialog, name: str):
    one = regular
    one.begin()
    dialog.answer = str(dialog.folder / name)
    camera(one, "loss")
    assert name in one.says
    assert "nothing was written" in one.says
    assert list(dialog.folder.iterdir()) == []


@pytest.mark.parametrize("what", ["panel", "window"])
@pytest.mark.parametrize("place", ["nowhere/plot.png", "file/plot.png", "folder.png"])
def test_a_place_that_cannot_be_written_gives_words(
    regular: Person, dialog: Dialog, monkeypatch: pytest.MonkeyPatch, what: str, place: str
):
    monkeypatch.setattr(ImageGrab, "grab", lambda **_: Image.new("RGB", (30, 20)))
    (dialog.folder / "file").write_text("in the way")
    (dialog.folder / "folder.png").mkdir()
    before = sorted(dialog.folder.rglob("*"))
    one = regular
    one.begin()
    dialog.answer = str(dialog.folder / place)
    if what == "window":
        one.bench.pictures.save_window()
    else:
        camera(one, "loss")
    assert f"{dialog.folder / place} could not be written: " in one.says
    assert sorted(dialog.folder.rglob("*")) == before


def test_a_picture_that_breaks_off_leaves_the_old_one(regular: Person, dialog: Dialog, monkeypatch: pytest.MonkeyPatch):
    def full(self: object, path: str, *_: object, **__: object) -> None:
        Path(path).write_bytes(b"half a pict")
        raise OSError(28, "No space left on device")

    one = regular
    one.begin()
    old = dialog.folder / "plot.png"
    old.write_bytes(b"the old one")
    dialog.answer = str(old)
    monkeypatch.setattr("matplotlib.figure.Figure.savefig", full)
    monkeypatch.setattr(Image.Image, "save", full)
    monkeypatch.setattr(ImageGrab, "grab", lambda **_: Image.new("RGB", (30, 20)))
    for save in (one.bench.pictures.save_view, one.bench.pictures.save_window):
        save()
        assert "No space left on device" in one.says
        assert [path.name for path in dialog.folder.iterdir()] == ["plot.png"]
        assert old.read_bytes() == b"the old one"


def test_the_systems_own_question_before_replacing_is_not_switched_off(regular: Person, dialog: Dialog):
    one = regular
    one.begin()
    pick(one, 1)
    assert dialog.asked.get("confirmoverwrite", True)
    assert dialog.asked["defaultextension"] == ".png"


def test_the_next_picture_goes_where_the_last_one_went(regular: Person, dialog: Dialog):
    one = regular
    one.begin()
    dialog.answer = "suggested"
    pick(one, 1)
    camera(one, "loss")
    assert dialog.asked["initialdir"] == dialog.folder


def test_saving_changes_nothing_about_the_run(person: Make, dialog: Dialog):
    one = person()
    dialog.answer = "suggested"
    one.hurry()
    one.play(60)
    camera(one, "boundary")
    one.wait(lambda: one.now.step >= 120)
    seen = [step for step in one.steps if step]
    assert seen == [30 * count for count in range(1, len(seen) + 1)]

"""Saving pictures from the real window: dialog, quick save and clipboard; only the system's own dialog is played."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageGrab

from gui.panels import PANELS, standard
from gui.pictures import clipboard, desk
from gui.pictures.dialog import CHOOSERS, PictureDialog
from gui.pictures.formats import FORMATS
from gui.pictures.order import COLOURS, SUBJECTS, Order
from gui.theme.palette import DARK, LIGHT
from model.training.picture_moment import read_moment
from tests.gui.person import Person

Make = Callable[..., Person]
SEEN = Image.linear_gradient("L").convert("RGB")


@pytest.fixture
def one(regular: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    """The person at rest in step 0, with nothing remembered, whose pictures go to a folder of the test."""
    pictures = regular.bench.pictures
    monkeypatch.setattr(ImageGrab, "grab", lambda **how: SEEN)
    monkeypatch.setattr(desk, "GONE", 1)
    regular.begin()
    pictures.folder, pictures._newest = tmp_path, Order()
    pictures._orders = {True: Order(), False: Order(scale="2")}
    yield regular
    if pictures.dialog is not None and pictures.dialog.winfo_exists():
        pictures.dialog.destroy()
    regular.settle()


def opened(one: Person, how: Callable[[], object]) -> PictureDialog:
    """The dialog, once it is on the screen and has the mouse."""
    how()
    pictures = one.bench.pictures
    one.wait(lambda: pictures.dialog is not None and pictures.dialog.winfo_exists())
    dialog = pictures.dialog
    assert dialog is not None
    one.wait(lambda: dialog.grab_current() is dialog and dialog.focus_get() is dialog.save_button)
    return dialog


def of_panel(one: Person, name: str) -> PictureDialog:
    """Press the camera in the head of a panel."""
    button = next(place for place in one.bench.board.places if place.record.name == name).camera_button
    return opened(one, button.invoke)


def of_window(one: Person) -> PictureDialog:
    """Press the camera of the strip."""
    return opened(one, lambda: one.push("picture"))


def click(one: Person, widget: Any) -> None:
    """Press and let go of the left button in the middle of a widget."""
    one.settle()
    middle = {"x": widget.winfo_width() // 2, "y": widget.winfo_height() // 2}
    for event in ("<Enter>", "<ButtonPress-1>", "<ButtonRelease-1>"):
        widget.event_generate(event, **middle)
    one.settle()


def choose(one: Person, dialog: PictureDialog, **wanted: str) -> None:
    """Choose in the lists."""
    tables = {name: table for name, _, table in CHOOSERS}
    for name, value in wanted.items():
        dialog.boxes[name].current(list(tables[name]).index(value))
        dialog.boxes[name].event_generate("<<ComboboxSelected>>")
    one.settle()


def write(one: Person, dialog: PictureDialog, name: str) -> None:
    """Type another name."""
    one.focus(dialog.name)
    dialog.name.delete(0, "end")
    dialog.name.insert(0, name)
    dialog.name.event_generate("<KeyRelease>")
    one.settle()


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture.convert("RGB"))


@pytest.fixture(scope="module")
def after_a_step(regular: Person) -> Person:
    """A person who has made one step; what follows neither trains nor restarts."""
    regular.begin()
    regular.push("batch")
    regular.wait(lambda: regular.now.step == 1)
    return regular


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if turn % 3 else ()) for turn, name in enumerate(PANELS)]
)
def test_every_panel_is_saved_sharply_under_a_name_that_tells(after_a_step: Person, tmp_path: Path, name: str):
    one = after_a_step
    one.bench.pictures.folder = tmp_path
    one.bench.board.arrange([name])
    one.settle()
    dialog = of_panel(one, name)
    assert dialog.name.get() == f"glassnet-circles-{name.replace('_', '-')}-step-1.png"
    click(one, dialog.save_button)
    (path,) = tmp_path.iterdir()
    picture, widget = pixels(path), one.bench.board.canvases[name].widget
    assert picture.shape[1] == pytest.approx(2 * widget.winfo_width(), abs=2)
    assert picture.shape[0] == pytest.approx(2 * widget.winfo_height(), abs=2)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 10
    assert one.says == f"Saved {path}."
    assert read_moment(path).step == 1


def test_the_whole_window_is_saved_as_it_stands(one: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    grabbed: list[Any] = []
    monkeypatch.setattr(ImageGrab, "grab", lambda **how: grabbed.append(how["bbox"]) or SEEN)
    dialog = of_window(one)
    assert "Drawn anew" not in dialog.note
    click(one, dialog.save_button)
    path = tmp_path / "glassnet-circles-window-step-0.png"
    np.testing.assert_array_equal(pixels(path), np.asarray(SEEN))
    left, top, right, bottom = grabbed[0]
    assert (right - left, bottom - top) == (one.root.winfo_width(), one.root.winfo_height())
    assert read_moment(path) == one.now.moment


@pytest.mark.parametrize(
    ("wanted", "times"), [({"scale": "2"}, 2), ({"colours": DARK.name}, 1)]
)  # fmt: skip
def test_in_another_size_or_colour_the_window_is_drawn_anew(
    one: Person, tmp_path: Path, wanted: dict[str, str], times: int
):
    dialog = of_window(one)
    choose(one, dialog, **wanted)
    assert "Drawn anew" in dialog.note
    click(one, dialog.save_button)
    (path,) = tmp_path.iterdir()
    picture = pixels(path)
    assert picture.shape[:2] == (times * one.root.winfo_height(), times * one.root.winfo_width())
    ground = DARK if "colours" in wanted else LIGHT
    assert f"#{bytes(picture[-1, 0]).hex()}" == ground.background
    assert one.bench.theme.palette is LIGHT  # the screen keeps its own


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("what", ["panels", "loss"])
def test_every_format_is_written_and_read_back(one: Person, tmp_path: Path, kind: str, what: str):
    dialog = of_window(one)
    choose(one, dialog, what=what, format=kind)
    assert dialog.boxes["scale"].instate(["disabled"]) is FORMATS[kind].vector
    click(one, dialog.save_button)
    (path,) = tmp_path.iterdir()
    assert path.name == f"glassnet-circles-{what}-step-0.{kind}"
    assert read_moment(path) == one.now.moment


def test_a_caption_is_drawn_on_request(one: Person, tmp_path: Path):
    for name, captioned in (("with.svg", True), ("without.svg", False)):
        dialog = of_panel(one, "loss")
        choose(one, dialog, format="svg")
        if dialog._captioned.get() != captioned:
            click(one, dialog.caption_box)
        write(one, dialog, name)
        click(one, dialog.save_button)
        text = (tmp_path / name).read_text()
        assert {words in text for words in (">Step 0 ", ">Settings: ")} == {captioned}


def test_where_the_screen_cannot_be_read_all_panels_are_drawn(
    one: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(**_: object) -> None:
        raise OSError("no such thing here")

    monkeypatch.setattr(ImageGrab, "grab", refuse)
    dialog = of_window(one)
    assert "Drawn anew" in dialog.note
    click(one, dialog.save_button)
    (path,) = tmp_path.iterdir()
    assert pixels(path).shape[1] == one.root.winfo_width()


def test_the_panel_on_the_screen_is_not_touched(one: Person, tmp_path: Path):
    one.bench.board.arrange(standard())
    one.settle()
    canvases = one.bench.board.canvases
    before = {name: (canvas.panel.figure, canvas.redraws) for name, canvas in canvases.items()}
    pictures = {name: np.array(canvas._canvas.buffer_rgba()) for name, canvas in canvases.items()}
    dialog = of_window(one)
    choose(one, dialog, format="pdf", colours=DARK.name)
    click(one, dialog.save_button)
    assert len(list(tmp_path.iterdir())) == 1
    for name, canvas in canvases.items():
        assert (canvas.panel.figure, canvas.redraws) == before[name]
        np.testing.assert_array_equal(np.array(canvas._canvas.buffer_rgba()), pictures[name])


def test_cancel_and_escape_write_nothing(one: Person, tmp_path: Path):
    before = one.says
    click(one, of_window(one).cancel_button)
    dialog = of_window(one)
    one.press(dialog, "<Escape>")
    assert not dialog.winfo_exists()
    assert list(tmp_path.iterdir()) == []
    assert one.says == before


def test_return_saves_and_return_on_cancel_cancels(one: Person, tmp_path: Path):
    dialog = of_window(one)
    one.focus(dialog.cancel_button)
    one.press(dialog.cancel_button, "<Return>")
    assert list(tmp_path.iterdir()) == []
    dialog = of_window(one)
    one.focus(dialog.name)
    one.press(dialog.name, "<Return>")
    assert len(list(tmp_path.iterdir())) == 1


def test_an_old_file_is_replaced_only_after_a_question(one: Person, tmp_path: Path):
    old = tmp_path / "plot.png"
    old.write_bytes(b"the old one")
    dialog = of_panel(one, "loss")
    write(one, dialog, "plot.png")
    click(one, dialog.save_button)
    assert "plot.png is there already" in dialog.message
    assert dialog.save_button.cget("text") == "Replace"
    write(one, dialog, "plot.pn")
    assert dialog.save_button.cget("text") == "Save"
    assert dialog.message == ""
    write(one, dialog, "plot.png")
    click(one, dialog.save_button)
    assert old.read_bytes() == b"the old one"
    click(one, dialog.save_button)
    assert read_moment(old) == one.now.moment


@pytest.mark.parametrize(
    ("typed", "written"),
    [("plot", "plot.png"), ("noise 0.5", "noise 0.5.png"), ("plot.SVG", "plot.SVG"), ("plot.pdf", "plot.pdf")],
)
def test_a_name_says_the_format_or_gets_its_ending(one: Person, tmp_path: Path, typed: str, written: str):
    dialog = of_panel(one, "loss")
    write(one, dialog, typed)
    click(one, dialog.save_button)
    assert [path.name for path in tmp_path.iterdir()] == [written]
    assert read_moment(tmp_path / written) == one.now.moment


def test_another_format_changes_the_end_of_ones_own_name_only(one: Person):
    dialog = of_panel(one, "loss")
    write(one, dialog, "my plot.png")
    choose(one, dialog, format="pdf")
    assert dialog.name.get() == "my plot.pdf"


@pytest.mark.parametrize("name", ["plot.jpg", "plot.png.gif", "", "   ", "a/b.png", "..", 'a"b.png'])
def test_any_other_name_is_refused_in_words(one: Person, tmp_path: Path, name: str):
    dialog = of_panel(one, "loss")
    write(one, dialog, name)
    click(one, dialog.save_button)
    assert dialog.message
    assert dialog.winfo_exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["loss", "window"])
@pytest.mark.parametrize("place", ["nowhere", "file"])
def test_a_place_that_cannot_be_written_gives_words(one: Person, tmp_path: Path, what: str, place: str):
    (tmp_path / "file").write_text("in the way")
    one.bench.pictures.folder = tmp_path / place
    dialog = of_window(one)
    choose(one, dialog, what=what)
    click(one, dialog.save_button)
    assert "could not be written: " in dialog.message
    assert [path.name for path in tmp_path.rglob("*")] == ["file"]


def test_a_picture_that_breaks_off_leaves_the_old_one(one: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(self: object, path: str, *_: object, **__: object) -> None:
        Path(path).write_bytes(b"half a pict")
        raise OSError(28, "No space left on device")

    old = tmp_path / "plot.png"
    old.write_bytes(b"the old one")
    monkeypatch.setattr("matplotlib.figure.Figure.savefig", full)
    monkeypatch.setattr(Image.Image, "save", full)
    for what in ("panels", "window"):
        dialog = of_window(one)
        choose(one, dialog, what=what)
        write(one, dialog, "plot.png")
        click(one, dialog.save_button)
        click(one, dialog.save_button)
        assert "No space left on device" in dialog.message
        assert [path.name for path in tmp_path.iterdir()] == ["plot.png"]
        assert old.read_bytes() == b"the old one"
        dialog.destroy()


def test_too_many_pixels_are_refused(one: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gui.pictures.shot.MOST_PIXELS", 1_000_000)
    dialog = of_window(one)
    choose(one, dialog, scale="4")
    click(one, dialog.save_button)
    assert "1,000,000" in dialog.message
    assert list(tmp_path.iterdir()) == []


def test_the_last_choices_and_the_folder_are_offered_again(
    one: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "other").mkdir()
    monkeypatch.setattr("gui.pictures.asking.filedialog.askdirectory", lambda **_: str(tmp_path / "other"))
    dialog = of_panel(one, "loss")
    choose(one, dialog, format="svg", colours=DARK.name)
    click(one, dialog.caption_box)
    click(one, dialog.folder_button)
    click(one, dialog.save_button)
    dialog = of_panel(one, "boundary")
    assert dialog.order == Order("boundary", "svg", "2", DARK.name, True)
    assert dialog.folder == tmp_path / "other"
    dialog.destroy()
    one.settle()
    assert of_window(one).order.what == "loss"  # the strip's camera: what was taken last


def test_only_one_dialog_at_a_time(one: Person):
    dialog = of_window(one)
    one.bench.pictures.save_panel("loss")
    one.settle()
    assert one.bench.pictures.dialog is dialog


def test_every_subject_and_colour_can_be_ordered():
    assert set(PANELS) < set(SUBJECTS)
    assert {LIGHT.name, DARK.name} < set(COLOURS)


# -- without a question ----------------------------------------------------------------------------------------------


def test_quick_pictures_are_counted_up_and_never_replace(one: Person, tmp_path: Path):
    (tmp_path / "glassnet-0007-circles-window-step-0.png").write_bytes(b"")
    for key in ("<Control-Shift-E>", "<Control-Shift-e>"):
        before = one.says
        one.strike(key)
        one.wait(lambda before=before: one.says != before)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert [name[:14] for name in names] == ["glassnet-0007-", "glassnet-0008-", "glassnet-0009-"]
    assert read_moment(tmp_path / names[2]) == one.now.moment


def test_a_quick_picture_that_fails_leaves_nothing(one: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", full)
    one.strike("<Control-Shift-E>")
    one.wait(lambda: "No space left on device" in one.says)
    assert list(tmp_path.iterdir()) == []
    one.bench.pictures.folder = tmp_path / "nowhere"
    one.strike("<Control-Shift-E>")
    one.wait(lambda: "cannot be written to" in one.says)


def test_saving_changes_nothing_about_the_run(person: Make, tmp_path: Path):
    one = person()
    one.bench.pictures.folder = tmp_path
    one.hurry()
    one.play(60)
    click(one, of_panel(one, "boundary").save_button)
    one.wait(lambda: one.now.step >= 120)
    seen = [step for step in one.steps if step]
    assert seen == [30 * count for count in range(1, len(seen) + 1)]


# -- clipboard -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", clipboard.WAYS.values(), ids=list(clipboard.WAYS))
def test_each_system_has_its_way(way: clipboard.Way):
    variables = {way.needs: "there"} if way.needs else {}
    chosen = clipboard.way(way.system, variables, lambda name: name if name == way.name else None)
    assert chosen is way
    assert chosen.command("/a picture.png")[0] == way.name
    assert clipboard.way(way.system, variables, lambda name: None) is None


def test_without_a_program_it_is_said_in_words(one: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clipboard, "way", lambda: None)
    click(one, of_window(one).copy_button)
    assert "xclip" in one.says
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("program", "told"), [("false", "ended with code 1"), ("no-such-program", "No such file")])
def test_a_program_that_fails_is_told(one: Person, monkeypatch: pytest.MonkeyPatch, program: str, told: str):
    monkeypatch.setattr(clipboard, "way", lambda: clipboard.Way("x", "x", "", lambda path: [program]))
    click(one, of_window(one).copy_button)
    one.wait(lambda: told in one.says)


def test_a_copied_picture_can_be_pasted_and_opened(one: Person, tmp_path: Path):
    if shutil.which("xclip") is None or clipboard.way() is not clipboard.WAYS["xclip"]:
        pytest.skip("xclip is not installed")
    dialog = of_panel(one, "loss")
    choose(one, dialog, format="pdf")
    click(one, dialog.copy_button)
    one.wait(lambda: "clipboard" in one.says)
    path = tmp_path / "pasted.png"
    get = ["xclip", "-o", "-selection", "clipboard", "-t", "image/png"]
    path.write_bytes(subprocess.run(get, capture_output=True, check=True, timeout=20).stdout)
    assert read_moment(path) == one.now.moment
    one.root.clipboard_clear()  # the program that keeps the picture ends
    one.root.update_idletasks()

"""Opening a file in the real window: what is seen, what can be changed, and that nothing else changes before Open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gui.own_data.dialog import OpenDialog
from gui.panels.scenes.boundary import BoundaryPanel
from model.training.snapshot import Status
from tests.gui.person import Person

ROWS = [(n % 3, (n * 7 % 30) / 10 + 20 * (n % 3), n * 11 % 40 / 10) for n in range(60)]
NAMES = ("wren", "owl", "tit")
GOOD = "wing;tail;species\n" + "".join(f"{x};{y};{NAMES[n]}\n".replace(".", ",") for n, x, y in ROWS)
BAD = GOOD.replace("\n", "\nabc;1;owl\n1;2\n3;nan;wren\n", 1)
WIDE = "a,b,c,d,kind\n" + "".join(f"{x},{y},{x + y},{n},{NAMES[n % 2]}\n" for n, x, y in ROWS)


def write(folder: Path, text: str | bytes, name: str = "birds.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def see(one: Person, path: Path) -> OpenDialog:
    """Open the preview of a file and see it."""
    one.bench.own_data.preview(path)
    dialog = one.bench.own_data.dialog
    assert dialog is not None
    one.wait(lambda: dialog.winfo_viewable() and one.root.focus_get() is dialog.open_button)
    one.settle()
    return dialog


def choose(one: Person, box: object, words: str) -> None:
    box.set(words)
    box.event_generate("<<ComboboxSelected>>")
    one.settle()


def gone(dialog: OpenDialog) -> bool:
    return not dialog.winfo_exists()


def test_the_button_opens_a_file_and_return_takes_it(regular: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    one = regular
    start = one.begin()
    path = write(tmp_path, GOOD)
    monkeypatch.setattr("gui.own_data.desk.filedialog.askopenfilename", lambda **asked: str(path))
    one.bench.own_data.buttons["open"].invoke()
    dialog = one.bench.own_data.dialog
    one.wait(lambda: one.root.focus_get() is dialog.open_button)
    assert "60 points in 3 classes (owl, tit, wren)" in dialog.words
    one.press(dialog.open_button, "<Return>")
    assert gone(dialog)
    one.new_run(start)
    data = one.now.data
    assert (data.classes, data.class_names, data.feature_names) == (3, ("owl", "tit", "wren"), ("wing", "tail"))
    assert len(data.train) == len(data.validation) == 30
    np.testing.assert_allclose(data.train.inputs.std(axis=0), 1)
    assert one.bench.form.row("dataset").field.main.get() == "birds.csv"
    assert "birds.csv (60 points)" in one.says
    panel = one.bench.board.canvases["boundary"].panel
    assert isinstance(panel, BoundaryPanel)
    assert panel.axes.get_xlabel() == "wing"
    assert panel.axes.get_ylabel() == "tail"
    assert [entry.text for entry in panel.key(one.now)[:3]] == ["owl", "tit", "wren"]


def test_own_data_stay_until_another_set_is_chosen(regular: Person, tmp_path: Path):
    one = regular
    start = one.begin()
    see(one, write(tmp_path, GOOD)).accept()
    one.new_run(start)
    own = one.now.experiment.own
    visible = {key[0] for key in one.bench.form._visible}
    assert not {"samples", "classes", "noise", "label_noise"} & visible
    assert {"dataset", "train_fraction", "standardize", "data_seed"} <= visible
    train = one.now.data.train.points
    for name in ("weights", "data", "reset"):
        run = one.now.run
        one.push(name)
        one.new_run(run)
        assert one.now.experiment.own == own
    assert not np.array_equal(one.now.data.train.points, train)  # New data has split them anew
    run = one.now.run
    one.set("train_fraction", 0.8)
    one.new_run(run)
    assert len(one.now.data.train) == 48
    one.set("learning_rate", 0.1)
    one.play(60)
    one.rest()
    assert one.now.experiment.own == own
    run = one.now.run
    one.set("dataset", "circles")  # which is what the experiment falls back to anyway
    one.new_run(run)
    assert one.now.experiment.own is None
    assert len(one.now.data.train) == 400
    one.wait(one.bench.form.row("samples").winfo_ismapped)


def test_cancel_and_escape_change_nothing(regular: Person, tmp_path: Path):
    one = regular
    start = one.begin()

    def return_on_cancel(dialog: OpenDialog) -> None:
        dialog.cancel_button.focus_force()
        one.wait(lambda: one.root.focus_get() is dialog.cancel_button)
        one.press(dialog.cancel_button, "<Return>")

    one.push("play")
    for end in (lambda d: d.cancel_button.invoke(), lambda d: one.press(d.open_button, "<Escape>"), return_on_cancel):
        dialog = see(one, write(tmp_path, GOOD))
        end(dialog)
        one.settle()
        assert gone(dialog)
    one.wait(lambda: one.now.step > 60)
    assert (one.now.run, one.now.status) == (start, Status.RUNNING)
    assert one.session.experiment.own is None


def test_bad_lines_are_listed_and_stop_it_until_they_are_left_out(regular: Person, tmp_path: Path):
    one = regular
    start = one.begin()
    dialog = see(one, write(tmp_path, BAD))
    assert dialog.faults.list.get(0, "end") == (
        " line 2, wing: “abc” is no number",
        " line 3: 2 cells instead of 3",
        " line 4, tail: “nan” is not a finite number",
    )
    assert dialog.open_button.instate(["disabled"])
    assert "left out" in dialog.words
    one.press(dialog.open_button, "<Return>")
    assert not gone(dialog)
    dialog.faults.box.invoke()
    one.settle()
    assert "60 points" in dialog.words
    one.press(dialog.open_button, "<Return>")
    one.new_run(start)
    assert len(one.now.experiment.own.labels) == 60


def test_delimiter_header_and_columns_can_be_changed(regular: Person, tmp_path: Path):
    one = regular
    start = one.begin()
    dialog = see(one, write(tmp_path, WIDE))
    table = dialog.table.tree
    assert [table.heading(f"c{n}", "text") for n in range(5)] == ["a", "b", "kind", "c", "d"]
    assert len(table.get_children()) == 6
    choose(one, dialog.columns.boxes["x1"], "c")
    choose(one, dialog.columns.boxes["label"], "d (number)")
    assert dialog.points is not None
    assert dialog.points.feature_names == ("c", "b")
    assert dialog.points.class_names == ("0", "1", "2")
    choose(one, dialog.columns.boxes["x2"], "c")
    assert dialog.points is None
    assert "twice" in dialog.words
    choose(one, dialog.reading.delimiter, "semicolon")
    assert dialog.points is None
    assert "one column" in dialog.words or "no input" in dialog.words.lower()
    choose(one, dialog.reading.delimiter, "comma")
    assert dialog.points is not None
    choose(one, dialog.reading.decimal, "comma 0,5")
    assert "comma" in dialog.words
    assert dialog.points is None
    choose(one, dialog.reading.decimal, "point 0.5")
    dialog.reading.header.invoke()
    one.settle()
    assert dialog.sheet.names[0] == "column 1"
    assert any("“a” is no number" in str(fault) for fault in dialog.sheet.faults)
    dialog.destroy()
    assert one.session.worker.run_number == start


def test_more_inputs_train_without_a_plane(regular: Person, tmp_path: Path):
    one = regular
    start = one.begin()
    dialog = see(one, write(tmp_path, WIDE))
    assert dialog.columns.more.get(0, "end") == (" c", " d")
    dialog.columns.more.selection_set(0)
    dialog.columns.more.event_generate("<<ListboxSelect>>")
    one.settle()
    assert "no plane" in dialog.words
    dialog.accept()
    one.new_run(start)
    assert one.now.boundary is None
    assert one.now.data.train.inputs.shape[1] == 3
    one.play(60)
    one.rest()
    one.bench.own_data.buttons["draw"].invoke()
    assert not one.bench.own_data.drawing.active
    assert "plane" in one.says


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"PK\x03\x04", "spreadsheet"), (bytes(range(256)) * 4, "zero bytes"), (None, "cannot be read")],
)
def test_what_is_no_table_is_said_and_the_run_goes_on(
    regular: Person, tmp_path: Path, content: bytes | None, words: str
):
    one = regular
    start = one.begin()
    one.push("play")
    path = write(tmp_path, content) if content is not None else tmp_path / "none.csv"
    one.bench.own_data.preview(path)
    one.settle()
    assert one.bench.own_data.dialog is None or gone(one.bench.own_data.dialog)
    assert words in one.says
    one.wait(lambda: one.now.step > 60)
    assert one.now.run == start


def test_both_colours_and_a_close_with_the_dialog_open(person: Callable[..., Person], tmp_path: Path):
    one = person()
    dialog = see(one, write(tmp_path, GOOD))
    one.bench.switch_colours()
    one.settle()
    assert str(dialog.scatter.cget("background")) == one.bench.theme.palette.card
    assert len(dialog.scatter.find_all()) == 60


def test_points_that_do_not_go_with_a_setting_are_refused_in_words(regular: Person, tmp_path: Path):
    one = regular
    start = one.begin(features=("x2",))
    dialog = see(one, write(tmp_path, "x,kind\n1,a\n2,b\n3,a\n"))
    one.press(dialog.open_button, "<Return>")
    assert "features" in one.says
    assert one.session.worker.run_number == start
    assert one.session.experiment.own is None

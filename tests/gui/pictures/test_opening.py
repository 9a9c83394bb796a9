"""Opening a picture in the window: that very moment of the run is back, and the picture stays what it is."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gui.pictures.formats import FORMATS
from gui.pictures.order import Order
from gui.pictures.shot import shot_of
from gui.start import opening
from gui.window import Window
from model.training.experiment import Experiment
from model.training.moment import Moment
from model.training.picture_moment import read_moment
from tests.gui.person import Person

from .scenes import MOMENTS, drawn

SETTINGS = {"samples": 60, "optimizer": "adam", "dropout": 0.1, "schedule": "step", "schedule_options": {"gamma": 0.5}}


@pytest.mark.parametrize("kind", FORMATS)
def test_that_very_moment_is_back(regular: Person, tmp_path: Path, kind: str):
    one, bench = regular, regular.bench
    one.begin(**SETTINGS)
    one.play(60)
    one.rest()
    one.set("learning_rate", 0.01)
    one.push("batch")
    one.wait(lambda: one.now.experiment.learning_rate == 0.01 and one.now.step > 60)
    one.rest()
    then = one.now
    order, path = Order("loss", kind, "1", "dark"), tmp_path / f"a.{kind}"
    shot_of(one.root, bench.theme, bench.board, then).save(order, path)
    one.begin(depth=1)
    bench.files.take(path)
    question = bench.files.question
    one.wait(lambda: one.root.focus_get() in question.buttons.values())
    question.buttons["Do not save"].invoke()
    one.wait(lambda: one.now.moment == then.moment and one.now.status == then.status)
    np.testing.assert_array_equal(one.now.parameters, then.parameters)
    assert one.session.experiment == then.experiment
    again = tmp_path / f"b.{kind}"
    shot_of(one.root, bench.theme, bench.board, one.now).save(order, again)
    assert again.read_bytes() == path.read_bytes()
    assert bench.files.path is None  # saving will ask for a file and leave the picture alone


def test_the_window_looks_again_as_in_its_picture(regular: Person, tmp_path: Path):
    one, bench = regular, regular.bench
    one.begin(**SETTINGS)
    one.play(60)
    one.rest()
    there, paths = one.now.step, [tmp_path / f"{number}.png" for number in range(3)]
    shot_of(one.root, bench.theme, bench.board, one.now).save(Order(), paths[0])
    for before, after in pairwise(paths):
        one.begin(depth=1)
        bench.files.take(before)
        bench.files.question.buttons["Do not save"].invoke()
        one.wait(lambda: one.now.step == there and one.now.moment == read_moment(paths[0]))
        one.settle()
        shot_of(one.root, bench.theme, bench.board, one.now).save(Order(), after)
    assert all(read_moment(path) == read_moment(paths[0]) for path in paths)
    board = bench.board
    left, top = board.winfo_rootx() - one.root.winfo_rootx(), board.winfo_rooty() - one.root.winfo_rooty()
    seen = []
    for path in paths:
        with Image.open(path) as picture:
            seen.append(np.asarray(picture, int)[top : top + board.winfo_height(), left : left + board.winfo_width()])
    np.testing.assert_array_equal(seen[1], seen[2])
    apart = np.abs(seen[0] - seen[1])  # lines that grew while the run was played meet themselves a little differently
    assert apart.max() <= 16
    assert np.mean(apart > 0) < 1e-3


def test_a_picture_without_a_run_changes_nothing(regular: Person, tmp_path: Path):
    one = regular
    run = one.begin(depth=1)
    path = tmp_path / "strange.png"
    drawn(MOMENTS["defaults"], path, "loss")
    with Image.open(path) as picture:
        Image.fromarray(np.asarray(picture)).save(path)
    one.bench.files.take(path)
    one.settle()
    assert "strange.png cannot be opened: no run is stored in this picture" in one.says
    assert one.now.run == run


def test_the_window_can_begin_with_a_picture(display: None, tmp_path: Path):
    path = tmp_path / "a.svg"
    drawn(MOMENTS["live changes"], path, "loss")
    window = Window(str(path))
    moment = MOMENTS["live changes"].checked()
    try:
        for _ in range(20_000):
            window.root.tk.dooneevent(0)
            bench = window.workbench
            if bench is not None and bench.session.snapshot and bench.session.snapshot.moment == moment:
                break
        assert window.workbench.session.snapshot.moment == moment
    finally:
        window.close()


def test_without_a_screen_the_run_of_the_file_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(opening.screen, "absence", lambda: "There is no screen here")
    moment = Moment(Experiment(samples=40), (), 4)
    before = drawn(moment, tmp_path / "a.png", "loss")
    assert opening.window("a.png") == 0
    assert (tmp_path / "a.png").read_bytes() == before
    assert read_moment(tmp_path / "a-drawn.png") == moment
    assert "a-drawn.png" in capsys.readouterr().err

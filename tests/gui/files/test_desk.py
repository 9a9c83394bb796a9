"""Experiments as files in the real window, by its keys: saved, opened, asked about, taken back, copied and pasted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gui.files import menu
from gui.keys import CONTROL
from model import Experiment, Trainer
from model.training.moment import Moment
from model.training.snapshot import Status
from tests.gui.person import Person

Make = Callable[..., Person]
Chosen = Callable[[object], list[dict[str, Any]]]
SMALL = {"samples": 60, "width": 3}


def press(one: Person, key: str) -> None:
    one.strike(f"<{CONTROL}-{key}>")
    one.settle()


def steps(one: Person, count: int) -> None:
    aim = one.now.step + count
    for _ in range(count):
        one.push("batch")
    one.wait(lambda: one.now.step == aim and one.now.status is Status.PAUSED)


def arrived(one: Person, step: int) -> None:
    one.wait(lambda: one.now.run == one.session.worker.run_number and one.now.step == step)
    one.wait(lambda: one.now.status in (Status.PAUSED, Status.READY))
    one.settle()


def answer(one: Person, label: str) -> None:
    question = one.bench.files.question
    one.wait(lambda: one.root.focus_get() in question.buttons.values())
    question.buttons[label].invoke()
    one.settle()


def written(path: Path, **settings: Any) -> Path:
    trainer = Trainer(Experiment(**{**SMALL, **settings}))
    trainer.run(5)
    trainer.change(learning_rate=0.2)
    trainer.run(7)
    path.write_text(Moment.of(trainer).to_json())
    return path


def test_a_saved_moment_comes_back_bit_for_bit(owner: Make, chosen: Chosen, tmp_path: Path):
    one, path = owner(**SMALL), tmp_path / "one.glassnet"
    assert one.root.title() == "Glassnet"
    steps(one, 4)
    one.set("learning_rate", 0.3)
    one.wait(lambda: one.now.experiment.learning_rate == 0.3)
    steps(one, 3)
    assert one.root.title() == "*Untitled - Glassnet"
    asked = chosen(path)
    press(one, "s")
    assert asked[0]["initialfile"] == "circles.glassnet"
    assert one.now.step == 7, "Ctrl-S is no step"
    assert one.root.title() == "one.glassnet - Glassnet"
    assert "Saved" in one.says
    there = one.now.parameters.copy()
    one.set("depth", 3)
    one.wait(lambda: one.now.step == 0)
    press(one, "o")
    answer(one, "Do not save")
    arrived(one, 7)
    assert np.array_equal(one.now.parameters, there)
    assert one.now.experiment == one.session.experiment == one.bench.form.experiment
    assert one.now.experiment.learning_rate == 0.3
    assert [mark for mark, _ in one.now.moment.changes] == [4]
    assert one.root.title() == "one.glassnet - Glassnet"
    assert "Opened one.glassnet, step 7" in one.says
    one.set("learning_rate", 0.1)
    press(one, "s")
    assert len(asked) == 2, "a file that has a name is written without a question"
    assert Moment.from_json(path.read_text()).now.learning_rate == 0.1


def test_plain_s_is_still_a_step(owner: Make):
    one = owner(**SMALL)
    one.strike("<s>")
    one.wait(lambda: one.now.step == 1)


@pytest.mark.parametrize("label", ["Save", "Do not save", "Cancel"])
def test_new_asks_before_something_is_lost(owner: Make, chosen: Chosen, tmp_path: Path, label: str):
    one, path = owner(**SMALL), tmp_path / "one.glassnet"
    one.set("noise", 0.3)
    chosen(path)
    press(one, "n")
    answer(one, label)
    kept = label == "Cancel"
    one.wait(lambda: (one.session.experiment == Experiment()) != kept)
    assert path.exists() == (label == "Save")
    assert one.bench.files.changed == kept


def test_nothing_is_asked_where_nothing_would_be_lost(owner: Make):
    one = owner(**SMALL)
    steps(one, 2)
    press(one, "n")
    assert one.bench.files.question is None
    assert one.session.experiment == Experiment()


def test_escape_and_return_answer(owner: Make, chosen: Chosen, tmp_path: Path):
    one, path = owner(**SMALL), tmp_path / "one.glassnet"
    one.set("noise", 0.3)
    ended: list[int] = []
    object.__setattr__(one.bench.files._doings, "end", lambda: ended.append(1))
    chosen(path)
    for key, end in (("<Escape>", 0), ("<Return>", 1)):
        press(one, "q")
        question = one.bench.files.question
        one.wait(lambda question=question: one.root.focus_get() in question.buttons.values())
        one.press(one.root.focus_get(), key)
        assert len(ended) == end
    assert path.exists()


def test_saving_that_fails_loses_nothing_and_does_not_quit(owner: Make, chosen: Chosen, tmp_path: Path):
    one = owner(**SMALL)
    one.set("noise", 0.3)
    chosen(tmp_path / "none" / "one.glassnet")
    ended: list[int] = []
    object.__setattr__(one.bench.files._doings, "end", lambda: ended.append(1))
    press(one, "q")
    answer(one, "Save")
    assert "could not be written" in one.says
    assert not ended
    assert one.bench.files.changed


def test_a_file_that_another_program_has_changed_is_not_replaced_unasked(owner: Make, chosen: Chosen, tmp_path: Path):
    one, path = owner(**SMALL), written(tmp_path / "one.glassnet")
    one.bench.files.take(path)
    arrived(one, 12)
    path.write_text("mine now, longer")
    press(one, "s")
    answer(one, "Cancel")
    assert path.read_text() == "mine now, longer"
    press(one, "s")
    answer(one, "Replace")
    assert Moment.from_json(path.read_text()).step == 12


@pytest.mark.parametrize("text", ["", "{", '{"glassnet": 2}', '{"glassnet": 1, "experiment": {"depth": 1e99}}'])
def test_a_bad_file_says_so_and_changes_nothing(owner: Make, tmp_path: Path, text: str):
    one, path = owner(**SMALL), tmp_path / "bad.glassnet"
    path.write_text(text)
    steps(one, 2)
    run = one.now.run
    one.bench.files.take(path)
    assert "bad.glassnet cannot be opened" in one.says
    assert one.session.worker.run_number == run
    assert one.bench.files.path is None
    steps(one, 1)


def test_one_open_takes_experiments_and_tables(owner: Make, chosen: Chosen, tmp_path: Path):
    one, path = owner(**SMALL), tmp_path / "points.csv"
    path.write_text("x,y,class\n" + "\n".join(f"{n},{n % 7},{n % 2}" for n in range(30)))
    chosen(path)
    press(one, "o")
    dialog = one.bench.own_data.dialog
    one.wait(lambda: dialog.winfo_viewable())
    dialog.accept()
    one.wait(lambda: one.session.experiment.own is not None)
    chosen(written(tmp_path / "no suffix", own=one.session.experiment.own))
    press(one, "n")
    answer(one, "Do not save")
    press(one, "o")
    arrived(one, 12)
    assert one.session.experiment.own.label == "points.csv"


def test_recent_files_are_remembered_and_forgotten(owner: Make, tmp_path: Path):
    one, path = owner(**SMALL), written(tmp_path / "one.glassnet")
    one.bench.files.take(path)
    arrived(one, 12)
    files = one.bench.menus["File"]
    part = one.root.nametowidget(files.entrycget(files.index(menu.LABEL), "menu"))
    one.root.tk.call(*one.root.tk.splitlist(part.cget("postcommand")))
    assert part.entrycget(0, "label").startswith("one.glassnet")
    press(one, "n")
    part.invoke(0)
    arrived(one, 12)
    path.unlink()
    one.bench.files.choose_recent(path)
    assert "not there any more" in one.says
    assert one.bench.files.recent.paths() == ()


def test_undo_and_redo_of_live_and_structural_changes(owner: Make):
    one = owner(**SMALL)
    steps(one, 3)
    one.set("learning_rate", 0.3)
    one.wait(lambda: one.now.experiment.learning_rate == 0.3)
    one.set("depth", 3)
    one.wait(lambda: one.now.experiment.depth == 3)
    assert one.now.step == 0
    steps(one, 2)
    run = one.now.run
    press(one, "z")
    one.new_run(run)
    arrived(one, 0)
    assert (one.now.experiment.depth, one.now.experiment.learning_rate) == (2, 0.3)
    run = one.now.run
    steps(one, 2)
    press(one, "z")
    one.wait(lambda: one.now.experiment.learning_rate == 0.03)
    assert (one.now.run, one.now.step) == (run, 2)
    assert one.bench.form.row("learning_rate").field.value == 0.03
    press(one, "z")
    assert "nothing to undo" in one.says
    press(one, "y")
    one.wait(lambda: one.now.experiment.learning_rate == 0.3)
    press(one, "Shift-Z")
    one.wait(lambda: one.now.experiment.depth == 3)
    press(one, "y")
    assert "nothing to redo" in one.says


def test_a_new_change_ends_redoing(owner: Make):
    one = owner(**SMALL)
    one.set("noise", 0.3)
    press(one, "z")
    one.set("noise", 0.2)
    press(one, "y")
    assert "nothing to redo" in one.says
    assert one.session.experiment.noise == 0.2


def test_undo_takes_a_lesson_back_in_one_step(owner: Make):
    one = owner(**SMALL)
    one.bench.lessons.choose(one.bench.lessons.shelf.lessons[0])
    assert one.session.experiment != Experiment(**SMALL)
    assert not one.bench.files.changed
    press(one, "z")
    one.wait(lambda: one.now.experiment == Experiment(**SMALL))
    assert not one.session.comparing


def test_going_in_time_is_no_change(owner: Make):
    one = owner(**SMALL)
    steps(one, 3)
    one.set("learning_rate", 0.3)
    one.wait(lambda: one.now.experiment.learning_rate == 0.3)
    steps(one, 2)
    one.strike("<Left>", "<Left>", "<Left>")
    one.wait(lambda: one.now.step == 2 and one.session.experiment.learning_rate == 0.03)
    assert len(one.bench.files.undo._done) == 1


def test_copy_and_paste_bring_the_moment_back(owner: Make):
    one = owner(**SMALL)
    one.set("dataset", "moons")
    one.wait(lambda: one.now.experiment.dataset == "moons")
    steps(one, 3)
    there = one.now.parameters.copy()
    press(one, "c")
    line = one.root.clipboard_get()
    assert line == "glassnet1 dataset=moons samples=60 width=3 @3"
    press(one, "n")
    answer(one, "Do not save")
    press(one, "v")
    arrived(one, 3)
    assert np.array_equal(one.now.parameters, there)
    press(one, "z")
    one.wait(lambda: one.now.experiment == Experiment())


def test_copy_and_paste_leave_text_fields_alone(owner: Make):
    one = owner(**SMALL)
    field = one.bench.form.row("noise").field.main
    one.root.clipboard_clear()
    one.root.clipboard_append("0.25")
    one.focus(field)
    field.selection_range(0, "end")
    one.press(field, f"<{CONTROL}-v>")
    assert field.get() == "0.25"
    one.press(field, f"<{CONTROL}-y>")
    assert field.get() == "0.25", "redo does not paste"
    assert one.session.experiment == Experiment(**SMALL)
    one.press(field, "<Escape>")
    press(one, "v")
    assert "nothing that could be pasted" in one.says


def test_a_long_way_is_gone_with_the_window_alive(owner: Make, tmp_path: Path):
    one, path = owner(**SMALL), written(tmp_path / "far.glassnet")
    facts = json.loads(path.read_text())
    path.write_text(json.dumps({**facts, "step": 10**9}))
    one.bench.files.take(path)
    one.wait(lambda: one.now.step > 1000)
    assert one.now.status is Status.RUNNING
    assert one.session.moment.step == 10**9
    assert one.now.experiment.learning_rate == 0.2
    press(one, "n")
    arrived(one, 0)
    assert one.session.experiment == Experiment()


def test_saving_a_comparison_says_what_is_saved(owner: Make, chosen: Chosen, tmp_path: Path):
    one, path = owner(**SMALL), tmp_path / "one.glassnet"
    one.bench.lessons.choose(one.bench.lessons.shelf.lessons[0])
    one.wait(lambda: one.now.companions)
    chosen(path)
    press(one, "s")
    assert "the one in the panels" in one.says
    assert Moment.from_json(path.read_text()).experiment == one.session.experiment

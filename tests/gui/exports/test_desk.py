"""Exports from the real window, by its menu; only the system's own dialog is played. Every record of the table."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gui.exports import desk
from gui.exports.catalogue import EXPORTS, Export
from model.exports import state_npz
from model.knob import Invalid
from model.training.contrast import values_of
from model.training.snapshot import Status
from tests.gui.person import Person

SMALL = {"samples": 60, "width": 3}
Asked = list[dict[str, Any]]


@pytest.fixture
def one(regular: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """The person after five steps of a small run, whose files go to a folder of the test."""
    regular.begin(**SMALL)
    regular.bench.exports.folder = tmp_path
    stepped(regular, 5)
    return regular


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Asked]:
    """Lets the system's dialog take the suggested name, or another answer; gives what it was asked."""

    def answer(other: str | None = None) -> Asked:
        asked: Asked = []

        def dialog(**options: Any) -> str:
            asked.append(options)
            return str(tmp_path / options["initialfile"]) if other is None else other

        monkeypatch.setattr(desk.filedialog, "asksaveasfilename", dialog)
        return asked

    return answer


def stepped(one: Person, count: int) -> None:
    for _ in range(count):
        one.push("batch")
    one.wait(lambda: one.now.step == count and one.now.status is Status.PAUSED)


def choose(one: Person, export: Export) -> None:
    """Choose the entry in the menu File > Export, and wait until all is done."""
    menu = one.bench.menus["Export"]
    labels = [menu.entrycget(n, "label") if menu.type(n) == "command" else "" for n in range(menu.index("end") + 1)]
    menu.invoke(labels.index(f"{export.label}…"))
    one.wait(lambda: not one.bench.exports._busy)
    one.settle()


def test_the_menu_of_exports_is_part_of_the_file_menu(regular: Person):
    menu = regular.bench.menus["File"]
    places = {menu.entrycget(n, "label"): n for n in range(menu.index("end") + 1) if menu.type(n) != "separator"}
    assert menu.nametowidget(menu.entrycget(places["Export"], "menu")) is regular.bench.menus["Export"]
    assert places["Export"] < places["Quit"]


@pytest.mark.parametrize("name", EXPORTS)
def test_every_kind_of_file_is_written_under_a_name_that_tells(
    one: Person, named: Callable[..., Asked], tmp_path: Path, name: str
):
    asked, export = named(), EXPORTS[name]
    choose(one, export)
    (path,) = tmp_path.iterdir()
    assert path.name == asked[0]["initialfile"] == f"glassnet-circles-{name}-step-5{export.suffix}"
    assert asked[0].get("confirmoverwrite", True), "the system's dialog asks before it replaces a file"
    assert path.stat().st_size > 100
    assert one.says.startswith(f"Saved {path}, step 5.")
    assert one.now.step == 5
    assert one.now.status is Status.PAUSED


@pytest.mark.parametrize("name", EXPORTS)
def test_no_name_no_file(one: Person, named: Callable[..., Asked], tmp_path: Path, name: str):
    asked = named("")
    choose(one, EXPORTS[name])
    assert asked
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", EXPORTS)
def test_what_cannot_be_written_is_said(one: Person, named: Callable[..., Asked], tmp_path: Path, name: str):
    path = tmp_path / "no folder" / "x"
    named(str(path))
    choose(one, EXPORTS[name])
    assert str(path) in one.says
    assert "could not be written: No such file or directory" in one.says
    assert one.now.status is Status.PAUSED, "training has not failed"


@pytest.mark.parametrize("name", EXPORTS)
def test_writing_breaks_off_and_the_old_file_is_there(
    one: Person, named: Callable[..., Asked], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    path = tmp_path / f"old{EXPORTS[name].suffix}"
    path.write_text("old")
    named(str(path))

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    choose(one, EXPORTS[name])
    assert "No space left on device" in one.says
    assert [each.read_text() for each in tmp_path.iterdir()] == ["old"]


def test_what_a_run_cannot_give_is_said(one: Person, named: Callable[..., Asked]):
    def refuse(_trainer: Any) -> None:
        raise Invalid("width", 3, "4 or more for this kind of file")

    asked = named()
    one.bench.exports.take(Export("none", "Nothing at all", ".x", "", refuse, lambda content, path: None))
    one.wait(lambda: "Nothing at all" in one.says)
    assert "4 or more" in one.says
    assert not asked


def test_the_file_holds_the_moment_of_the_choice_while_training_goes_on(
    one: Person, named: Callable[..., Asked], tmp_path: Path
):
    asked = named()
    one.push("play")
    one.wait(lambda: one.now.step > 10)
    choose(one, EXPORTS["history"])
    assert one.session.playing
    one.push("play")
    one.wait(lambda: one.now.status is Status.PAUSED)
    step = int(asked[0]["initialfile"].split("-")[-1].removesuffix(".csv"))
    (path,) = tmp_path.iterdir()
    with path.open(newline="") as file:
        assert int(list(csv.DictReader(file))[-1]["step"]) == step <= one.now.step


def test_the_run_that_is_looked_at_is_the_one(one: Person, named: Callable[..., Asked], tmp_path: Path):
    named()
    one.session.contrast(values_of(one.session.experiment, "learning_rate", (0.1, 0.2)), 1)
    one.wait(lambda: one.now.run == one.session.worker.run_number)
    choose(one, EXPORTS["state"])
    (path,) = tmp_path.iterdir()
    found = state_npz.read(path.read_bytes())
    assert found.moment.experiment.learning_rate == 0.2


def test_a_state_is_opened_and_compared(one: Person, named: Callable[..., Asked], tmp_path: Path):
    named()
    there = one.now.parameters.copy()
    choose(one, EXPORTS["state"])
    (path,) = tmp_path.iterdir()
    for far, words in ((0.0, f"Opened {path.name}"), (2.0**-20, "9.5e-07")):
        with np.load(path) as content:
            arrays = {name: content[name] for name in content}
        arrays["b0"] = arrays["b0"] + far
        np.savez(path, **arrays)
        one.begin()
        one.bench.files._base = one.bench.files._settings()
        one.bench.files.take(path)
        one.wait(lambda: one.bench.files.arrival._timer is None)
        one.settle()
        assert words in one.says
        assert np.array_equal(one.now.parameters, there)
        assert one.now.step == 5
        assert one.bench.files.path is None, "Ctrl-S does not write JSON into it"


def test_a_damaged_state_changes_nothing(one: Person, tmp_path: Path):
    path = tmp_path / "x.npz"
    path.write_bytes(b"PK\x03\x04")
    one.bench.files.take(path)
    assert one.says.startswith("x.npz cannot be opened: damaged")
    assert one.now.step == 5

"""Recording from the real window; mostly a small program that speaks the same way stands in for the command."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gui.films.formats import FORMATS
from gui.panels import PANELS, VIEWS, standard
from gui.recorder import command, recording
from gui.recorder.dialog import CHOOSERS, RecordDialog
from gui.recorder.order import Order
from gui.theme.palette import DARK, LIGHT
from model.training.contrast import collected
from model.training.moment import Moment
from tests.gui.person import Person

FAKE = Path(__file__).with_name("fake.py")
Make = Callable[..., Person]


@pytest.fixture
def one(regular: Person, tmp_path: Path) -> Iterator[Person]:
    """The person at rest in step 0, with nothing remembered, whose animations go to a folder of the test."""
    recorder = regular.bench.recorder
    regular.begin()
    recorder.folder, recorder._order, recorder.program = tmp_path, Order(), goes("good")
    yield regular
    recorder.close()
    if recorder.bar.winfo_manager():
        regular.bench.status.let_out(recorder.bar)
    recorder.program = command.program()
    regular.settle()


def goes(way: str) -> list[str]:
    return [sys.executable, str(FAKE), way]


def opened(one: Person) -> RecordDialog:
    """The dialog, once it is on the screen and has the mouse."""
    one.strike("<Control-r>")
    dialog = one.bench.recorder.dialog
    assert dialog is not None
    one.wait(lambda: dialog.grab_current() is dialog and dialog.focus_get() is dialog.save_button)
    return dialog


def choose(one: Person, dialog: RecordDialog, **wanted: str) -> None:
    tables = {name: table for name, _, table in CHOOSERS}
    for name, value in wanted.items():
        dialog.boxes[name].current(list(tables[name]).index(value))
        dialog.boxes[name].event_generate("<<ComboboxSelected>>")
    one.settle()


def write(one: Person, dialog: RecordDialog, field: str, text: str) -> None:
    """Type into a field, or into that of the name."""
    entry = dialog.name if field == "name" else dialog.fields[field]
    one.focus(entry)
    entry.delete(0, "end")
    entry.insert(0, text)
    entry.event_generate("<KeyRelease>")
    one.settle()


def ended(one: Person) -> None:
    one.wait(lambda: one.bench.recorder.recording is None)


def begun(one: Person, way: str, name: str = "film.gif") -> recording.Recording:
    """A recording of which two frames are done."""
    one.bench.recorder.program = goes(way)
    dialog = opened(one)
    write(one, dialog, "name", name)
    dialog.save_button.invoke()
    under_way = one.bench.recorder.recording
    assert under_way is not None
    one.wait(lambda: under_way.reached.done == 2)
    return under_way


def told(out: Path) -> dict[str, list[str]]:
    """What the command was told, by option."""
    words, facts = json.loads(Path(f"{out}.arguments").read_text(encoding="utf-8")), {}
    assert words[:2] == ["record", "--json"]
    for option, value in zip(words[2::2], words[3::2], strict=True):
        facts.setdefault(option, []).append(value)
    return facts


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# -- the dialog ------------------------------------------------------------------------------------------------------


def test_the_whole_run_is_offered_in_about_a_hundred_frames(one: Person):
    one.play(120)
    one.rest()
    newest = one.now.furthest
    dialog = opened(one)
    offered = {name: field.get() for name, field in dialog.fields.items()}
    assert offered == {"start": "0", "stop": f"{newest}", "every": f"{-(-newest // 100)}", "rate": "10"}
    assert dialog.order.frames in range(50, 102)
    assert dialog.name.get() == f"glassnet-circles-panels-steps-0-{newest}.gif"
    assert dialog.note.startswith(f"{dialog.order.frames} frames, {dialog.order.frames / 10:.1f} s, ")


def test_a_run_that_has_not_begun_is_trained_for_the_recording(one: Person):
    dialog = opened(one)
    assert (dialog.order.start, dialog.order.stop, dialog.order.every) == (0, 1000, 10)
    assert "trained for the recording alone" in dialog.note


def test_what_is_typed_is_counted_at_once(one: Person):
    dialog = opened(one)
    write(one, dialog, "stop", "2,000")
    assert dialog.fields["every"].get() == "20"  # follows, until a person says otherwise
    write(one, dialog, "every", "300")
    write(one, dialog, "start", "100")
    write(one, dialog, "rate", "4")
    choose(one, dialog, size="900x600", scale="2")
    assert dialog.note.startswith("8 frames, 2.0 s, 1,800 × 1,200 pixels")  # 100, 400, … 1900, and 2000
    assert dialog.name.get() == "glassnet-circles-panels-steps-100-2000.gif"


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("start", "one", "From step: “one” is not possible; allowed: whole numbers, 0 to"),
        ("start", "1001", "To step: “1000” is not possible; allowed: whole numbers, 1,001 to"),
        ("stop", "", "To step: “” is not possible"),
        ("every", "0", "Every: “0” is not possible; allowed: whole numbers, 1 to"),
        ("rate", "51", "Frames a second: “51” is not possible; allowed: whole numbers, 1 to 50"),
        ("rate", "-5", "Frames a second"),
    ],
)
def test_numbers_that_cannot_be_are_refused_by_name(one: Person, tmp_path: Path, field: str, text: str, words: str):
    dialog = opened(one)
    write(one, dialog, field, text)
    dialog.save_button.invoke()
    assert words in dialog.message
    assert dialog.winfo_exists()
    assert one.bench.recorder.recording is None
    assert list(tmp_path.iterdir()) == []


def test_more_frames_than_anybody_waits_for_are_refused_with_what_is_possible(one: Person):
    dialog = opened(one)
    write(one, dialog, "stop", "10000000")
    write(one, dialog, "every", "2000")
    dialog.save_button.invoke()
    assert "2,001 or more here, for 5,001 frames are too many" in dialog.message
    write(one, dialog, "every", "2001")
    assert dialog.order.frames <= 5000


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_that_cannot_be_written_says_what_to_install(
    one: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    monkeypatch.setattr("shutil.which", lambda program: None)
    dialog = opened(one)
    choose(one, dialog, format=name)
    dialog.save_button.invoke()
    needs = bool(FORMATS[name].missing)
    assert dialog.winfo_exists() == needs
    if needs:
        assert "ffmpeg is not installed" in dialog.message
        assert "ffmpeg is not installed" in dialog.note
        assert list(tmp_path.iterdir()) == []
    else:
        ended(one)


@pytest.mark.parametrize("name", ["film.png", "", "a/b.gif", ".."])
def test_any_other_name_is_refused_in_words(one: Person, tmp_path: Path, name: str):
    dialog = opened(one)
    write(one, dialog, "name", name)
    dialog.save_button.invoke()
    assert dialog.message
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused(one: Person, tmp_path: Path):
    one.bench.recorder.folder = tmp_path / "nowhere"
    dialog = opened(one)
    dialog.save_button.invoke()
    assert "there is no such folder" in dialog.message


def test_an_old_file_is_replaced_only_after_a_question(one: Person, tmp_path: Path):
    old = tmp_path / "film.gif"
    old.write_bytes(b"the old one")
    dialog = opened(one)
    write(one, dialog, "name", "film.gif")
    dialog.save_button.invoke()
    assert "film.gif is there already" in dialog.message
    assert dialog.save_button.cget("text") == "Replace"
    assert one.bench.recorder.recording is None
    dialog.save_button.invoke()
    ended(one)
    assert old.stat().st_size == 4200


# -- recording -------------------------------------------------------------------------------------------------------


def test_the_command_is_told_all_that_was_chosen(one: Person, tmp_path: Path):
    dialog = opened(one)
    for field, text in (("start", "5"), ("stop", "45"), ("every", "20"), ("rate", "12")):
        write(one, dialog, field, text)
    choose(one, dialog, what="loss", size="1280x720", scale="2", colours=DARK.name, format="webm")
    dialog.caption_box.invoke()
    write(one, dialog, "name", "film.webm")
    dialog.save_button.invoke()
    ended(one)
    facts = told(tmp_path / "film.webm")
    facts.pop("--experiment")
    assert facts == {
        "--from": ["5"], "--to": ["45"], "--every": ["20"], "--rate": ["12"], "--size": ["1280x720"],
        "--scale": ["2"], "--colours": ["dark"], "--out": [str(tmp_path / "film.webm")], "--panel": ["loss"],
        "--caption": ["on"],
    }  # fmt: skip
    assert one.says == f"Recorded {tmp_path / 'film.webm'}: 4 frames, 4.2 kB."
    again = opened(one)
    assert (again.order.what, again.order.rate, again.order.caption) == ("loss", 12, True)


def test_all_panels_are_those_on_the_board_as_they_are(one: Person, tmp_path: Path):
    one.bench.board.adopt("network")
    one.settle()
    one.bench.board.toggles["loss", "log"].invoke()
    try:
        dialog = opened(one)
        write(one, dialog, "name", "film.gif")
        dialog.save_button.invoke()
        ended(one)
        facts = told(tmp_path / "film.gif")
        assert facts["--panel"] == list(VIEWS["network"].cells)
        assert facts["--at"] == ["0,0,8,7", "8,0,4,7", "0,7,8,5", "8,7,4,5"]
        assert facts["--log"] == ["loss"]
        assert facts["--colours"] == [LIGHT.name]
        board = one.bench.board
        assert facts["--size"] == [f"{board.winfo_width()}x{board.winfo_height()}"]
    finally:
        one.bench.board.toggles["loss", "log"].invoke()
        one.bench.board.adopt(next(iter(VIEWS)))


def test_the_run_is_given_with_its_live_changes(one: Person, tmp_path: Path):
    one.push("batch")
    one.wait(lambda: one.now.step == 1)
    one.set("learning_rate", 0.1)
    one.push("batch")
    one.wait(lambda: one.now.step == 2)
    dialog = opened(one)
    write(one, dialog, "name", "film.gif")
    dialog.save_button.invoke()
    ended(one)
    given = Moment.from_json((tmp_path / "film.gif.run").read_text(encoding="utf-8"))
    assert given == one.now.moment
    assert given.changes == ((1, {"learning_rate": 0.1}),)


def test_while_it_records_the_window_is_used_and_training_is_undisturbed(one: Person, tmp_path: Path):
    one.hurry()
    begun(one, "waits")
    recorder = one.bench.recorder
    assert recorder.bar.winfo_viewable()
    assert recorder.bar.words == "Recording: 2 of 4 frames · about 4.0 kB"
    assert float(recorder.bar.bar.cget("value")) == 0.5
    one.play(90)
    seen = one.steps
    assert seen == [30 * count for count in range(len(seen))]
    one.rest()
    one.strike("<Control-r>")
    one.settle()
    assert not (recorder.dialog and recorder.dialog.winfo_exists())
    assert "One recording at a time: film.gif" in one.says
    (tmp_path / "film.go").touch()
    ended(one)
    assert not recorder.bar.winfo_manager()
    assert "Recorded " in one.says


def test_runs_that_cannot_be_recorded_together_are_recorded_as_the_one_that_is_shown(person: Make, tmp_path: Path):
    one = person(samples=40)
    first = one.session.experiment
    one.session.contrast(collected([first, first.replace(seed=3, depth=1), first.replace(depth=1)]))
    one.wait(lambda: one.now.companions)
    one.bench.recorder.folder, one.bench.recorder.program = tmp_path, goes("good")
    dialog = opened(one)
    assert "The shown run alone is recorded" in dialog.note
    write(one, dialog, "name", "film.gif")
    dialog.save_button.invoke()
    ended(one)
    facts = told(tmp_path / "film.gif")
    assert facts["--panel"] == list(standard())
    assert "--compare" not in facts


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="this system has no such number")
def test_the_process_steps_back_behind_the_window(one: Person, tmp_path: Path):
    under_way = begun(one, "waits")
    assert os.getpriority(os.PRIO_PROCESS, under_way.child.pid) > os.getpriority(os.PRIO_PROCESS, 0)
    (tmp_path / "film.go").touch()
    ended(one)


@pytest.mark.parametrize("way", ["waits", "stubborn"])
def test_cancel_ends_the_process_and_leaves_what_was_there(
    one: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
):
    monkeypatch.setattr(recording, "LONGEST", 0.2)
    old, other = tmp_path / "old.gif", tmp_path / ".film.gif.before.part"
    old.write_bytes(b"the old one")
    other.write_bytes(b"somebody else's")
    under_way = begun(one, way)
    one.bench.recorder.bar.button.invoke()
    assert one.bench.recorder.bar.words == "Cancelling…"
    ended(one)
    assert one.says == "The recording was cancelled; nothing was written."
    assert {path.name for path in tmp_path.iterdir()} == {old.name, other.name}
    assert not alive(under_way.child.pid)


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("refuses", "--every: 0 is not possible; allowed: whole numbers, 1 or more"),
        ("breaks", "MemoryError: no room for the picture"),
        ("silent", "ended with code 3"),
        ("lies", "ended with code 1"),
    ],
)
def test_trouble_of_the_process_comes_to_the_person(one: Person, tmp_path: Path, way: str, words: str):
    one.bench.recorder.program = goes(way)
    opened(one).save_button.invoke()
    ended(one)
    assert "could not be recorded: " in one.says
    assert words in one.says
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_is_not_there_is_told_in_the_dialog(one: Person, tmp_path: Path):
    one.bench.recorder.program = [str(tmp_path / "no-such-program")]
    dialog = opened(one)
    dialog.save_button.invoke()
    assert "could not be started" in dialog.message
    assert dialog.winfo_exists()


def test_closing_the_window_ends_the_process(person: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gui.recorder.child.PATIENCE", 0.2)
    one = person()
    one.bench.recorder.folder = tmp_path
    under_way = begun(one, "stubborn")
    one.bench.close()
    assert not alive(under_way.child.pid)
    assert list(tmp_path.iterdir()) == []


def test_the_real_command_records_what_the_window_shows(one: Person, tmp_path: Path):
    one.bench.recorder.program = command.program()
    one.push("batch")
    one.wait(lambda: one.now.step == 1)
    one.set("learning_rate", 0.1)
    one.push("batch")
    one.wait(lambda: one.now.step == 2)
    dialog = opened(one)
    write(one, dialog, "name", "film.gif")
    dialog.save_button.invoke()
    ended(one)
    assert one.says.startswith(f"Recorded {tmp_path / 'film.gif'}: 3 frames, ")
    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames == 3
        assert film.size == (one.bench.board.winfo_width(), one.bench.board.winfo_height())
    assert [path.name for path in tmp_path.iterdir()] == ["film.gif"]


def test_a_run_that_ends_early_is_recorded_to_its_end(person: Make, tmp_path: Path):
    one = person(samples=40, max_epochs=1)
    one.bench.recorder.folder = tmp_path
    dialog = opened(one)
    assert dialog.fields["stop"].get() == "2"  # 20 points of training in tens
    for field, text in (("stop", "8"), ("every", "1"), ("name", "film.gif")):
        write(one, dialog, field, text)
    choose(one, dialog, what="loss")
    dialog.save_button.invoke()
    ended(one)
    assert "film.gif: 3 frames, " in one.says
    assert one.session.snapshot.step == 0


# -- how it is started -----------------------------------------------------------------------------------------------


def test_the_program_starts_itself_also_where_it_is_one_file(monkeypatch: pytest.MonkeyPatch):
    python, script = command.program()
    assert python == sys.executable
    assert Path(script).name == "main.py"
    assert Path(script).is_file()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command.program() == [sys.executable]


def test_every_panel_can_be_chosen(one: Person):
    tables: dict[str, Any] = {name: table for name, _, table in CHOOSERS}
    assert set(PANELS) < set(tables["what"])
    assert len(opened(one).boxes["what"].cget("values")) == len(tables["what"])

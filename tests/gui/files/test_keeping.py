"""Keeping: recent files, sessions of windows that were killed, and writing that is interrupted at any place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gui.files.folder import CHOSEN, state_folder
from gui.files.keeper import KIND, STARTS, Keeper, Kept
from gui.files.recent import MOST, NAME, RecentFiles
from gui.files.writing import write_safely
from gui.view import write_whole
from gui.window import Window
from model import Experiment
from model.training.moment import Moment
from tests.gui.conftest import DONT_WAIT
from tests.gui.person import Person

ROOT = Path(__file__).parents[3]
MOMENT = Moment(Experiment(samples=60, width=3), ((4, {"learning_rate": 0.3}),), 7)
POSIX = pytest.mark.skipif(os.name != "posix", reason="kill -9")


def killed(work: Callable[[], object]) -> None:
    """Let a child of this process do ``work`` until it kills itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # threads of other tests are no matter: the child only writes
        child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def sessions(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{KIND}"))


def left_behind(folder: Path, kept: Kept) -> None:
    """As if the window had been killed: the lock is free, the file is there."""
    keeper = Keeper(folder)
    keeper.keep(kept)
    os.close(keeper._lock.descriptor)


@contextmanager
def opened() -> Iterator[Window]:
    """The program's window as at its start."""
    window = Window()
    try:
        while window.workbench is None or window.workbench.session.snapshot is None:
            window.root.tk.dooneevent(DONT_WAIT)
        yield window
    finally:
        window.close()


def wait(window: Window, until: Callable[[], object]) -> None:
    while not until():
        window.root.tk.dooneevent(DONT_WAIT)


# The folder


def test_the_folder_is_where_each_system_wants_it() -> None:
    home = Path.home()
    assert state_folder("linux", {}) == home / ".local" / "state" / "glassnet"
    assert state_folder("linux", {"XDG_STATE_HOME": "/s"}) == Path("/s/glassnet")
    assert state_folder("linux", {"XDG_STATE_HOME": "relative"}) == home / ".local" / "state" / "glassnet"
    assert state_folder("darwin", {}) == home / "Library" / "Application Support" / "Glassnet"
    assert state_folder("win32", {"LOCALAPPDATA": "/local"}) == Path("/local/Glassnet")
    assert state_folder("win32", {CHOSEN: "/mine"}) == Path("/mine")


def test_the_tests_keep_off_the_real_one() -> None:
    assert Path.home() not in state_folder().parents


# Recent files


def test_recent_files_stand_newest_first_each_once(tmp_path: Path) -> None:
    recent, files = RecentFiles(tmp_path / "state"), [tmp_path / f"{n}.glassnet" for n in range(MOST + 2)]
    assert recent.paths() == ()
    for path in (*files, files[5]):
        recent.add(path)
    assert RecentFiles(tmp_path / "state").paths() == (files[5], *reversed(files[6:]), *reversed(files[2:5]))
    recent.drop(files[5])
    assert recent.paths()[0] == files[-1]
    recent.clear()
    assert recent.paths() == ()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"glassnet_recent": 1, "files": 3}', "[" * 100_000, "\ud800"])
def test_a_damaged_list_is_set_aside(tmp_path: Path, text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    (tmp_path / NAME).write_bytes(content)
    recent = RecentFiles(tmp_path)
    assert recent.paths() == ()
    assert (tmp_path / f"{NAME}.damaged").read_bytes() == content
    recent.add(tmp_path / "a")
    assert recent.paths() == (tmp_path / "a",)


def test_a_newer_list_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"glassnet_recent": 99, "files": "elsewhere"}')
    before, recent = (tmp_path / NAME).read_bytes(), RecentFiles(tmp_path)
    assert recent.paths() == ()
    recent.add(tmp_path / "a")
    recent.clear()
    assert (tmp_path / NAME).read_bytes() == before


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    RecentFiles(tmp_path / "file").add(tmp_path / "a")
    keeper = Keeper(tmp_path / "file")
    keeper.keep(Kept(MOMENT))
    assert keeper.trouble
    assert keeper.lost() is None
    keeper.close()


# Sessions


def test_a_session_that_was_left_is_found_once_and_a_living_one_never(tmp_path: Path) -> None:
    alive = Keeper(tmp_path)
    alive.keep(Kept(MOMENT))
    assert Keeper(tmp_path).lost() is None
    kept = Kept(MOMENT, tmp_path / "one.glassnet", True)
    left_behind(tmp_path, kept)
    finder = Keeper(tmp_path)
    assert finder.lost() == kept
    assert Keeper(tmp_path).lost() is None, "it is the finder's now"
    finder.close()
    alive.close()
    assert list(tmp_path.iterdir()) == []


def test_two_that_were_left_are_found_by_two(tmp_path: Path) -> None:
    for step in (1, 2):
        left_behind(tmp_path, Kept(Moment(Experiment(), (), step)))
        os.utime(sessions(tmp_path)[-1], (step, step))
    for number, path in enumerate(sorted(sessions(tmp_path), key=lambda path: path.read_text())):
        os.utime(path, (100 + number, 100 + number))
    finders = [Keeper(tmp_path), Keeper(tmp_path)]
    assert sorted(finder.lost().moment.step for finder in finders) == [1, 2]
    for finder in finders:
        finder.close()


def test_a_session_with_which_the_program_never_comes_up_is_set_aside(tmp_path: Path) -> None:
    left_behind(tmp_path, Kept(MOMENT))
    for _ in range(STARTS):
        finder = Keeper(tmp_path)
        assert finder.lost() is not None
        os.close(finder._lock.descriptor)
    assert Keeper(tmp_path).lost() is None
    assert [path.suffix for path in tmp_path.iterdir()] == [".damaged"]


@pytest.mark.parametrize(
    "text", ["", "{}", "[" * 5000, '{"glassnet_session": 1, "file": null, "changed": true, "starts": 0}']
)
def test_a_damaged_session_is_set_aside(tmp_path: Path, text: str) -> None:
    (tmp_path / f"1{KIND}").write_text(text)
    assert Keeper(tmp_path).lost() is None
    assert (tmp_path / f"1{KIND}.damaged").read_text() == text


# Writing


@pytest.mark.skipif(os.name != "posix", reason="modes and links")
def test_what_is_written_again_stays_as_open_to_others_as_it_was_and_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "one", tmp_path / "link"
    usual = os.umask(0o027)
    try:
        write_safely(path, "a")
        assert path.stat().st_mode & 0o777 == 0o640
        path.chmod(0o600)
        write_safely(path, "b")
    finally:
        assert os.umask(usual) == 0o027
    assert path.stat().st_mode & 0o777 == 0o600
    link.symlink_to(path.name)
    write_safely(link, "c")
    write_whole(link, lambda temporary: Path(temporary).write_text("d"))
    assert link.is_symlink()
    assert path.read_text() == "d"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link", "one"]


def test_names_as_long_as_the_system_allows_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("ü" * 120 + ".glassnet")
    write_safely(path, "a")
    assert path.read_text() == "a"


def test_a_file_that_must_not_be_written_to_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "one"
    path.write_text("a")
    monkeypatch.setattr(os, "access", lambda *_: False)  # for root there is no such file
    with pytest.raises(PermissionError, match="one"):
        write_safely(path, "b")
    assert path.read_text() == "a"
    assert list(tmp_path.iterdir()) == [path]


# Killed


@POSIX
@pytest.mark.parametrize("place", ["fsync", "replace", "chmod"])
def test_whoever_is_killed_while_writing_loses_nothing_older(tmp_path: Path, place: str) -> None:
    path, newer = tmp_path / "one.glassnet", Moment(Experiment(depth=3))
    write_safely(path, MOMENT.to_json())
    left_behind(tmp_path, Kept(MOMENT))

    def end(*_rest: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def save() -> None:
        setattr(os, place, end)
        write_safely(path, newer.to_json())

    def keep() -> None:
        keeper = Keeper(tmp_path)
        keeper.lost()
        setattr(os, place, end)
        keeper.keep(Kept(newer))

    killed(save)
    assert Moment.from_json(path.read_text()) == MOMENT
    killed(keep)
    finder = Keeper(tmp_path)
    assert finder.lost() == Kept(MOMENT)
    assert not list(tmp_path.glob(f".*{KIND}.*.part")), "what was half written is swept"
    finder.close()


@POSIX
def test_a_window_that_was_killed_comes_back(display: None, state: Path) -> None:
    code = """
import os, signal, time
from tests.gui.person import Person
one = Person(samples=60, width=3)
one.set("learning_rate", 0.3)
one.push("epoch")
one.wait(lambda: one.now.step == 3)
one.session.pause()
one.wait(lambda: not one.session.travelling)
one.bench.files._tick()
one.wait(lambda: one.bench.files.keeper._path and one.bench.files.keeper._path.exists())
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    with opened() as window:
        bench = window.workbench
        wait(window, lambda: bench.session.snapshot.step == 3)
        assert "ended unexpectedly" in bench.status.words
        assert "File > New" in bench.status.words
        assert bench.session.experiment == Experiment(samples=60, width=3, learning_rate=0.3)
        assert bench.files.changed
        assert window.root.title() == "*Untitled - Glassnet"
        bench.files.keeper.close()


def test_after_a_good_end_nothing_is_restored(display: None, state: Path) -> None:
    with opened() as window:
        window.workbench._do(window.workbench.session.new_data)()
        window.workbench.files._tick()
        wait(window, lambda: sessions(state))
        window.workbench.root.after_cancel(window.workbench.files._timer)
    assert not sessions(state)
    with opened() as window:
        assert window.workbench.session.experiment == Experiment()


def test_an_untouched_window_writes_nothing(person: Callable[..., Person], state: Path) -> None:
    one = person()
    one.bench.root.after_cancel(one.bench.files._timer)
    one.bench.files._tick()
    one.push("batch")
    one.wait(lambda: one.now.step == 1)
    assert not state.exists()


def test_what_is_kept_is_the_moment_that_was_asked_for(person: Callable[..., Person], state: Path) -> None:
    one = person(samples=60)
    one.bench.files.take(_far(state.parent / "far.glassnet"))
    one.wait(lambda: one.now.step > 100)
    one.bench.root.after_cancel(one.bench.files._timer)
    one.bench.files._tick()
    one.push("reset")
    one.wait(lambda: one.now.step == 0)
    assert not sessions(state), "nothing is written on the way"


def _far(path: Path) -> Path:
    path.write_text(Moment(Experiment(samples=60), (), 10**9).to_json())
    return path

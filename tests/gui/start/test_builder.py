"""The private environment is made whole or not at all. pip and venv are stood in for: no network here."""

import os
import sys
import time
from pathlib import Path

import pytest

from gui.start import builder, environment
from gui.start.refusal import Refusal
from gui.start.runner import Failed, Runner

NEEDS = ["numpy>=2.0", "matplotlib>=3.10"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="builds the POSIX layout")


class FakeRunner(Runner):
    """Acts like venv, pip and Python; ``trouble`` maps a word of a command to what happens instead."""

    def __init__(self, interpreter: Path) -> None:
        super().__init__(self.reported)
        self.interpreter, self.said, self.commands, self.trouble = interpreter, [], [], {}

    def reported(self, line: str) -> None:
        self.said.append(line)

    def run(self, command, quiet=False, **settings):
        self.commands.append(command)
        for word, happens in self.trouble.items():
            if word in command:
                raise happens
        if "venv" in command:
            folder = Path(command[-1])
            assert (folder / environment.UNFINISHED).exists()
            (folder / "bin").mkdir()
            (folder / "bin" / "python").symlink_to(self.interpreter)
            if "--without-pip" not in command:
                self.site(folder, "pip-25.0")
        if "install" in command:
            for need in command[command.index("--disable-pip-version-check") + 1 :]:
                self.site(Path(command[0]).parents[1], need.replace(">=", "-"))
        return []

    @staticmethod
    def site(folder: Path, name: str) -> None:
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        (folder / "lib" / version / "site-packages" / f"{name}.dist-info").mkdir(parents=True, exist_ok=True)

    def count(self, word: str) -> int:
        return sum(word in command for command in self.commands)


@pytest.fixture
def runner(tmp_path, monkeypatch) -> FakeRunner:
    interpreter = tmp_path / "python3.99"
    interpreter.write_text("an interpreter")
    (tmp_path / "home").mkdir()
    monkeypatch.delenv(environment.CHOSEN, raising=False)
    monkeypatch.setattr(environment.project, "ROOT", str(tmp_path / "home"))
    monkeypatch.setattr(environment, "data_folder", lambda: str(tmp_path / "data"))
    monkeypatch.setattr(builder, "can_make_pip", lambda: True)
    return FakeRunner(interpreter)


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "home"


def test_a_finished_environment_is_ready_and_leaves_nothing_beside_it(runner, home):
    place = builder.prepare(NEEDS, runner)
    assert place.folder == str(home / ".venv")
    assert place.is_ready(NEEDS)
    assert os.listdir(home) == [".venv"]
    assert not os.path.exists(place.file(environment.UNFINISHED))
    assert "--only-binary=:all:" in next(each for each in runner.commands if "install" in each)


def test_a_second_time_nothing_is_done(runner):
    builder.prepare(NEEDS, runner)
    runner.commands.clear()
    builder.prepare(NEEDS, runner)
    assert runner.commands == []


def test_more_is_added_to_what_is_there(runner, monkeypatch):
    monkeypatch.setattr(builder, "_prove", lambda *_, **__: None)
    builder.prepare(NEEDS, runner)
    place = builder.prepare([*NEEDS, "pytest>=8"], runner)
    assert place.is_ready([*NEEDS, "pytest>=8"])
    assert runner.count("venv") == 1
    assert builder.prepare(NEEDS, runner).is_ready([*NEEDS, "pytest>=8"])


def test_failing_to_add_keeps_what_was_there(runner, monkeypatch):
    monkeypatch.setattr(builder, "_prove", lambda *_, **__: None)
    place = builder.prepare(NEEDS, runner)
    runner.trouble["install"] = Failed(["pip"], 1, ["Connection refused"])
    with pytest.raises(Refusal, match="cannot be reached"):
        builder.prepare([*NEEDS, "pytest>=8"], runner)
    assert place.is_ready(NEEDS)


@pytest.mark.parametrize("word", ["venv", "install", "-c"])
@pytest.mark.parametrize("happens", [KeyboardInterrupt(), Failed(["pip"], 1, ["No space left on device"])])
def test_whatever_fails_nothing_is_left(runner, home, word, happens):
    runner.trouble[word] = happens
    with pytest.raises((KeyboardInterrupt, Refusal)):
        builder.prepare(NEEDS, runner)
    assert os.listdir(home) == []


def test_what_a_killed_start_left_is_made_anew(runner, home):
    (home / ".venv" / "lib").mkdir(parents=True)
    (home / ".venv" / environment.UNFINISHED).touch()
    assert builder.prepare(NEEDS, runner).is_ready(NEEDS)
    assert (home / ".venv" / "bin").exists()


def test_a_stranger_under_our_name_is_left_alone(runner, home):
    (home / ".venv").mkdir()
    (home / ".venv" / "someone.txt").write_text("mine")
    place = builder.prepare(NEEDS, runner)
    assert place.folder == str(home / (".venv-" + environment.tag()))
    assert (home / ".venv" / "someone.txt").read_text() == "mine"


def test_two_strangers_are_a_refusal(runner, home):
    for name in (".venv", ".venv-" + environment.tag()):
        (home / name).mkdir()
        (home / name / "someone.txt").touch()
    with pytest.raises(Refusal, match="which Glassnet did not make"):
        builder.prepare(NEEDS, runner)


def test_a_home_that_cannot_be_written_gives_way_to_the_data_folder(runner, home, monkeypatch):
    def lock(path, waiting):
        if path.startswith(str(home)):
            raise PermissionError(13, "Permission denied", path)
        return Lock(path, waiting)

    Lock = builder.Lock
    monkeypatch.setattr(builder, "Lock", lock)
    assert "data" in builder.prepare(NEEDS, runner).folder


def test_no_home_at_all_is_a_refusal_that_names_them(runner, home, monkeypatch):
    def lock(path, waiting):
        raise OSError(30, "Read-only file system", path)

    monkeypatch.setattr(builder, "Lock", lock)
    with pytest.raises(Refusal, match="Read-only file system") as caught:
        builder.prepare(NEEDS, runner)
    assert str(home) in str(caught.value)
    assert environment.CHOSEN in str(caught.value)


def test_an_environment_that_lies_is_made_anew(runner):
    builder.prepare(NEEDS, runner)
    builder.prepare(NEEDS, runner, distrust=True)
    assert runner.count("venv") == 2


def test_without_ensurepip_the_pip_beside_this_python_fills_it(runner, monkeypatch):
    monkeypatch.setattr(builder, "can_make_pip", lambda: False)
    runner.trouble["--python"] = Failed(["pip"], 1, [])
    with pytest.raises(Refusal):
        builder.prepare(NEEDS, runner)
    assert runner.count("--without-pip") == 1


def test_a_new_start_of_a_runner_that_was_stopped_gives_up():
    runner = Runner(lambda line: None)
    runner.stop()
    with pytest.raises(KeyboardInterrupt):
        runner.run([sys.executable, "-c", ""])


def test_a_runner_hands_on_lines_and_tells_of_failure():
    said = []
    with pytest.raises(Failed) as caught:
        Runner(said.append).run([sys.executable, "-S", "-c", "print('one'); print('two'); raise SystemExit(3)"])
    assert said == caught.value.lines == ["one", "two"]
    assert caught.value.code == 3


def test_a_program_that_is_not_there_is_a_failure():
    with pytest.raises(Failed) as caught:
        Runner(lambda line: None).run(["no-such-program-anywhere"])
    assert "No such file" in caught.value.lines[0]


def test_a_stopped_program_takes_along_what_it_started(tmp_path):
    heir = tmp_path / "heir.txt"
    grandchild = f"import time; print(1, flush=True); time.sleep(0.5); open({str(heir)!r}, 'w')"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', {grandchild!r}])"
    runner = Runner(lambda line: runner.stop())
    with pytest.raises(KeyboardInterrupt):
        runner.run([sys.executable, "-S", "-c", child])
    time.sleep(0.7)
    assert not heir.exists()

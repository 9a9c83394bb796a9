"""From a command line to what happens: which command, which environment, which picture instead of a window."""

import sys

import pytest

from gui.start import commands, environment, opening, project, restart, screen
from gui.start.environment import Environment
from gui.start.refusal import Refusal


@pytest.mark.parametrize(
    ("typed", "name", "rest"),
    [
        ([], "", []),
        (["--test", "-k", "lock"], "--test", ["-k", "lock"]),
        (["render", "--steps", "5"], "render", ["--steps", "5"]),
        (["bench"], "bench", []),
        (["-h"], "--help", []),
        (["--version"], "--version", []),
        ([__file__], "", [__file__]),
    ],
)
def test_what_is_typed_names_a_command(typed, name, rest):
    command, left = commands.choose(typed)
    assert (command.name, left) == (name, rest)


def test_a_file_that_is_not_there_is_named(capsys):
    assert commands.main(["no such picture.png"]) == 2
    assert "no file 'no such picture.png'" in capsys.readouterr().err


@pytest.mark.parametrize("typed", [["teach"], ["--steps", "5"], ["--version", "now"]])
def test_the_unknown_is_refused_with_the_list(typed, capsys):
    assert commands.main(typed) == 2
    said = capsys.readouterr().err
    assert repr(" ".join(typed)) in said
    assert "python3 main.py render" in said


def test_help_and_version_need_no_packages(capsys, monkeypatch):
    monkeypatch.setattr(environment, "suits_here", lambda needs: pytest.fail("looked for packages"))
    assert commands.main(["--help"]) == commands.main(["--version"]) == 0
    said = capsys.readouterr().out
    assert f"Glassnet {project.version()}" in said
    assert all(command.purpose in said for command in commands.COMMANDS)


@pytest.fixture
def command() -> commands.Command:
    return commands.Command("fake", "", "a fake", lambda rest: 7)


def test_where_all_is_there_the_command_runs_at_once(command, monkeypatch):
    monkeypatch.setattr(environment, "suits_here", lambda needs: True)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setenv("MKL_NUM_THREADS", "3")
    assert commands._run(command, []) == 7
    assert commands.os.environ["OMP_NUM_THREADS"] == "1"
    assert commands.os.environ["MKL_NUM_THREADS"] == "3"


def test_else_the_ready_environment_is_entered(command, monkeypatch):
    monkeypatch.setattr(environment, "suits_here", lambda needs: False)
    monkeypatch.setattr(environment, "ready", lambda needs: Environment("there"))
    monkeypatch.setattr(restart, "into", lambda place: place.folder)
    assert commands._run(command, []) == "there"


@pytest.mark.parametrize(("restarts", "distrust"), [(0, False), (1, True)])
def test_else_it_is_made_and_after_a_restart_made_anew(command, monkeypatch, restarts, distrust):
    from gui.start import firststart

    monkeypatch.setattr(environment, "ready", lambda needs: Environment("lies") if restarts else None)
    monkeypatch.setattr(firststart, "prepare", lambda parts, needs, distrust: distrust)
    assert commands._environment(command, [], restarts) is distrust


def test_restarting_never_goes_in_circles(command):
    with pytest.raises(Refusal, match="Delete that folder"):
        commands._environment(command, [], 2)


def test_without_network_a_python_that_has_everything_will_do(command, monkeypatch, capsys):
    def refuse(*_):
        raise Refusal("no network")

    monkeypatch.setattr(environment, "suits_here", lambda needs: False)
    monkeypatch.setattr(commands, "_environment", refuse)
    monkeypatch.setattr(commands.packages, "missing", lambda needs: [])
    assert commands._run(command, []) == 7
    assert "no network" in capsys.readouterr().err
    monkeypatch.setattr(commands.packages, "missing", lambda needs: needs)
    with pytest.raises(Refusal):
        commands._run(command, [])


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a screen")
def test_without_a_screen_one_line_and_a_picture(monkeypatch, capsys, tmp_path):
    import types

    drawn = []
    fake = types.ModuleType("gui.render")
    fake.main = lambda arguments: drawn.append(arguments) or 0
    monkeypatch.setitem(sys.modules, "gui.render", fake)
    monkeypatch.setattr(sys.modules["gui"], "render", fake, raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.chdir(tmp_path)
    assert opening.window() == 0
    assert drawn == [["--steps", "2000", "--out", "glassnet.png"]]
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert str(tmp_path / "glassnet.png") in said
    assert "ssh -X" in said


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a screen")
def test_wayland_alone_is_told_apart(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert "XWayland" in screen.absence()
    monkeypatch.setenv("DISPLAY", ":0")
    assert screen.absence() is None


def test_the_way_to_the_window_imports_nothing_heavy():
    import subprocess

    code = (
        "import sys; from gui.start import version, commands, restart, opening\n"
        "print([each for each in ('numpy', 'matplotlib', 'argparse', 'subprocess', 'tempfile', 'typing', 'json', 're',"
        " 'dataclasses', 'inspect', 'pathlib') if each in sys.modules])"
    )
    # -I -S: what the machine's own start-up files import is not ours
    run = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {project.ROOT!r}); " + code]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip() == "[]"

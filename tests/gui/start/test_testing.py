"""Running the tests in several processes: when, and each on a screen of its own."""

import os
import subprocess
import sys

import pytest

from gui.start import project, screen, testing


@pytest.fixture(autouse=True)
def roomy(monkeypatch):
    """A machine where several processes make sense."""
    pytest.importorskip("xdist")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.setattr(testing, "cores", lambda: 3)
    monkeypatch.setattr(screen, "can_be_virtual", lambda: True)


def test_there_are_as_many_processes_as_cores_and_not_too_many(monkeypatch):
    assert testing.side_by_side(["-k", "lock"])[:2] == ["-n3", "--dist=loadfile"]
    monkeypatch.setattr(testing, "cores", lambda: 64)
    assert testing.side_by_side([])[0] == f"-n{testing.MOST}"


@pytest.mark.parametrize("typed", [["-p", "no:xdist"], ["-pno:xdist", "-x"], ["--pdb"], ["-k", "a", "--trace"]])
def test_who_wants_one_process_gets_one(typed, monkeypatch):
    assert testing.side_by_side(typed) == []
    monkeypatch.setenv("PYTEST_ADDOPTS", " ".join(typed))
    assert testing.side_by_side([]) == []


def test_one_core_or_no_virtual_screens_is_one_process(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(testing, "cores", lambda: 1)
        assert testing.side_by_side([]) == []
    monkeypatch.setattr(screen, "can_be_virtual", lambda: False)
    assert testing.side_by_side([]) == []


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_other_systems_have_no_virtual_screens(system, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(sys, "platform", system)
    assert not screen.can_be_virtual()


def test_the_cores_are_those_that_this_process_may_use(monkeypatch):
    monkeypatch.undo()
    assert 1 <= testing.cores() <= (os.cpu_count() or 1)


def test_what_a_person_types_wins(monkeypatch, tmp_path):
    """pytest is given both, the person's words last."""
    given = []
    monkeypatch.setattr(testing.system, "provide", lambda names, runner: [])
    monkeypatch.setattr(pytest, "main", lambda arguments: given.extend(arguments) or 5)
    monkeypatch.chdir(tmp_path)
    assert testing.run(["-n0", "--dist=load"]) == 5
    assert given[-2:] == ["-n0", "--dist=load"]
    assert given.index("-n3") < given.index("-n0")


TEST = """
import os
from pathlib import Path

def test_note_screen():
    Path({name!r}).write_text(os.environ["DISPLAY"])

def test_warn():
    import warnings
    warnings.warn("a warning", UserWarning)
"""


def test_every_process_has_a_screen_of_its_own_and_the_same_rules(tmp_path, monkeypatch):
    monkeypatch.undo()
    if not screen.can_be_virtual():
        pytest.skip("no Xvfb on this machine")
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n")
    for name in ("one", "two"):
        (tmp_path / f"test_{name}.py").write_text(TEST.format(name=name))
    settings = os.path.join(project.ROOT, "pyproject.toml")
    options = ["-n2", "--dist=loadfile", "-p", "no:cacheprovider", "-c", settings, str(tmp_path)]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options], cwd=tmp_path, env={**variables, "PYTHONPATH": project.ROOT},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "2 failed, 2 passed" in run.stdout, run.stdout + run.stderr
    assert "UserWarning: a warning" in run.stdout
    screens = {(tmp_path / name).read_text() for name in ("one", "two")}
    assert len(screens) == 2
    assert os.environ.get("DISPLAY") not in screens

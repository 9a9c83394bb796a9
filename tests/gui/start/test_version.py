"""An old Python gets a sentence: what is read before the version check parses on Python 2.7."""

import ast
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gui.start import project, version

ROOT = Path(project.ROOT)
READ_BY_OLD_PYTHONS = ("main.py", "gui/__init__.py", "gui/start/__init__.py", "gui/start/version.py")
TOO_NEW = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Nonlocal, ast.AsyncFunctionDef, ast.Starred, ast.YieldFrom)


def python2() -> str | None:
    """A Python 2.7 that starts, from PATH or from pyenv's folders."""
    for path in [shutil.which("python2.7"), *Path.home().glob(".pyenv/versions/2.7*/bin/python2.7")]:
        if path and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:
            return str(path)
    return None


@pytest.mark.parametrize("path", READ_BY_OLD_PYTHONS)
def test_nothing_newer_than_python_2_is_used(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    text.encode("ascii")  # Python 2 refuses other letters without a declared encoding
    for node in ast.walk(ast.parse(text)):
        assert not isinstance(node, TOO_NEW), f"{path} line {node.lineno}"
        if isinstance(node, ast.FunctionDef):
            arguments = node.args
            assert node.returns is None
            assert not arguments.kwonlyargs
            assert not arguments.posonlyargs
            assert all(each.annotation is None for each in arguments.args)
        if isinstance(node, ast.ClassDef):
            assert not node.keywords
        if isinstance(node, ast.Raise):
            assert node.cause is None
        if isinstance(node, ast.Call):
            assert not (isinstance(node.func, ast.Name) and node.func.id == "print")


def test_python_2_says_what_to_do(tmp_path):
    python = python2()
    if python is None:
        pytest.skip("no Python 2.7 on this machine")
    done = subprocess.run(
        [python, "-B", str(ROOT / "main.py")], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 1
    assert "Glassnet needs Python 3.10 or newer, but this is Python 2.7" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_new_enough_python_passes():
    assert version.complaint((3, 10, 0), "python3") is None
    assert version.complaint((4, 0, 0), "python3") is None


def test_a_newer_python_on_path_is_named(monkeypatch):
    monkeypatch.setattr(version, "newest_on_path", lambda: "python3.12")
    words = version.complaint((3, 9, 2), "/usr/bin/python3")
    assert "this is Python 3.9.2 (/usr/bin/python3)" in words
    assert "'python3.12 main.py'" in words


def test_without_a_newer_python_the_download_page_is_named(monkeypatch):
    monkeypatch.setattr(version, "newest_on_path", lambda: None)
    assert "https://www.python.org/downloads/" in version.complaint((2, 7, 18), "")


@pytest.mark.skipif(os.name == "nt", reason="writes shell scripts")
def test_a_shim_that_does_not_start_is_passed_over(tmp_path, monkeypatch):
    for name, code in (("python3.12", 1), ("python3.11", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert version.newest_on_path() == "python3.11"


def test_main_alone_or_in_a_zip_says_so(tmp_path):
    import sys

    shutil.copy(ROOT / "main.py", tmp_path)
    done = subprocess.run([sys.executable, str(tmp_path / "main.py")], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "unpack everything into a folder first" in done.stderr

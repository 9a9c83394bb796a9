"""Floors: every file imports only from floors below its own, and never what its floor must not have."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(path.relative_to(ROOT) for floor in ("model", "gui") for path in (ROOT / floor).rglob("*.py"))
SCRIPTS = [path.relative_to(ROOT) for path in ROOT.glob("*.py")]
ALLOWED_RANDOM = {"Generator", "PCG64", "SeedSequence", "default_rng"}  # nothing with a global state


def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def imports(path: Path) -> set[str]:
    """The full names of all modules, and of all names, that a file imports anywhere in it."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = list(path.parts[: -node.level]) if node.level else []
            module = ".".join(package + ([node.module] if node.module else []))
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


def tops(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


def inside(path: Path, folder: str) -> bool:
    return path.is_relative_to(folder)


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def breaches(path: Path) -> Iterator[str]:
    """Everything that is wrong with the imports of one file, in words."""
    names, roots = imports(path), tops(path)
    if inside(path, "model"):
        if extra := roots - set(sys.stdlib_module_names) - {"numpy", "model"}:
            yield f"the model needs nothing but numpy, not {extra}"
        if wrong := roots & {"tkinter", "matplotlib", "gui"}:
            yield f"the model has no pixels, not {wrong}"
        if path != Path("model/training/worker.py") and (
            wrong := roots & {"threading", "queue", "concurrent", "multiprocessing", "asyncio", "_thread"}
        ):
            yield f"the only thread is the worker's, not {wrong}"
    if inside(path, "model/nn"):
        own = {name for name in names if within(name, "model")} - {"model"}
        if wrong := {name for name in own if not within(name, "model.nn", "model.table", "model.knob")}:
            yield f"mathematics imports only itself, tables and knobs, not {wrong}"
        if wrong := roots & {"time", "random", "os", "pathlib", "logging", "datetime"}:
            yield f"mathematics has no files, clocks or global randomness, not {wrong}"
    if inside(path, "model/data") and (
        wrong := {name for name in names if within(name, "model.training", "model.analysis")}
    ):
        yield f"data know nothing of training, not {wrong}"
    if inside(path, "gui/panels"):
        if "tkinter" in roots:
            yield "a panel is tested without a window: no tkinter"
        if wrong := {
            name
            for name in names
            if within(name, "matplotlib.backends.backend_tkagg", "matplotlib.backends._backend_tk")
        }:
            yield f"a panel is tested without a window, not {wrong}"
    if any("pyplot" in name or within(name, "pylab") for name in names):
        yield "no pyplot"


def forbidden_calls(path: Path) -> Iterator[str]:
    """Names in the code that must never be there, in words."""
    for node in ast.walk(tree(path)):
        for words in forbidden_names(path, node):
            yield f"line {node.lineno}: {words}"


def forbidden_names(path: Path, node: ast.AST) -> Iterator[str]:
    """What is wrong with one name or call."""
    if isinstance(node, ast.Attribute):
        words = ast.unparse(node)
        if words.startswith(("np.random.", "numpy.random.")) and words.split(".")[2] not in ALLOWED_RANDOM:
            yield f"{words} shares a global random state"
        if node.attr in ("event_generate", "cla", "clf"):
            yield f"{words} is not for a window"
        if in_window(path) and node.attr == "sleep":
            yield "the window never sleeps"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and in_window(path):
        owner = ast.unparse(node.func.value).split(".")[-1]
        if node.func.attr == "update" and not node.args and not node.keywords:
            yield f"{owner}.update() lets events in again"
        if node.func.attr == "clear" and owner in ("ax", "axes", "figure"):
            yield f"{owner}.clear() draws everything anew"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and inside(path, "model/nn"):
        if node.func.id in ("print", "open", "input"):
            yield f"{node.func.id} in the mathematics"


def in_window(path: Path) -> bool:
    """True for what runs while a window is open; gui/start comes before it."""
    return inside(path, "gui") and not inside(path, "gui/start")


@pytest.mark.parametrize("path", [*FILES, *SCRIPTS], ids=str)
def test_imports_stay_on_their_floor(path: Path) -> None:
    assert not list(breaches(path))


@pytest.mark.parametrize("path", [*FILES, *SCRIPTS], ids=str)
def test_nothing_forbidden_is_called(path: Path) -> None:
    assert not list(forbidden_calls(path))


@pytest.mark.parametrize("path", [*FILES, *SCRIPTS], ids=str)
def test_a_file_says_first_what_it_holds(path: Path) -> None:
    assert ast.get_docstring(tree(path)) or not tree(path).body


def test_the_rules_see_breaches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that breaks a rule is caught: the reading itself works."""
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    cases = {
        "model/nn/a.py": (
            "from ..data import split",
            "import threading",
            "import os",
            "from ..training.batches import x",
        ),
        "model/b.py": (
            "import tkinter as tk",
            "from matplotlib import figure",
            "def f():\n    from gui import x",
            "import scipy",
        ),
        "model/data/e.py": ("from ..training import trainer",),
        "gui/panels/c.py": (
            "from tkinter import ttk",
            "from matplotlib import pyplot",
            "import matplotlib.pyplot as plt",
        ),
    }
    for name, sources in cases.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        for source in sources:
            (tmp_path / name).write_text(source)
            assert list(breaches(Path(name))), f"{name}: {source}"
    calls = {
        "model/nn/d.py": ("np.random.seed(0)", "x = np.random.rand(3)", "print(1)"),
        "gui/panels/f.py": ("self.ax.clear()", "root.update()", "time.sleep(1)", "root.event_generate('<<A>>')"),
    }
    for name, sources in calls.items():
        for source in sources:
            (tmp_path / name).write_text(source)
            assert list(forbidden_calls(Path(name))), source
    (tmp_path / "model/nn/d.py").write_text("import numpy as np\nfrom ..table import Table\nnp.random.default_rng(0)")
    assert not list(breaches(Path("model/nn/d.py")))
    assert not list(forbidden_calls(Path("model/nn/d.py")))

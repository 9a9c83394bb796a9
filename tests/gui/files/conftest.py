"""A person with experiments: dialogs of the system answer by themselves, and the state folder is the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gui.files.folder import CHOSEN
from tests.gui.person import Person


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty state folder."""
    folder = tmp_path / "state"
    monkeypatch.setenv(CHOSEN, str(folder))
    return folder


@pytest.fixture(scope="module")
def resident(display: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """One person at the same window for all tests of a module, whose state folder is theirs."""
    patch = pytest.MonkeyPatch()
    patch.setenv(CHOSEN, str(tmp_path_factory.mktemp("state")))
    one = Person()
    patch.undo()
    yield one
    one.go_home()


@pytest.fixture
def owner(resident: Person) -> Callable[..., Person]:
    """The person with an experiment that nobody has touched: ``owner(depth=3)``."""

    def make(**settings: Any) -> Person:
        one, files = resident, resident.bench.files
        one.bench.lessons.leave()
        one.begin(**settings)
        files.path, files._base = None, files._settings()
        files.undo.forget()
        files.recent.clear()
        one.bench._notice = files.question = None
        one.bench._show_state()
        return one

    return make


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[dict[str, Any]]]:
    """Lets the system's dialogs answer with a path; gives the list of what they were asked."""

    def answer(path: object) -> list[dict[str, Any]]:
        asked: list[dict[str, Any]] = []
        for name in ("askopenfilename", "asksaveasfilename"):

            def dialog(**options: Any) -> str:
                asked.append(options)
                return str(path)

            monkeypatch.setattr(f"gui.files.desk.filedialog.{name}", dialog)
        return asked

    return answer

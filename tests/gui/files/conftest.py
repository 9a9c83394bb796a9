"""A person with experiments: dialogs of the system answer by themselves, and the state folder is the test's own."""

from __future__ import annotations

from collections.abc import Callable
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


@pytest.fixture
def owner(person: Callable[..., Person], state: Path) -> Callable[..., Person]:
    """Makes a person whose state folder is empty."""
    return person


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

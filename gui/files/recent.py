"""Recent files: the newest first, remembered between starts, shared by all windows."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from .writing import set_aside, write_safely

MOST = 10
FORMAT = 1
NAME = "recent.json"
MOST_BYTES = 1_000_000


class RecentFiles:
    """The list in ``folder``. What cannot be read is set aside, what cannot be written is not remembered."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def paths(self) -> tuple[Path, ...]:
        """The files, newest first."""
        try:
            facts = self._facts()
            if facts["glassnet_recent"] > FORMAT:
                return ()  # a newer Glassnet's: its own to read and to write
            return tuple(Path(each) for each in facts["files"] if isinstance(each, str) and each)[:MOST]
        except OSError:
            return ()
        except (ValueError, KeyError, TypeError, RecursionError):
            set_aside(self._path)
            return ()

    def add(self, path: Path) -> None:
        """``path`` was opened or saved."""
        here = Path(os.path.abspath(path))
        self._write((here, *(each for each in self.paths() if each != here)))

    def drop(self, path: Path) -> None:
        """``path`` is not there any more."""
        self._write(tuple(each for each in self.paths() if each != path))

    def clear(self) -> None:
        """Forget them all."""
        self._write(())

    def _facts(self) -> dict[str, Any]:
        with self._path.open(encoding="utf-8") as file:
            return json.loads(file.read(MOST_BYTES))

    def _newer(self) -> bool:
        """Whether the list is one of a newer Glassnet."""
        try:
            return self._facts()["glassnet_recent"] > FORMAT
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return False

    def _write(self, paths: tuple[Path, ...]) -> None:
        if self._newer():
            return
        text = json.dumps({"glassnet_recent": FORMAT, "files": [str(path) for path in paths[:MOST]]}, indent=1)
        with contextlib.suppress(OSError, ValueError):  # names that are no text
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_safely(self._path, text + "\n")

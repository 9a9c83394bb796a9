"""A child process at work on a handout, as its parent sees it; nothing here waits."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
GONE = "the process that made it ended unexpectedly"


class Child:
    """Makes the handout of lesson ``name`` in ``path``. Its words go through a file, which can be read without waiting
    on every system."""

    def __init__(self, name: str, path: Path) -> None:
        handle, self._log = tempfile.mkstemp(prefix="glassnet-handout-")
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gui.handouts", name, str(path)],
                cwd=ROOT, stdin=subprocess.DEVNULL, stdout=handle, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except OSError:
            os.unlink(self._log)
            raise
        finally:
            os.close(handle)

    def newest(self) -> dict[str, Any]:
        """The newest event: progress with its share, end, or error with its message; empty before the first one."""
        over = self._process.poll() is not None
        lines = Path(self._log).read_text(encoding="utf-8").split("\n")[:-1]
        event = json.loads(lines[-1]) if lines else {}
        if over and event.get("event") not in ("end", "error"):
            return {"event": "error", "message": GONE}
        return event

    def close(self) -> None:
        """End it, where it still runs, and tidy up; what it has not finished is not there."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait()
        with contextlib.suppress(OSError):
            os.unlink(self._log)

"""A recording under way: a child process, how far it is, and how it ended, in words."""

from __future__ import annotations

import contextlib
import glob
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.training.moment import Moment

from .child import Child

LONGEST = 4.0  # s that a child may take to end after it was asked to


@dataclass(frozen=True)
class Reached:
    """``done`` of ``frames`` frames (0: not known yet), ``bytes`` written of about ``estimated``."""

    done: int = 0
    frames: int = 0
    bytes: int = 0
    estimated: int = 0


class Recording:
    """Records ``moment`` to ``out`` with the command that ``arguments`` makes of the moment's file. Raises OSError.

    ``look(now)`` reads what is new; ``over`` says whether it has ended, ``trouble`` why it failed, empty if it did not.
    """

    def __init__(
        self, program: Sequence[str], arguments: Callable[[Path], Sequence[str]], moment: Moment, out: Path
    ) -> None:
        self.out, self.reached = out, Reached()
        self.over = self.cancelled = False
        self.trouble = ""
        self.message = ""  # why the run ended before the last step, if it did
        self._cancelled_at = 0.0
        self._said_trouble = ""
        self._finished = False
        self._there = set(self._unfinished())
        self._folder = tempfile.TemporaryDirectory(prefix="glassnet-", ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        try:
            experiment = folder / "run.glassnet"
            experiment.write_text(moment.to_json(), encoding="utf-8", newline="\n")
            self.child = Child([*program, *arguments(experiment)], folder)
        except OSError:
            self._folder.cleanup()
            raise

    def look(self, now: float) -> None:
        """Read what the child has said until ``now``, in seconds."""
        if self.over:
            return
        code = self.child.code  # before the reading, so that nothing said at the end is missed
        for event in self.child.events():
            self._take(event)
        if code is not None:
            self._end(code)
        elif self.cancelled and now > self._cancelled_at + LONGEST:
            self.child.kill()

    def cancel(self, now: float) -> None:
        """Ask the child to end; later looks insist."""
        if not self.over and not self.cancelled:
            self.cancelled, self._cancelled_at = True, now
            self.child.terminate()

    def close(self) -> None:
        """End the child, if it lives, and leave nothing of it behind."""
        if not self.over:
            self.child.end()
            self.look(0.0)

    def _take(self, event: dict[str, Any]) -> None:
        numbers = {
            name: value for name in ("done", "frames", "bytes", "estimated")
            if isinstance(value := event.get(name), int | float) and value >= 0
        }  # fmt: skip
        if event["event"] == "error":
            self._said_trouble = str(event.get("message") or "")
        elif event["event"] == "end":
            self._finished, self.message = True, str(event.get("message") or "")
        self.reached = Reached(**{**vars(self.reached), **{name: int(value) for name, value in numbers.items()}})

    def _end(self, code: int) -> None:
        self.over = True
        finished = self._finished and code == 0
        self.cancelled = self.cancelled and not finished  # it was faster than the person
        if not finished:
            words = self._said_trouble or self.child.last_words
            ended = f"the program that records ended with code {code}"
            self.trouble = "" if self.cancelled else words or ended
            self._tidy()
        self.child.close()
        self._folder.cleanup()

    def _tidy(self) -> None:
        """Remove what a child that was killed has left unfinished."""
        for path in set(self._unfinished()) - self._there:
            with contextlib.suppress(OSError):
                path.unlink()

    def _unfinished(self) -> list[Path]:
        """Temporary files beside the animation."""
        return list(self.out.parent.glob(f".{glob.escape(self.out.name)}*.part")) + list(
            self.out.parent.glob(f"{glob.escape(self.out.name)}*.part")
        )

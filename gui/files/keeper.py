"""The keeper: writes down, every few seconds, what a crash would lose, and finds it again at the next start."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gui.start.lock import Lock
from model.knob import Invalid
from model.training.moment import Moment
from model.training.picture_moment import contents

from .writing import set_aside, write_safely

FORMAT = 1
STARTS = 2  # how often a session is restored that has not lived long enough to be written again
KIND, HELD = ".session", ".held"


@dataclass(frozen=True)
class Kept:
    """What is restored: a moment, the file that it belongs to, and whether it has ``changed`` since it was saved."""

    moment: Moment
    file: Path | None = None
    changed: bool = True


class Keeper:
    """Keeps the session of one window in a file of its own in ``folder``, held by a lock while the window lives.

    The system lets go of a lock however its holder ends: a session that nobody holds is one that was lost.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path: Path | None = None
        self._lock: Lock | None = None
        self._closed = False
        self.trouble = ""  # why the last session could not be written

    def keep(self, kept: Kept, starts: int = 0) -> None:
        """Write ``kept``; may take as long as the disk does. Never raises: ``trouble`` says what went wrong."""
        if self._closed:
            return
        file = None if kept.file is None else str(kept.file)
        facts = {"glassnet_session": FORMAT, "file": file, "changed": kept.changed, "starts": starts}
        try:
            write_safely(self._own_path(), f"{json.dumps(facts)}\n{kept.moment.to_json()}")
            self.trouble = ""
        except OSError as error:
            self.trouble = str(error.strerror or error)
        except ValueError as error:  # a file name that is no text
            self.trouble = str(error)

    def lost(self) -> Kept | None:
        """The newest session that a window has left without its end, which is this window's from now on.

        One that cannot be read, or with which Glassnet did not even start twice, is set aside.
        """
        for path, lock in self._orphans():
            try:
                kept, starts = _read(path)
            except Invalid:
                kept, starts = None, 0
            if kept is not None and starts < STARTS:
                self._path, self._lock = path, lock
                self.keep(kept, starts + 1)
                return kept
            set_aside(path)
            lock.release()
        return None

    def close(self) -> None:
        """A good end: there is nothing to be restored."""
        self._closed = True
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
        self._path = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _own_path(self) -> Path:
        """The file of this window; made where it is first needed. Raises OSError."""
        if self._path is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{os.getpid()}-{secrets.token_hex(4)}{KIND}"
            lock = Lock(str(path.with_suffix(HELD)))
            lock.take()
            self._path, self._lock = path, lock
        return self._path

    def _orphans(self) -> Iterator[tuple[Path, Lock]]:
        """The sessions that nobody holds, newest first, each held by us from now on; leftovers are swept."""
        if not self._locks_hold():
            return
        found = sorted(self._folder.glob(f"*{KIND}"), key=_age)
        for path in found:
            with contextlib.suppress(OSError):
                lock = Lock(str(path.with_suffix(HELD)))
                if not lock.take():
                    lock.leave()
                elif not path.exists():  # its window has just ended well
                    lock.release()
                else:
                    self._sweep(path)
                    yield path, lock

    def _sweep(self, path: Path) -> None:
        """Remove what a write that was killed has left beside ``path``."""
        for part in self._folder.glob(f".{path.name}.*.part"):
            with contextlib.suppress(OSError):
                part.unlink()

    def _locks_hold(self) -> bool:
        """Whether locks work in this folder: without them another window's session would be taken for a lost one."""
        if not self._folder.is_dir():
            return False
        try:
            first = Lock(str(self._folder / f"{os.getpid()}-{secrets.token_hex(4)}{HELD}"))
        except OSError:
            return False
        first.take()
        second = Lock(first.path)
        held = not second.take()
        second.leave()
        first.release()
        return held


def _read(path: Path) -> tuple[Kept, int]:
    """A session and how often it was restored. Raises Invalid."""
    head, _, rest = contents(path).decode("utf-8", "replace").partition("\n")
    try:
        facts = json.loads(head)
        version, file, changed, starts = (facts[key] for key in ("glassnet_session", "file", "changed", "starts"))
        fine = version == FORMAT and isinstance(starts, int) and (file is None or isinstance(file, str))
    except (ValueError, KeyError, TypeError, RecursionError):
        fine = False
    if not fine:
        raise Invalid("session", head[:40], f"format {FORMAT}")
    return Kept(Moment.from_json(rest), Path(file) if file else None, bool(changed)), starts


def _age(path: Path) -> float:
    """For sorting, the newest first."""
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0

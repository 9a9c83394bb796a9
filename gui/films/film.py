"""A film that is being written: a temporary file beside its place, which it takes over whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np

HOLD = 1.5  # s for which the last frame stays


class Unwritten(OSError):
    """A film could not be written; the text says why."""


class Film:
    """Frames of ``size`` (width, height) px, ``rate`` of them a second, on their way to ``path``.

    Frames are RGBA ``(height, width, 4)`` uint8, opaque. ``theme`` are colours "#rrggbb" that are to be kept exactly,
    where a kind of film must choose among colours. Every film ends by ``close`` or ``abort``.
    """

    def __init__(self, path: Path, size: tuple[int, int], rate: float, theme: tuple[str, ...] = ()) -> None:
        self.path, self.size, self.rate, self.theme = path, size, rate, theme
        self.frames = 0
        self._first = 0  # bytes after the first frame
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.", suffix=".part")
        self.temporary = Path(name)
        try:
            self._begin(handle)
        except BaseException:
            self.temporary.unlink(missing_ok=True)
            raise

    def add(self, rgba: np.ndarray) -> None:
        """One frame more."""
        if rgba.shape != (self.size[1], self.size[0], 4):
            raise ValueError(f"a frame of {rgba.shape} in a film of {self.size[0]} x {self.size[1]} px")
        self._write(rgba)
        self.frames += 1
        if self.frames == 1:
            self._first = self.bytes

    def estimated(self, frames: int) -> int:
        """How many bytes so many frames will take, judged by those that are there."""
        if self.frames < 2:
            return self.bytes if frames < 2 else 0
        return round(self._first + (self.bytes - self._first) / (self.frames - 1) * (frames - 1))

    @property
    def bytes(self) -> int:
        """What has been written so far."""
        return self.temporary.stat().st_size

    def close(self) -> int:
        """Finish the film and let it take its place; returns its bytes."""
        try:
            self._finish()
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(self.temporary, 0o666 & ~mask)
            size = self.bytes
            os.replace(self.temporary, self.path)
        except BaseException:
            self.abort()
            raise
        return size

    def abort(self) -> None:
        """Drop what has been written; what was at the film's place before stays there."""
        try:
            self._stop()
        finally:
            self.temporary.unlink(missing_ok=True)

    def _begin(self, handle: int) -> None:
        """Make ready to write to ``temporary``, which is open as ``handle``."""
        raise NotImplementedError

    def _write(self, rgba: np.ndarray) -> None:
        raise NotImplementedError

    def _finish(self) -> None:
        """Write what belongs at the end, safely to the disk."""
        raise NotImplementedError

    def _stop(self) -> None:
        """Let go of everything, even twice."""
        raise NotImplementedError

"""A lock between processes: of two first starts at once, one sets up and the other waits.

The operating system holds it, so that it is free again however its holder ended.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable

BUSY = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


class Lock:
    """Held in a ``with`` block; ``waiting`` is called each time that someone else holds it."""

    def __init__(self, path: str, waiting: Callable[[], None] = lambda: None, pause: float = 0.2) -> None:
        self.path, self.waiting, self.pause = path, waiting, pause
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)  # OSError here: the folder is read-only

    def take(self) -> bool:
        """Hold it from now on, unless someone else does; to be given back with ``release``."""
        return self._grab()

    def release(self) -> None:
        """Give back what ``take`` took."""
        self.__exit__()

    def leave(self) -> None:
        """Nothing was taken: the lock stays its holder's."""
        os.close(self.descriptor)

    def __enter__(self) -> Lock:
        try:
            while not self._grab():
                self.waiting()
                time.sleep(self.pause)
        except BaseException:
            os.close(self.descriptor)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        # Removed while still held; whoever waits on the removed file notices in _grab and takes the new one.
        if sys.platform != "win32":
            _remove(self.path)
        os.close(self.descriptor)
        if sys.platform == "win32":  # an open file cannot be removed there
            _remove(self.path)

    def _grab(self) -> bool:
        while _try_lock(self.descriptor):
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(self.descriptor), os.stat(self.path)):
                    return True
            os.close(self.descriptor)
            self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        return False


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # A file system without locks (some network folders) must not keep anybody out: go on without one.
        return error.errno not in BUSY
    return True


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.remove(path)

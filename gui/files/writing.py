"""Writing: a file is there whole, on the disk itself, or it is as it was before."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from gui.view import write_whole


def write_safely(path: Path, content: str | bytes) -> None:
    """Put ``content`` into ``path``, of which at every moment the old or the new exists. Raises OSError.

    A link stays a link: the file that it names is written.
    """
    write_whole(path, lambda temporary: _fill(temporary, content))
    if os.name == "posix":  # so that the new name, too, outlives a power cut
        folder = os.open(os.path.dirname(os.path.realpath(path)), os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):  # some network folders cannot
                os.fsync(folder)
        finally:
            os.close(folder)


def set_aside(path: Path) -> None:
    """Give a file that cannot be used another name, so that nothing of it is lost."""
    with contextlib.suppress(OSError):
        os.replace(path, path.with_name(f"{path.name}.damaged"))


def _fill(temporary: str, content: str | bytes) -> None:
    with open(temporary, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode("utf-8"))

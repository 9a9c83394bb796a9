"""The kinds of animations, and what has to be installed for those that this Python cannot write by itself."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from model.table import Table

FFMPEG = "ffmpeg"


@dataclass(frozen=True)
class Kind:
    """A kind of file; ``needs`` is a program. ``bytes_per_pixel`` is what a frame usually takes, measured."""

    name: str
    label: str
    help: str
    bytes_per_pixel: float
    needs: str = ""

    @property
    def ending(self) -> str:
        """How the names of its files end."""
        return f".{self.name}"


KINDS = Table(
    "format",
    Kind("gif", "GIF", "Moves by itself in every browser, mail and slide; 256 colours.", 0.03),
    Kind("mp4", "MP4", "A film (H.264) that every player can stop and rewind.", 0.01, FFMPEG),
    Kind("webm", "WebM", "A film (VP9) for the web.", 0.01, FFMPEG),
)
INSTALL = {
    "win32": "in a terminal “winget install ffmpeg”",
    "darwin": "in a terminal “brew install ffmpeg” (with Homebrew)",
}
USUAL_INSTALL = "with the system's packages, such as “sudo apt install ffmpeg”"


def kind_of(path: str | Path) -> Kind | None:
    """The kind that the name of a file asks for; None where it asks for another or for none."""
    return KINDS.get(Path(path).suffix.lower().removeprefix("."))


def lack(kind: Kind, system: str = sys.platform) -> str:
    """What has to be installed for ``kind``, in words; empty where nothing is missing."""
    if not kind.needs or shutil.which(kind.needs):
        return ""
    how = INSTALL.get(system, USUAL_INSTALL)
    return f"{kind.label} is written by the free program {kind.needs}, which is not found here. Install it {how}."

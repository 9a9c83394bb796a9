"""Glassnet's private environment: where it lives, and whether it is ready, told quickly from a stamp.

It is a virtual environment, ``.venv`` beside main.py or, where that folder is read-only, in the user's data folder.
The stamp names the platform and Python it was made for and the requirements that were installed. A ``.venv`` that
Glassnet did not make, or made for another Python or system, is left alone: then the name gets the Python's tag.
"""

from __future__ import annotations

import os
import sys

from . import packages, project

STAMP = "glassnet-ready.txt"  # in the environment, written last
UNFINISHED = "glassnet-unfinished.txt"  # in the environment while it is being made; what a killed start leaves behind
CHOSEN = "GLASSNET_VENV"  # an environment variable: the folder to use, instead of those below
WINDOWS = sys.platform == "win32"


class Environment:
    """One folder that is, may become, or was a private environment."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def file(self, name: str) -> str:
        return os.path.join(self.folder, name)

    @property
    def python(self) -> str:
        """The environment's interpreter: on Windows without a console if this one has none."""
        if WINDOWS:
            windowed = os.path.basename(sys.executable or "").lower().startswith("pythonw")
            return os.path.join(self.folder, "Scripts", "pythonw.exe" if windowed else "python.exe")
        return os.path.join(self.folder, "bin", "python")

    def fingerprint(self) -> str:
        """Path, size and time of the Python that the environment stands on: an upgrade changes them. '' if gone."""
        path = os.path.join(self._home(), "python.exe") if WINDOWS else os.path.realpath(self.python)
        try:
            found = os.stat(path)
        except OSError:
            return ""
        return f"{path} {found.st_size} {int(found.st_mtime)}"

    def _home(self) -> str:
        """The folder of the Python it was made from; on Windows the environment's own python.exe is only a launcher."""
        for line in _lines(self.file("pyvenv.cfg")):
            key, _, value = line.partition("=")
            if key.strip() == "home":
                return value.strip()
        return ""

    def stamp(self) -> dict[str, list[str]]:
        """The stamp's lines by their first word; empty if there is none."""
        found: dict[str, list[str]] = {}
        for line in _lines(self.file(STAMP)):
            word, _, rest = line.partition(" ")
            found.setdefault(word, []).append(rest)
        return found

    def is_ready(self, needs: list[str]) -> bool:
        """Whether it was finished for this Python, with all that is needed, and its Python has not changed since."""
        stamp = self.stamp()
        return (
            stamp.get("tag") == [tag()]
            and set(needs) <= set(stamp.get("needs", []))
            and bool(self.fingerprint())
            and stamp.get("python") == [self.fingerprint()]
        )

    def is_free(self) -> bool:
        """Whether Glassnet may make, finish or replace it: nothing there, or its own and of no other Python."""
        if not os.path.isdir(self.folder) or os.path.exists(self.file(UNFINISHED)) or not os.listdir(self.folder):
            return True
        made_for = self.stamp().get("tag", [""])[0]
        if made_for == tag():
            return True
        # Made for another Python of this system whose interpreter is gone or was upgraded: of no use to anyone.
        return made_for.startswith(system() + "-") and self.stamp().get("python") != [self.fingerprint()]

    def write_stamp(self, needs: list[str]) -> None:
        """Declare it finished. Renamed into place, so that a stamp is whole or absent."""
        lines = [f"tag {tag()}", f"python {self.fingerprint()}"] + [f"needs {each}" for each in needs]
        draft = self.file(STAMP + ".part")
        with open(draft, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        os.replace(draft, self.file(STAMP))


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().splitlines()
    except OSError:
        return []


def system() -> str:
    """The platform, as part of a folder's name: a folder may be shared between systems."""
    machine = os.environ.get("PROCESSOR_ARCHITECTURE", "") if WINDOWS else os.uname().machine
    return f"{sys.platform}-{machine.lower()}"


def tag() -> str:
    """The platform and Python that an environment is good for: ``linux-x86_64-cpython-311``."""
    return f"{system()}-{sys.implementation.cache_tag}{getattr(sys, 'abiflags', '')}"


def homes() -> list[str]:
    """The folders that may hold the environment, the preferred one first."""
    return [project.ROOT, os.path.join(data_folder(), "glassnet")]


def data_folder() -> str:
    """Where this system keeps a user's program data."""
    if WINDOWS:
        return os.environ.get("LOCALAPPDATA") or os.path.expanduser(r"~\AppData\Local")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Application Support")
    return os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")


def candidates(home: str) -> list[Environment]:
    """The environments that ``home`` may hold: the plain name, and the one for when that is taken."""
    return [Environment(os.path.join(home, name)) for name in (".venv", ".venv-" + tag())]


def everywhere() -> list[Environment]:
    """All environments that a start may use, the preferred one first."""
    chosen = os.environ.get(CHOSEN)
    if chosen:
        return [Environment(os.path.abspath(chosen))]
    return [each for home in homes() for each in candidates(home)]


def ready(needs: list[str]) -> Environment | None:
    """The first environment that is ready, if there is one."""
    return next((each for each in everywhere() if each.is_ready(needs)), None)


def suits_here(needs: list[str]) -> bool:
    """Whether this very Python will do: someone's own environment (venv, conda, uv) that has all that is needed.

    A system's bare Python is not used even if it happens to have the packages: other programs change those.
    """
    own = sys.prefix != sys.base_prefix or os.path.isdir(os.path.join(sys.prefix, "conda-meta"))
    return own and not packages.missing(needs)

"""The parts that only the operating system's package manager can bring: Tk, venv's own pip, what tests look with.

It is called only as root (a container, a CI machine) or after a yes on the terminal; else the person gets the command.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import invalidate_caches
from importlib.util import find_spec

from . import builder
from .runner import Failed, Runner

ASKED = "GLASSNET_ASKED"  # an environment variable: the person said no already, before the restart


@dataclass(frozen=True)
class Part:
    """Something that may be missing; ``ours``: it belongs to the Python that runs, not to the system at large."""

    name: str
    label: str
    is_here: Callable[[], bool]
    ours: bool = True


@dataclass(frozen=True)
class Manager:
    """A package manager: how it installs, how it renews its lists, and what it calls each part."""

    name: str
    install: tuple[str, ...]
    refresh: tuple[str, ...]
    packages: dict[str, str]
    root: bool = True


def _has_tk() -> bool:
    invalidate_caches()
    if find_spec("_tkinter") is None or find_spec("tkinter") is None:
        return False
    try:
        import _tkinter  # noqa: F401 - its library may be gone though the module is there
    except ImportError:
        return False
    return True


def _has(*programs: str) -> bool:
    return all(shutil.which(program) is not None for program in programs)


def _has_pip() -> bool:
    invalidate_caches()
    return builder.can_make_pip() or builder.can_lend_pip()


PARTS = {
    part.name: part
    for part in (
        Part("tk", "Tk, Python's window toolkit", _has_tk),
        Part("venv", "Python's venv with pip", _has_pip),
        Part("xvfb", "Xvfb, a virtual screen", lambda: _has("Xvfb"), ours=False),
        Part("rsvg", "rsvg-convert, which draws SVG", lambda: _has("rsvg-convert"), ours=False),
        Part("poppler", "Poppler's tools, which read PDF", lambda: _has("pdftoppm", "pdffonts", "pdftotext"), False),
        Part("xclip", "xclip, which holds the clipboard", lambda: _has("xclip"), ours=False),
        Part("xdotool", "xdotool, which presses keys", lambda: _has("xdotool"), ours=False),
        Part("ffmpeg", "ffmpeg, which writes MP4 and WebM", lambda: _has("ffmpeg"), ours=False),
    )
}

# {v} is the Python's version: empty if it is the system's own python3, else as in 3.12; {d} the same without the dot.
MANAGERS = (
    Manager(
        "apt",
        ("apt-get", "install", "-y", "-q", "--no-install-recommends"),
        ("apt-get", "update", "-q"),
        {"tk": "python3{v}-tk", "venv": "python3{v}-venv", "xvfb": "xvfb", "rsvg": "librsvg2-bin",
         "poppler": "poppler-utils", "xclip": "xclip", "xdotool": "xdotool", "ffmpeg": "ffmpeg"},
    ),
    Manager(
        "dnf",
        ("dnf", "install", "-y", "-q"),
        (),
        {"tk": "python3{v}-tkinter", "venv": "python3{v}-pip", "xvfb": "xorg-x11-server-Xvfb", "rsvg": "librsvg2-tools",
         "poppler": "poppler-utils", "xclip": "xclip", "xdotool": "xdotool", "ffmpeg": "ffmpeg-free"},
    ),
    Manager(
        "pacman",
        ("pacman", "-S", "--noconfirm", "--needed"),
        ("pacman", "-Sy"),
        {"tk": "tk", "venv": "python-pip", "xvfb": "xorg-server-xvfb", "rsvg": "librsvg", "poppler": "poppler",
         "xclip": "xclip", "xdotool": "xdotool", "ffmpeg": "ffmpeg"},
    ),
    Manager(
        "zypper",
        ("zypper", "--non-interactive", "install"),
        ("zypper", "--non-interactive", "refresh"),
        {"tk": "python{d}-tk", "venv": "python{d}-pip", "xvfb": "xorg-x11-server-Xvfb", "rsvg": "rsvg-convert",
         "poppler": "poppler-tools", "xclip": "xclip", "xdotool": "xdotool", "ffmpeg": "ffmpeg"},
    ),
    Manager(
        "apk",
        ("apk", "add"),
        ("apk", "update"),
        {"tk": "python3-tkinter", "venv": "py3-pip", "xvfb": "xvfb", "rsvg": "rsvg-convert",
         "poppler": "poppler-utils", "xclip": "xclip", "xdotool": "xdotool", "ffmpeg": "ffmpeg"},
    ),
    Manager("brew", ("brew", "install"), (), {"tk": "python-tk@{dotted}"}, root=False),
)  # fmt: skip


def missing(names: list[str]) -> list[Part]:
    """Those of the named parts that are not here."""
    return [PARTS[name] for name in names if not PARTS[name].is_here()]


def provide(names: list[str], runner: Runner) -> list[Part]:
    """Bring what is missing if we may; return what is missing still."""
    absent = missing(names)
    command = command_for(absent)
    if not absent or command is None:
        return absent
    manager, words = command
    if _may_install(absent, words):
        try:
            _install(manager, words, runner)
        except Failed as trouble:
            runner.report(str(trouble))
    return missing(names)


def provide_as_root(names: list[str], runner: Runner) -> list[Part]:
    """The same for what can be done without: nobody is asked, so that it is brought by root alone."""
    return provide(names, runner) if _is_root() else missing(names)


def _may_install(absent: list[Part], words: list[str]) -> bool:
    if _is_root():
        return True
    if shutil.which(words[0]) is None or os.environ.get("CI") or os.environ.get(ASKED) or not _at_terminal():
        return False
    labels = " and ".join(part.label for part in absent)
    sys.stderr.write(f"Glassnet needs {labels}. Install now with '{_typed(words)}'? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() in ("y", "yes"):
        return True
    os.environ[ASKED] = "no"
    return False


def _install(manager: Manager, words: list[str], runner: Runner) -> None:
    if words[0] == "sudo":
        runner = _Foreground(runner.report)
    try:
        runner.run(words, DEBIAN_FRONTEND="noninteractive")
    except Failed:
        if not manager.refresh:
            raise
        # A fresh machine has no package lists, and old lists name files that are gone.
        runner.run([*words[: words.index(manager.install[0])], *manager.refresh])
        runner.run(words, DEBIAN_FRONTEND="noninteractive")


class _Foreground(Runner):
    """Leaves the terminal to the program, for sudo's question."""

    def run(self, command: list[str], quiet: bool = False, **settings: str) -> list[str]:
        import subprocess

        code = subprocess.call(command, env={**os.environ, **settings})
        if code:
            raise Failed(command, code, [])
        return []


def command_for(absent: list[Part]) -> tuple[Manager, list[str]] | None:
    """The manager and the command that bring the absent parts, or None if no manager here has all of them."""
    manager = next((each for each in MANAGERS if shutil.which(each.install[0])), None)
    if manager is None or any(part.name not in manager.packages for part in absent):
        return None
    if any(part.ours for part in absent) and not _belongs_to(manager):
        return None
    packages = [manager.packages[part.name].format(**_versions()) for part in absent]
    sudo = ["sudo"] if manager.root and not _is_root() else []
    return manager, [*sudo, *manager.install, *packages]


def advice(absent: list[Part]) -> str:
    """What to do by hand, as the end of a paragraph."""
    command = command_for(absent)
    if command is not None and shutil.which(command[1][0]) is None:
        return f"Let the one who administers this machine run '{_typed(command[1][1:])}' as root, then start again."
    if command is not None:
        return f"Install it with '{_typed(command[1])}', then start again."
    if any(part.ours for part in absent):
        return (
            f"This Python ({builder.base_python()}) came without it and the system's packages cannot add it: start "
            "main.py with another Python that has it, for example the one from https://www.python.org/downloads/."
        )
    return "Install it with your system's package manager, then start again."


def _typed(words: list[str]) -> str:
    """The command as a person would type it: without the options that are for running unattended."""
    return " ".join(word for word in words if not word.startswith("-") or word == "-S")


def _belongs_to(manager: Manager) -> bool:
    """Whether the running Python came from this package manager, so that its packages serve it."""
    if manager.name == "brew":
        return "Cellar" in os.path.realpath(builder.base_python()) or "homebrew" in sys.base_prefix
    return sys.base_prefix == "/usr"


def _versions() -> dict[str, str]:
    major, minor = sys.version_info[:2]
    own = os.path.realpath("/usr/bin/python3").endswith(f"python{major}.{minor}")
    return {"v": "" if own else f".{minor}", "d": f"{major}{minor}", "dotted": f"{major}.{minor}"}


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _at_terminal() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))

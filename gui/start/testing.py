"""Runs the tests: sees to Tk, a virtual screen (tests/conftest.py starts it) and programs that look at what is written,
then hands over to pytest.

They run in several processes at once where each can have a screen of its own: on one screen, windows would take the
keyboard from each other.
"""

from __future__ import annotations

import os
import sys

from . import project, screen, system
from .refusal import Refusal
from .runner import Runner

LOOKING = ("rsvg", "poppler", "xclip", "xdotool", "ffmpeg")  # without which some tests are skipped
MOST = 4  # processes; more wait for the largest file of tests in vain
ALONE = ("no:xdist", "-pno:xdist", "--pdb", "--trace")  # what a person types who wants one process


def run(arguments: list[str]) -> int:
    """pytest's exit code for the project's tests; ``arguments`` are pytest's, paths relative to the project."""
    wanted = ["tk", "xvfb"] if screen.absence() else ["tk"]
    runner = Runner(lambda line: sys.stderr.write(f"  {line}\n"))
    absent = system.provide(wanted, runner)
    if absent:
        labels = " and ".join(part.label for part in absent)
        raise Refusal(f"The tests open real windows, for which this machine lacks {labels}. {system.advice(absent)}")
    system.provide_as_root(list(LOOKING), runner)
    import pytest

    os.chdir(project.ROOT)
    if not os.access(project.ROOT, os.W_OK):
        arguments = ["-p", "no:cacheprovider", *arguments]
    return int(pytest.main([*side_by_side(arguments), *arguments]))


def side_by_side(arguments: list[str]) -> list[str]:
    """pytest's options for several processes, one file of tests always in one; what ``arguments`` say later wins."""
    from importlib.util import find_spec

    typed = [*os.environ.get("PYTEST_ADDOPTS", "").split(), *arguments]
    count = min(MOST, cores())
    if count < 2 or set(typed) & set(ALONE) or not screen.can_be_virtual() or find_spec("xdist") is None:
        return []
    # A process that crashes ends the run as it does alone: pytest-xdist may wait forever after replacing one.
    return [f"-n{count}", "--dist=loadfile", "--max-worker-restart=0"]


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

"""Runs the tests: sees to Tk and a virtual screen (tests/conftest.py starts it), then hands over to pytest."""

from __future__ import annotations

import os
import sys

from . import project, screen, system
from .refusal import Refusal
from .runner import Runner


def run(arguments: list[str]) -> int:
    """pytest's exit code for the project's tests; ``arguments`` are pytest's, paths relative to the project."""
    wanted = ["tk", "xvfb"] if screen.absence() else ["tk"]
    absent = system.provide(wanted, Runner(lambda line: sys.stderr.write(f"  {line}\n")))
    if absent:
        labels = " and ".join(part.label for part in absent)
        raise Refusal(f"The tests open real windows, for which this machine lacks {labels}. {system.advice(absent)}")
    import pytest

    os.chdir(project.ROOT)
    if not os.access(project.ROOT, os.W_OK):
        arguments = ["-p", "no:cacheprovider", *arguments]
    return int(pytest.main(arguments))

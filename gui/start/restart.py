"""Restarts Glassnet with the Python of its private environment."""

from __future__ import annotations

import os
import sys

from .environment import WINDOWS, Environment

COUNT = "GLASSNET_RESTARTS"  # an environment variable: how often this start restarted itself, against going in circles


def count() -> int:
    """How often this start restarted itself already."""
    return int(os.environ.get(COUNT) or 0)


def into(place: Environment) -> int:
    """The same command line, flags of Python included, in the environment; returns (its exit code) on Windows only."""
    command = [place.python, *sys.orig_argv[1:]]
    os.environ[COUNT] = str(count() + 1)
    os.environ.pop("__PYVENV_LAUNCHER__", None)  # macOS: would make the new Python believe that it is the old one
    if not WINDOWS:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os.execv(place.python, command)
    import subprocess

    from . import notice

    if notice.started_from_icon():
        os.environ[notice.FROM_ICON] = "yes"  # the new process cannot tell any more
    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                pass  # the child got Ctrl-C as well, and ends by itself

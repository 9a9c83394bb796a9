"""The first start on a machine: brings what the system lacks, then builds the private environment, and shows it."""

from __future__ import annotations

import sys

from . import builder, environment, installing, packages, screen, system
from .environment import Environment
from .refusal import Refusal
from .runner import Runner


def prepare(parts: tuple[str, ...], needs: list[str], distrust: bool) -> Environment:
    """The environment that holds what ``needs`` names; ``parts`` of the system are brought along where we may."""
    for_window = parts == ("tk",)
    wanted = [part for part in parts if not (for_window and screen.absence())]

    def work(runner: Runner) -> Environment:
        absent = system.provide(["venv", *wanted], runner)
        if any(part.name == "venv" for part in absent):
            raise Refusal(_without_venv(absent))
        return builder.prepare(needs, runner, distrust)

    return installing.show(_title(needs), work, for_window)


def _title(needs: list[str]) -> str:
    names = [packages.split(need)[0] for need in needs]
    listed = ", ".join(names[:-1]) + " and " + names[-1]
    again = any(each.stamp() for each in environment.everywhere())
    if again:
        return f"Glassnet checks and completes its packages ({listed}), which takes up to 15 seconds."
    return f"Glassnet starts for the first time: it fetches {listed} into a folder of its own. About 15 seconds, once."


def _without_venv(absent: list[system.Part]) -> str:
    return (
        f"Glassnet keeps numpy and matplotlib in an environment of its own, and this Python ({sys.executable}) cannot "
        f"make one: Python's venv with pip is not installed. {system.advice(absent)}"
    )

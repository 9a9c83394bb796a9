"""The speeds: how many steps are trained for a picture, and how many pictures are shown a second."""

from __future__ import annotations

from dataclasses import dataclass

from model.table import Table

SMOOTH = 30.0  # pictures a second that look like motion


@dataclass(frozen=True)
class Speed:
    """One pace. ``steps`` None is full speed: the network trains on, and the window shows the newest it can.

    With ``phases`` each picture is one phase of a step: slow motion.
    """

    name: str
    label: str
    steps: int | None
    frames_per_second: float = SMOOTH
    phases: bool = False


SPEEDS = Table(
    "speed",
    Speed("slow", "slow: 1 phase/s", 1, 1.0, phases=True),
    Speed("phases", "slow: 4 phases/s", 1, 4.0, phases=True),
    Speed("1/s", "1 step/s", 1, 1.0),
    Speed("5/s", "5 steps/s", 1, 5.0),
    Speed("1", "1 step/frame", 1),
    Speed("2", "2 steps/frame", 2),
    Speed("5", "5 steps/frame", 5),
    Speed("10", "10 steps/frame", 10),
    Speed("30", "30 steps/frame", 30),
    Speed("100", "100 steps/frame", 100),
    Speed("1000", "1000 steps/frame", 1000),
    Speed("full", "full speed", None),
)
DEFAULT_SPEED = SPEEDS["30"]

"""A toggle: something that a person can switch on and off in one panel; the card makes a check button of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from model.training.experiment import Experiment


def always(_experiment: Experiment) -> bool:
    """There is something to see in every experiment."""
    return True


@dataclass(frozen=True)
class Toggle:
    """``label`` are the words on the button, ``help`` its hint; it is off at first.

    ``overlay`` names what snapshots must hold while it is on (a record of OVERLAYS), if anything. Where ``applies`` is
    False the button is hidden, for there would be nothing to see.
    """

    name: str
    label: str
    help: str
    overlay: str = ""
    applies: Callable[[Experiment], bool] = always


LOG = Toggle("log", "log", "Logarithmic vertical axis")

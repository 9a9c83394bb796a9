"""Ordinary runs: those that a shared axis follows, so that a wild one beside them does not make them flat."""

from __future__ import annotations

from collections.abc import Iterable

WILD = 4.0  # times the greatest value of the run that is looked at: what goes higher is left to leave the axis


def followed(present: float, tops: Iterable[float]) -> float:
    """How high an axis has to go, given the ``present`` run's greatest value and those of all runs."""
    return max((top for top in tops if top <= WILD * present or present == 0), default=present)

"""The axes of the listing's arrays in words: what a row is, and what a column."""

from __future__ import annotations

import re

from ..training.experiment import Experiment
from .listing import parameters

NUMBERED = re.compile(r"(d?)(running_)?([a-zA-Z]*?)(\d+)")
ENTRY = re.compile(r"\w+\[(\d+)\]")
BY_UNIT = ("out",)
OF_PARAMETER = {  # by the name without number; everything else that has one is of every point and unit
    "W": ("in", "out"),
    "b": BY_UNIT,
    "gamma": BY_UNIT,
    "beta": BY_UNIT,
    "alpha": ("slope",),
    "mean": BY_UNIT,
    "var": BY_UNIT,
    "std": BY_UNIT,
}
WHOLE = {  # names without a number
    "X": ("points", "inputs"),
    "Y": ("points", "outputs"),
    "x": ("batch", "inputs"),
}


def axes(name: str, experiment: Experiment, dimensions: int) -> tuple[str, ...]:
    """What the ``dimensions`` of the array called ``name`` count, such as ("batch", "units")."""
    numbered = NUMBERED.fullmatch(owner_of(name, experiment) or name)
    if numbered is None:
        found = WHOLE.get(name, ("batch", "outputs"))
    else:
        *_, kind, number = numbered.groups()
        out = "outputs" if int(number) > len(experiment.widths) else "units"
        found = tuple(out if axis == "out" else axis for axis in OF_PARAMETER.get(kind, ("batch", out)))
    return found[:dimensions]


def owner_of(name: str, experiment: Experiment) -> str:
    """The parameter to which an entry of one of the optimizer's lists belongs; "" of other names."""
    inside = ENTRY.fullmatch(name)
    return parameters(experiment)[int(inside.group(1))] if inside else ""


def in_words(name: str, shape: tuple[int, ...], experiment: Experiment) -> str:
    """ "batch 10, units 8", or "" of a single number."""
    return ", ".join(f"{axis} {count:,}" for axis, count in zip(axes(name, experiment, len(shape)), shape))

"""How settings are said: one in a few words, and in which of them several experiments differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .experiment import FIELDS, KNOBS, Experiment

UNLABELLED = {
    "own": "own points",
    "hidden": "hidden layers",
    "schedule_options": "policy options",
}  # settings that are no knobs


def said(name: str, experiment: Experiment) -> str:
    """A setting and its value as they stand in a key: "learning rate 0.1", "initializer Xavier"."""
    knob, value = KNOBS.get(name), getattr(experiment, name)
    if knob is None:
        return f"{UNLABELLED.get(name, name.replace('_', ' '))} {_plain(value)}"
    label = knob.label or name.replace("_", " ")
    label = label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]
    shown = knob.choices[value].label if knob.choices is not None else knob.show(value)
    return f"{label} {shown or 'never'}"


def scaling(experiment: Experiment) -> str:
    """What has been done to the inputs before the network sees them; empty for nothing."""
    return "whitened" if experiment.whiten else "standardized" if experiment.standardize else ""


def differing(experiments: Sequence[Experiment]) -> tuple[str, ...]:
    """The settings that are not the same in all of ``experiments``, in the order of their declaration."""
    first = experiments[0]
    return tuple(name for name in FIELDS if any(getattr(e, name) != getattr(first, name) for e in experiments[1:]))


def said_together(names: Iterable[str], experiment: Experiment) -> str:
    """The settings ``names`` of ``experiment`` in one line; those without effect in it only where there is no other."""
    names = tuple(names)
    read = [name for name in names if name not in KNOBS or KNOBS[name].read_by(experiment)]
    return ", ".join(said(name, experiment) for name in read or names)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {part}" for name, part in value.items())
    if isinstance(value, tuple):
        return "-".join(str(part) for part in value) or "none"
    return "as given" if value is None else str(value)

"""The heading of a picture of several runs: what each has reached, what all have in common and in what they differ."""

from __future__ import annotations

import numpy as np

from model.training.experiment import Experiment
from model.training.snapshot import Snapshot
from model.training.wording import differing, said, said_together

from .panels.drawing.span import brief

SEEDS = ("data_seed", "seed")  # said of every picture, for without them there is no other like it
MOST = 6  # runs that are told one by one


def of_several(snapshot: Snapshot) -> tuple[str, str]:
    """Two lines, for a snapshot with companions; the second ends with the run that panels for a single one show."""
    runs = {snapshot.label: snapshot} | {each.label: each.snapshot for each in snapshot.companions}
    where = f"Step {snapshot.step:,}  ·  epoch {snapshot.epoch:,}  ·  training loss"
    return (
        f"{where} {_reached(runs, snapshot.band)}",
        f"{_settings(list(runs.values()))}; panels of one run: {snapshot.label}",
    )


def _reached(runs: dict[str, Snapshot], band: bool) -> str:
    losses = {label: each.evaluation.train_loss for label, each in runs.items()}
    if not band and len(runs) <= MOST:
        return "of " + ", ".join(f"{label} {brief(loss)}" for label, loss in losses.items())
    lowest, middle, highest = np.quantile([np.nan_to_num(loss, nan=np.inf) for loss in losses.values()],
                                          (0.0, 0.5, 1.0), method="nearest")  # fmt: skip
    return f"of {len(runs)} runs: median {brief(middle)}, {brief(lowest)} to {brief(highest)}"


def _settings(runs: list[Snapshot]) -> str:
    """What all have in common, as far as it is not as at first; then in what they differ."""
    experiments = [run.experiment for run in runs]
    first, other = experiments[0], differing(experiments)
    told = [name for name in (*Experiment().differences(first), *SEEDS) if name not in other]
    common = ", ".join(said(name, first) for name in dict.fromkeys(told)) or "all at their defaults"
    return f"Common settings: {common}; different: {_names(other, experiments)}"


def _names(other: tuple[str, ...], experiments: list[Experiment]) -> str:
    """The settings that differ, each with its values where there is room for that."""
    if not other:
        return "nothing"
    values = {name: list(dict.fromkeys(said_together([name], each) for each in experiments)) for name in other}
    return "; ".join(", ".join(each) if len(each) <= MOST else f"{each[0]} to {each[-1]}" for each in values.values())

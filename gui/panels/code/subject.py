"""What the page of code is about: the phase that a person is in, the settings of that step, and its words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.listing import Part
from model.listing.axes import in_words, owner_of
from model.nn.schedules import SCHEDULES
from model.training.experiment import Experiment
from model.training.passage import PHASES
from model.training.snapshot import Snapshot

from .table import Entry

INVITATION = "Press Down to go through the next minibatch phase by phase, with its numbers."


def captions(parts: Sequence[Part]) -> list[str]:
    """The phases in words: "forward, layer 2 of 3"."""
    layers = sum(part.layer is not None for part in parts) // 2
    return [PHASES[part.kind].label + _which(part.layer, layers) for part in parts]


def _which(layer: int | None, layers: int) -> str:
    """Which layer, from 0, it is among so many, if any."""
    if layer is None:
        return ""
    return f", layer {layer + 1} of {layers}" + (" (output)" if layer + 1 == layers else "")


def entry(title: str, name: str, array: np.ndarray, snapshot: Snapshot) -> Entry:
    """The array called ``name`` in the code, under a ``title``, for a table."""
    array = np.asarray(array)
    return Entry(title, in_words(name, array.shape, experiment_of(snapshot)), array)


def titled(name: str, snapshot: Snapshot) -> str:
    """What an array is called: of an entry in a list, also whose it is."""
    owner = owner_of(name, experiment_of(snapshot))
    return f"{name} of {owner}" if owner else name


def here_in(snapshot: Snapshot) -> int | None:
    """The number of the phase that a person is in."""
    return snapshot.phase if snapshot.passage is not None else None


def subject(snapshot: Snapshot) -> tuple:
    """What the page depends on besides the passage."""
    alone = snapshot.passage is not None and snapshot.passage.point
    return snapshot.run, snapshot.phase, experiment_of(snapshot), rate_of(snapshot), snapshot.data.classes, alone


def experiment_of(snapshot: Snapshot) -> Experiment:
    """The settings of the step that is shown."""
    return snapshot.passage.experiment if snapshot.passage is not None else snapshot.experiment


def rate_of(snapshot: Snapshot) -> float:
    """The learning rate of the step to come; where it depends on the run, that of the newest."""
    if snapshot.passage is not None:
        return snapshot.passage.learning_rate
    experiment = snapshot.experiment
    if not SCHEDULES[experiment.schedule].foreseen:
        return snapshot.learning_rate
    return float(experiment.learning_rates(np.array([snapshot.step]), snapshot.steps_per_epoch)[0])


def sentence(snapshot: Snapshot, parts: Sequence[Part]) -> str:
    """Where a person is, or how to get in."""
    passage = snapshot.passage
    if passage is None:
        return INVITATION
    where = f"Step {passage.step + 1:,}, phase {snapshot.phase + 1} of {len(parts)}"
    if passage.point is not None:
        where += f" for {passage.point.part} point {passage.point.index:,} alone"
    return f"{where}: {captions(parts)[snapshot.phase]}"

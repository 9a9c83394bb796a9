"""A snapshot: one immutable picture of a run, made by the training thread for whoever draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from ..analysis.boundary import Boundary
from ..analysis.divergence import Divergence
from ..data.dataset import Data
from .evaluation import Evaluation
from .history import Curves

if TYPE_CHECKING:
    from .experiment import Experiment


class Status(Enum):
    """What a run is doing; the value is the word a person reads."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    DIVERGED = "diverged"
    FAILED = "failed"


@dataclass(frozen=True)
class Snapshot:
    """One moment of run number ``run``. Every array in it is read-only.

    ``step`` counts completed updates, ``epoch`` completed epochs. ``evaluation`` is of exactly this moment or, while
    the network trains at full speed, the newest that was recorded (it knows its step). ``loss``, ``learning_rate`` and
    ``gradient_rms (layers,)`` are those of the newest step (NaN at step 0, where ``learning_rate`` is the one to come).
    ``boundary`` is None for inputs that are no plane.

    ``companions`` are the other runs that are shown with this one. Among them it is number ``place``, called ``label``;
    with ``band`` they are drawn as median and spread. ``status`` is RUNNING while any of them goes on; a ``message``
    then says why this one does not.
    """

    run: int
    status: Status
    message: str
    experiment: Experiment
    data: Data
    step: int
    epoch: int
    steps_per_epoch: int
    evaluation: Evaluation
    loss: float
    learning_rate: float
    gradient_rms: np.ndarray
    curves: Curves
    boundary: Boundary | None
    parameters: np.ndarray
    parameter_count: int
    steps_per_second: float
    divergence: Divergence | None = None
    companions: tuple[Companion, ...] = ()
    label: str = ""
    place: int = 0
    band: bool = False


@dataclass(frozen=True)
class Companion:
    """Another run that is shown with the present one.

    ``place`` is its number among the runs that train together, from 0, or, of a run that was kept, -1, -2, ... .
    ``differences`` are its settings that are not the present run's, ``label`` says them in words.
    """

    place: int
    label: str
    differences: Mapping[str, Any]
    snapshot: Snapshot

    @property
    def kept(self) -> bool:
        """Whether it is a finished picture of an earlier run."""
        return self.place < 0

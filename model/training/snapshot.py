"""A snapshot: one immutable picture of a run, made by the training thread for whoever draws it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from ..analysis.boundary import Boundary
from ..analysis.divergence import Divergence
from ..analysis.fit import Fit
from ..analysis.normalization import BatchNormState
from ..analysis.preactivations import Preactivations
from ..analysis.report import NOTHING, Report
from ..analysis.signals import Signals
from ..analysis.units import Units
from ..data.dataset import Data
from .early_stopping import EarlyStop
from .evaluation import Evaluation
from .history import Curves
from .marks import Mark
from .overlays import Overlay

if TYPE_CHECKING:
    from .experiment import Experiment
    from .moment import Moment


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
    ``boundary`` is None for inputs that are no plane, and in regression, where ``fit`` holds the network's answers: a
    curve over one input or a surface over two. ``slopes`` are those that the hidden layers have learned, if any. After
    an early stop ``other_boundary`` is that of the network not in use: the last one where the best is back, else the
    best. ``overlays`` hold what was asked for. ``weight_norm`` is the length of all W together, ``zero_share`` how many
    of their entries are exactly 0 (0 to 1). ``analyses`` are the newest reports of those asked for, by name.
    ``signals`` are of the newest minibatch, at step 0 of the first one to come. ``units`` and ``preactivations`` are,
    like the boundary, at times of a step before (they know theirs).

    After going back the run is recorded up to step ``furthest``; ``marks`` are steps worth going to.
    ``companions`` are the other runs that are shown with this one. Among them it is number ``place``, called ``label``;
    with ``band`` they are drawn as median and spread. ``status`` is RUNNING while any of them goes on; a ``message``
    then says why this one does not. ``moment`` is all that brings this run back to where it is.
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
    fit: Fit | None = None
    slopes: tuple[float, ...] = ()
    early_stop: EarlyStop | None = None
    other_boundary: Boundary | None = None
    overlays: tuple[Overlay, ...] = ()
    weight_norm: float = math.nan
    zero_share: float = math.nan
    batch_norm: BatchNormState | None = None
    analyses: Mapping[str, Report] = field(default_factory=lambda: NOTHING)
    signals: Signals | None = None
    units: Units | None = None
    preactivations: Preactivations | None = None
    companions: tuple[Companion, ...] = ()
    furthest: int = 0
    marks: tuple[Mark, ...] = ()
    label: str = ""
    place: int = 0
    band: bool = False
    moment: Moment | None = None


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

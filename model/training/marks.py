"""Marks: the steps of a run that are worth going back to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .wording import said_together

if TYPE_CHECKING:
    from .trainer import Trainer


@dataclass(frozen=True)
class Mark:
    """At ``step`` something happened, which ``words`` say; ``grave`` if it ended the run."""

    step: int
    words: str
    grave: bool = False


def marks_of(trainer: Trainer) -> tuple[Mark, ...]:
    """Live changes, the best validation loss so far, and how the run ended, in the order of their steps."""
    found = [
        Mark(step, f"changed: {said_together(changes, trainer.experiment.replace(**changes))}")
        for step, changes in trainer.changes
    ]
    found += _best(trainer)
    if trainer.end_step is not None:
        found.append(Mark(trainer.end_step, "the numbers ceased to be finite", grave=True))
    stop = trainer.early_stop
    if stop is not None and stop.stopped is not None:
        found.append(Mark(stop.stopped, "stopped early", grave=True))
    return tuple(sorted(found, key=lambda mark: mark.step))


def _best(trainer: Trainer) -> list[Mark]:
    losses = trainer.history["validation_loss"]
    if len(losses) < 2 or not np.isfinite(losses).any():
        return []
    place = int(np.nanargmin(losses))
    return [Mark(int(trainer.history["evaluated_step"][place]), f"best validation loss so far: {losses[place]:.4g}")]

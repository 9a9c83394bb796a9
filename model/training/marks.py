"""Marks: the steps of a run that are worth going back to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..table import Table
from .wording import said_together

if TYPE_CHECKING:
    from .trainer import Trainer

TURNS = 64  # of a schedule that are marked, at most
STRIDES = (1, 2, 5)  # epochs between two ticks, times a power of ten


@dataclass(frozen=True)
class Kind:
    """What sort of thing happened: where there is no room for all marks, those of a higher ``rank`` stay.

    ``sign`` is how it stands on a line: "flag", "star" or "notch".
    """

    name: str
    label: str
    rank: int
    sign: str = "flag"


KINDS = Table(
    "kind of mark",
    Kind("end", "the end of the run", 4),
    Kind("best", "the best validation loss", 3, "star"),
    Kind("change", "a live change", 2),
    Kind("turn", "a turn of the learning-rate policy", 1, "notch"),
)


@dataclass(frozen=True)
class Mark:
    """At ``step`` something of a ``kind`` in KINDS happened, which ``words`` say; ``grave`` if it ended the run."""

    step: int
    words: str
    grave: bool = False
    kind: str = "change"


def marks_of(trainer: Trainer) -> tuple[Mark, ...]:
    """Live changes, turns of the policy, the best validation loss so far, how the run ended; in order of their steps.

    Of all of the run that is known, also of what is to come again after going back.
    """
    found = [
        Mark(step, f"changed: {said_together(changes, settings)}")
        for (step, changes), (_, settings) in zip(trainer.changes, trainer.settings[1:], strict=True)
    ]
    found += _turns(trainer) + _best(trainer)
    if trainer.end_step is not None:
        found.append(Mark(trainer.end_step, "the numbers ceased to be finite", True, "end"))
    if trainer.stop_step is not None:
        found.append(Mark(trainer.stop_step, "stopped early", True, "end"))
    return tuple(sorted(found, key=lambda mark: mark.step))


def epoch_ticks(furthest: int, steps_per_epoch: int, most: int) -> tuple[range, int]:
    """The steps of epochs' ends up to ``furthest``, at most ``most``, and how many epochs are from one to the next."""
    stride, power = 1, 1
    while furthest // (stride * steps_per_epoch) > max(1, most):
        later = [each * power for each in STRIDES if each * power > stride]
        power *= 1 if later else 10
        stride = later[0] if later else power
    between = stride * steps_per_epoch
    return range(between, furthest + 1, between), stride


def _turns(trainer: Trainer) -> list[Mark]:
    """Each under the settings that were in force at its step."""
    settings, last = trainer.settings, trainer.furthest
    ends = [*(step for step, _ in settings[1:]), last + 1]
    found = []
    for (start, experiment), end in zip(settings, ends, strict=True):
        turns = experiment.policy_turns(min(end - 1, last), trainer.steps_per_epoch, TURNS)
        found += [Mark(step, words, kind="turn") for step, words in turns if step >= max(start, 1)]
    return found


def _best(trainer: Trainer) -> list[Mark]:
    losses = trainer.history["validation_loss"]
    if len(losses) < 2 or not np.isfinite(losses).any():
        return []
    place, steps = int(np.nanargmin(losses)), trainer.history["evaluated_step"]
    return [Mark(int(steps[place]), f"best validation loss so far: {losses[place]:.4g}", kind="best")]

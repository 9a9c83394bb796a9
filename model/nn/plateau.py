"""The plateau policy: the learning rate falls when the validation loss has stopped falling."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .policies import Options


@dataclass(frozen=True)
class Memory:
    """What a policy that watches the evaluations remembers of those so far.

    ``best`` is the least loss that counted as better, ``since`` the step from which patience counts (that of the best,
    or the end of a pause after a drop), ``drops`` how often the rate was lowered.
    """

    best: float = math.inf
    since: int = 0
    drops: int = 0


NOTHING = Memory()


def watch(memory: Memory, step: int, loss: float, options: Options) -> Memory:
    """The memory after one more evaluation: ``loss`` after ``step`` updates.

    Better means below (1 - threshold) best. After more than ``patience`` steps without anything better the rate drops,
    and ``cooldown`` steps pass before patience counts again. With one evaluation an epoch and options in whole epochs
    this is ReduceLROnPlateau of PyTorch. A loss that is no number is not better.
    """
    if loss < memory.best * (1.0 - options["threshold"]):
        return Memory(loss, max(memory.since, step), memory.drops)
    if step - memory.since > options["patience"]:
        return Memory(memory.best, step + options["cooldown"], memory.drops + 1)
    return memory


def plateau(step: np.ndarray, learning_rate: float, options: Options, memory: Memory = NOTHING) -> np.ndarray:
    """learning_rate factor^drops, but not below min_lr (or the learning rate itself, where that is lower)."""
    lowered = learning_rate * options["factor"] ** float(memory.drops)
    return np.full(np.shape(step), max(lowered, min(options["min_lr"], learning_rate)))

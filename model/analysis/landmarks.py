"""Landmarks: losses that are known beforehand, against which one reads a curve."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..data.dataset import Data

CLEARLY = 0.01  # share by which two landmarks must differ to be told apart


@dataclass(frozen=True)
class Landmark:
    """``value`` of the loss and what it means."""

    value: float
    words: str


def landmarks(data: Data) -> tuple[Landmark, ...]:
    """The losses of networks that know nothing, and of one that knows everything, as far as they can be told."""
    return _of_classes(data) if data.classes else _of_values(data)


def _of_classes(data: Data) -> tuple[Landmark, ...]:
    """ln K where every class is equally likely; the entropy of the shares where they differ."""
    guessing = Landmark(math.log(data.classes), f"guessing: ln {data.classes}")
    shares = np.bincount(data.train.targets, minlength=data.classes) / len(data.train)
    entropy = -float((shares[shares > 0] * np.log(shares[shares > 0])).sum())
    if entropy > (1 - CLEARLY) * guessing.value:
        return (guessing,)
    return guessing, Landmark(entropy, "knowing the classes' shares only")


def _of_values(data: Data) -> tuple[Landmark, ...]:
    """The variance of the training values, which the best constant answer leaves; the noise, which the truth leaves."""
    constant = Landmark(float(data.train.targets.var()), "always the mean")
    if data.truth is None:
        return (constant,)
    noise = float(np.square(data.targets - data.truth(data.points)).mean())
    return (constant, Landmark(noise, "the noise")) if noise else (constant,)

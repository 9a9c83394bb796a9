"""Landmarks: losses that are known beforehand, against which one reads a curve."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..data.dataset import Data
from ..data.generators import DATASETS

if TYPE_CHECKING:
    from ..training.experiment import Experiment

CLEARLY = 0.01  # share by which two landmarks must differ to be told apart


@dataclass(frozen=True)
class Landmark:
    """``value`` of the loss and what it means."""

    value: float
    words: str


def landmarks(data: Data, experiment: Experiment | None = None) -> tuple[Landmark, ...]:
    """The losses of networks that know nothing, and of one that knows everything, as far as they can be told.

    With its ``experiment`` also those at which networks are known to get stuck on its data set.
    """
    if not data.classes:
        return _of_values(data)
    return (*_of_classes(data), *(_of_plateaus(experiment) if experiment is not None else ()))


def _of_classes(data: Data) -> tuple[Landmark, ...]:
    """ln K where every class is equally likely; the entropy of the shares where they differ."""
    guessing = Landmark(math.log(data.classes), f"guessing: ln {data.classes}")
    shares = np.bincount(data.train.targets, minlength=data.classes) / len(data.train)
    entropy = -float((shares[shares > 0] * np.log(shares[shares > 0])).sum())
    if entropy > (1 - CLEARLY) * guessing.value:
        return (guessing,)
    return guessing, Landmark(entropy, "knowing the classes' shares only")


def _of_plateaus(experiment: Experiment) -> tuple[Landmark, ...]:
    """The plateaus that the data set declares; they are exact for as many points of each class and no wrong labels."""
    exact = not (experiment.label_noise or experiment.imbalance)
    plateaus = getattr(DATASETS[experiment.dataset], "plateaus", ())
    return tuple(Landmark(value, words) for value, words in plateaus) if exact else ()


def _of_values(data: Data) -> tuple[Landmark, ...]:
    """The variance of the training values, which the best constant answer leaves; the noise, which the truth leaves."""
    constant = Landmark(float(data.train.targets.var()), "always the mean")
    if data.truth is None:
        return (constant,)
    noise = float(np.square(data.targets - data.truth(data.points)).mean())
    return (constant, Landmark(noise, "the noise")) if noise else (constant,)

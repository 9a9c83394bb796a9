"""Landmarks of the loss: the exact values at which a network that is stuck in a known way comes to rest."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from model.data.dataset import Data
from model.training.experiment import Experiment

ONE_CORNER = 0.75 * (math.log(3) - 2 / 3 * math.log(2))  # 3/4 H(1/3), nats
UNEQUAL = 0.01  # nats by which the shares of the classes must matter to be told from guessing


@dataclass(frozen=True)
class Landmark:
    """A loss in nats, and why it is one."""

    value: float
    words: str


def landmarks(data: Data, experiment: Experiment) -> tuple[Landmark, ...]:
    """The landmarks of a classification, the most important first.

    Guessing all of K classes alike costs ln K; knowing their shares alone costs the entropy of these. On XOR a network
    that separates one corner only ends at 3/4 H(1/3) = 0.4774, one that merges two opposite corners at ln(2) / 2.
    """
    found = [Landmark(math.log(data.classes), f"guessing: ln {data.classes}")]
    entropy = _entropy(np.asarray(data.train.targets), data.classes)
    if found[0].value - entropy > UNEQUAL:
        found.append(Landmark(entropy, f"class shares only: {entropy:.3f}"))
    elif experiment.dataset == "xor" and data.classes == 2 and not experiment.label_noise:
        found.append(Landmark(ONE_CORNER, "one corner: ¾ H(⅓)"))
        found.append(Landmark(math.log(2) / 2, "two corners merged: ½ ln 2"))
    return tuple(found)


def _entropy(targets: np.ndarray, classes: int) -> float:
    """The entropy of the classes' shares, nats."""
    shares = np.bincount(targets.astype(int), minlength=classes) / max(1, len(targets))
    shares = shares[shares > 0]
    return float(-(shares * np.log(shares)).sum())

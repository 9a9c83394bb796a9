"""Random streams: one independent generator for each purpose, all from a person's two seeds."""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What randomness is for. ``POINTS`` to ``SPLIT`` belong to the data seed, the others to the run's seed.

    The numbers are part of every saved result: add at the end, never renumber.
    """

    POINTS = 0
    LABEL_NOISE = 1
    SPLIT = 2
    WEIGHTS = 3
    BATCHES = 4
    DROPOUT = 5
    SUBNETWORKS = 6
    SHOWN_BATCHES = 7
    RANGE_TEST = 8
    DIRECTIONS = 9


def generator(seed: int, purpose: Purpose) -> np.random.Generator:
    """The stream of ``purpose`` under ``seed``; streams of two purposes never overlap (SeedSequence spawning)."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(int(purpose),))))

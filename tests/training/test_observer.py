"""Snapshots of a trainer: what a picture is made from."""

from __future__ import annotations

import numpy as np

from model import Experiment, Trainer
from model.training.observer import Observer
from model.training.snapshot import Status


def test_weights_too_large_for_32_bits_still_give_a_boundary() -> None:
    trainer = Trainer(Experiment(depth=1, width=2, activation="linear"))
    trainer.network.parameters[...] = 1e60
    boundary = Observer(trainer).snapshot(Status.READY).boundary
    assert np.isfinite(boundary.probabilities).all()
    assert set(np.unique(boundary.probabilities[..., 1])) == {0.0, 1.0}

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


def test_units_are_those_of_the_network_in_use_after_an_early_stop() -> None:
    """At the stop there are two networks of one step; the wait of 20 epochs tells them apart."""
    trainer = Trainer(
        Experiment(samples=100, noise=0.3, label_noise=0.2, learning_rate=1.0, early_stopping=True, patience=20)
    )
    trainer.run(10_000)
    assert trainer.early_stop.restored
    observer = Observer(trainer)
    best = observer.snapshot(Status.FINISHED).preactivations
    trainer.change(restore_best=False)
    last = observer.snapshot(Status.FINISHED).preactivations
    assert (best.step, best.low.tolist()) != (last.step, last.low.tolist())
    anew = Observer(trainer).snapshot(Status.FINISHED).preactivations
    np.testing.assert_array_equal(last.low, anew.low)
    np.testing.assert_array_equal(last.counts, anew.counts)

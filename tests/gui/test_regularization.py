"""Regularization in the window: a run that stops early, toggles of the boundary, lists of rates, words on weights."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from model import Trainer
from model.training.snapshot import Status
from tests.gui.person import Person

Make = Callable[..., Person]
NOISY = dict(samples=100, label_noise=0.2, learning_rate=0.3, batch_size=25)


def test_a_run_stops_early_says_so_and_goes_on_with_more_patience(regular: Person):
    one = regular
    one.begin(**NOISY)
    one.set("early_stopping", True)
    one.type("patience", "4", "<Return>")
    one.hurry()
    one.push("play")
    one.wait(lambda: one.now.status is Status.FINISHED)
    one.settle()
    stop = one.now.early_stop
    assert "Stopped early at epoch" in one.says
    assert f"epoch {stop.best_epoch:,}" in one.says
    assert not one.enabled("play")
    assert one.now.other_boundary is not None
    restored = one.now.evaluation.validation_loss
    assert math.isclose(restored, stop.best_loss, rel_tol=1e-9)
    one.set("restore_best", False)
    one.wait(lambda: not one.now.early_stop.restored)
    assert one.now.evaluation.validation_loss > restored
    assert "Restore best off: acts from the next step on. Still stopped early at epoch" in one.says
    one.set("learning_rate", 0.1)
    one.settle()
    assert f"Learning rate 0.1: acts from the next step on. Still stopped early at epoch {stop.epoch:,}" in one.says
    one.type("patience", "50", "<Return>")
    one.wait(lambda: one.now.status is Status.PAUSED)
    assert "Still" not in one.says
    one.set("learning_rate", NOISY["learning_rate"])
    assert one.enabled("play")
    one.push("epoch")
    one.wait(lambda: one.now.step > stop.step)
    alone = Trainer(one.now.experiment.replace(early_stopping=False))
    alone.run(one.now.step)
    np.testing.assert_array_equal(one.now.parameters, alone.network.parameters)


def test_early_stopping_without_validation_points_is_refused_beside_its_switch(regular: Person):
    one = regular
    run = one.begin(train_fraction=1.0)
    row = one.bench.form.row("early_stopping")
    row.field.main.invoke()
    one.settle()
    assert "no validation points" in row.message
    assert row.field.read() is False
    assert one.now.run == run


def test_toggles_appear_where_they_show_something_and_last_over_a_new_start(regular: Person):
    one = regular
    one.begin()
    board = one.bench.board
    box = board.toggles["boundary", "subnetworks"]
    assert not box.winfo_manager()
    one.set("dropout", 0.5)
    one.wait(lambda: box.winfo_manager())
    assert one.now.overlays == ()
    box.invoke()
    one.wait(lambda: one.now.overlays)
    one.push("reset")
    run = one.now.run
    one.wait(lambda: one.now.run > run and one.now.overlays)
    assert board.toggled["boundary"] == ("subnetworks",)
    box.invoke()
    one.wait(lambda: not one.now.overlays)
    one.set("dropout", 0.0)
    one.wait(lambda: not box.winfo_manager())


def test_rates_by_layer_are_typed_as_a_list_and_go_with_the_layers(regular: Person):
    one = regular
    run = one.begin()
    one.type("dropout_rates", "0,1; 0.5", "<Return>")
    one.wait(lambda: one.now.experiment.dropout_rates == (0.1, 0.5))
    assert one.now.run == run
    assert one.bench.form.row("dropout_rates").field.typed == "0.1, 0.5"
    one.type("dropout_rates", "0.1", "<Return>")
    assert "2 numbers, one for each hidden layer" in one.bench.form.row("dropout_rates").message
    one.press(one.bench.form.row("dropout_rates").field.main, "<Escape>")
    one.set("depth", 3)
    one.new_run(run)
    assert one.now.experiment.dropout_rates is None
    assert one.bench.form.row("dropout_rates").field.typed == "none"


def test_the_form_says_how_large_the_weights_are(regular: Person):
    one = regular
    one.begin(l1=0.03, l1_proximal=True, learning_rate=0.1)
    one.push("epoch")
    one.wait(lambda: one.now.step == one.now.steps_per_epoch and one.now.status is Status.PAUSED)
    one.settle()
    words = one.bench.form.groups["Regularization"].summary
    assert f"{one.now.weight_norm:.3g}" in words
    assert f"{100 * one.now.zero_share:.3g} % zeros" in words
    assert one.now.zero_share > 0

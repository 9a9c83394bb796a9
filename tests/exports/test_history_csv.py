"""The history as CSV, read back by Python's own reader: the same numbers, bit for bit, in the row of their step."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest

from model import Experiment, Trainer
from model.exports import history_csv
from model.training.history import Series

SMALL = {"samples": 60, "width": 3}


def table(trainer: Trainer) -> list[dict[str, str]]:
    text = "".join(history_csv.lines(history_csv.recorded(trainer)))
    rows = list(csv.DictReader(text.splitlines()))
    assert all(None not in row and None not in row.values() for row in rows), "all rows are as wide as the header"
    return rows


def column(rows: list[dict[str, str]], start: str) -> list[float]:
    """The cells, where there are any, of the one column whose name begins like this."""
    (name,) = (name for name in rows[0] if name.startswith(start))
    return [float(row[name]) for row in rows if row[name]]


def test_every_recorded_number_comes_back_bit_for_bit():
    trainer = Trainer(Experiment(**SMALL, batch_size=7, depth=1))
    records = [trainer.step() for _ in range(40)]
    rows, history = table(trainer), trainer.history
    assert [int(row["step"]) for row in rows] == list(range(41))
    assert [int(row["epoch"]) for row in rows[1:]] == [record.epoch for record in records]
    assert column(rows, "minibatch loss [nats]") == [record.loss for record in records]
    assert column(rows, "learning rate [per step]") == [record.learning_rate for record in records]
    for layer in (0, 1):
        rms = [float(record.gradient_rms[layer]) for record in records]
        assert column(rows, f"gradient RMS layer {layer + 1}") == rms
        assert column(rows, f"activation std layer {layer + 1}") == history["activation_std"][:, layer].tolist()
        assert column(rows, f"delta RMS layer {layer + 1}") == history["delta_rms"][:, layer].tolist()
    assert column(rows, "training loss [nats]") == history["train_loss"].tolist()
    assert column(rows, "validation accuracy [fraction]") == history["validation_accuracy"].tolist()
    measured = [int(row["step"]) for row in rows if row["training loss [nats]"]]
    assert measured == history["evaluated_step"].tolist()
    assert 1 < len(measured) < 41, "or the empty cells are not tested"


def test_what_a_run_does_not_have_stays_empty():
    rows = table(Trainer(Experiment(**SMALL, train_fraction=1.0)))
    assert not column(rows, "validation loss")
    assert not column(rows, "validation accuracy")
    assert column(rows, "training accuracy")


def test_values_have_neither_accuracy_nor_nats():
    rng = np.random.default_rng(1)
    trainer = Trainer(Experiment(width=3), (rng.normal(size=(40, 2)), rng.normal(size=40)))
    trainer.run(3)
    rows = table(trainer)
    assert not any("nats" in name or "[]" in name for name in rows[0])
    assert not column(rows, "training accuracy")
    assert len(column(rows, "minibatch loss")) == 3


def test_a_diverged_run_says_so_in_its_numbers():
    trainer = Trainer(
        Experiment(
            samples=60,
            depth=8,
            width=32,
            activation="relu",
            initializer="normal",
            initializer_scale=0.5,
            learning_rate=1e3,
        )
    )
    trainer.run(5)
    assert trainer.divergence
    assert not all(map(math.isfinite, column(table(trainer), "minibatch loss")))


def test_after_going_back_it_ends_at_the_present():
    trainer = Trainer(Experiment(**SMALL))
    trainer.run(30)
    trainer.goto(11)
    assert int(table(trainer)[-1]["step"]) == 11


def test_rows_that_are_gone_are_said_and_their_evaluations_stay(monkeypatch: pytest.MonkeyPatch):
    trainer = Trainer(Experiment(**SMALL))
    trainer.history.steps = Series(trainer.history.steps._rows.shape[1], 16)
    trainer.run(50)
    found = history_csv.recorded(trainer)
    rows = table(trainer)
    made = [int(row["step"]) for row in rows if row["minibatch loss [nats]"]]
    assert made == list(range(51 - len(made), 51))
    assert found.dropped == 50 - len(made) > 0
    assert f"newest {len(made)} steps" in history_csv.words(found)
    assert f"{found.dropped} before" in history_csv.words(found)
    assert [int(row["step"]) for row in rows if row["training loss [nats]"]] == trainer.history[
        "evaluated_step"
    ].tolist()


def test_what_was_gathered_changes_no_more():
    trainer = Trainer(Experiment(**SMALL))
    trainer.run(5)
    found = history_csv.recorded(trainer)
    before = "".join(history_csv.lines(found))
    trainer.run(50)
    assert "".join(history_csv.lines(found)) == before

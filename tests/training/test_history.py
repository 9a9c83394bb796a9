"""History: exact extremes of long runs in bounded memory, and the newest rows as they were recorded."""

from __future__ import annotations

import numpy as np
import pytest

from model import Trainer
from model.training.history import Curve, History
from tests.training.probes import small

LAYERS = 3


def blocks(total: int, seed: int = 0, step: int = 5000) -> list[np.ndarray]:
    """``total`` random rows as a trainer appends them, in blocks of random sizes; wild values, one infinite."""
    rng, made = np.random.default_rng(seed), []
    while total:
        size = min(total, int(rng.integers(1, step)))
        made.append(np.exp(rng.normal(0, 8, (size, 3 + LAYERS))) * rng.choice([-1, 1], (size, 1)))
        total -= size
    first = 1
    for block in made:
        block[:, 0] = np.arange(first, first + len(block))
        first += len(block)
    made[len(made) // 2][0, 1] = np.inf
    return made


def filled(made: list[np.ndarray]) -> History:
    history = History(LAYERS)
    for block in made:
        history.steps.append(block)
    return history


def check_extremes(curve: Curve, values: np.ndarray) -> None:
    """Every bucket holds the least and the greatest of its steps, and the buckets cover all steps, once each."""
    np.testing.assert_array_equal(curve.first[1:], curve.last[:-1] + 1)
    assert (curve.first[0], curve.last[-1]) == (1, len(values))
    assert len(curve.first) <= 520
    for first, last, low, high in zip(curve.first, curve.last, curve.low, curve.high, strict=True):
        part = values[int(first) - 1 : int(last)]
        np.testing.assert_array_equal(low, part.min(axis=0))
        np.testing.assert_array_equal(high, part.max(axis=0))


@pytest.mark.parametrize("total", [1, 2, 511, 512, 513, 1024, 8191, 8192, 8193, 65_536, 65_537, 300_000])
def test_extremes_are_those_of_a_plain_list(total: int) -> None:
    made = blocks(total, seed=total)
    rows, curves = np.concatenate(made), filled(made).curves()
    check_extremes(curves.loss, rows[:, 1])
    check_extremes(curves.learning_rate, rows[:, 2])
    check_extremes(curves.gradient_rms, rows[:, 3:])


def test_rows_appended_one_by_one_give_the_same() -> None:
    made = blocks(20_000, step=40)
    one, other = filled(made), filled([row[None] for block in made for row in block])
    for name in ("loss", "gradient_rms"):
        for field in ("first", "last", "low", "high"):
            first, second = (getattr(getattr(history.curves(), name), field) for history in (one, other))
            np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("total", [10, 2000, 262_144, 262_145, 300_000])
def test_the_newest_rows_are_kept_as_they_were(total: int) -> None:
    made = blocks(total)
    history, rows = filled(made), np.concatenate(made)[-(2**18) :]
    np.testing.assert_array_equal(history["step"], rows[:, 0])
    np.testing.assert_array_equal(history["loss"], rows[:, 1])
    np.testing.assert_array_equal(history["learning_rate"], rows[:, 2])
    np.testing.assert_array_equal(history["gradient_rms"], rows[:, 3:])
    assert len(history) == total


def test_evaluations_have_extremes_too() -> None:
    history, rng = History(LAYERS), np.random.default_rng(0)
    rows = np.column_stack((np.arange(30_000) * 7, rng.random((30_000, 4 + 2 * LAYERS))))
    for start in range(0, len(rows), 13):
        history.evaluations.append(rows[start : start + 13])
    for column, name in enumerate(("train_loss", "validation_loss", "train_accuracy", "validation_accuracy"), start=1):
        curve = getattr(history.curves(), name)
        for first, last, low, high in zip(curve.first, curve.last, curve.low, curve.high, strict=True):
            part = rows[int(first) // 7 : int(last) // 7 + 1, column]
            assert (low, high) == (part.min(), part.max())
    for start, name in ((5, "activation_std"), (5 + LAYERS, "delta_rms")):
        kept, curve = rows[:, start : start + LAYERS], getattr(history.curves(), name)
        np.testing.assert_array_equal(history[name], kept)
        for first, last, low, high in zip(curve.first, curve.last, curve.low, curve.high, strict=True):
            part = kept[int(first) // 7 : int(last) // 7 + 1]
            np.testing.assert_array_equal(low, part.min(axis=0))
            np.testing.assert_array_equal(high, part.max(axis=0))


@pytest.mark.parametrize("rows", [10, 20_000])
def test_what_was_never_a_number_stays_none(rows: int) -> None:
    """Validation losses of a run without a validation set, before and after the pyramid takes over."""
    history = History(2)
    history.evaluations.append(np.column_stack((np.arange(rows), *np.full((4 + 2 * 2, rows), np.nan))))
    curve = history.curves().validation_loss
    assert np.isnan((curve.low, curve.high)).all()
    assert curve.last[-1] == rows - 1


@pytest.mark.parametrize("layers", [1, 31])
def test_memory_is_bounded_however_long_the_run(layers: int) -> None:
    history, sizes = History(layers), []
    block, evaluations = np.ones((50_000, 3 + layers)), np.ones((10_000, 5 + 2 * layers))
    for _ in range(12):
        history.steps.append(block)
        history.evaluations.append(evaluations)
        sizes.append(history.nbytes)
    assert sizes[-1] == sizes[-2] == sizes[-4]
    assert sizes[-1] < 60e6


def test_a_short_run_costs_little_memory() -> None:
    assert History(3).nbytes < 2e6


def test_what_history_hands_out_cannot_change_it() -> None:
    trainer = Trainer(small())
    trainer.run(20)
    kept = trainer.history["loss"].copy()
    trainer.history["loss"][:] = 7
    np.testing.assert_array_equal(trainer.history["loss"], kept)
    with pytest.raises(ValueError, match="read-only"):
        trainer.history.curves().loss.low[0] = 7


def test_curves_handed_out_stay_as_they_were() -> None:
    trainer = Trainer(small())
    trainer.run(2000)
    curve = trainer.history.curves().loss
    kept = curve.low.copy()
    trainer.run(3000)
    np.testing.assert_array_equal(curve.low, kept)


def test_an_unknown_column_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match=r"los.*loss"):
        Trainer(small()).history["los"]

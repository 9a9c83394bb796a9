"""Early stopping: its rules against worked tables, and a stopped run against one that is watched by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import SCHEDULES, Experiment, Trainer
from model.knob import Invalid
from model.nn.network import Network
from model.training.early_stopping import EarlyStop, EarlyStopping

from .probes import PLANE, differing, small, state
from .runs import FEW, trained, validation_loss

QUICK = dict(
    dataset="moons", samples=150, noise=0.25, label_noise=0.2, train_fraction=0.2, width=16, learning_rate=0.3,
    optimizer="momentum", seed=1,
)  # fmt: skip  # 30 points train, 3 steps an epoch: it overfits soon
NAN = math.nan


def watched(losses: list[float], **changes: Any) -> list[EarlyStop]:
    """What is reported after each epoch of two steps until the stop; the one weight is the number of the epoch."""
    experiment = small(early_stopping=True, **changes)
    network = Network(1, (), 1)
    stopping = EarlyStopping(network, True)
    reports = []
    for epoch, loss in enumerate(losses, start=1):
        network.parameters[...] = epoch
        stopping.observe(2 * epoch, loss, experiment)
        reports.append(stopping.report(experiment, 2))
        if reports[-1].stopped:
            wanted = reports[-1].best_epoch if experiment.restore_best else epoch
            assert (network.parameters == wanted).all()
            break
    return reports


@pytest.mark.parametrize(
    ("losses", "changes", "waits", "best", "stops"),
    [
        ([0.2, 0.15, 0.1, 0.11, 0.12, 0.05], dict(patience=2), [0, 0, 0, 1, 2], 3, 5),
        ([0.2, 0.15, 0.1, 0.11, 0.12, 0.05], dict(patience=3), [0, 0, 0, 1, 2, 0], 6, None),
        ([0.2, 0.21, 0.19, 0.21, 0.2], dict(patience=2), [0, 1, 0, 1, 2], 3, 5),  # a better one begins the wait anew
        ([0.2, 0.1, 0.3], dict(patience=1), [0, 0, 1], 2, 3),
        ([0.2, 0.1, 0.3], dict(patience=0), [0, 0, 1], 2, 3),  # 0 acts like 1
        ([0.2, 0.2, 0.2], dict(patience=2), [0, 1, 2], 1, 3),  # as good is not better
        ([0.5, 0.4375, 0.375, 0.3125], dict(patience=2, min_delta=0.0625), [0, 1, 0, 1], 3, None),  # exact binary steps
        ([0.5, 0.49, 0.48, 0.47], dict(patience=3, min_delta=0.0625), [0, 1, 2, 3], 1, 4),  # too little at a time
        ([0.5, NAN, NAN], dict(patience=2), [0, 1, 2], 1, 3),  # not a number is never better
        ([0.5, 0.6], dict(patience=1, restore_best=False), [0, 1], 1, 2),
        ([NAN, 0.6], dict(patience=1), [1, 0], 2, None),  # the first epoch cannot stop a run
    ],
)
def test_worked_table(
    losses: list[float], changes: dict[str, Any], waits: list[int], best: int, stops: int | None
) -> None:
    reports = watched(losses, **changes)
    assert [report.wait for report in reports] == waits
    last = reports[-1]
    assert (last.best_epoch, last.best_step, last.epoch) == (best, 2 * best, stops)
    assert last.restored == (stops is not None and changes.get("restore_best", True))
    assert last.best_loss == losses[best - 1]


def test_generalization_loss_is_prechelts() -> None:
    """GL(t) = 100 (E_va / E_opt - 1): Prechelt 1998, section 2.2."""
    reports = watched([0.2, 0.15, 0.1, 0.11, 0.12], patience=9)
    assert [report.generalization_loss for report in reports] == pytest.approx([0, 0, 0, 10, 20])


def by_hand(experiment: Experiment, epochs: int) -> tuple[int, int, list[np.ndarray]]:
    """Epoch of the stop, of the best loss, and the answers at both, from a run that nothing stops."""
    trainer = Trainer(experiment.replace(early_stopping=False))
    best, best_epoch, wait, answers = math.inf, 0, 0, [PLANE, PLANE]
    for epoch in range(1, epochs + 1):
        trainer.run(trainer.steps_per_epoch)
        loss = validation_loss(trainer)
        answers[1] = trainer.predict(PLANE)
        if loss < best - experiment.min_delta:
            best, best_epoch, wait, answers[0] = loss, epoch, 0, answers[1]
            continue
        wait += 1
        if wait >= experiment.patience:
            return epoch, best_epoch, answers
    raise AssertionError("never stopped")


@pytest.mark.parametrize("changes", [dict(), dict(min_delta=0.02), dict(batch_norm=True), dict(dropout=0.3)], ids=str)
def test_a_run_stops_where_one_stops_by_hand(changes: dict[str, Any]) -> None:
    experiment = Experiment(**QUICK, early_stopping=True, patience=8, **changes)
    stops, best, (best_answers, last_answers) = by_hand(experiment, 400)
    trainer = Trainer(experiment)
    trainer.run(10**6)
    length = trainer.steps_per_epoch
    stop = trainer.early_stop
    assert (trainer.step_count, stop.step, stop.epoch) == (stops * length, stops * length, stops)
    assert (stop.best_epoch, stop.best_step, stop.wait) == (best, best * length, stops - best)
    np.testing.assert_array_equal(trainer.predict(PLANE), best_answers)
    assert trainer.evaluate().validation_loss == pytest.approx(stop.best_loss, rel=1e-12)
    trainer.change(restore_best=False)
    np.testing.assert_array_equal(trainer.predict(PLANE), last_answers)
    assert trainer.evaluate().validation_loss == pytest.approx(stop.latest_loss, rel=1e-12)
    trainer.change(restore_best=True)
    np.testing.assert_array_equal(trainer.predict(PLANE), best_answers)


def test_the_sentence_names_stop_best_and_loss() -> None:
    trainer = Trainer(Experiment(**QUICK, early_stopping=True, patience=8))
    trainer.run(10**6)
    stop = trainer.early_stop
    for part in (
        f"epoch {stop.epoch:,}",
        f"epoch {stop.best_epoch:,}",
        f"{stop.best_loss:.4g}",
        "best weights are back",
    ):
        assert part in trainer.ending
    trainer.change(restore_best=False)
    assert "last ones" in trainer.ending


def test_it_is_off_unless_asked_for() -> None:
    trainer = Trainer(Experiment(**QUICK, patience=1))
    trainer.run(300)
    assert trainer.step_count == 300
    assert trainer.early_stop is None


def test_every_epochs_end_is_recorded_and_the_regular_evaluations_keep_their_places() -> None:
    plain, watched = (Trainer(Experiment(**QUICK, early_stopping=on, patience=10**6)) for on in (False, True))
    for trainer in (plain, watched):
        trainer.run(1000)
    ends = set(range(3, 1001, 3))
    regular = set(plain.history["evaluated_step"].tolist())
    assert not ends <= regular
    assert set(watched.history["evaluated_step"].tolist()) == ends | regular
    np.testing.assert_array_equal(watched.history["loss"], plain.history["loss"])


def stopped(**changes: Any) -> Trainer:
    trainer = Trainer(Experiment(**QUICK, early_stopping=True, **changes))
    trainer.run(10**6)
    assert trainer.early_stop.stopped
    return trainer


def test_more_patience_takes_a_stop_back_as_if_it_had_been_there_from_the_start() -> None:
    trainer, patient = stopped(patience=4), stopped(patience=12)
    assert trainer.step_count < patient.step_count
    trainer.change(patience=12)
    assert trainer.ending == ""
    trainer.run(10**6)
    assert not differing(state(trainer), state(patient))


def test_switching_it_off_goes_on_from_the_last_weights() -> None:
    trainer = stopped(patience=4)
    trainer.change(early_stopping=False)
    plain = Trainer(Experiment(**QUICK))
    plain.run(trainer.step_count)
    np.testing.assert_array_equal(trainer.predict(PLANE), plain.predict(PLANE))
    trainer.run(50)
    plain.run(50)
    np.testing.assert_array_equal(trainer.predict(PLANE), plain.predict(PLANE))


def test_switched_on_in_the_middle_it_begins_with_the_next_epochs_end() -> None:
    trainer = Trainer(Experiment(**QUICK, patience=3))
    trainer.run(301)
    trainer.change(early_stopping=True)
    assert trainer.early_stop is None
    trainer.run(2)
    assert trainer.early_stop.best_step == 303
    trainer.run(10**6)
    assert trainer.early_stop.stopped


CHANGES = [
    [(20, dict(patience=3)), (70, dict(patience=9))],
    [(31, dict(early_stopping=False)), (60, dict(early_stopping=True, patience=4))],
    [(15, dict(min_delta=0.05)), (16, dict(min_delta=0.0))],
    [(10**6, dict(restore_best=False)), (10**6, dict(patience=14)), (10**6, dict(min_delta=0.1))],
    [(10**6, dict(patience=14, restore_best=False)), (10**6, dict(early_stopping=False)), (200, dict(dropout=0.5))],
]


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_stops_and_changes_replay_exactly(changes: list[tuple[int, dict[str, Any]]]) -> None:
    """Played in blocks or clicked, changed on the way or at the stop, then gone back and forth."""
    trainers = []
    for block in (10**6, 1):
        trainer = Trainer(Experiment(**QUICK, early_stopping=True, patience=6, dropout=0.1))
        for until, change in [*changes, (330, {})]:
            while trainer.step_count < until and not trainer.ending:
                trainer.run(min(block, until - trainer.step_count))
            trainer.change(**change)
        trainers.append(trainer)
    one, other = trainers
    assert not differing(state(one), state(other))
    end, report = one.step_count, one.early_stop
    for step in (10, end, 0, end // 2, end):
        other.goto(step)
        other.evaluate()
    assert not differing(state(one), state(other))
    assert (other.early_stop, other.ending) == (report, one.ending)


def test_without_validation_points_it_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match=r"early_stopping.*no validation points"):
        Experiment(early_stopping=True, train_fraction=1.0)
    trainer = Trainer(Experiment(train_fraction=1.0, samples=40))
    trainer.run(3)
    with pytest.raises(Invalid, match="no validation points"):
        trainer.change(early_stopping=True)
    x, y = np.array([[0.0], [1.0]]), np.array([0, 1])
    with pytest.raises(Invalid, match="no validation points"):
        Trainer(Experiment(early_stopping=True, train_fraction=0.9), data=(x, y))


# What it is good for: a large network on few noisy points.


def test_13_it_stops_long_before_the_end_with_a_much_better_loss() -> None:
    large = dict(FEW, depth=2, width=64, learning_rate=0.1, optimizer="momentum")
    watched = trained(3000, large, early_stopping=True, patience=50)
    assert watched.steps_per_epoch == 3
    assert watched.early_stop.stopped
    assert watched.early_stop.epoch < 1000
    assert watched.early_stop.epoch == watched.early_stop.best_epoch + 50
    assert validation_loss(watched) <= 0.7 * validation_loss(trained(3000, large))


def test_13_impatience_stops_before_learning_has_begun() -> None:
    large = dict(FEW, depth=2, width=64, learning_rate=0.1, optimizer="momentum")
    hasty, patient = (trained(3000, large, early_stopping=True, patience=wait) for wait in (5, 50))
    assert hasty.early_stop.epoch <= 20
    assert hasty.early_stop.best_loss > patient.early_stop.best_loss


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_watching_changes_no_learning_rate_and_no_weight(schedule: str) -> None:
    """Early stopping evaluates at every epoch's end; a policy that judges evaluations must not notice."""
    options = {"patience": 5, "factor": 0.9} if not SCHEDULES[schedule].foreseen else None
    settings = dict(samples=60, noise=0.5, learning_rate=1.0, schedule=schedule, schedule_options=options)
    runs = [trained(100, settings, early_stopping=on, patience=1000) for on in (False, True)]
    for run in runs:
        run.change(warmup_steps=3)
        run.run(100)
    np.testing.assert_array_equal(*(run.history["learning_rate"] for run in runs))
    np.testing.assert_array_equal(*(run.network.parameters for run in runs))


def test_a_refused_watch_on_given_points_forgets_nothing() -> None:
    trainer = Trainer(small(train_fraction=0.9), data=(np.eye(4), np.array([0, 1, 0, 1])))
    assert not len(trainer.data.validation)
    trainer.run(20)
    trainer.goto(5)
    with pytest.raises(Invalid, match="early_stopping"):
        trainer.change(early_stopping=True)
    assert (len(trainer.history), trainer.history.steps.count) == (5, 20)

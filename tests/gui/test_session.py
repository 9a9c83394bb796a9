"""Playing, pausing, stepping and starting anew, by the buttons and keys of the real window."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from gui.controls.readout import loss_words, share_words
from gui.controls.speeds import DEFAULT_SPEED, SPEEDS
from model import Experiment, Trainer
from model.training.snapshot import Status
from tests.gui.conftest import PATIENCE
from tests.gui.person import Person

Make = Callable[..., Person]
PACED = ("1", "30", "1000")


@pytest.mark.parametrize("way", ["space", "button"])
def test_play_trains_and_pause_rests(person: Make, way: str):
    one = person()
    act = (lambda: one.strike("<space>")) if way == "space" else (lambda: one.push("play"))
    act()
    one.wait(lambda: one.now.step >= 90)
    assert "Training" in one.says
    assert "Pause" in one.bench.transport.buttons["play"].cget("text")
    act()
    one.wait(lambda: one.now.status is Status.PAUSED)
    rested = one.now.step
    assert "Paused" in one.says
    assert "Play" in one.bench.transport.buttons["play"].cget("text")
    one.session.worker.shown(one.now)  # even a picture told once too often starts nothing
    frames = iter(range(20))
    one.wait(lambda: next(frames, None) is None)
    assert one.session.worker.newest() is None
    assert one.now.step == rested


def test_batch_makes_exactly_one_step(person: Make):
    one = person()
    for step in (1, 2, 3):
        one.push("batch")
        one.wait(lambda step=step: one.now.step >= step and one.now.status is Status.PAUSED)
        assert one.now.step == step


def test_batches_pressed_faster_than_they_are_made_are_all_made(person: Make):
    one = person(depth=10, width=64)
    for _ in range(40):
        one.push("batch")
    one.wait(lambda: one.now.step >= 40 and one.now.status is Status.PAUSED)
    assert one.now.step == 40


def test_epoch_ends_at_a_whole_epoch(person: Make):
    one = person()
    length = one.now.steps_per_epoch
    one.push("batch")
    one.push("epoch")
    one.wait(lambda: one.now.status is Status.PAUSED and one.now.step > 1)
    assert (one.now.step, one.now.epoch) == (length, 1)
    one.push("epoch")
    one.push("epoch")
    one.wait(lambda: one.now.status is Status.PAUSED and one.now.step >= 3 * length)
    assert (one.now.step, one.now.epoch) == (3 * length, 3)


def test_batch_while_playing_makes_one_more_and_rests(person: Make):
    one = person()
    one.play(60)
    one.push("batch")
    one.wait(lambda: one.now.status is Status.PAUSED)
    assert "Play" in one.bench.transport.buttons["play"].cget("text")
    one.push("batch")
    before = one.now.step
    one.wait(lambda: one.now.step > before)
    assert one.now.step == before + 1


def test_a_long_epoch_is_seen_on_its_way_and_space_plays_on(person: Make):
    one = person(samples=20_000, batch_size=1, train_fraction=1.0)
    one.push("epoch")
    one.wait(lambda: one.now.step > 0)
    assert one.now.status is Status.RUNNING
    assert one.now.step < one.now.steps_per_epoch
    assert "steps asked for" in one.says
    one.push("play")
    one.wait(lambda: "Space pauses" in one.says)
    one.rest()
    assert "Paused" in one.says


def test_reset_returns_to_the_same_weights(person: Make):
    one = person()
    first = one.now.parameters
    one.play(90)
    one.rest()
    assert not np.array_equal(one.now.parameters, first)
    run = one.now.run
    one.push("reset")
    one.new_run(run)
    assert one.now.step == 0
    np.testing.assert_array_equal(one.now.parameters, first)
    assert "same initial weights" in one.says


def test_new_weights_change_the_seed_and_weights_but_not_the_points(person: Make):
    one = person()
    before = one.now
    one.push("weights")
    one.new_run(before.run)
    assert one.now.experiment.seed == before.experiment.seed + 1 == one.session.experiment.seed
    assert not np.array_equal(one.now.parameters, before.parameters)
    np.testing.assert_array_equal(one.now.data.train.points, before.data.train.points)
    assert one.bench.form.row("seed").field.typed == "1"
    assert "seed 1" in one.says


def test_new_data_change_the_points_but_not_the_weights(person: Make):
    one = person()
    before = one.now
    one.push("data")
    one.new_run(before.run)
    assert one.now.experiment.data_seed == before.experiment.data_seed + 1
    assert not np.array_equal(one.now.data.train.points, before.data.train.points)
    np.testing.assert_array_equal(one.now.parameters, before.parameters)
    assert one.bench.form.row("data_seed").field.typed == "1"


@pytest.mark.parametrize("button", ["reset", "weights", "data"])
def test_what_starts_anew_plays_on(person: Make, button: str):
    one = person()
    one.play(60)
    run = one.now.run
    one.push(button)
    one.new_run(run)
    assert one.session.playing
    one.wait(lambda: one.now.step >= 60)
    assert one.now.run == run + 1


def test_the_read_out_says_the_numbers_of_the_snapshot(person: Make):
    one = person()
    one.play(300)
    one.rest()
    now = one.now.evaluation
    assert now.step == one.now.step
    assert one.bench.transport.readout.words == (
        f"{one.now.epoch:,}",
        f"{one.now.step:,}",
        loss_words(now.train_loss),
        share_words(now.train_accuracy),
        loss_words(now.validation_loss),
        share_words(now.validation_accuracy),
    )


@pytest.mark.parametrize("name", PACED)
def test_paced_play_advances_by_the_same_number_for_every_picture(person: Make, name: str):
    one = person()
    one.choose_speed(name)
    one.hurry()
    each = SPEEDS[name].steps
    one.play(12 * each)
    seen = [step for step in one.steps if step]
    assert seen == [each * count for count in range(1, len(seen) + 1)]


def test_no_picture_is_left_out_where_training_is_slower_than_the_window(person: Make):
    one = person(depth=8, width=64)
    one.choose_speed("100")
    one.hurry()
    one.play(600)
    seen = [step for step in one.steps if step]
    assert seen == [100 * count for count in range(1, len(seen) + 1)]


def test_another_speed_acts_while_playing(person: Make):
    one = person()
    one.choose_speed("1")
    one.hurry()
    one.play(5)
    one.choose_speed("100")
    one.hurry()
    one.wait(lambda: one.now.step > 300)
    assert np.diff(one.steps).max() == 100
    one.choose_speed("full")
    before = one.now.step
    one.wait(lambda: one.now.step > before + 2000 and "steps/s" in one.bench.status._note.cget("text"))
    assert one.now.run == 1
    one.choose_speed("5")
    one.hurry()
    begin = len(one.shown)
    one.wait(lambda: len(one.shown) > begin + 12)
    assert set(np.diff([snapshot.step for snapshot in one.shown[-8:]])) == {5}


def test_the_first_view_learns_visibly(person: Make):
    """Three seconds of pictures at the pace one meets: from guessing to nearly all right."""
    one = person()
    assert one.now.evaluation.train_accuracy < 0.7
    one.hurry()
    one.play(90 * DEFAULT_SPEED.steps)
    assert one.now.evaluation.train_accuracy > 0.95


def test_watched_training_is_training(person: Make):
    one = person()
    one.hurry()
    one.play(600)
    one.rest()
    alone = Trainer(Experiment())
    alone.run(one.now.step)
    np.testing.assert_array_equal(one.now.parameters, alone.network.parameters)


def test_snapshots_of_an_older_run_are_dropped(person: Make):
    one = person()
    one.play(60)
    one.rest()
    late = one.now
    one.push("reset")
    one.new_run(late.run)
    one.session.worker._put(late)
    frames = one.bench.frames
    one.push("batch")
    one.wait(lambda: one.now.step == 1)
    assert one.bench.frames > frames
    runs = [snapshot.run for snapshot in one.shown]
    assert runs == sorted(runs)


def test_a_session_hands_out_no_snapshot_of_an_older_run(person: Make):
    one = person()
    late = one.now
    one.push("reset")
    one.new_run(late.run)
    one.session.worker._put(late)
    assert one.session.take() is None
    assert one.session.snapshot is one.now


def test_a_new_start_before_the_end_of_a_run_was_seen_plays_on(person: Make):
    """Between the run's end and its picture the person still sees it play: so the new one plays too."""
    one = person(activation="leaky_relu", initializer="he", learning_rate=1e6)
    one.choose_speed("full")
    one.session.play_or_pause()
    worker, deadline = one.session.worker, time.monotonic() + PATIENCE
    while worker._conductor.status is not Status.DIVERGED:  # without a picture
        assert time.monotonic() < deadline
    one.session.change({"seed": 3, "learning_rate": 0.03})
    one.wait(lambda: one.now.run == 2 and one.now.step >= 60)
    assert one.session.playing


def test_a_run_that_has_finished_goes_on_when_it_may(person: Make):
    one = person(max_epochs=2)
    one.play(50)
    one.wait(lambda: one.now.status is Status.FINISHED)
    assert not one.enabled("play")
    assert "Finished" in one.says
    one.set("max_epochs", 4)
    one.wait(lambda: one.now.status is Status.PAUSED)
    assert (one.now.run, one.now.step) == (1, 50)
    one.wait(lambda: one.enabled("play"))
    one.play(100)
    one.wait(lambda: one.now.status is Status.FINISHED)


def test_a_limit_that_has_passed_ends_the_run_in_words(person: Make):
    one = person()
    one.play(90)
    one.rest()
    one.set("max_epochs", 1)
    one.wait(lambda: one.now.status is Status.FINISHED)
    assert not one.enabled("play")
    assert "Finished" in one.says


def test_one_entry_brings_all_settings_back_to_their_defaults(regular: Person):
    one = regular
    run = one.begin(dataset="xor", depth=1, learning_rate=0.3, optimizer="adam", seed=3)
    one.bench.menus["Run"].invoke("All settings to default")
    assert one.session.experiment == one.bench.form.experiment == Experiment()
    one.new_run(run)
    assert (one.now.step, one.now.experiment) == (0, Experiment())
    assert "All settings are at their defaults" in one.says

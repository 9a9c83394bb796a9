"""Branches: whatever a person does in whatever order, step n of a branch is what a fresh run with its changes gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import OPTIMIZERS, SCHEDULES, Experiment, Trainer
from model.knob import Invalid
from model.nn.network import NORM_POSITIONS
from model.training import branches
from model.training.branches import FIRST, Branches
from model.training.contrast import Contrast, Variant, alone
from model.training.lockstep import Lockstep
from model.training.snapshot import Status

from .probes import differing, small, state
from .test_timeline import assert_same, tight  # noqa: F401 - a fixture

FAR = 160  # steps
SETTINGS: dict[str, st.SearchStrategy[Any]] = {
    "optimizer": st.sampled_from(list(OPTIMIZERS)),
    "schedule": st.sampled_from(list(SCHEDULES)),
    "warmup_steps": st.sampled_from((0, 0, 9)),
    "dropout": st.sampled_from((0.0, 0.3)),
    "batch_norm": st.booleans(),
    "norm_position": st.sampled_from(list(NORM_POSITIONS)),
    "early_stopping": st.booleans(),
    "patience": st.sampled_from((1, 5, 50)),
    "restore_best": st.booleans(),
    "l2": st.sampled_from((0.0, 0.01)),
    "learning_rate": st.sampled_from((0.01, 0.3, 1e6)),
    "precision": st.sampled_from(("float64", "float32")),
    "batch_size": st.sampled_from((3, 10)),
}
CHANGES = st.one_of(
    st.fixed_dictionaries({"learning_rate": st.sampled_from((0.001, 0.1, 0.5))}),
    st.fixed_dictionaries({"dropout": st.sampled_from((0.0, 0.2, 0.5))}),
    st.fixed_dictionaries({"schedule": st.sampled_from(list(SCHEDULES))}),
    st.fixed_dictionaries({"l2": st.sampled_from((0.0, 0.1))}),
    st.fixed_dictionaries({"early_stopping": st.booleans(), "patience": st.sampled_from((2, 30))}),
)
ACTS = st.one_of(
    st.tuples(st.just("step"), st.integers(1, 3)),
    st.tuples(st.just("play"), st.integers(4, 60)),
    st.tuples(st.just("goto"), st.integers(0, FAR)),
    st.tuples(st.just("change"), CHANGES),
    st.tuples(st.just("switch"), st.integers(0, branches.MOST)),
    st.tuples(st.just("look"), st.integers(0, 0)),
)


@dataclass
class Told:
    """What a branch is, as a bystander writes it down: the changes by step, and how far it has been."""

    changes: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    furthest: int = 0
    left: int = 0

    def fresh(self, experiment: Experiment, step: int) -> Trainer:
        """A run of its own that makes the same changes at the same steps, up to ``step``."""
        trainer = Trainer(experiment)
        for at, changes in self.changes:
            if at > step or (at > trainer.step_count and not _reach(trainer, at)):
                break
            trainer.change(**changes)
        _reach(trainer, step)
        return trainer


def _reach(trainer: Trainer, step: int) -> bool:
    trainer.run(step - trainer.step_count)
    return trainer.step_count == step


class Bystander:
    """Does the same things to a lockstep and to notes on paper; ``check`` compares.

    History is compared too where ``all_kept`` says that no row of it has had to go.
    """

    def __init__(self, experiment: Experiment, all_kept: bool = True) -> None:
        self.experiment, self.runs, self.all_kept = experiment, Lockstep(alone(experiment)), all_kept
        self.told = {1: Told()}

    @property
    def present(self) -> Told:
        return self.told[self.runs.branches.present.number]

    def step(self, count: int) -> None:
        for _ in range(count):
            self.runs.run(1)
        self._went()

    def play(self, count: int) -> None:
        self.runs.run(count)
        self._went()

    def goto(self, step: int) -> None:
        self.runs.goto(step)
        self._went()

    def change(self, changes: dict[str, Any]) -> None:
        before, step, behind = self.present, self.runs.step_count, self.runs.behind
        try:
            self.runs.change(changes)
        except Invalid:
            return
        if behind:
            past = [(at, made) for at, made in before.changes if at <= step]
            before.left = before.furthest
            self.told[self.runs.branches.present.number] = Told(past, step)
        self.present.changes.append((step, changes))

    def switch(self, turn: int) -> None:
        here = self.runs.branches.present.number
        others = [branch.number for branch in self.runs.snapshot(Status.PAUSED).branches if not branch.present]
        if others:
            self.present.left = self.runs.step_count
            number = others[turn % len(others)]
            assert number != here
            self.runs.switch(number, 1)
            assert self.runs.step_count == self.present.left

    def look(self, _: int) -> None:
        self.runs.snapshot(Status.PAUSED)

    def check(self) -> None:
        trainer = self.runs.trainer
        fresh = self.present.fresh(self.experiment, trainer.step_count)
        assert_same(trainer, fresh)
        if self.all_kept:
            assert differing(state(trainer), state(fresh)) == []
        assert trainer.ending == fresh.ending
        assert trainer.furthest == self.present.furthest

    def _went(self) -> None:
        self.present.furthest = max(self.present.furthest, self.runs.step_count)


def check_acts(chosen: dict[str, Any], acts: list[tuple[str, Any]], all_kept: bool = True) -> None:
    """Do them all, and compare after the last one on every branch."""
    experiment = small(**chosen)
    one = Bystander(experiment, all_kept)
    for name, value in acts:
        getattr(one, name)(value)
    one.check()
    for branch in one.runs.snapshot(Status.PAUSED).branches:
        if not branch.present:
            one.runs.switch(branch.number, 1)
            one.check()
            one.goto(branch.furthest // 2)
            one.check()


relaxed = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@settings(relaxed, max_examples=25)
@given(st.fixed_dictionaries(SETTINGS), st.lists(ACTS, min_size=4, max_size=12))
def test_whatever_is_done_a_branch_is_the_run_that_it_says(chosen: dict[str, Any], acts: list[tuple[str, Any]]) -> None:
    check_acts(chosen, acts)


@pytest.mark.slow
@settings(relaxed, max_examples=1500)
@given(st.fixed_dictionaries(SETTINGS), st.lists(ACTS, min_size=4, max_size=30))
def test_the_same_many_times(chosen: dict[str, Any], acts: list[tuple[str, Any]]) -> None:
    check_acts(chosen, acts)


def every(table: Any, name: str) -> list[dict[str, Any]]:
    """One experiment for each entry of a table, with all that makes a state rich."""
    rich = dict(batch_norm=True, dropout=0.2, early_stopping=True, patience=30, warmup_steps=5)
    return [{**rich, name: each} for each in table]


@pytest.mark.parametrize("chosen", [*every(OPTIMIZERS, "optimizer"), *every(SCHEDULES, "schedule")], ids=str)
def test_every_optimizer_and_policy_branches(chosen: dict[str, Any]) -> None:
    acts = [("play", 90), ("goto", 40), ("change", {"learning_rate": 0.3}), ("play", 60), ("switch", 0), ("goto", 30)]
    check_acts(chosen, [*acts, ("change", {"l2": 0.1}), ("step", 3), ("switch", 1), ("play", 7)])


@settings(relaxed, max_examples=10)
@given(st.fixed_dictionaries(SETTINGS), st.lists(ACTS, min_size=4, max_size=12))
def test_few_keyframes_and_rows_are_enough(tight: None, chosen: dict[str, Any], acts: list[Any]) -> None:  # noqa: F811
    check_acts(chosen, acts, all_kept=False)


def test_a_fork_shares_nothing_that_changes() -> None:
    trainer = Trainer(small(optimizer="adam", batch_norm=True, dropout=0.2))
    trainer.run(150)
    trainer.goto(60)
    before, twin = state(trainer), trainer.fork()
    assert differing(before, state(twin)) == []
    assert twin.furthest == 150
    twin.change(learning_rate=1.0)
    twin.run(100)
    assert differing(before, state(trainer)) == []
    assert (trainer.furthest, trainer.experiment.learning_rate, len(trainer.changes)) == (150, 0.1, 0)
    trainer.goto(150)
    fresh = Trainer(trainer.experiment)
    fresh.run(150)
    assert_same(trainer, fresh)


def grown(count: int) -> Lockstep:
    """A lockstep that was taken back and changed so often."""
    runs = Lockstep(alone(small()))
    for number in range(count):
        runs.goto(40)
        runs.goto(20 + number)
        runs.change({"learning_rate": 0.01 * (number + 1)})
    runs.goto(40)
    return runs


def test_branches_are_named_by_what_began_them_or_by_a_person() -> None:
    runs = grown(2)
    runs.branches.rename(2, "gently")
    names = [branch.name for branch in runs.snapshot(Status.PAUSED).branches]
    assert names == [FIRST, "gently", "learning rate 0.02 from step 21"]
    runs.goto(30)
    runs.change({"l2": 0.1})
    runs.change({"dropout": 0.2})
    assert runs.branches.present.name.endswith("from step 30")
    for part in ("L2", "dropout"):
        assert part in runs.branches.present.name


def test_two_of_the_same_name_are_told_apart() -> None:
    runs = grown(1)
    runs.goto(20)
    runs.change({"learning_rate": 0.01})
    names = [branch.name for branch in runs.snapshot(Status.PAUSED).branches]
    assert len(set(names)) == 3


def test_ghosts_begin_where_branches_part() -> None:
    """Branch 2 leaves the first at 20, 3 leaves 2 at 21; seen from the first both part at 20."""
    runs = grown(2)

    def partings() -> dict[int, int]:
        return {ghost.number: ghost.start for ghost in runs.snapshot(Status.PAUSED).ghosts if not ghost.own}

    assert partings() == {1: 20, 2: 21}
    runs.switch(1, 2)
    assert partings() == {2: 20, 3: 20}
    runs.branches.remove(2)
    assert partings() == {3: 20}
    runs.goto(5)
    own = [ghost for ghost in runs.snapshot(Status.PAUSED).ghosts if ghost.own]
    assert [(ghost.start, ghost.furthest) for ghost in own] == [(5, 40)]


def test_the_one_that_has_rested_longest_gives_way_and_it_is_said() -> None:
    runs = grown(branches.MOST)
    assert len(runs.branches) == branches.MOST + 1
    assert "given way" not in runs.branches.note
    runs.goto(10)
    runs.change({"learning_rate": 0.5})
    assert len(runs.branches) == branches.MOST + 1
    assert FIRST in runs.branches.note
    assert "given way" in runs.branches.note
    runs.switch(1, 2)  # it is gone
    assert runs.branches.present.number == branches.MOST + 2


def test_memory_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Lockstep(alone(small()))
    one.goto(40)
    one.goto(20)
    one.change({"learning_rate": 0.5})
    single = one.branches.nbytes
    monkeypatch.setattr(branches, "BYTES", 3 * single)
    runs = grown(branches.MOST)
    assert 1 < len(runs.branches) <= 4
    assert runs.branches.nbytes <= 3 * single
    assert "MB" in runs.branches.note


def pair() -> Lockstep:
    return Lockstep(Contrast(small(), (Variant("", {"l2": 0.0}), Variant("", {"l2": 0.1}))))


def test_runs_in_lockstep_branch_and_switch_together() -> None:
    runs = pair()
    runs.goto(60)
    old = [state(trainer) for trainer in runs.trainers]
    runs.goto(25)
    runs.change({"learning_rate": 0.5})
    assert "all 2 runs" in runs.branches.note
    runs.goto(60)
    new = [state(trainer) for trainer in runs.trainers]
    runs.switch(1, 2)
    assert [differing(*each) for each in zip(old, map(state, runs.trainers))] == [[], []]
    assert [trainer.experiment.learning_rate for trainer in runs.trainers] == [0.1, 0.1]
    assert runs.contrast.experiments() == tuple(trainer.experiment for trainer in runs.trainers)
    runs.switch(2, 3)
    assert [differing(*each) for each in zip(new, map(state, runs.trainers))] == [[], []]
    assert runs.contrast.experiments() == tuple(trainer.experiment for trainer in runs.trainers)


def test_branches_of_a_run_that_goes_on_alone_are_its_own() -> None:
    runs = pair()
    runs.goto(60)
    runs.goto(25)
    runs.change({"learning_rate": 0.5})
    runs.look_at(1, 2)
    runs.alone(alone(runs.trainer.experiment), 3)
    runs.switch(1, 4)
    assert [(trainer.step_count, trainer.experiment.l2) for trainer in runs.trainers] == [(60, 0.1)]


def test_a_new_run_begins_a_new_tree() -> None:
    assert len(Branches()) == 1
    assert Branches().present.name == FIRST


def test_a_diverged_branch_can_be_looked_at_again() -> None:
    runs = Lockstep(alone(small(activation="leaky_relu", initializer="he", learning_rate=1e6)))
    runs.goto(100)
    end = runs.step_count
    assert runs.trainer.divergence
    runs.goto(0)
    runs.change({"learning_rate": 1e-3})
    runs.goto(end + 20)
    assert not runs.ending
    runs.switch(1, 2)
    assert runs.step_count == end
    assert runs.trainer.divergence.step == end


@pytest.mark.parametrize("step", [2.5, 2.0, -1, "3", float("nan"), None])
def test_only_whole_steps_can_be_gone_to(step: Any) -> None:
    trainer = Trainer(small())
    with pytest.raises(ValueError, match="whole numbers"):
        trainer.goto(step)
    trainer.goto(np.int64(3))
    assert trainer.step_count == 3


@pytest.mark.parametrize("back", [3, 150])
def test_a_path_after_a_far_branch_is_as_close_as_any(monkeypatch: pytest.MonkeyPatch, back: int) -> None:
    """The rows before it are some of those that a fresh run has; those after it are the same."""
    monkeypatch.setattr("model.training.path.ROWS", 16)
    make: Callable[[], Trainer] = lambda: Trainer(small())  # noqa: E731
    long, fresh = make(), make()
    long.run(4000)
    for trainer in (long, fresh):
        trainer.goto(back)
        trainer.change(learning_rate=0.01)
        trainer.run(300)
    steps = fresh.path.steps
    assert set(long.path.steps) <= set(steps)
    assert [step for step in steps if step > back] == [step for step in long.path.steps if step > back]
    for trainer in (long, fresh):
        trainer.run(6000)
    assert long.path.steps.tolist() == fresh.path.steps.tolist()
    np.testing.assert_array_equal(long.path.rows, fresh.path.rows)


def test_the_future_of_any_run_becomes_a_branch_also_where_the_one_looked_at_has_ended():
    short, long = Variant("", {"max_epochs": 2}), Variant("", {"max_epochs": 8})
    runs = Lockstep(Contrast(small(), (short, long)))
    runs.run(15)
    assert runs.trainer.step_count < runs.step_count
    runs.goto(runs.step_count - 2)
    runs.change({"l2": 0.1})
    assert len(runs.branches) == 2


def test_a_contrast_goes_back_to_where_two_runs_were_the_same():
    base = Experiment()
    now = Contrast(base, (Variant("", {"learning_rate": 0.3}), Variant("", {"learning_rate": 0.2})))
    before = base.replace(learning_rate=0.2)
    assert now.as_of(0, before) is now
    assert now.as_of(0, base.replace(learning_rate=0.1)).experiments()[0].learning_rate == 0.1

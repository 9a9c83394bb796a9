"""Contrasts: which runs they give, what these are called, and what a change in the form does to them."""

from __future__ import annotations

import pytest

from model import Experiment
from model.knob import Invalid
from model.training.contrast import MOST, Contrast, Variant, alone, collected, seeds_of, values_of
from model.training.wording import said_together


def test_labels_say_exactly_what_differs():
    made = values_of(Experiment(), "initializer", ["he", "xavier"])
    assert made.labels == ("initializer He", "initializer Xavier")
    pairs = Contrast(
        Experiment(), (Variant("", {"learning_rate": 0.1, "batch_norm": True}), Variant("", {"hidden": (8, 4)}))
    )
    assert pairs.labels[0] == "hidden layers as given, batch norm on, learning rate 0.1"
    assert pairs.labels[1] == "hidden layers 8-4, batch norm off, learning rate 0.03"


def test_a_given_label_stands():
    assert Contrast(Experiment(), (Variant("mine", {}), Variant("", {"l2": 0.1}))).labels == ("mine", "L2 penalty 0.1")


def test_settings_without_effect_are_not_said():
    made = Experiment(activation="leaky_relu", leaky_slope=0.3)
    assert said_together(("activation", "leaky_slope"), made) == "activation leaky ReLU, leaky slope 0.3"
    assert said_together(("activation", "leaky_slope"), made.replace(activation="tanh")) == "activation tanh"


def test_collected_settings_fix_everything_in_which_they_differ():
    first, second = Experiment(width=4), Experiment(depth=3)
    made = collected([first, second])
    assert made.experiments() == (first, second)
    assert [set(variant.changes) for variant in made.variants] == [{"width", "depth"}] * 2


def test_seeds_differ_in_nothing_else():
    made = seeds_of(Experiment(seed=7), 5)
    assert made.band
    assert [experiment.seed for experiment in made.experiments()] == [7, 8, 9, 10, 11]
    assert {experiment.replace(seed=0) for experiment in made.experiments()} == {Experiment()}


@pytest.mark.parametrize(
    "make",
    [
        lambda: values_of(Experiment(), "seed", range(MOST + 1)),
        lambda: values_of(Experiment(), "seed", [1, 1]),
        lambda: values_of(Experiment(), "learning_rate", [0.1, -1.0]),
        lambda: Contrast(Experiment(), ()),
        lambda: seeds_of(Experiment(), 21),
    ],
)
def test_what_cannot_be_is_refused(make):
    with pytest.raises(Invalid):
        make()


def test_a_change_acts_on_all_but_those_that_fix_the_setting():
    made = Contrast(
        Experiment(), (Variant("", {}), Variant("slow", {"learning_rate": 0.001}), Variant("", {"l2": 0.1}))
    )
    rates = [experiment.learning_rate for experiment in made.changed(0, {"learning_rate": 0.3}).experiments()]
    assert rates == [0.3, 0.001, 0.3]
    own = made.changed(1, {"learning_rate": 0.01})
    assert [experiment.learning_rate for experiment in own.experiments()] == [0.03, 0.01, 0.03]
    assert own.labels[1] != "slow"  # the name would not be true any longer


def test_the_options_of_a_fixed_policy_belong_to_its_variant():
    made = values_of(Experiment(), "schedule", ["constant", "step"])
    changed = made.changed(1, {"schedule_options": {"gamma": 0.2}})
    assert dict(changed.experiments()[1].schedule_options) == {"gamma": 0.2}
    assert changed.experiments()[0].schedule_options is None
    other = changed.changed(1, {"schedule": "exponential"})
    assert other.experiments()[1].schedule_options is None


def test_new_seeds_keep_the_runs_apart():
    assert [e.seed for e in alone(Experiment(seed=3)).reseeded("seed").experiments()] == [4]
    assert [e.seed for e in seeds_of(Experiment(), 5).reseeded("seed").experiments()] == [5, 6, 7, 8, 9]
    both = values_of(Experiment(), "initializer", ["he", "xavier"]).reseeded("data_seed").experiments()
    assert [(e.data_seed, e.seed) for e in both] == [(1, 0), (1, 0)]

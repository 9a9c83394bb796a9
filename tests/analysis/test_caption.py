"""Captions of phases: their numbers against arithmetic by hand, and that there are true words for every setting."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from model import ACTIVATIONS, OPTIMIZERS, Experiment, Trainer
from model.analysis.caption import CAPTIONS, caption, followed_words
from model.analysis.figures import figure, lowered, moved
from model.analysis.update_words import RULES, update_words
from model.analysis.wordings import broken, of_them, rms, span
from model.training.passage import PHASES, Pick, dissect

POINTS = np.array([[1.0, 0.0], [0.0, 1.0]])
LABELS = np.array([0, 1])


def by_hand(y: np.ndarray = LABELS, **settings: Any) -> Trainer:
    """2-2-1 with ReLU. z1 = (1, -1) and (0.5, 2), so a = (1, 0) and (0.5, 2), and the logits are 1 and -1.5."""
    given = {"hidden": (2,), "activation": "relu", "learning_rate": 0.1, "batch_size": 2, "train_fraction": 1.0}
    trainer = Trainer(Experiment(**{**given, **settings}), data=(POINTS, y))
    hidden, output = trainer.network.layers
    hidden.parameters["W"][...] = [[1.0, -1.0], [0.5, 2.0]]
    output.parameters["W"][...] = [[1.0], [-1.0]]
    return trainer


def told(trainer: Trainer, point: Pick | None = None) -> dict[tuple[str, int | None], str]:
    """All captions of the step to come, by kind of phase and layer."""
    passage = dissect(trainer, point)
    return {
        (phase.kind, phase.layer): caption(passage, index, trainer.data) for index, phase in enumerate(passage.phases)
    }


def test_every_kind_of_phase_has_a_caption_and_every_optimizer_a_rule():
    assert list(CAPTIONS) == list(PHASES)
    assert list(RULES) == list(OPTIMIZERS)


def test_the_batch_says_what_it_is_made_of():
    words = told(by_hand())[("batch", None)]
    assert words == "All 2 training points make up step 1: 1 of class 0, 1 of class 1."
    trainer = Trainer(Experiment(samples=100, train_fraction=0.5))
    words = told(trainer)[("batch", None)]
    zeros = int((np.asarray(dissect(trainer).labels) == 0).sum())
    assert words == (
        f"Minibatch of 10 of the 50 training points, drawn for step 1: {zeros} of class 0, {10 - zeros} of class 1."
    )


def test_forward_says_sums_and_activations():
    words = told(by_hand())[("forward", 0)]
    assert "z = x W₁ + b from −1 to 2" in words
    assert "ReLU gives a from 0 to 2, std 0.74" in words  # of 1, 0, 0.5, 2
    words = told(by_hand())[("forward", 1)]
    assert "logits h₁ W₂ + b from −1.5 to 1" in words
    assert "p of class 1 from 0.182 to 0.731" in words  # 1 / (1 + e^1.5), 1 / (1 + e^-1)
    assert "0 of 2 points are right" in words


def test_the_loss_names_the_best_and_the_worst_point():
    words = told(by_hand())[("loss", None)]
    assert "mean binary cross-entropy of the 2 points is 1.51 nats" in words  # (ln(1 + e) + ln(1 + e^1.5)) / 2
    assert "Best: training point 0, 1.31 (p = 0.269 for class 0)" in words
    assert "worst: training point 1, 1.7 (p = 0.182 for class 1)" in words


def test_backward_says_delta_and_the_largest_gradient():
    words = told(by_hand())[("backward", 1)]
    assert "(p − y) / 2, RMS 0.388" in words  # 0.36553 and -0.40879
    assert "dW = h₁ᵀ δ, RMS 0.589, largest entry −0.818 at W₂[1, 0]" in words  # 0.16113 and -0.81757
    words = told(by_hand())[("backward", 0)]
    assert "come back through W₂ and the slope of ReLU" in words
    assert "(1 of 4 exactly 0)" in words
    assert "largest entry" in words


def test_the_update_shows_the_arithmetic_of_the_weight_that_moves_most():
    words = told(by_hand())[("update", None)]
    assert words.startswith("Update, SGD with learning rate 0.1: w ← w − 0.1 g.")
    assert "W₂[1, 0] moves most: −1.000 → −0.918, by −0.1 × (−0.818)." in words


def test_penalties_and_momentum_stand_apart():
    trainer = by_hand(l2=0.01, optimizer="momentum", momentum=0.9)
    words = told(trainer)[("update", None)]
    assert "v ← 0.9 v − 0.1 g, w ← w + v, with the gradient of L2 in g" in words
    assert "by v = 0.9 × 0 − 0.1 × (−0.818 − 0.01)" in words  # 0.01 x -1
    trainer.step()
    assert "0.9 × 0.0" in told(trainer)[("update", None)]  # the velocity left by the step before


def test_a_correction_is_what_the_optimizer_did_not_do():
    words = told(by_hand(max_norm=0.5))[("update", None)]
    assert "; then max-norm." in words
    # SGD makes (1 - 0.1 x 0.16113, -1 + 0.1 x 0.81757) of W2, whose length 1.3457 is cut to 0.5;
    # the column (-1, 2) of W1 first becomes (-1, 1.9591), and moves most: 2 -> 0.445 = 0.5 x 1.9591 / 2.1996
    assert "W₁[1, 1] moves most: 2.000 → 0.445" in words
    assert "by −0.1 × 0.409, corrected by −1.51" in words


def test_one_point_alone():
    trainer = by_hand()
    point = Pick("training", 1)
    words = told(trainer, point)
    assert "Training point 1 (x₁ = 0, x₂ = 1, class 1), alone" in words[("batch", None)]
    assert "z = x W₁ + b = 0.5, 2" in words[("forward", 0)]
    assert "That is wrong." in words[("forward", 1)]
    assert "of training point 1 is 1.7 nats: p = 0.182 for class 1" in words[("loss", None)]
    assert "δ = dL/dz = p − y = −0.818" in words[("backward", 1)]
    assert followed_words(dissect(trainer, point), trainer.data) == "training point 1 (x₁ = 0, x₂ = 1, class 1)"
    assert followed_words(dissect(trainer), trainer.data) == ""


def test_regression_speaks_of_values():
    words = told(by_hand(np.array([0.0, 0.5])))
    assert "values from 0 to 0.5" in words[("batch", None)]
    assert "the answers h₁ W₂ + b from −1.5 to 1, for the true values from 0 to 0.5" in words[("forward", 1)]
    assert words[("loss", None)].startswith("Loss: the mean squared error of the 2 points is 2.5. ")
    assert (
        "is 2.5. Best: training point 0, 1 (1 for 0); worst: training point 1, 4 (−1.5 for 0.5)"
        in words[("loss", None)]
    )
    assert "2 (answer − y)) / 2" in words[("backward", 1)]


def test_batch_norm_says_what_it_makes_of_the_sums():
    words = told(by_hand(batch_norm=True))[("forward", 0)]
    assert "z = x W₁ from −1 to 2" in words  # beta takes the place of b
    assert re.search(
        r"over the minibatch, gives ẑ from −1(\.00)? to 1", words
    )  # two points are one std from their mean
    after = told(by_hand(batch_norm=True, norm_position="after"))[("forward", 0)]
    assert after.index("ReLU") < after.index("batch norm")


def test_dropout_counts_what_it_zeroes():
    trainer = Trainer(Experiment(dropout=0.5))
    mask = np.asarray(dissect(trainer).layers[0].mask)
    words = told(trainer)[("forward", 0)]
    assert f"Dropout zeroes {(mask == 0).sum()} of the {mask.size} outputs and multiplies the rest by 2." in words


def test_units_that_pass_nothing_on_are_counted():
    trainer = by_hand()
    trainer.network.layers[0].parameters["b"][...] = [0.0, -9.0]
    assert "1 of 2 units is at or below 0 on all these points." in told(trainer)[("forward", 0)]
    trainer = by_hand(activation="tanh")
    trainer.network.layers[0].parameters["b"][...] = [20.0, 20.0]
    assert "All 2 units are saturated on all these points." in told(trainer)[("forward", 0)]


SETTINGS: list[dict[str, Any]] = [
    {},
    {"depth": 0},
    {"dataset": "blobs", "classes": 3},
    {"batch_norm": True, "dropout": 0.3},
    {"batch_norm": True, "norm_position": "after", "dropout": 0.3},
    {"batch_size": 1},
    {"batch_size": 1000},
    {"l1": 0.01, "l1_proximal": True},
    {"dataset": "sine"},
    {"depth": 30, "width": 4},
    {"initializer": "zeros"},
    {"precision": "float32"},
    *({"activation": name} for name in ACTIVATIONS),
    *({"optimizer": name, "l1": 0.001, "l2": 0.001, "max_norm": 1.0} for name in OPTIMIZERS),
]


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: "-".join(map(str, settings.values())) or "plain")
@pytest.mark.parametrize(
    "point", [None, Pick("training", 3), Pick("validation", 0)], ids=["batch", "point", "validation"]
)
def test_there_are_short_words_for_every_setting(settings: dict[str, Any], point: Pick | None):
    trainer = Trainer(Experiment(**settings))
    trainer.run(2)
    for words in told(trainer, point).values():
        assert words[0].isupper()
        assert words.endswith(".")
        assert ".." not in words.replace("…", "")
        assert "  " not in words
        assert "not finite" not in words
        assert len(words) <= 400


def test_a_step_that_diverges_says_so():
    trainer = by_hand()
    trainer.network.layers[0].parameters["W"][...] = 1e308
    trainer.network.layers[1].parameters["W"][...] = 1.0  # a sum beyond the largest number
    words = told(trainer)
    assert "The run diverges in this step." in words[("forward", 1)] + words[("update", None)]
    for each in words.values():
        assert "nan" not in each


def test_numbers_in_words():
    assert [figure(value) for value in (-0.5, 0.0, 1.23e-9, np.inf)] == ["−0.5", "0", "1.23×10⁻⁹", "infinite"]
    assert lowered(31) == "₃₁"
    assert moved(0.2134, 0.2101) == ("0.2134", "0.2101")
    assert moved(1.0, 1.0 - 1.7e-6) == ("1.0000000", "0.9999983")
    assert (figure(-0.0), moved(-0.0, -1e-30)) == ("0", ("0.000000000000", "0.000000000000"))
    assert moved(-0.0001, -0.0001) == ("0.000", "0.000")
    assert span(np.array([2.0, np.nan, -1.0])) == "from −1 to 2"
    assert span(np.array([np.nan])) == "without a finite number"
    assert rms(np.array([3e-200, 4e-200])) == "3.54×10⁻²⁰⁰"
    assert broken(np.array([1.0, np.inf])) == "1 of 2 numbers not finite"
    assert [of_them(1, 1, "unit"), of_them(1, 8, "unit"), of_them(8, 8, "unit")] == [
        "The only unit is",
        "1 of 8 units is",
        "All 8 units are",
    ]


def test_biases_that_move_alone_are_said():
    trainer = Trainer(Experiment(depth=1, activation="relu", bias_init=-10.0, standardize=True))
    words = update_words(dissect(trainer))
    assert words.endswith("No weight moves; only biases move.")

"""The questions of a run's handout: which of them its numbers ask for, each with room for the answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.analysis.figures import figure
from model.table import Table
from model.training.snapshot import Snapshot

MOST = 2
FAR = 10.0  # times by which gradients of first and last layer differ enough to be asked about
GAP = 1.5  # times by which the validation loss is above the training loss
POOR = 0.8  # training accuracy below which a network does not fit


@dataclass(frozen=True)
class Question:
    """``ask(snapshot)`` is the question in words, empty where the run gives no reason for it."""

    name: str
    label: str
    ask: Callable[[Snapshot], str]
    lines: int = 2


def asked(snapshot: Snapshot) -> list[tuple[str, int]]:
    """The first few questions that fit, and the last one of all, each with its number of lines."""
    *others, last = QUESTIONS.values()
    fitting = [(words, each.lines) for each in others if (words := each.ask(snapshot))]
    return [*fitting[: MOST - 1], (last.ask(snapshot), last.lines)]


def _diverged(snapshot: Snapshot) -> str:
    if snapshot.divergence is None:
        return ""
    return (
        f"From step {snapshot.divergence.step:,} on the loss is not a number. What happened in the steps before, "
        "and which setting would have prevented it?"
    )


def _gap(snapshot: Snapshot) -> str:
    now = snapshot.evaluation
    if not now.validation_loss > GAP * now.train_loss:
        return ""
    return (
        f"The validation loss is {figure(now.validation_loss)}, the training loss {figure(now.train_loss)}. What does "
        "the network do to points that it was not trained on? Name a setting that would close the gap, and why."
    )


def _gradients(snapshot: Snapshot) -> str:
    rms = snapshot.signals.weight_gradient_rms if snapshot.signals is not None else np.array([])
    if len(rms) < 2 or not np.isfinite(rms).all() or not rms[-1] > 0:
        return ""
    ratio = float(rms[0] / rms[-1])
    if 1 / FAR < ratio < FAR:
        return ""
    return (
        f"dW of the first layer is {figure(ratio)} of that of the last one. Which factors lie between the two on the "
        "way back, and which of them is to blame?"
    )


def _dead(snapshot: Snapshot) -> str:
    dead = snapshot.units.dead if snapshot.units is not None else None
    if dead is None or not dead.sum():
        return ""
    return (
        f"{int(dead.sum()):,} of {sum(snapshot.units.widths):,} hidden units are dead. How did they die, and can any "
        "of them come back?"
    )


def _poor(snapshot: Snapshot) -> str:
    accuracy = snapshot.evaluation.train_accuracy
    if math.isnan(accuracy) or accuracy >= POOR:
        return ""
    return (
        f"Only {accuracy:.0%} of the training points are right. Is the network too small, not trained for long enough, "
        "or stuck? What in the pictures tells you so?"
    )


def _always(words: str) -> Callable[[Snapshot], str]:
    return lambda snapshot: words


QUESTIONS = Table(
    "question",
    Question("diverged", "Divergence", _diverged, 3),
    Question("dead", "Dead units", _dead),
    Question("gradients", "Gradients", _gradients),
    Question("gap", "Overfitting", _gap),
    Question("poor", "Underfitting", _poor),
    Question("describe", "Description",
             _always("What has the network learned, and where is it wrong or unsure? Point to it in the pictures.")),
    Question("next", "Next experiment",
             _always("Change one setting. Which one, and what do you predict? Then run it: were you right?")),
)  # fmt: skip

"""Settings on paper: those that say what was trained, and all that are not as at first."""

from __future__ import annotations

from collections.abc import Collection

from model.training.experiment import FIELDS, KNOBS, Experiment
from model.training.moment import Moment
from model.training.wording import said_together

ESSENTIAL = ("dataset", "samples", "noise", "train_fraction", "activation", "initializer", "optimizer", "learning_rate",
             "schedule", "batch_size")  # fmt: skip
SEED = ("data_seed", "seed")  # said in one row
SHAPE = ("depth", "width", "hidden")  # said in one row
LAYERS, OPTIONS, SEEDS, LIVE = "Hidden layers", "Policy options", "Seeds: data, rest", "Changed while it trained"
MOST_LAYERS = 6  # widths that are said one by one
MOST_CHANGES = 4  # live changes that are said one by one
FRACTIONS = ("fraction",)  # units that say nothing after a number
Rows = tuple[tuple[str, str], ...]


def settings(experiment: Experiment, without: Collection[str] = ()) -> Rows:
    """Label and value of every setting worth a line, in the order of their declaration."""
    rows: list[tuple[str, str]] = []
    for name in FIELDS:
        if name not in without and (row := _row(name, experiment)) is not None:
            rows.append(row)
    return tuple(rows)


def live_changes(moment: Moment) -> str:
    """What was changed while the network trained, up to its step; empty where nothing was."""
    now, words = moment.experiment, []
    for step, changes in moment.changes:
        if step <= moment.step:
            now = now.replace(**changes)
            words.append(f"step {step:,}: {said_together(changes, now)}")
    more = [f"and {len(words) - MOST_CHANGES:,} more"] if len(words) > MOST_CHANGES else []
    return f"{LIVE}: {'; '.join([*words[:MOST_CHANGES], *more])}." if words else ""


def _row(name: str, experiment: Experiment) -> tuple[str, str] | None:
    if name in SEED:
        both = f"{experiment.data_seed}, {experiment.seed}"
        return (SEEDS, both) if name == SEED[0] else None
    if name in SHAPE:
        return (LAYERS, layers(experiment.widths)) if name == SHAPE[0] else None
    if name == "own":
        return ("Points", str(experiment.own)) if experiment.own is not None else None
    if name == "schedule_options":
        options = experiment.options()
        return (OPTIONS, ", ".join(f"{key} {_plain(value)}" for key, value in options.items())) if options else None
    return _knob_row(name, experiment)


def _knob_row(name: str, experiment: Experiment) -> tuple[str, str] | None:
    """A knob's row, where it has an effect and is essential or not as at first."""
    knob, value = KNOBS[name], getattr(experiment, name)
    usual = value == knob.initial()
    if (name == "dataset" and experiment.own is not None) or not knob.read_by(experiment):
        return None
    if usual and name not in ESSENTIAL:
        return None
    shown = knob.choices[value].label if knob.choices is not None else knob.show(value)
    unit = f" {knob.unit}" if knob.unit and knob.unit not in FRACTIONS and shown else ""
    return knob.label, f"{shown}{unit}"


def layers(widths: tuple[int, ...]) -> str:
    """The shape of the network: "2 × 8 units", "8, 4 units", "none: a perceptron"."""
    if not widths:
        return "none: a perceptron"
    if len(set(widths)) == 1:
        return f"{len(widths)} × {widths[0]} unit{'s' * (widths[0] != 1)}"
    shown = ", ".join(map(str, widths[:MOST_LAYERS])) + (", …" if len(widths) > MOST_LAYERS else "")
    return f"{shown} units"


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)

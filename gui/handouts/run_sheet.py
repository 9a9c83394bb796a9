"""The sheet of a run: what was trained, where it stands in pictures and numbers, and questions about it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gui.panels import PANELS
from model.analysis.figures import figure
from model.analysis.measures import MEASURES, Run
from model.training.experiment import Experiment
from model.training.lockstep import ended
from model.training.moment import Moment
from model.training.observer import Observer
from model.training.snapshot import Snapshot, Status
from model.training.trainer import Trainer

from .questions import asked
from .settings import live_changes, settings
from .sheet import CODE, SMALL, Answer, Facts, Fields, Heading, Paragraph, Picture, Piece, Sheet, Tile

NAMES = ("Name", "Class", "Date")
MEASURED = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy", "weight_norm", "parameters")
UPPER, LOWER = ("boundary", "loss"), ("gradients", "gradient_history")  # the panels of both rows
HIGH, LOW = 66.0, 46.0  # mm
LONGEST = 700  # letters of a line that someone might type or copy


@dataclass(frozen=True)
class RunFacts:
    """All that the sheet of a run needs; made quickly where the run trains. ``numbers`` are by a measure's name."""

    snapshot: Snapshot
    numbers: dict[str, float]


def gather(trainer: Trainer) -> RunFacts:
    """The run as it is now; nothing about it changes."""
    status = ended(trainer) if trainer.ending else Status.PAUSED
    run = Run(trainer)
    with np.errstate(all="ignore"):
        numbers = {name: float(MEASURES[name].value(run)) for name in MEASURED}
    return RunFacts(Observer(trainer).snapshot(status, trainer.ending), numbers)


def sheet_of(facts: RunFacts) -> Sheet:
    """The run on paper."""
    snapshot = facts.snapshot
    moment = snapshot.moment or Moment(snapshot.experiment)
    return Sheet(title(snapshot.experiment), "Glassnet  ·  a run", (
        Fields(NAMES),
        Heading("What was trained"),
        Facts(settings(snapshot.experiment)),
        *([Paragraph(changed, SMALL)] if (changed := live_changes(moment)) else []),
        Heading(f"After {snapshot.step:,} step{'s' * (snapshot.step != 1)}"),
        *([Paragraph(snapshot.message)] if snapshot.message else []),
        *pictures(snapshot),
        Facts(numbers(facts)),
        *[Answer(words, lines) for words, lines in asked(snapshot)],
        *line(moment),
    ), moment)  # fmt: skip


def title(experiment: Experiment) -> str:
    """What learns what: "Tanh network on circles"."""
    rows = dict(settings(experiment))
    kind = f"{rows['Activation']} network" if experiment.widths else "Perceptron"
    return f"{kind[0].upper()}{kind[1:]} on {experiment.own or rows['Data set']}"


def pictures(snapshot: Snapshot) -> list[Picture]:
    """The panels, in two rows."""
    rows = ((UPPER, HIGH, (0.42, 0.58)), (LOWER, LOW, (0.5, 0.5)))
    return [
        Picture(tuple(Tile(snapshot, name, PANELS[name].label) for name in names), high, told(snapshot, names), shares)
        for names, high, shares in rows
    ]  # fmt: skip


def told(snapshot: Snapshot, names: tuple[str, ...]) -> str:
    """Pictures in words, for who cannot see them."""
    now = snapshot.evaluation
    words = " ".join(f"{PANELS[name].label}: {PANELS[name].help}" for name in names)
    return f"{words} After {snapshot.step:,} steps the training loss is {figure(now.train_loss)}."


def numbers(facts: RunFacts) -> tuple[tuple[str, str], ...]:
    """What was measured, as label and value."""
    snapshot = facts.snapshot
    rows = [("step (epoch)", f"{snapshot.step:,} ({snapshot.epoch:,})"),
            ("learning rate now", figure(snapshot.learning_rate))]  # fmt: skip
    rows += [(MEASURES[name].label, shown(name, value)) for name, value in facts.numbers.items()
             if not (math.isnan(value) and _unknown(name, snapshot))]  # fmt: skip
    return (*rows, *_signal_rows(snapshot), *_unit_rows(snapshot))


def shown(name: str, value: float) -> str:
    """A measured value as a person reads it."""
    return MEASURES[name].show(value) if math.isfinite(value) else figure(value)


def line(moment: Moment, which: str = "The same run") -> list[Piece]:
    """The run in one line, to be copied; where it would be endless, only the way to get it back."""
    text = moment.short()
    if len(text) > LONGEST:
        return [Paragraph("The run is stored in this file: open it with File > Open.", SMALL)]
    words = f"{which}: open this file in Glassnet, or copy this line and choose Edit > Paste experiment."
    return [Paragraph(words, SMALL), Paragraph(text, CODE)]


def _unknown(name: str, snapshot: Snapshot) -> bool:
    """Whether there is no such thing in the run, rather than that its number is lost."""
    without_validation = name.startswith("validation") and not len(snapshot.data.validation)
    return without_validation or (name.endswith("accuracy") and not snapshot.data.classes)


def _signal_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Gradients of the newest minibatch, in absolute values and as a ratio."""
    if snapshot.signals is None:
        return []
    rms = snapshot.signals.weight_gradient_rms
    if len(rms) < 2:
        return [("RMS of dW", figure(rms[0]))]
    rows = [("RMS of dW, layer 1", figure(rms[0])), ("RMS of dW, output", figure(rms[-1]))]
    return [*rows, ("layer 1 / output", figure(rms[0] / rms[-1]))] if rms[-1] else rows


def _unit_rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    units = snapshot.units
    if units is None or not units.widths:
        return []
    total = sum(units.widths)
    return [(f"{word} units", f"{int(count.sum()):,} of {total:,}") for word, count in units.counts.items()]

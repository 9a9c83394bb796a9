"""The script in NumPy: the beginning, and every step of the training as the listing shows it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Sequence
from itertools import pairwise

from ...data.generators import DATASETS
from ...nn.optimizers import OPTIMIZERS
from ...training.batches import batch_sizes
from ...training.early_stopping import allowed
from ...training.evaluation import GROWTH, Cadence
from ...training.experiment import Experiment
from ...training.moment import Moment
from ..line import Line
from ..listing import Listing, listing, parameters
from ..optimizers import OPTIMIZER_CODE
from . import beginning, schedules
from .branches import Settings, branched, branches
from .text import WIDE, function, heading, inside, script, written

USUAL = 1000  # steps of a moment at which nothing has been trained
REPORTS = 10
MASK = re.compile(r"\bmask(\d+)\b")


def numpy_script(moment: Moment) -> str:
    """A script that trains the run of ``moment`` up to its step (from step 0 on: 1,000 steps), with NumPy alone.

    Its losses are those of the run. Run as ``python script.py losses.csv`` it also writes them, step by step. Raises
    Invalid for what cannot be written.
    """
    steps = steps_of(moment)
    settings = settings_of(moment, steps)
    first = moment.experiment
    parts = [
        beginning.streams(),
        beginning.data(first),
        beginning.weights(first),
        _state(first),
        beginning.minibatches(first),
        beginning.dropout(first) if any(any(each.layer_dropout) for _, each in settings) else [],
        _evaluate(first) if _evaluates(settings) else [],
        _watching(first) if schedules.watches(settings) else [],
        schedules.warmed_up(settings),
        [] if schedules.steady(settings) else schedules.learning_rate(settings),
        _training(settings, steps),
        _ending(),
    ]
    body = script(parts)
    return script([_head(moment, settings, steps, body), body.split("\n")])


def steps_of(moment: Moment) -> int:
    """How many steps a script makes: up to the moment's, or to where the settings in force then end the run."""
    steps = moment.step or USUAL
    settings, epoch = settings_of(moment, steps), moment.experiment.steps_per_epoch
    for (first, experiment), (end, _) in pairwise([*settings, (steps, moment.experiment)]):
        if experiment.max_epochs and experiment.max_epochs * epoch < end:
            return max(first, experiment.max_epochs * epoch)
    return steps


def settings_of(moment: Moment, steps: int) -> list[tuple[int, Experiment]]:
    """Which settings are in force from which step on, up to the last of ``steps``."""
    found = [(0, moment.experiment)]
    for step, changes in moment.changes:
        if step < steps:
            changed = found[-1][1].replace(**changes)
            found = [*(each for each in found if each[0] < step), (step, changed)]
    return found


def _head(moment: Moment, settings: Settings, steps: int, body: str) -> list[str]:
    """What the script is, and what it needs."""
    first = moment.experiment
    data = first.own.label if first.own else DATASETS[first.dataset].label
    lines = written([f'"""A neural network learns {_plain(data)}, in {steps} steps: NumPy alone, every step in sight.'])
    lines += ["", "Run it as: python script.py [losses.csv]"]
    short = moment.short()
    if first.own is None:
        lines += textwrap.wrap(f"In Glassnet: {short}", WIDE, break_long_words=False, break_on_hyphens=False)
    lines += ['"""', ""]
    more = [line.text for line in _listing(first).head if line.text != "import numpy as np"]
    plain = {line for line in more if line.startswith("import ")} | {"import sys"}
    if "math." in body or any("math." in line for line in more):
        plain.add("import math")
    after = [line for line in more if not line.startswith("import ")]
    return [*lines, *sorted(plain), "", "import numpy as np", *([""] if after else []), *after, ""]


def _plain(words: str) -> str:
    """``words`` of a person's own, safe inside a docstring."""
    return words.replace("\\", "/").replace('"', "'")[: WIDE // 2]


def _listing(experiment: Experiment, alone: bool = False) -> Listing:
    return listing(experiment, experiment.learning_rate, alone=alone)


def _state(experiment: Experiment) -> list[str]:
    """What the optimizer and batch norm remember."""
    code, number = OPTIMIZER_CODE[experiment.optimizer], beginning.float_name(experiment)
    kind = "" if number == beginning.DOUBLE else f", {number}"
    lines = [Line(f"parameters = [{', '.join(parameters(experiment))}]")]
    slots = [Line(f"{slot.name} = [np.zeros_like(w) for w in parameters]") for slot in code.slots]
    slots += [Line(f"{name} = 0.0") for name, *_ in code.counters]
    if slots:
        lines += [Line(""), Line(heading(f"What {OPTIMIZERS[experiment.optimizer].label} remembers")), *slots]
    if _normalized(experiment):
        lines += [Line(""), Line(heading("Running statistics of batch norm, for evaluation"))]
        for n, width in enumerate(experiment.widths, start=1):
            made = f"np.zeros({width}{kind}), np.ones({width}{kind})"
            lines.append(Line(f"running_mean{n}, running_var{n} = {made}"))
    return written(lines)


def _normalized(experiment: Experiment) -> bool:
    return experiment.batch_norm and bool(experiment.widths)


def _evaluates(settings: Settings) -> bool:
    return beginning.has_validation(settings[0][1]) or schedules.watches(settings)


def _evaluate(experiment: Experiment) -> list[str]:
    """The function that gives the loss on many points, in evaluation mode."""
    plain = experiment.replace(dropout=0.0, dropout_rates=None)
    parts = [part for part in _listing(plain, alone=True).parts if part.kind in ("forward", "loss")]
    *lines, last = _needed([line for part in parts for line in part.lines])
    body = [Line(line.text, "running statistics" if "running_mean" in line.text else "") for line in lines]
    words = "The mean loss on the points x with targets y, in evaluation mode."
    return function("evaluate(x, y)", words, [*body, f"return float({last.text.partition(' = ')[2]})"])


def _needed(lines: Sequence[Line]) -> list[Line]:
    """``lines`` without those that make what none after them reads; the last one is what they are for."""
    found, read = [lines[-1]], set(lines[-1].reads)
    for line in reversed(lines[:-1]):
        if read.intersection(line.makes):
            found, read = [line, *found], read | set(line.reads)
    return found


def _watched(experiment: Experiment) -> str:
    return "evaluate(X_val, Y_val)" if beginning.has_validation(experiment) else "evaluate(X, Y)"


def _watching(experiment: Experiment) -> list[str]:
    """What a policy needs that depends on the run: evaluations, and when they come."""
    batch = batch_sizes(experiment.train_samples, experiment.batch_size, experiment.batch_norm)[0]
    interval = Cadence.of(experiment.all_samples, batch).interval
    body = [
        Line(f"gap = max(1, -(-step // {GROWTH}))", "a quarter of the step, rounded up"),
        f"if gap < {interval} and step + gap < {GROWTH * interval}:",
        "    return step + gap",
        Line(f"return -(-(step + min(gap, {interval})) // {interval}) * {interval}"),
    ]
    words = f"When the next evaluation is due: every {interval} steps, more often at first."
    begin = [Line(f"evaluations = [(0, {_watched(experiment)})]", "step and loss"), Line("due = 1")]
    return [*function("next_evaluation(step)", words, body), *written(begin)]


def _training(settings: Settings, steps: int) -> list[str]:
    """The loop over the steps. A part of it that live changes make different stands there once for each time."""
    first = settings[0][1]
    lines = [Line(heading("The training")), Line(f"steps = {steps}")]
    if schedules.steady(settings):
        lines.append(Line(f"rate = {first.learning_rate!r}", "learning rate"))
    if any(each.early_stopping for _, each in settings):
        lines += _kept_for_stopping(first)
    lines += [Line("curve = []", "the loss of every step"), Line("for step, rows in zip(range(steps), minibatches()):")]
    body = written(_part(first, "batch"))
    body += branched(settings, _masks) if any(any(each.layer_dropout) for _, each in settings) else []
    shown = _dropping(settings)
    for words, make in SECTIONS:
        body += ["", heading(words)]
        body += ["rate = learning_rate(step)"] if make is _update and not schedules.steady(settings) else []
        body += branched(shown, make)
        body += ["curve.append(float(loss))"] if make is _lose else []
    body += _looked_back(settings)
    return [*written(lines), *inside([*body, "", *_report(first, steps)])]


def _part(experiment: Experiment, kind: str) -> list[Line]:
    """The listing's lines of all phases of one kind."""
    return [line for part in _listing(experiment).parts if part.kind == kind for line in part.lines]


def _masks(experiment: Experiment) -> list[Line]:
    """The factors of dropout for all layers; none are drawn while nothing is dropped."""
    rates = experiment.layer_dropout
    if not any(rates):
        return [Line(f"masks = [1.0] * {len(rates)}", "no dropout yet, or no more")]
    alike = len(rates) > 2 and len(set(rates)) == 1
    listed = f"[{rates[0]!r}] * {len(rates)}" if alike else f"{list(rates)!r}"
    return [Line(f"masks = dropout_masks(len(x), {listed})", "dropout: some units become 0")]


def _dropping(settings: Settings) -> Settings:
    """The same settings with a dropout rate that never changes, 0 only where nothing is ever dropped.

    A step has the same code then, whatever the rates are.
    """
    most = tuple(max(rates) for rates in zip(*(each.layer_dropout for _, each in settings)))
    return [(first, each.replace(dropout=0.0, dropout_rates=most if any(most) else None)) for first, each in settings]


def _forward(experiment: Experiment) -> list[Line]:
    return [_named(line) for line in _part(experiment, "forward") if not line.text.startswith("mask")]


def _lose(experiment: Experiment) -> list[Line]:
    return _part(experiment, "loss")


def _backward(experiment: Experiment) -> list[Line]:
    return [_named(line) for line in _part(experiment, "backward")]


def _update(experiment: Experiment) -> list[Line]:
    """The update without the lines that need not be made again in every step."""
    return [line for line in _part(experiment, "update")[1:] if not line.text.startswith("parameters = ")]


SECTIONS: tuple[tuple[str, Callable[[Experiment], list[Line]]], ...] = (
    ("Forward pass", _forward),
    ("Loss", _lose),
    ("Backward pass", _backward),
    ("Update", _update),
)


def _named(line: Line) -> Line:
    """The line with the masks as the entries of a list."""
    return Line(MASK.sub(lambda found: f"masks[{int(found.group(1)) - 1}]", line.text), line.comment)


def _kept_for_stopping(experiment: Experiment) -> list[Line]:
    """What early stopping knows at first; with batch norm, also what belongs to the network at its best."""
    lines = [Line("best_loss, wait = math.inf, 0", "for early stopping")]
    layers = range(1, len(experiment.widths) + 1) if _normalized(experiment) else ()
    running = ", ".join(f"running_{kind}{n}" for n in layers for kind in ("mean", "var"))
    return [*lines, Line(f"everything = [*parameters, {running}]")] if running else lines


def _looked_back(settings: Settings) -> list[str]:
    """What is done after the update: evaluations for a policy, early stopping."""
    lines = []
    if schedules.watches(settings):
        lines += [
            "if step + 1 == due:",
            f"    evaluations.append((due, {_watched(settings[0][1])}))",
            "    due = next_evaluation(due)",
        ]
    if not any(each.early_stopping for _, each in settings):
        return lines
    ends = [*(first for first, _ in settings[1:]), None]
    made = [(first, tuple(_stopped_early(each, end))) for (first, each), end in zip(settings, ends)]
    return [*lines, "", heading("Early stopping"), *branches(made)]


def _stopped_early(experiment: Experiment, end: int | None) -> list[Line]:
    """Early stopping under settings that are in force up to step ``end``.

    A run that goes on at ``end`` was not stopped there, or what changed has taken the stop back.
    """
    if not experiment.early_stopping:
        return [Line("best_loss, wait = math.inf, 0")]
    least = f" - {experiment.min_delta!r}" if experiment.min_delta else ""
    everything = "everything" if _normalized(experiment) else "parameters"
    restored = [
        Line(f"        for w, kept in zip({everything}, best):"),
        Line("            w[:] = kept", "the best weights are back"),
    ]
    goes_on = f" and step + 1 < {end}" if end is not None else ""
    return [
        Line(f"if (step + 1) % {experiment.steps_per_epoch} == 0:", "an epoch has ended"),
        Line("    seen = evaluate(X_val, Y_val)"),
        Line("    wait += 1", "epochs without a better loss"),
        Line(f"    if seen < best_loss{least}:"),
        Line("        best_loss, wait = seen, 0"),
        *([Line(f"        best = [w.copy() for w in {everything}]")] if experiment.restore_best else []),
        Line(f"    if wait >= {allowed(experiment)}{goes_on}:"),
        *(restored if experiment.restore_best else []),
        Line("        break"),
    ]


def _report(experiment: Experiment, steps: int) -> list[str]:
    """The losses that are printed from time to time."""
    if not beginning.has_validation(experiment):
        words = 'f"step {step + 1}: loss {loss:.4f}"'
        return [f"if (step + 1) % {max(1, steps // REPORTS)} == 0:", f"    print({words})"]
    return [
        f"if (step + 1) % {max(1, steps // REPORTS)} == 0:",
        "    validation_loss = evaluate(X_val, Y_val)",
        '    print(f"step {step + 1}: loss {loss:.4f}, validation loss {validation_loss:.4f}")',
    ]


def _ending() -> list[str]:
    """The losses of all steps go to the file that is asked for."""
    return [
        "if len(sys.argv) > 1:",
        "    table = list(enumerate(curve, start=1))",
        '    np.savetxt(sys.argv[1], table, ("%d", "%.17g"), ",", header="step,loss", comments="")',
    ]

"""The train command: many runs without pictures, and what came out of them as a table with median and spread."""

from __future__ import annotations

import argparse
import csv
import io
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gui.render_runs import combinations, experiment_of, moment_of, with_data, without, written
from gui.start.progress import Progress
from model.knob import Invalid
from model.training.contrast import following
from model.training.experiment import FIELDS, Experiment
from model.training.moment import Changes
from model.training.outcome import NUMBERS, Outcome, Row, Target, outcome_of

from .options import add_result, add_run, add_settings, add_several, read_whole, steps_of
from .parser import Failure, Parser, Refused, event, obey
from .report import report

MOST_RUNS = 10_000
MOST_WIDE = 10_000  # characters of a line that goes into a file
EXAMPLES = (
    "--dataset spirals --classes 3 --width 16 --steps 3000 --seeds 10",
    "--compare initializer=zeros,xavier,he --activation relu --depth 6 --seeds 5 --out initializers.csv",
    "--compare learning_rate=0.03,0.1,0.3 --seeds 10 --epochs 200 --until accuracy=0.95",
    "--experiment spirals.glassnet --steps 5000 --json",
)


@dataclass(frozen=True)
class Plan:
    """One row of the table before it is trained: its own settings, and its runs."""

    changes: dict[str, Any]
    experiments: tuple[Experiment, ...]
    live: Changes
    steps: int


def main(argv: Sequence[str]) -> int:
    """Train as ``argv`` asks; the exit code."""
    return obey(argv, _train)


def make_parser() -> Parser:
    """All options; what cannot be understood raises Refused."""
    parser = Parser(
        "train",
        "[--steps N | --epochs N] [--seeds N] [--compare NAME=V,V] [settings of the experiment]",
        "Train networks without a window and tell how they ended: with several seeds, median and spread.",
        EXAMPLES,
    )
    add_run(parser)
    section = parser.add_argument_group("several runs")
    words = "train N runs of each, with seed, seed + 1, ... (weights, batches, dropout) on the same points (default 1)"
    add_several(section, _seeds, words)
    words = (
        "stop a run at the first evaluation that is as good, as accuracy=0.95 or train_loss=0.1, and count its steps"
    )
    section.add_argument("--until", type=_target, metavar="NAME=V", help=words)
    words = "write every run as a line of a table (CSV) besides; an old file is replaced"
    section.add_argument("--out", metavar="FILE.csv", help=words)
    words = (
        "tell every run and every row of the table as JSON, one object a line on stdout, the last one the whole result"
    )
    add_result(parser, words)
    add_settings(parser)
    return parser


def _train(argv: Sequence[str]) -> None:
    options = make_parser().parse_args(argv)
    plans, out = plans_of(options), _out(options.out)
    if options.json:
        event("start", runs=sum(len(plan.experiments) for plan in plans))
    rows = list(_trained(plans, options))
    if out:
        _save(out, rows)
    stream = sys.stderr if options.json else sys.stdout
    wide = shutil.get_terminal_size().columns if stream.isatty() else MOST_WIDE
    words = report(rows, options.until, wide) + (f"\n\nEvery run: {out}" if out else "")
    if options.json:
        until = str(options.until) if options.until else None
        event("end", until=until, rows=[_row_facts(row) for row in rows], file=str(out) if out else None)
    stream.write(f"{words}\n")
    diverged = sum(row.diverged for row in rows)
    if diverged and options.fail_diverged:
        raise Failure(f"{diverged:,} {'run' if diverged == 1 else 'runs'} diverged.")


def plans_of(options: argparse.Namespace) -> list[Plan]:
    """What is to be trained, row by row. Raises Refused."""
    moment = moment_of(options)
    base = with_data(experiment_of(options, moment.experiment), options)
    typed = {name for name in FIELDS if getattr(options, name, None) is not None}
    plans = []
    try:
        for changes in combinations(options.compare):
            one = base.replace(**changes)
            if "seed" in changes and options.seeds > 1:
                raise Refused("--seeds and --compare seed: choose one of them")
            runs = tuple(one.replace(seed=following("seed", one.seed, shift)) for shift in range(options.seeds or 1))
            steps = steps_of(options, moment.step, one.steps_per_epoch)
            plans.append(Plan(changes, runs, without(moment.changes, typed | set(changes)), steps))
    except Invalid as error:
        value = written(error.knob, error.value)
        raise Refused(f"--compare: {error.knob} {value} is not possible; allowed: {error.legal}") from error
    if len(plans) * max(1, options.seeds) > MOST_RUNS:
        raise Refused(f"--compare and --seeds: too many runs; allowed: {MOST_RUNS:,} in all")
    return plans


def _trained(plans: list[Plan], options: argparse.Namespace) -> Iterator[Row]:
    """Train everything, one run after the other: together they would only push each other out of the caches."""
    several = sum(len(plan.experiments) for plan in plans) > 1
    with Progress(sum(plan.steps * len(plan.experiments) for plan in plans)) as bar:
        before = number = 0
        for plan in plans:
            outcomes = []
            for experiment in plan.experiments:
                number, start = number + 1, before
                note = f"run {number}" if several else ""
                tell = lambda step, start=start, note=note: bar.to(start + step, note)  # noqa: E731
                outcomes.append(outcome_of(experiment, plan.live, plan.steps, options.until, tell))
                before += plan.steps
                if options.json:
                    event("run", number=number, changes=plan.changes, **_facts(outcomes[-1]))
            yield Row(plan.changes, tuple(outcomes))


def _facts(outcome: Outcome) -> dict[str, Any]:
    """One run, for JSON and CSV."""
    numbers = {name: getattr(outcome.evaluation, name) for name in NUMBERS}
    seeds = {"seed": outcome.experiment.seed, "data_seed": outcome.experiment.data_seed}
    ending = {"diverged": outcome.diverged, "reached": outcome.reached, "message": outcome.message}
    return {**seeds, "step": outcome.step, "epoch": outcome.epoch, **numbers, **ending}


def _row_facts(row: Row) -> dict[str, Any]:
    """One row of the table, with least and most besides the quartiles."""
    spreads = {name: vars(spread) for name, spread in row.spreads.items()}
    counts = {"runs": len(row.outcomes), "diverged": row.diverged, "reached": row.reached}
    return {"changes": row.changes, **counts, "spreads": spreads}


def _save(out: Path, rows: list[Row]) -> None:
    """Every run a line: what was compared, then what it is and how it ended."""
    from gui.files.writing import write_safely

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    facts = [(row.changes, _facts(outcome)) for row in rows for outcome in row.outcomes]
    compared = [name for name in facts[0][0] if name not in facts[0][1]]
    writer.writerow([*compared, *facts[0][1]])
    for changes, fact in facts:
        shown = [written(name, changes[name]) for name in compared]
        writer.writerow([*shown, *(int(each) if isinstance(each, bool) else each for each in fact.values())])
    try:
        write_safely(out, text.getvalue())
    except OSError as error:
        raise Failure(f"{out} could not be written: {error.strerror or error}") from error


def _out(text: str | None) -> Path | None:
    """Where to write the lines; known before anything is trained."""
    if text is None:
        return None
    path = Path(text)
    if path.suffix.lower() != ".csv":
        raise Refused(f"--out: {text} is not possible; allowed: names that end in .csv")
    if path.is_dir() or not path.absolute().parent.is_dir():
        what = "is a folder" if path.is_dir() else f"is in no folder that exists ({path.absolute().parent})"
        raise Refused(f"--out: {text} is not possible: it {what}")
    return path


def _seeds(text: str) -> int:
    return read_whole("--seeds", text, 1, MOST_RUNS)


def _target(text: str) -> Target:
    try:
        return Target.read(text)
    except Invalid as error:
        raise Refused(f"--until: {text} is not possible; allowed: {error.legal}") from error

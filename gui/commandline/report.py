"""The report of train: a table for terminals, one row for each setting that was compared."""

from __future__ import annotations

import math
from collections.abc import Sequence

from model.training.experiment import KNOBS
from model.training.outcome import NUMBERS, Row, Spread, Target

HEADS = {
    "step": "steps",
    "train_loss": "training loss",
    "validation_loss": "validation loss",
    "train_accuracy": "training accuracy",
    "validation_accuracy": "validation accuracy",
    "reached": "steps to target",
}


def report(rows: Sequence[Row], target: Target | None = None) -> str:
    """Header, then the table with its columns aligned."""
    compared = list(rows[0].changes)
    names = [*("step",), *NUMBERS, *(("reached",) if target else ())]
    spreads = [row.spreads for row in rows]
    shown = [name for name in names if any(each[name].count for each in spreads)]
    heads = [*compared, "runs", "diverged", *(("reached",) if target else ()), *(HEADS[name] for name in shown)]
    lines = [heads]
    for row, each in zip(rows, spreads, strict=True):
        cells = [KNOBS[name].show(row.changes[name]) for name in compared]
        cells += [f"{len(row.outcomes)}", f"{row.diverged}", *((f"{row.reached}",) if target else ())]
        lines.append(cells + [_cell(name, each[name]) for name in shown])
    return f"{_header(rows, target)}\n\n{_aligned(lines, len(compared))}"


def _header(rows: Sequence[Row], target: Target | None) -> str:
    """What the numbers are."""
    several = any(len(row.outcomes) > 1 for row in rows)
    words = ["Where each run ended: losses in nats, accuracies as shares."]
    if several:
        words = ["Median [lower quartile, upper quartile] of the runs that did not diverge, where each ended."]
    if target:
        words.append(f"A run ended at the first evaluation with {target.measure.label.lower()} {target}.")
    if len(rows) == 1 and len(rows[0].outcomes) == 1 and rows[0].outcomes[0].message:
        words.append(rows[0].outcomes[0].message)
    return "\n".join(words)


def _cell(name: str, spread: Spread) -> str:
    """The median, and the quartiles where they say more."""
    if not spread.count:
        return "-"
    write = _percent if name.endswith("accuracy") else _count if name in ("step", "reached") else _number
    if spread.least == spread.most:
        return write(spread.median)
    return f"{write(spread.median)} [{write(spread.q1)}, {write(spread.q3)}]"


def _percent(value: float) -> str:
    return f"{100 * value:.1f}%"


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _number(value: float) -> str:
    """Three digits that tell."""
    return (
        "0"
        if value == 0
        else f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"
        if 1e-4 <= abs(value) < 1e4
        else f"{value:.2e}"
    )


def _aligned(lines: list[list[str]], words: int) -> str:
    """Columns under each other: the first ``words`` of them to the left, numbers to the right."""
    wide = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    rule = ["-" * each for each in wide]
    return "\n".join(
        "  ".join(f"{cell:{'<' if place < words else '>'}{wide[place]}}" for place, cell in enumerate(line)).rstrip()
        for line in (lines[0], rule, *lines[1:])
    )

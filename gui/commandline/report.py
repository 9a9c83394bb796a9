"""The report of train: a table for terminals, one row for each setting that was compared."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gui.render_runs import written
from model.training.outcome import NUMBERS, Row, Spread, Target

GAP = "  "  # between columns
HEADS = {
    "step": "steps",
    "train_loss": "training loss",
    "validation_loss": "validation loss",
    "train_accuracy": "training accuracy",
    "validation_accuracy": "validation accuracy",
    "reached": "steps to target",
}


def report(rows: Sequence[Row], target: Target | None = None, wide: int = 10_000) -> str:
    """Header, then the table with its columns aligned, in several parts where it is wider than ``wide`` characters."""
    spreads = [row.spreads for row in rows]
    names = ("reached" if target else "step", *NUMBERS)
    compared = [[name, *(written(name, row.changes[name]) for row in rows)] for name in rows[0].changes]
    columns = [["runs", *(f"{len(row.outcomes)}" for row in rows)], ["diverged", *(f"{row.diverged}" for row in rows)]]
    columns += [["reached", *(f"{row.reached}" for row in rows)]] if target else []
    for name in names:
        if any(each[name].count for each in spreads):
            columns.append([HEADS[name], *(_cell(name, each[name]) for each in spreads)])
    return "\n\n".join([_header(rows, target), *_tables(compared, columns, wide)])


def _header(rows: Sequence[Row], target: Target | None) -> str:
    """What the numbers are."""
    several = any(len(row.outcomes) > 1 for row in rows)
    words = ["Where each run ended: losses in nats, accuracies as shares."]
    if several:
        words = ["Median [lower quartile, upper quartile] of the runs that did not diverge, where each ended."]
    if target:
        words.append(f"A run ended at the first evaluation as good as {target} ({target.measure.label.lower()}).")
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
    if not 1e-4 <= abs(value) < 1e4:
        return f"{value:.2e}" if value else "0"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def _tables(compared: list[list[str]], columns: list[list[str]], wide: int) -> list[str]:
    """All columns, as many beside each other as fit; each part begins with what was compared."""
    parts: list[list[list[str]]] = [[]]
    for column in columns:
        if parts[-1] and _width([*compared, *parts[-1], column]) > wide:
            parts.append([])
        parts[-1].append(column)
    return [_aligned(compared, part) for part in parts]


def _width(columns: list[list[str]]) -> int:
    return sum(max(map(len, column)) + len(GAP) for column in columns) - len(GAP)


def _aligned(words: list[list[str]], numbers: list[list[str]]) -> str:
    """Columns as lines under each other: words to the left, numbers to the right, a rule under the heads."""
    padded = []
    for column in (*words, *numbers):
        width = max(map(len, column))
        cells = [column[0], "-" * width, *column[1:]]
        padded.append([cell.ljust(width) if column in words else cell.rjust(width) for cell in cells])
    return "\n".join(GAP.join(line).rstrip() for line in zip(*padded, strict=True))

"""A choice: which columns of a sheet are inputs, which one is the label, and the points that this gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .points import FEWEST, MOST_CLASSES, OwnPoints
from .refusal import Refusal
from .sheet import Fault, Kind, Sheet, tidy

LABEL_NAMES = ("label", "class", "target", "category", "species", "kind", "group", "type")
NAMED = 3  # values or faults that a message quotes


@dataclass(frozen=True)
class Choice:
    """``inputs`` and ``label`` are numbers of columns; ``leave_out`` leaves out the lines that are at fault."""

    inputs: tuple[int, ...]
    label: int
    leave_out: bool = False


def suggest(sheet: Sheet, label: int | None = None) -> Choice:
    """The label, given or where it usually stands, and the first two number columns besides it. Raises Refusal."""
    columns = range(len(sheet.names))
    if len(columns) < 2:
        raise Refusal("the table has one column only; needed are at least one of numbers and one with the class")
    label = _usual_label(sheet) if label is None else label
    inputs = tuple(at for at in columns if at != label and sheet.kinds[at] is Kind.NUMBER)[:2]
    if not inputs:
        raise Refusal("the table has no column of numbers besides the class")
    return Choice(inputs, label)


def _usual_label(sheet: Sheet) -> int:
    """The column called like a class, else the last one that can be one, else the last one."""
    columns = range(len(sheet.names))
    fitting = [at for at in columns if 2 <= len(_values(sheet, at)) <= MOST_CLASSES and _whole(sheet, at)]
    named = [at for at in fitting if sheet.names[at].lower() in LABEL_NAMES]
    return (named or fitting[::-1] or [columns[-1]])[0]


def relevant(sheet: Sheet, choice: Choice) -> list[Fault]:
    """The faults that touch what is chosen, a missing class too."""
    touched = {None, *choice.inputs, choice.label}
    faults = [fault for fault in sheet.faults if fault.column in touched]
    if sheet.kinds[choice.label] is Kind.TEXT:
        name, cells = sheet.names[choice.label], sheet.column(choice.label)
        faults += [
            Fault(line, choice.label, name, "", "is empty") for line, cell in zip(sheet.lines, cells) if not cell
        ]
    return sorted(faults, key=lambda fault: (fault.line, fault.column or 0))


def take(sheet: Sheet, choice: Choice, name: str) -> OwnPoints:
    """The points of the chosen columns. Raises Refusal, in words for a person."""
    _check(sheet, choice)
    faults = relevant(sheet, choice)
    if faults and not choice.leave_out:
        more = f", and {len(faults) - NAMED:,} more" if len(faults) > NAMED else ""
        raise Refusal(f"{'; '.join(map(str, faults[:NAMED]))}{more}")
    bad = {fault.line for fault in faults}
    rows = [row for row, line in enumerate(sheet.lines) if line not in bad]
    if len(rows) < FEWEST:
        raise Refusal(f"{_count(len(rows))} can be used; at least {FEWEST} are needed")
    labels, class_names = _classes(sheet, choice.label, rows)
    points = sheet.numbers[np.ix_(rows, choice.inputs)]
    return OwnPoints(tidy(name), points, labels, tuple(sheet.names[at] for at in choice.inputs), class_names)


def _check(sheet: Sheet, choice: Choice) -> None:
    if not choice.inputs:
        raise Refusal("no input is chosen; choose at least one column of numbers")
    for at in choice.inputs:
        if sheet.kinds[at] is not Kind.NUMBER:
            raise Refusal(f"{sheet.names[at]}: an input must be a column of numbers, and this one is text")
    if len(set(choice.inputs)) < len(choice.inputs):
        twice = next(at for at in choice.inputs if choice.inputs.count(at) > 1)
        raise Refusal(f"{sheet.names[twice]} is chosen as an input twice")
    if choice.label in choice.inputs:
        raise Refusal(f"{sheet.names[choice.label]} is chosen as input and as class; the answer would be given away")


def _classes(sheet: Sheet, place: int, rows: Sequence[int]) -> tuple[np.ndarray, tuple[str, ...]]:
    """Class numbers and names: whole numbers in their order, words in that of the alphabet."""
    name, cells = sheet.names[place], [sheet.rows[row][place] for row in rows]
    if sheet.kinds[place] is Kind.NUMBER:
        numbers = sheet.numbers[list(rows), place]
        fraction = np.flatnonzero(numbers != np.floor(numbers))
        if len(fraction):
            raise Refusal(
                f"{name}: “{cells[fraction[0]]}” (line {sheet.lines[rows[fraction[0]]]:,}) is no class; classes are "
                "words or whole numbers (predicting numbers with decimals is not possible with own data yet)"
            )
        values, labels = np.unique(numbers, return_inverse=True)
        words = [f"{value:.0f}" if abs(value) < 1e15 else f"{value:g}" for value in values]
    else:
        values, labels = np.unique(np.array(cells, dtype=object), return_inverse=True)
        words = [tidy(value) or f"class {at}" for at, value in enumerate(values)]
    if not 2 <= len(values) <= MOST_CLASSES:
        quoted = ", ".join(words[:NAMED]) + ("…" if len(words) > NAMED else "")
        raise Refusal(f"{name}: {_count(len(values), 'class', 'classes')} ({quoted}); allowed: 2 to {MOST_CLASSES}")
    return labels.reshape(-1), tuple(words)


def _values(sheet: Sheet, place: int) -> set[str]:
    return set(sheet.column(place)) - {""}


def _whole(sheet: Sheet, place: int) -> bool:
    """Whether a column can be a label: words, or whole numbers."""
    if sheet.kinds[place] is Kind.TEXT:
        return True
    numbers = sheet.numbers[:, place]
    numbers = numbers[np.isfinite(numbers)]
    return bool((numbers == np.floor(numbers)).all())


def _count(number: int, one: str = "row", more: str = "rows") -> str:
    return f"{number:,} {one if number == 1 else more}"

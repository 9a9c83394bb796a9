"""Branches: lines of a script that live changes make different, each valid from one step on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...training.experiment import Experiment
from ..line import INDENT, Line
from .text import WIDE, inside, written

Settings = Sequence[tuple[int, Experiment]]
Statement = tuple[Line, ...]


def branched(settings: Settings, make: Callable[[Experiment], Sequence[Line]]) -> list[str]:
    """The lines that ``make`` makes of the settings, with a branch for each time at which they are others."""
    return branches([(first, tuple(make(experiment))) for first, experiment in settings])


def branches(made: Sequence[tuple[int, Sequence[Line]]]) -> list[str]:
    """Lines that are each valid from a step on; what all of them begin or end with stands there once."""
    found: list[tuple[int, list[Statement]]] = []
    for first, lines in made:
        statements = _statements(lines)
        if not found or found[-1][1] != statements:
            found.append((first, statements))
    wide = WIDE - len(INDENT)
    if len(found) == 1:
        return written(made[0][1], wide)
    every = [statements for _, statements in found]
    begin = _alike(every)
    end = _alike([list(reversed(statements[begin:])) for statements in every])
    own = [(first, _lines(statements[begin : len(statements) - end])) for first, statements in found]
    before, after = _lines(every[0][:begin]), _lines(every[0][len(every[0]) - end :])
    return [*written(before, wide), *_by_step(own), *written(after, wide)]


def _by_step(found: Sequence[tuple[int, Sequence[Line]]]) -> list[str]:
    """The branches; none for a beginning in which there is nothing to do."""
    (_, nothing), (later, lines), *more = found
    wide = WIDE - 2 * len(INDENT)
    if not nothing and not more:
        return [f"if step >= {later}:", *inside(written(lines, wide))]
    tests = []
    for number, (_, lines) in enumerate(found):
        last = number + 1 == len(found)
        tests += ["else:" if last else f"{'elif' if number else 'if'} step < {found[number + 1][0]}:"]
        tests += inside(written(lines or [Line("pass")], wide))
    return tests


def _statements(lines: Sequence[Line]) -> list[Statement]:
    """Each line with those that are inside it."""
    found: list[list[Line]] = []
    for line in lines:
        if found and line.text.startswith(INDENT):
            found[-1].append(line)
        else:
            found.append([line])
    return [tuple(each) for each in found]


def _lines(statements: Sequence[Statement]) -> list[Line]:
    return [line for statement in statements for line in statement]


def _alike(sequences: Sequence[Sequence[Statement]]) -> int:
    """With how many equal statements all sequences begin."""
    count = 0
    for together in zip(*sequences):
        if len(set(together)) > 1:
            break
        count += 1
    return count

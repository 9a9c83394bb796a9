"""A line of the listing, and a part: the lines of one phase of a step."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

WORD = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?![\w(])")  # neither attribute nor called
INDENT = "    "


@dataclass(frozen=True)
class Line:
    """One line of Python, without a comment of its own; ``comment`` says in words what it is for.

    ``makes`` names the arrays that it fills: a variable, or an entry of a list such as ``velocities[0]``. ``main`` is
    what its phase is there for.
    """

    text: str
    comment: str = ""
    makes: tuple[str, ...] = ()
    main: bool = False

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """All names in it that it does not make, each once, in their order."""
        found = dict.fromkeys(WORD.findall(self.text.partition("=")[2] or self.text))
        return tuple(name for name in found if name not in self.makes)

    @property
    def inside(self) -> Line:
        """The same in the body of a loop."""
        return Line(INDENT + self.text, self.comment, self.makes, self.main)


@dataclass(frozen=True)
class Part:
    """The ``lines`` of one phase; ``kind`` and ``layer`` (from 0, None where it is about all) are the phase's."""

    kind: str
    layer: int | None
    lines: tuple[Line, ...]

    @property
    def main(self) -> int:
        """The number of the line that the phase is there for."""
        return next((number for number, line in enumerate(self.lines) if line.main), len(self.lines) - 1)

    @property
    def makes(self) -> tuple[str, ...]:
        """Every array that its lines fill, each once."""
        return tuple(dict.fromkeys(name for line in self.lines for name in line.makes))

    @property
    def text(self) -> str:
        """The lines as they run and are copied: comments behind the code, one under the other."""
        return code(self.lines)


def made(name: str, value: str, comment: str = "", main: bool = False) -> Line:
    """``name = value``."""
    return Line(f"{name} = {value}", comment, (name,), main)


def code(lines: Iterable[Line]) -> str:
    """Lines of Python with their comments in one column."""
    lines = list(lines)
    wide = max((len(line.text) for line in lines if line.comment), default=0)
    return "".join(f"{line.text:{wide}}  # {line.comment}\n" if line.comment else f"{line.text}\n" for line in lines)

"""The text of scripts: lines of Python, at most 100 characters wide, with comments where they fit."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from ..line import INDENT, Line

WIDE = 100
FIRST_BRACKET = re.compile(r"^(.*?[\[(])(.*)([\])]\)*:?)$")
PACKED = "  # fmt: skip"


def written(lines: Iterable[Line | str], wide: int = WIDE) -> list[str]:
    """``lines`` as text; a comment stands behind its line, or above it where that gets wider than ``wide``."""
    found: list[str] = []
    for line in lines:
        line = line if isinstance(line, Line) else Line(line)
        text = line.text.rstrip()
        whole = f"{text}  # {line.comment}" if line.comment else text
        if len(whole) <= wide:
            found.append(whole)
            continue
        indent = text[: len(text) - len(text.lstrip())]
        if line.comment:
            found += textwrap.wrap(line.comment, wide, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")
        found += packed(text, indent, wide)
    return found


def packed(text: str, indent: str = "", wide: int = WIDE) -> list[str]:
    """A line with a long list, as several: as many entries a line as there is room for."""
    bracket = FIRST_BRACKET.match(text) if len(text) > wide else None
    if bracket is None:
        return [text]
    begin, inside, end = bracket.groups()
    within = {"initial_indent": indent + INDENT, "subsequent_indent": indent + INDENT}
    body = textwrap.wrap(inside, wide, break_long_words=False, break_on_hyphens=False, **within)
    return [begin, *body, f"{indent}{end}{PACKED}"]


def heading(words: str) -> str:
    """A comment that begins a part of the script."""
    return f"# {words}"


def inside(lines: Iterable[str]) -> list[str]:
    """``lines`` one block deeper."""
    return [INDENT + line if line else line for line in lines]


def function(head: str, words: str, body: Iterable[Line | str]) -> list[str]:
    """``def head:`` with ``words`` as its docstring, and an empty line twice on both sides."""
    return ["", "", f"def {head}:", *inside(written([f'"""{words}"""', *body], WIDE - len(INDENT))), "", ""]


def script(parts: Iterable[Iterable[str]]) -> str:
    """The text of all ``parts``, never more than two empty lines in a row, and one between two parts."""
    lines: list[str] = []
    for part in parts:
        body = list(part)
        if body:
            lines += ["", *body]
    text = re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines).strip("\n"))
    return re.sub(r"\n\n\n(?=[ \t])", "\n\n", text) + "\n"

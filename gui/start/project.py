"""What pyproject.toml says of the project: its version and its dependencies, read without tomllib.

Python 3.10 has no tomllib, and where there is one it costs every start 10 ms. Only what this file needs is
understood: ``key = "text"`` and ``key = ["text", ...]`` with double quotes, over one line or several.
"""

from __future__ import annotations

import os

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def version() -> str:
    """The version of Glassnet."""
    return strings(_text(), "project", "version")[0]


def requirements(*extras: str) -> list[str]:
    """The packages that the program needs, then those of the ``extras``, as written in pyproject.toml."""
    text = _text()
    found = strings(text, "project", "dependencies")
    for extra in extras:
        found += strings(text, "project.optional-dependencies", extra)
    return found


def strings(text: str, table: str, key: str) -> list[str]:
    """The string, or the strings of the list, under ``key`` of ``[table]``; raises KeyError if there is no such key."""
    lines = iter(text.splitlines())
    here = ""
    for line in lines:
        bare = line.strip()
        if bare.startswith("["):
            here = bare.split("#")[0].strip().strip("[]").strip()
            continue
        name, equals, value = bare.partition("=")
        if here == table and equals and name.strip() == key:
            return _value(value.strip(), lines)
    raise KeyError(f"pyproject.toml has no {key!r} in [{table}]")


def _value(first: str, following) -> list[str]:
    """The strings of a value that begins in ``first`` and, if it is a list, may go on over the ``following`` lines."""
    found, closed = _quoted(first)
    while first.startswith("[") and not closed:
        more, closed = _quoted(next(following))
        found += more
    return found


def _quoted(line: str) -> tuple[list[str], bool]:
    """The double-quoted strings of a line up to its comment, and whether the list's bracket closes in it."""
    found: list[str] = []
    for index, piece in enumerate(line.split('"')):
        if index % 2:
            found.append(piece)
        elif "#" in piece:
            return found, "]" in piece.split("#")[0]
        elif "]" in piece:
            return found, True
    return found, False


def _text() -> str:
    with open(os.path.join(ROOT, "pyproject.toml"), encoding="utf-8") as file:
        return file.read()

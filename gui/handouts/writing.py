"""Writing: a sheet becomes a file; the end of its name says which kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gui.files.writing import write_safely
from model.knob import Invalid
from model.table import Table

from .html_page import html
from .sheet import Sheet


@dataclass(frozen=True)
class Kind:
    """``name`` is how the names of such files end."""

    name: str
    label: str
    write: Callable[[Sheet, Path], None]


def _write_pdf(sheet: Sheet, path: Path) -> None:
    from .pdf_pages import write_pdf  # what writes PDF takes a while to load

    write_pdf(sheet, path)


KINDS = Table(
    "kind of handout",
    Kind("pdf", "PDF", _write_pdf),
    Kind("html", "HTML", lambda sheet, path: write_safely(path, html(sheet))),
)


def kind_of(path: Path) -> Kind:
    """The kind that ``path`` asks for. Raises Invalid."""
    kind = KINDS.get(path.suffix.lower().removeprefix("."))
    if kind is None:
        raise Invalid("out", path.name, f"a name that ends in {' or '.join(f'.{name}' for name in KINDS)}")
    return kind


def write(sheet: Sheet, path: Path) -> None:
    """Write ``sheet`` to ``path``, whole or not at all. Raises Invalid, OSError."""
    kind_of(path).write(sheet, path)

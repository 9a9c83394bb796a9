"""Exporting: a run's handout as one of the kinds of files that a run is taken home as; loads what draws only then."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from model.training.trainer import Trainer

if TYPE_CHECKING:
    from .run_sheet import RunFacts


def gather(trainer: Trainer) -> RunFacts:
    """The run as it is now."""
    from . import run_sheet

    return run_sheet.gather(trainer)


def write_html(found: RunFacts, path: Path) -> None:
    """As a page for a browser. Raises OSError."""
    _write("html", found, path)


def write_pdf(found: RunFacts, path: Path) -> None:
    """As a page of paper. Raises OSError."""
    _write("pdf", found, path)


def _write(kind: str, found: RunFacts, path: Path) -> None:
    from . import run_sheet, writing

    writing.KINDS[kind].write(run_sheet.sheet_of(found), path)

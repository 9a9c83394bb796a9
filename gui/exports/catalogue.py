"""The catalogue of exports: every kind of file that a run can be taken home as, for the menu and the command alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gui.files.writing import write_safely
from model.exports import history_csv, state_npz
from model.table import Table
from model.training.trainer import Trainer


def nothing(_gathered: Any) -> str:
    """There is nothing more to say."""
    return ""


@dataclass(frozen=True)
class Export:
    """One kind of file. ``gather(trainer)`` is quick and runs in the training thread: a copy of what is needed, which
    nobody changes any more. ``write(gathered, path)`` runs anywhere; the file is there whole or as it was before.

    ``gather`` raises Invalid where a run cannot be taken home like that, ``write`` OSError. ``said(gathered)`` is what
    a person should know of what was written, in a sentence or none.
    """

    name: str
    label: str
    suffix: str
    help: str
    gather: Callable[[Trainer], Any]
    write: Callable[[Any, Path], None]
    said: Callable[[Any], str] = nothing


def _write_history(found: history_csv.Recorded, path: Path) -> None:
    write_safely(path, "".join(history_csv.lines(found)))


def _write_state(found: state_npz.Arrays, path: Path) -> None:
    write_safely(path, state_npz.as_bytes(found))


EXPORTS = Table(
    "export",
    Export(
        "history", "History as a table", ".csv", "Everything that was recorded, one row a step, as CSV.",
        history_csv.recorded, _write_history, history_csv.words,
    ),
    Export(
        "state", "Weights and state", ".npz", "All weights by name, and whatever the next step depends on, for NumPy.",
        state_npz.gathered, _write_state,
    ),
)  # fmt: skip

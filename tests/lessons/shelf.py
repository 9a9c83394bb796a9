"""The lesson files, and small runs to measure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from model.lessons import reader
from model.training.experiment import Experiment

FILES = reader.files()


def name_of(path: Path) -> str:
    return path.stem


def small(**changes: Any) -> Experiment:
    """An experiment that trains in a moment."""
    return Experiment(**{"samples": 60, "train_fraction": 0.5, "batch_size": 10, "width": 4, **changes})

"""The chapters: the order in which lessons are met."""

from __future__ import annotations

from dataclasses import dataclass

from ..table import Table


@dataclass(frozen=True)
class Chapter:
    """``name`` is its number in lesson files."""

    name: str
    label: str


CHAPTERS = Table(
    "chapter",
    Chapter("1", "Kinds of networks"),
    Chapter("2.1", "Initial weights"),
    Chapter("2.2", "Activations"),
    Chapter("2.3", "Learning rate"),
    Chapter("2.4", "What makes training hard"),
    Chapter("2.5", "Remedies"),
)

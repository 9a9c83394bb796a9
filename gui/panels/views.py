"""The views: arrangements of panels that suit a purpose, to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.table import Table

from .arrangement import Cell, tiles
from .catalogue import PANELS


@dataclass(frozen=True)
class View:
    """``cells`` has the places of its panels, by name."""

    name: str
    label: str
    cells: dict[str, Cell]


VIEWS = Table(
    "view",
    View(
        "overview",
        "Overview",
        {
            "boundary": Cell(0, 0, 5, 7),
            "loss": Cell(5, 0, 7, 7),
            "gradients": Cell(0, 7, 4, 5),
            "gradient_history": Cell(4, 7, 4, 5),
            "learning_rate": Cell(8, 7, 4, 5),
        },
    ),
    View(
        "signals",
        "Signals, layer by layer",
        {
            "gradients": Cell(0, 0, 6, 6),
            "gradient_history": Cell(6, 0, 6, 6),
            "preactivations": Cell(0, 6, 6, 6),
            "loss": Cell(6, 6, 6, 6),
        },
    ),
)


def standard() -> dict[str, Cell]:
    """The panels that are shown at first, in their places."""
    return next(iter(VIEWS.values())).cells


def stand_in(arrangement: dict[str, Cell], several: bool) -> dict[str, Cell]:
    """``arrangement`` with the panels in it that suit several runs, or one."""
    pairs = {name: record.together for name, record in PANELS.items() if record.together}
    pairs = pairs if several else {other: name for name, other in pairs.items()}
    return {
        pairs[name] if name in pairs and pairs[name] not in arrangement else name: cell
        for name, cell in arrangement.items()
    }


def places(names: Sequence[str]) -> dict[str, Cell]:
    """Places for some panels: those of the first view where all have one in it, else side by side."""
    own = standard()
    if all(name in own for name in names):
        return {name: own[name] for name in names}
    return dict(zip(names, tiles(len(names)), strict=True))

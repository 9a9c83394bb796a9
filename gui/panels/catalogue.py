"""The catalogue of panels: the one place where a panel is entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.table import Table

from .arrangement import Cell, tiles
from .boundaries import BoundariesPanel
from .boundary import BoundaryPanel
from .gradient_history import GradientHistoryPanel
from .gradients import GradientsPanel
from .learning_rate import LearningRatePanel
from .loss import LossPanel
from .panel import Panel


@dataclass(frozen=True)
class PanelRecord:
    """``label`` is the title, ``panel`` the class that draws, ``help`` what one sees in it.

    ``cell`` is its place at first; None where it is not shown at first. ``together`` is the panel that stands in for it
    while several runs are shown.
    """

    name: str
    label: str
    panel: type[Panel]
    help: str
    cell: Cell | None = None
    together: str = ""


PANELS = Table(
    "panel",
    PanelRecord(
        "boundary",
        "Decision boundary",
        BoundaryPanel,
        "What the network answers all over the plane: the stronger the colour, the surer it is.",
        Cell(0, 0, 5, 7),
        together="boundaries",
    ),
    PanelRecord(
        "loss",
        "Loss",
        LossPanel,
        "Mean loss of all training and of all validation points; faint behind them that of the minibatches.",
        Cell(5, 0, 7, 7),
    ),
    PanelRecord(
        "gradients",
        "Gradients now",
        GradientsPanel,
        "How strong each layer's gradient is at the newest step, in absolute values.",
        Cell(0, 7, 4, 5),
    ),
    PanelRecord(
        "gradient_history",
        "Gradients over time",
        GradientHistoryPanel,
        "The same over all steps so far; lines far apart mean layers that learn at different speeds.",
        Cell(4, 7, 4, 5),
    ),
    PanelRecord(
        "learning_rate",
        "Learning rate",
        LearningRatePanel,
        "The learning rate of the steps done, and what the policy has in store.",
        Cell(8, 7, 4, 5),
    ),
    PanelRecord(
        "boundaries",
        "Boundaries side by side",
        BoundariesPanel,
        "The decision boundary of every run that is shown; press one to see that run in all panels.",
    ),
)


def standard() -> dict[str, Cell]:
    """The panels that are shown at first, in their places."""
    return {name: record.cell for name, record in PANELS.items() if record.cell}


def stand_in(arrangement: dict[str, Cell], several: bool) -> dict[str, Cell]:
    """``arrangement`` with the panels in it that suit several runs, or one."""
    pairs = {name: record.together for name, record in PANELS.items() if record.together}
    pairs = pairs if several else {other: name for name, other in pairs.items()}
    return {
        pairs[name] if name in pairs and pairs[name] not in arrangement else name: cell
        for name, cell in arrangement.items()
    }


def places(names: Sequence[str]) -> dict[str, Cell]:
    """Places for some panels: their own where all have one, else side by side."""
    own = standard()
    if all(name in own for name in names):
        return {name: own[name] for name in names}
    return dict(zip(names, tiles(len(names)), strict=True))

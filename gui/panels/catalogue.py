"""The catalogue of panels: the one place where a panel is entered."""

from __future__ import annotations

from dataclasses import dataclass

from model.table import Table

from .arrangement import Cell
from .boundary import BoundaryPanel
from .gradient_history import GradientHistoryPanel
from .gradients import GradientsPanel
from .learning_rate import LearningRatePanel
from .loss import LossPanel
from .panel import Panel


@dataclass(frozen=True)
class PanelRecord:
    """``label`` is the title, ``panel`` the class that draws, ``cell`` its place, ``help`` what one sees in it."""

    name: str
    label: str
    panel: type[Panel]
    cell: Cell
    help: str


PANELS = Table(
    "panel",
    PanelRecord(
        "boundary",
        "Decision boundary",
        BoundaryPanel,
        Cell(0, 0, 5, 7),
        "What the network answers all over the plane: the stronger the colour, the surer it is.",
    ),
    PanelRecord(
        "loss",
        "Loss",
        LossPanel,
        Cell(5, 0, 7, 7),
        "Mean loss of all training and of all validation points; faint behind them that of the minibatches.",
    ),
    PanelRecord(
        "gradients",
        "Gradients now",
        GradientsPanel,
        Cell(0, 7, 4, 5),
        "How strong each layer's gradient is at the newest step, in absolute values.",
    ),
    PanelRecord(
        "gradient_history",
        "Gradients over time",
        GradientHistoryPanel,
        Cell(4, 7, 4, 5),
        "The same over all steps so far; lines far apart mean layers that learn at different speeds.",
    ),
    PanelRecord(
        "learning_rate",
        "Learning rate",
        LearningRatePanel,
        Cell(8, 7, 4, 5),
        "The learning rate of the steps done, and what the policy has in store.",
    ),
)

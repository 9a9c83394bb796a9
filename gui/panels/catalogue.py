"""The catalogue of panels: the one place where a panel is entered."""

from __future__ import annotations

from dataclasses import dataclass

from model.table import Table

from .ball import BallPanel
from .batch_norm import BatchNormPanel
from .code.panel import CodePanel
from .curves.learning_rate import LearningRatePanel
from .curves.loss import LossPanel
from .curves.signal_history import SignalHistoryPanel
from .inputs import InputsPanel
from .landscape import LandscapePanel
from .network.panel import NetworkPanel
from .panel import Panel
from .preactivations import PreactivationsPanel
from .range_test import RangeTestPanel
from .sample import SamplePanel
from .scenes.boundaries import BoundariesPanel
from .scenes.boundary import BoundaryPanel
from .signals import SignalsPanel


@dataclass(frozen=True)
class PanelRecord:
    """``label`` is the title, ``panel`` the class that draws, ``help`` what one sees in it.

    ``together`` is the panel that stands in for it while several runs are shown.
    """

    name: str
    label: str
    panel: type[Panel]
    help: str
    together: str = ""


PANELS = Table(
    "panel",
    PanelRecord(
        "boundary",
        "Decision boundary",
        BoundaryPanel,
        "What the network answers everywhere: the stronger the colour, the surer it is; in regression the fit. "
        "Click a point to follow it through the phases of a step.",
        together="boundaries",
    ),
    PanelRecord(
        "loss",
        "Loss",
        LossPanel,
        "Mean loss of all training and of all validation points; faint behind them that of the minibatches.",
    ),
    PanelRecord(
        "gradients",
        "Signals now",
        SignalsPanel,
        "How strong the signal is in each layer on its way forward (standard deviation of the activations) and back "
        "(RMS of dL/dz), and what comes of it: dW, the gradient of the weights. Units that are dead, saturated or "
        "copies of each other are counted above.",
    ),
    PanelRecord(
        "gradient_history",
        "Signals over time",
        SignalHistoryPanel,
        "One of them over all steps so far; lines of dW far apart mean layers that learn at different speeds.",
    ),
    PanelRecord(
        "learning_rate",
        "Learning rate",
        LearningRatePanel,
        "The learning rate of the steps done, and what the policy has in store.",
    ),
    PanelRecord(
        "network",
        "Network",
        NetworkPanel,
        "Every unit as a small picture of what it gives wherever a point could be, and every weight as an edge: thick "
        "where it is large in its layer, dashed where it is negative. Point at a unit or an edge for its numbers, "
        "click to pin it.",
    ),
    PanelRecord(
        "boundaries",
        "Boundaries side by side",
        BoundariesPanel,
        "The decision boundary (or fit) of every run that is shown; press one to see that run in all panels.",
    ),
    PanelRecord(
        "preactivations",
        "Pre-activations",
        PreactivationsPanel,
        "How the sums that each hidden layer's activation is given are distributed over training points and units. "
        "In the grey stretches its slope is small: little gradient comes back through them.",
    ),
    PanelRecord(
        "inputs",
        "Inputs",
        InputsPanel,
        "The points before and after they are standardized or whitened, with one unit as long up as across.",
    ),
    PanelRecord(
        "batch_norm",
        "Batch norm",
        BatchNormPanel,
        "For every unit the running mean and deviation that evaluation uses, those of the newest minibatch that "
        "training used, and what the learned gamma and beta make of them.",
    ),
    PanelRecord(
        "range_test",
        "Range test",
        RangeTestPanel,
        "Loss against learning rate on a copy of the network, with the rates that it suggests.",
    ),
    PanelRecord(
        "landscape",
        "Loss surface",
        LandscapePanel,
        "The loss of this network along one or two directions through its parameters, and the way the run took.",
    ),
    PanelRecord(
        "sample",
        "One point",
        SamplePanel,
        "What the network says about one point and which way it would push each weight. Click a point in the boundary.",
    ),
    PanelRecord(
        "code",
        "Numbers and code",
        CodePanel,
        "The few lines of NumPy that each phase of a step is, under the settings in force. Inside a step (press Down) "
        "those of the present phase, and shape and numbers of every array of the marked line; point at another line "
        "to mark it, press it to keep it marked.",
    ),
    PanelRecord(
        "ball",
        "Ball on a surface",
        BallPanel,
        "Gradient descent on a toy surface under the settings' learning rate and policy: when does it leave a well?",
    ),
)

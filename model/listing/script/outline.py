"""The outline of an experiment for scripts: what its layers, its learning rate and its corrections are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...nn.losses import loss_for
from ...nn.network import BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, NORM_POSITIONS
from ...nn.optimizers import OPTIMIZERS
from ...nn.regularizers import in_force
from ...training.experiment import Experiment
from ..listing import parameters
from . import beginning, schedules

EPSILON, SHARE = repr(BATCH_NORM_EPSILON), repr(BATCH_NORM_MOMENTUM)
KEPT = repr(1 - BATCH_NORM_MOMENTUM)


@dataclass(frozen=True)
class Outline:
    """``experiment`` with what scripts need to know of it, for a run of so many ``steps``."""

    experiment: Experiment
    steps: int

    @property
    def loss(self) -> str:
        """The loss by its name in the table."""
        return loss_for(self.experiment.class_count).name

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Fan-in and fan-out of every weight layer, the output layer last."""
        experiment = self.experiment
        inputs = len(experiment.used_features) or experiment.inputs
        outputs = loss_for(experiment.class_count).outputs(experiment.class_count)
        return list(pairwise((inputs, *experiment.widths, outputs)))

    @property
    def normalized(self) -> bool:
        """Whether hidden layers have batch norm."""
        return self.experiment.batch_norm and bool(self.experiment.widths)

    @property
    def hidden_biases(self) -> bool:
        """Whether hidden layers keep a bias of their own beside batch norm's beta."""
        return not self.normalized or NORM_POSITIONS[self.experiment.norm_position].biased

    @property
    def dropping(self) -> bool:
        """Whether units are dropped."""
        return any(self.experiment.layer_dropout)

    @property
    def steady(self) -> bool:
        """Whether the learning rate is the same at every step."""
        return schedules.steady([(0, self.experiment)])

    @property
    def rate(self) -> str:
        """The learning rate of a step, as the loop calls it."""
        return repr(self.experiment.learning_rate) if self.steady else "rate"

    @property
    def options(self) -> Mapping[str, str]:
        """What the optimizer reads, by name."""
        return {name: repr(getattr(self.experiment, name)) for name in OPTIMIZERS[self.experiment.optimizer].reads}

    @property
    def penalties(self) -> list[tuple[str, str]]:
        """Name and strength of what is added to the loss."""
        return [(each.name, repr(strength)) for each, strength in in_force(self.experiment) if each.before]

    @property
    def corrections(self) -> list[tuple[str, str]]:
        """Name and strength of what is done to the weights after an update."""
        return [(each.name, repr(strength)) for each, strength in in_force(self.experiment) if each.after]

    @property
    def reads_rate(self) -> bool:
        """Whether a correction depends on the learning rate of the step."""
        return self.experiment.l1_proximal and self.experiment.l1 > 0

    def variables(self, order: Sequence[str]) -> list[str]:
        """The names of all parameters as a library lists them, whose layers behind the sums stand in this ``order``."""
        place = {"W": 0, "b": 0, "alpha": 1 + order.index("activation"), "gamma": 1 + order.index("norm")}
        place["beta"] = place["gamma"]

        def key(name: str) -> tuple[int, int]:
            kind = name.rstrip("0123456789")
            return int(name[len(kind) :]), place[kind]

        return sorted(parameters(self.experiment), key=key)

    def shared(self) -> list[list[str]]:
        """What scripts for all libraries begin with: random streams, data, first weights, minibatches, masks, rates."""
        experiment = self.experiment
        return [
            beginning.streams(),
            beginning.data(experiment),
            beginning.weights(experiment),
            beginning.minibatches(experiment),
            beginning.dropout(experiment) if self.dropping else [],
            [] if self.steady else schedules.learning_rate([(0, experiment)]),
        ]

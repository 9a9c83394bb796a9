"""The outline of an experiment for scripts: what its layers, its learning rate and its corrections are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ...nn.losses import loss_for
from ...nn.network import BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, NORM_POSITIONS
from ...nn.optimizers import OPTIMIZERS
from ...nn.regularizers import in_force
from ...training.experiment import Experiment
from ...training.source import data_of


@dataclass(frozen=True)
class Outline:
    """``experiment`` with what scripts need to know of it; ``inputs`` is what the network sees."""

    experiment: Experiment
    inputs: int

    @classmethod
    def of(cls, experiment: Experiment) -> Outline:
        """That of an experiment, whose data are drawn to see how many inputs there are."""
        return cls(experiment, data_of(experiment).train.inputs.shape[1])

    @property
    def loss(self) -> str:
        """The loss by its name in the table."""
        return loss_for(self.experiment.class_count).name

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Fan-in and fan-out of every weight layer, the output layer last."""
        outputs = loss_for(self.experiment.class_count).outputs(self.experiment.class_count)
        return list(pairwise((self.inputs, *self.experiment.widths, outputs)))

    @property
    def normalized(self) -> bool:
        """Whether hidden layers have batch norm."""
        return self.experiment.batch_norm and bool(self.experiment.widths)

    @property
    def hidden_biases(self) -> bool:
        """Whether hidden layers keep a bias of their own beside batch norm's beta."""
        return not self.normalized or NORM_POSITIONS[self.experiment.norm_position].biased

    @property
    def parameters(self) -> list[list[str]]:
        """The names of each weight layer's W and b, as the beginning of a script calls them."""
        last = len(self.sizes)
        return [[f"W{n}", *([f"b{n}"] if n == last or self.hidden_biases else [])] for n in range(1, last + 1)]

    @property
    def dropping(self) -> list[int]:
        """The numbers, from 0, of the hidden layers that drop units."""
        return [number for number, rate in enumerate(self.experiment.layer_dropout) if rate > 0]

    @property
    def steady(self) -> bool:
        """Whether the learning rate is the same at every step."""
        return self.experiment.schedule == "constant" and not self.experiment.warmup_steps

    @property
    def options(self) -> Mapping[str, Any]:
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
    def rate_needed(self) -> bool:
        """Whether the loop must know the learning rate of the step."""
        return not self.steady or any(name == "l1_proximal" for name, _ in self.corrections)


EPSILON, SHARE = repr(BATCH_NORM_EPSILON), repr(BATCH_NORM_MOMENTUM)
KEPT = repr(1 - BATCH_NORM_MOMENTUM)

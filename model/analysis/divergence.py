"""A divergence: the step and the layer in which a run's numbers stopped being finite."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Divergence:
    """``step`` is the first update with a non-finite number; ``layer`` counts weight layers from 1 (the output is last).

    ``where`` says in which of its quantities it began, ``learning_rate`` what the rate was.
    """

    step: int
    layer: int
    layers: int
    where: str
    learning_rate: float

    def __str__(self) -> str:
        name = "output layer" if self.layer == self.layers else f"hidden layer {self.layer}"
        return (
            f"Diverged at step {self.step:,}: the {self.where} of the {name} became infinite or not a number "
            f"(learning rate {self.learning_rate:g}). Reset, or choose a smaller learning rate."
        )

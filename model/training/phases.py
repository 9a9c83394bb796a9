"""The phases of a step: what a network does, one after the other, with one minibatch."""

from __future__ import annotations

from dataclasses import dataclass

from ..table import Table


@dataclass(frozen=True)
class PhaseKind:
    """A kind of phase; ``verb`` says what the network does in it. ``by_layer``: there is one for each layer."""

    name: str
    label: str
    verb: str
    by_layer: bool = False


PHASES = Table(
    "phase",
    PhaseKind("batch", "batch", "draws a minibatch"),
    PhaseKind("forward", "forward", "computes what the layer gives", True),
    PhaseKind("loss", "loss", "compares its answers with the targets"),
    PhaseKind("backward", "backward", "finds the layer's gradients", True),
    PhaseKind("update", "update", "moves the weights"),
)
LIT = ("done", "now", "to come")


@dataclass(frozen=True)
class Phase:
    """One phase of a step: its ``kind``, a name in PHASES, and the weight ``layer``, from 0, where it has one."""

    kind: str
    layer: int | None = None

    @property
    def record(self) -> PhaseKind:
        """The kind itself."""
        return PHASES[self.kind]

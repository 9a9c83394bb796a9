"""A walk: where a person stands inside the step to come, and whether one point alone is followed. No threads."""

from __future__ import annotations

import dataclasses

from ..knob import Invalid
from .passage import Passage, Pick, dissect, part_of
from .snapshot import Snapshot
from .trainer import Trainer


class Walk:
    """Stands at number ``phase`` of ``passage``, the step that a trainer will make next; None outside of any step.

    ``pick`` is the point that is followed, also from one step to the next. The trainer is only looked at.
    """

    def __init__(self) -> None:
        self.passage: Passage | None = None
        self.phase = 0
        self.pick: Pick | None = None

    @property
    def inside(self) -> bool:
        """Whether there is a step that is gone through."""
        return self.passage is not None

    def enter(self, trainer: Trainer, last: bool = False) -> None:
        """Stand at the first phase of the step to come, or at its last; outside where the run has ended."""
        self.passage = None if trainer.ending else dissect(trainer, self._pick_for(trainer))
        self.phase = len(self.passage.phases) - 1 if last and self.passage is not None else 0

    def move(self, by: int) -> bool:
        """One phase on (1) or back (-1); False, and nothing is changed, where this step has none there."""
        return self.inside and self.stand(self.phase + by)

    def stand(self, phase: int) -> bool:
        """At phase number ``phase`` of this step; False, and nothing is changed, where there is none."""
        possible = self.passage is not None and 0 <= phase < len(self.passage.phases)
        self.phase = phase if possible else self.phase
        return possible

    def follow(self, pick: Pick | None, trainer: Trainer) -> None:
        """Follow one point, or with None the whole minibatch; a point that is not there is followed no further."""
        self.pick = pick
        self.renew(trainer)

    def renew(self, trainer: Trainer) -> None:
        """The step to come is another one than before: the same phase of it, the last where it has fewer."""
        if self.inside:
            phase = self.phase
            self.enter(trainer, last=True)
            self.stand(phase)
        else:
            self._pick_for(trainer)

    def leave(self) -> None:
        """Stand in no step any longer."""
        self.passage, self.phase = None, 0

    def seen_in(self, snapshot: Snapshot) -> Snapshot:
        """``snapshot`` with what is seen here."""
        if not self.inside and self.pick is None:
            return snapshot
        return dataclasses.replace(snapshot, passage=self.passage, phase=self.phase, followed=self.pick)

    def _pick_for(self, trainer: Trainer) -> Pick | None:
        """The point that is followed, as far as this run has it."""
        try:
            self.pick = self.pick if self.pick is None or part_of(trainer.data, self.pick) else None
        except Invalid:
            self.pick = None
        return self.pick

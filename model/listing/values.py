"""The values of a step under the listing's names: the engine's own, and what its lines make between them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from ..data.dataset import PARTS, Data
from ..nn.losses import LOSSES
from ..training.passage import Passage
from .line import Part
from .listing import Listing
from .losses import LOSS_CODE
from .numbers import MOST, Arrays, engine_numbers, namespace, read, run, updated_numbers

UPDATE = "update"


class Values:
    """The numbers of ``passage``, whose code is ``listing``, on ``data``.

    What the engine has is taken from it; only what lies between is worked out by running the lines.
    """

    def __init__(self, listing: Listing, passage: Passage, data: Data) -> None:
        self._listing, self._passage = listing, passage
        self._engine = engine_numbers(passage) | examples(passage, data)

    def before(self, part: Part) -> Mapping[str, np.ndarray]:
        """What the update changes, as it was; nothing for other phases, which only make new arrays."""
        return self._engine if part.kind == UPDATE else {}

    def of(self, part: Part) -> Mapping[str, np.ndarray]:
        """Everything there is when the phase is over, by name; what is too large to be worked out is missing."""
        return self._updated if part.kind == UPDATE else self._between

    @cached_property
    def _between(self) -> Arrays:
        """Before the update, with what the engine does not keep."""
        found = dict(self._engine)
        if max(array.size for array in found.values()) > MOST:
            return found
        names = namespace(self._listing, found, self._passage.experiment)
        for part in self._listing.parts:
            lines = tuple(line for line in part.lines if not found.keys() >= set(line.makes))
            if part.kind != UPDATE and lines:
                run(Part(part.kind, part.layer, lines), names)
                found |= {name: read(names, name) for line in lines for name in line.makes}
        return found

    @cached_property
    def _updated(self) -> Arrays:
        """After the update."""
        part = self._listing.part(UPDATE)
        names = namespace(self._listing, self._between, self._passage.experiment)
        run(part, names)
        made = {name: read(names, name) for name in part.makes}
        return {**self._between, **made, **updated_numbers(self._passage)}


def examples(passage: Passage, data: Data) -> Arrays:
    """X and Y: all points of the part from which the minibatch is."""
    part = data.validation if passage.point is not None and passage.point.part == PARTS[1] else data.train
    loss = LOSSES[passage.loss_name]
    targets = np.asarray(loss.encode(part.targets, data.classes), float)
    return {"X": part.inputs, "Y": LOSS_CODE[loss.name].of(targets)}

"""Runs the listing of a step phase by phase, and measures how far it is from the engine's own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from model import Experiment, Trainer
from model.listing import Listing, Part, listing, parameters
from model.listing.numbers import engine_numbers, namespace, read, run, updated_numbers
from model.listing.values import examples
from model.training.passage import Passage, Pick, dissect

SMALL = {"samples": 40, "batch_size": 8, "hidden": (5, 4), "learning_rate": 0.05}


class Drawn:
    """Stands in for a random generator: gives draws that drop what the engine dropped."""

    def __init__(self, passage: Passage) -> None:
        rates = passage.experiment.layer_dropout
        self._masks = [layer.mask for layer, rate in zip(passage.layers, rates) if rate]

    def random(self, shape: tuple[int, ...]) -> np.ndarray:
        """Almost 1 where a unit is kept, 0 where it is dropped."""
        mask = self._masks.pop(0).T
        assert mask.shape == shape
        return np.where(mask > 0, 0.999999, 0.0)


class Step:
    """The step after ``steps`` of an experiment with ``settings``: the engine's numbers, and the code."""

    def __init__(self, steps: int = 3, point: Pick | None = None, **settings: Any) -> None:
        self.experiment = Experiment(**{**SMALL, **settings})
        trainer = Trainer(self.experiment)
        trainer.run(steps)
        self.passage = dissect(trainer, point)
        self.listing: Listing = listing(self.experiment, self.passage.learning_rate, alone=point is not None)
        self.given = examples(self.passage, trainer.data)

    def start(self) -> dict[str, object]:
        """What is there before the step: no array that a phase is to make, but parameters and what else is kept."""
        engine = engine_numbers(self.passage)
        kept = updated_numbers(self.passage).keys() & engine.keys() - set(self.made_before_update)
        names = namespace(
            self.listing, {**self.given, **{name: engine[name] for name in (*kept, "rows")}}, self.experiment
        )
        return names | {"rng": Drawn(self.passage)}

    @property
    def made_before_update(self) -> set[str]:
        """Every name that is made on the way to the update."""
        return {name for part in self.listing.parts[:-1] for name in part.makes}

    def phases(self) -> Iterator[tuple[Part, dict[str, float]]]:
        """Each phase with the relative difference of all arrays that it makes and the engine has, by name.

        Before every phase the engine's own numbers take the place of those that the code has made.
        """
        names, engine = self.start(), engine_numbers(self.passage)
        for part, phase in zip(self.listing.parts, self.passage.phases, strict=True):
            assert (part.kind, part.layer) == (phase.kind, phase.layer)
            run(part, names)
            right = updated_numbers(self.passage) if part.kind == "update" else engine
            yield part, differences(names, {name: right[name] for name in part.makes if name in right})
            names |= {name: np.array(engine[name]) for name in part.makes if name in engine and part.kind != "update"}

    def at_once(self) -> dict[str, float]:
        """The relative difference of all that the step leaves, after all phases in a row."""
        names = self.start()
        for part in self.listing.parts:
            run(part, names)
        right = updated_numbers(self.passage)
        return differences(names, {name: right[name] for name in right.keys() - self.made_before_update})

    def check(self) -> None:
        """All phases agree, and what each is there for is among what is compared."""
        for part, differences in self.phases():
            assert set(part.lines[part.main].makes) <= differences.keys()
            assert max(differences.values()) < 1e-12, (part.kind, part.layer, differences)
        assert self.at_once().keys() >= set(parameters(self.experiment))
        assert max(self.at_once().values()) < 1e-11


def differences(names: dict[str, object], right: dict[str, np.ndarray]) -> dict[str, float]:
    """The greatest difference in each array, as a share of its greatest number.

    Sums that are 0 but for rounding have no digits of their own: at least a thousandth of what is greatest in any of
    the arrays counts as the greatest number.
    """
    floor = 1e-3 * max(np.abs(array).max(initial=0.0) for array in right.values())
    return {name: difference(read(names, name), array, floor) for name, array in right.items()}


def difference(ours: np.ndarray, theirs: np.ndarray, floor: float) -> float:
    """Shapes may differ by axes of length 1."""
    ours, theirs = np.asarray(ours, float).squeeze(), np.asarray(theirs, float).squeeze()
    assert ours.shape == theirs.shape
    return float(np.abs(ours - theirs).max(initial=0.0) / max(np.abs(theirs).max(initial=0.0), floor, 1e-300))

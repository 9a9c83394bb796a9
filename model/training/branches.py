"""Branches: the runs that a run was before it was taken back and changed. They rest, and any can be gone on with."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .contrast import Contrast, alone
from .evaluation import Evaluation
from .experiment import Experiment
from .history import Curves
from .timeline import Keyframe, memory_of
from .trainer import Trainer
from .wording import said_together

MOST = 5  # branches that rest, besides the present one
BYTES = 256_000_000  # of all that rest together; the one that rests last stays in any case
FIRST = "first run"


@dataclass(frozen=True)
class Branch:
    """One of the branches: it left its parent after step ``start`` and is known up to step ``furthest``.

    ``step`` is where it was left. ``parent`` is the number of the branch that it left; the first has none.
    """

    number: int
    name: str
    start: int
    step: int
    furthest: int
    parent: int | None = None
    present: bool = False


@dataclass(frozen=True)
class Ghost:
    """What is known of steps after ``start`` and is not the present run: ``curves``, of which earlier steps are shared.

    It is that of branch ``number`` or, with ``own``, what comes again if the present run goes on unchanged. ``end`` is
    the evaluation of step ``furthest``, where it is known.
    """

    number: int
    name: str
    start: int
    furthest: int
    curves: Curves = field(compare=False)
    end: Evaluation | None = field(default=None, compare=False)
    own: bool = False


@dataclass(frozen=True)
class Stem:
    """Where a branch comes from: ``lineage`` says up to which step it shares each branch, itself without end.

    Its name is a person's, or else says the ``changes`` with which it began.
    """

    number: int
    start: int
    lineage: Mapping[int, float]
    parent: int | None = None
    name: str = FIRST
    given: bool = False
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Resting:
    """A branch that rests: its trainers, one for each run of ``contrast``, and the step at which it was left."""

    stem: Stem
    contrast: Contrast
    trainers: tuple[Trainer, ...]
    step: int
    curves: dict[int, Curves] = field(default_factory=dict)  # by place of the run

    def known(self, focus: int) -> Curves:
        """The curves of one run over all that is recorded of it."""
        if focus not in self.curves:
            self.curves[focus] = self.trainers[focus].history.known()
        return self.curves[focus]

    def ghost(self, focus: int, start: int) -> Ghost:
        """What one run did after ``start``."""
        trainer, stem = self.trainers[focus], self.stem
        return Ghost(stem.number, stem.name, start, trainer.furthest, self.known(focus), trainer.furthest_evaluation)


class Branches:
    """The tree of one run, or of several in lockstep, which branch together. ``note`` says what happened to it last.

    Its memory is bounded: at most ``MOST`` branches rest, in ``BYTES`` together or in what the newest of them needs;
    the one that has rested longest gives way, and ``note`` says so.
    """

    def __init__(self) -> None:
        self.present = Stem(1, 0, {1: math.inf})
        self.note = ""
        self._resting: dict[int, Resting] = {}  # the one that has rested longest first
        self._count = 1

    def __len__(self) -> int:
        """How many branches there are, the present one among them."""
        return 1 + len(self._resting)

    @property
    def nbytes(self) -> int:
        """Memory that the resting branches hold, in bytes; keyframes that they share count once."""
        return _memory(self._resting.values())

    def grow(self, contrast: Contrast, trainers: Iterable[Trainer], step: int) -> None:
        """The present run takes another way from ``step`` on; ``trainers`` are what it was, with all of its future."""
        old = self.present
        resting = Resting(old, contrast, tuple(trainers), 0)
        resting.step = max(trainer.furthest for trainer in resting.trainers)
        self._count += 1
        lineage = {number: min(limit, step) for number, limit in old.lineage.items()} | {self._count: math.inf}
        self.present = Stem(self._count, step, lineage, old.number, name="")
        all_of_them = f" of all {len(resting.trainers)} runs" if len(resting.trainers) > 1 else ""
        self.note = f"A new branch{all_of_them} from step {step:,}; the future that was known rests as “{old.name}”."
        self._rest(resting)

    def settle(self, changes: Mapping[str, Any], experiment: Experiment, step: int) -> None:
        """The present branch was changed at ``step``; where that is its beginning, its name says so."""
        stem = self.present
        if stem.given or stem.parent is None or step != stem.start:
            return
        changes = {**stem.changes, **changes}
        name = self._free(f"{said_together(changes, experiment)} from step {step:,}")
        self.present = dataclasses.replace(stem, name=name, changes=changes)

    def exchange(self, number: int, contrast: Contrast, trainers: tuple[Trainer, ...], step: int) -> Resting | None:
        """Let the present run rest at ``step`` and give branch ``number`` back; None where there is none."""
        taken = self._resting.pop(number, None)
        if taken is not None:
            left, self.present = self.present, taken.stem
            self.note = f"Now on the branch “{taken.stem.name}”."
            self._rest(Resting(left, contrast, trainers, step))
        return taken

    def rename(self, number: int, name: str) -> None:
        """Call a branch ``name``."""
        self.note = ""
        if number == self.present.number:
            self.present = dataclasses.replace(self.present, name=name, given=True)
        elif number in self._resting:
            rest = self._resting[number]
            rest.stem = dataclasses.replace(rest.stem, name=name, given=True)

    def remove(self, number: int) -> None:
        """Let go of a branch that rests."""
        gone = self._resting.pop(number, None)
        if gone is not None:
            self.note = f"The branch “{gone.stem.name}” is gone."

    def part(self, focus: int) -> None:
        """Keep, of several runs that went together, only the one in place ``focus``."""
        for rest in self._resting.values():
            rest.trainers = (rest.trainers[focus],)
            rest.contrast, rest.curves = alone(rest.trainers[0].experiment), {}

    def listed(self, trainer: Trainer, focus: int) -> tuple[Branch, ...]:
        """All branches in the order in which they began; ``trainer`` is the present one's run in place ``focus``."""
        found = [_branch(self.present, trainer.step_count, trainer.furthest, True)]
        found += [_branch(rest.stem, rest.step, rest.trainers[focus].furthest) for rest in self._resting.values()]
        return tuple(sorted(found, key=lambda branch: branch.number))

    def ghosts(self, focus: int) -> tuple[Ghost, ...]:
        """What the resting branches did after they parted from the present one."""
        found = [rest.ghost(focus, self._parting(rest.stem)) for _, rest in sorted(self._resting.items())]
        return tuple(ghost for ghost in found if ghost.furthest > ghost.start)

    def _parting(self, stem: Stem) -> int:
        """The last step that a branch shares with the present one."""
        mine, other = self.present.lineage, stem.lineage
        return int(max(min(mine[number], other[number]) for number in mine.keys() & other.keys()))

    def _rest(self, newest: Resting) -> None:
        self._resting[newest.stem.number] = newest
        while (many := len(self._resting) > MOST) or (len(self._resting) > 1 and self.nbytes > BYTES):
            gone = self._resting.pop(next(iter(self._resting)))
            most = f"{MOST} branches" if many else f"{BYTES / 1e6:,.0f} MB"
            self.note += f" “{gone.stem.name}” has given way: at most {most} can rest beside the present one."

    def _free(self, name: str) -> str:
        """``name``, with a number where a branch that rests is called like that."""
        taken, number, free = {rest.stem.name for rest in self._resting.values()}, 1, name
        while free in taken:
            number += 1
            free = f"{name} ({number})"
        return free


def _branch(stem: Stem, step: int, furthest: int, present: bool = False) -> Branch:
    return Branch(stem.number, stem.name, stem.start, step, furthest, stem.parent, present)


def _memory(resting: Iterable[Resting]) -> int:
    trainers = [trainer for rest in resting for trainer in rest.trainers]
    frames: list[Keyframe] = [frame for trainer in trainers for frame in trainer.timeline]
    return memory_of(frames) + sum(trainer.history.nbytes + trainer.path.nbytes for trainer in trainers)

"""A lesson's runs, trained for its handout, and its claim as they bear it out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from model.analysis.measures import Run
from model.lessons.lesson import THEN, Lesson
from model.lessons.proof import Verdict, judge
from model.training.lockstep import Lockstep, ended
from model.training.snapshot import Snapshot, Status
from model.training.trainer import Trainer

CHUNK = 200  # steps between two words about how far it is
MEASURING = 0.15  # share of the work that measuring is taken for
Tell = Callable[[float], object]  # how much is done, 0 to 1


@dataclass(frozen=True)
class LessonRuns:
    """``start`` and ``end`` are before the first and after the last step, seen from the run that the lesson shows;
    ``runs`` are all by name, in the lesson's order, and last the one after "now change this"."""

    lesson: Lesson
    start: Snapshot
    end: Snapshot
    runs: dict[str, Run]
    verdicts: tuple[Verdict, ...]


def train(lesson: Lesson, tell: Tell = lambda share: None) -> LessonRuns:
    """Train all runs to their end, and measure."""
    names = [variant.name for variant in lesson.variants]
    together = Lockstep(lesson.contrast(), focus=names.index(lesson.shown))
    start = _seen(together)
    total = lesson.steps * (len(names) + 1)
    while not together.ending:
        together.run(CHUNK)
        tell((1 - MEASURING) * min(1.0, together.step_count * len(names) / total))
    then = Trainer(lesson.experiments()[THEN])
    while not then.ending:
        then.run(CHUNK)
        tell((1 - MEASURING) * min(1.0, (lesson.steps * len(names) + then.step_count) / total))
    runs = dict(zip([*names, THEN], map(Run, (*together.trainers, then)), strict=True))
    return LessonRuns(lesson, start, _seen(together), runs, _judged(lesson, runs, tell))


def _judged(lesson: Lesson, runs: dict[str, Run], tell: Tell) -> tuple[Verdict, ...]:
    """The claim, check by check, for some take a while."""
    verdicts: list[Verdict] = []
    for number, check in enumerate(lesson.claim):
        verdicts += judge(dataclasses.replace(lesson, claim=(check,)), [runs])
        tell(1 - MEASURING * (1 - (number + 1) / len(lesson.claim)))
    return tuple(verdicts)


def _seen(together: Lockstep) -> Snapshot:
    """All runs as they are now, each seen as closely as if it were alone."""
    focus, close = together.focus, {}
    for place, trainer in enumerate(together.trainers):
        together.look_at(place, 1)
        close[place] = together.snapshot(ended(trainer) if trainer.ending else Status.PAUSED)
    together.look_at(focus, 1)
    mine = close[focus]
    companions = tuple(
        dataclasses.replace(each, snapshot=dataclasses.replace(close[each.place], companions=()))
        for each in mine.companions
    )
    return dataclasses.replace(mine, companions=companions)

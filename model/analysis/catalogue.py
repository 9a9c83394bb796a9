"""The catalogue of analyses: the one place where a study of a run is entered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from ..table import Table
from ..training.trainer import Trainer
from .landscape import LandscapeStudy
from .range_test import RangeStudy
from .sample import SampleStudy


class Study(Protocol):
    """One analysis under way. It reads the trainer when it is made and later works on copies alone.

    ``pieces()`` does the work in pieces of a few milliseconds at most and yields the share that is done, 0 to 1.
    ``result()`` is what there is so far, frozen, or None.
    """

    def pieces(self) -> Iterator[float]: ...

    def result(self) -> Any: ...


@dataclass(frozen=True)
class Analysis:
    """``begin(trainer, **options)`` makes a study; it raises Unable, with words, where there is nothing to study."""

    name: str
    label: str
    begin: Callable[..., Study]
    help: str = ""


ANALYSES = Table(
    "analysis",
    Analysis(
        "range_test",
        "Range test",
        RangeStudy,
        "Trains a copy of the network with a growing learning rate: where the loss falls, and where it runs away.",
    ),
    Analysis(
        "landscape",
        "Loss surface",
        LandscapeStudy,
        "The loss of the network along one or two directions through its parameters.",
    ),
    Analysis(
        "sample",
        "One point",
        SampleStudy,
        "What the network says about a single point, and what that point would change.",
    ),
)


def study(trainer: Trainer, name: str, **options: Any) -> Any:
    """The result of a whole analysis, at once."""
    work = ANALYSES[name].begin(trainer, **options)
    for _ in work.pieces():
        pass
    return work.result()

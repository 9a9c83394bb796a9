"""The runs of a snapshot: the present one and its companions, each with the colour and the marker that are its own."""

from __future__ import annotations

from dataclasses import dataclass

from gui.theme.palette import Palette
from model.training.snapshot import Snapshot

from .scenes.markers import SHAPES

LOOKS = len(SHAPES)


@dataclass(frozen=True)
class Shown:
    """One run. ``colour`` and ``shape`` go by ``place``, whichever run is looked at; ``face`` fills its markers."""

    place: int
    label: str
    snapshot: Snapshot
    colour: str
    shape: str
    face: str
    present: bool

    @property
    def kept(self) -> bool:
        """Whether it is a finished picture of an earlier run; its markers are hollow."""
        return self.place < 0


def shown_runs(snapshot: Snapshot, palette: Palette) -> list[Shown]:
    """All runs of a snapshot: those that train together by place, then the kept ones as they were kept."""
    found = [(snapshot.place, snapshot.label, snapshot, True)]
    found += [(each.place, each.label, each.snapshot, False) for each in snapshot.companions]
    found.sort(key=lambda run: (run[0] < 0, abs(run[0])))
    return [
        Shown(place, label, taken, *look(place, palette), palette.card if place < 0 else look(place, palette)[0], here)
        for place, label, taken, here in found
    ]


def look(place: int, palette: Palette) -> tuple[str, str]:
    """Colour and marker of the run at ``place``; kept ones (-1, -2, ...) take them from the other end."""
    colours = (palette.train, *palette.classes)
    return colours[place % LOOKS], SHAPES[place % LOOKS]


def common_words(labels: list[str]) -> str:
    """How all ``labels`` begin, whole words with the space behind them, and never all of one."""
    parts = [label.split(" ") for label in labels]
    count = 0
    if len(labels) > 1:
        while all(len(part) > count + 1 and part[count] == parts[0][count] for part in parts):
            count += 1
    return " ".join(parts[0][:count]) + " " if count else ""

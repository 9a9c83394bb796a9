"""The view: all panels of a snapshot in one figure, for pictures that need neither window nor screen."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from gui.theme.palette import Palette
from model.training.experiment import Experiment
from model.training.snapshot import Snapshot

from .headings import of_several
from .panels import PANELS, stand_in, standard
from .panels.arrangement import Cell
from .panels.captioned import wrapped
from .panels.drawing import words
from .panels.drawing.span import brief
from .panels.panel import Panel

DPI = 96.0
GAP, CORNER = 8.0, 6.0  # px at scale 1: between cards, of a card's round corner
CAPTION, SMALL = 11.0, 8.5  # points
HIGH, LOW = 20.0, 15.0  # px at scale 1: the caption's large and small lines
MOST_LINES = 4  # of each
SHORT = 40  # characters of a name that a temporary file bears: some systems allow no more than 255 bytes
SEEDS = ("seed", "data_seed")  # said in every caption


def draw_view(
    snapshot: Snapshot,
    palette: Palette,
    size: tuple[int, int] = (1280, 800),
    scale: float = 1.0,
    panels: Mapping[str, Cell] | None = None,
    toggled: Mapping[str, Iterable[str]] | None = None,
    cards: bool = True,
    chosen: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    captioned: bool = True,
) -> Figure:
    """A figure of ``size`` px, times ``scale``, with ``panels`` in their places, under a caption if ``captioned``.

    Without ``panels`` it is those that are shown at first. Without ``cards`` a single panel fills the whole figure.
    ``toggled`` says by panel which of its toggles are on, ``chosen`` what is chosen in panels that leave a choice.
    """
    return compose(snapshot, palette, size, scale, panels, toggled, cards, chosen, captioned).figure


@dataclass(frozen=True)
class Composition:
    """A whole view: ``captions`` are the lines above ``panels``."""

    figure: Figure
    panels: tuple[Panel, ...]
    captions: tuple[Text, ...]


def compose(
    snapshot: Snapshot,
    palette: Palette,
    size: tuple[int, int] = (1280, 800),
    scale: float = 1.0,
    panels: Mapping[str, Cell] | None = None,
    toggled: Mapping[str, Iterable[str]] | None = None,
    cards: bool = True,
    chosen: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    captioned: bool = True,
) -> Composition:
    """The figure of ``draw_view`` with what is in it, for those who show further snapshots in it."""
    figure = Figure(figsize=(size[0] / DPI, size[1] / DPI), dpi=DPI * scale, facecolor=palette.background)
    FigureCanvasAgg(figure)
    arrangement = stand_in(standard(), bool(snapshot.companions)) if panels is None else panels
    head = _caption(figure, snapshot, palette, size) if captioned else GAP * cards
    captions, shown = tuple(figure.texts), []
    for name, box in zip(arrangement, _boxes(list(arrangement.values()), size, head, cards), strict=True):
        record = PANELS[name]
        cell = _share(box, size)
        figure.add_artist(_card(cell, palette, size))
        panel = record.panel(figure, palette, cell, record.label)
        panel.on.update((toggled or {}).get(record.name, ()))
        for choice, label in chosen.get(name, {}).items():
            panel.choose(choice, label)
        panel.show(snapshot)
        shown.append(panel)
    return Composition(figure, tuple(shown), captions)


def write_whole(path: Path, write: Callable[[str], object]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, which then takes its place: whole or not at all.

    What is there already stays as open to others as it was, a link stays a link, and a file that must not be written
    to is refused. Raises OSError.
    """
    place = os.path.realpath(path)
    known = os.path.exists(place)
    if known and not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    folder, name = os.path.split(place)
    temporary = os.path.join(folder, f".{name[:SHORT]}.{secrets.token_hex(4)}.part")
    try:
        with open(temporary, "xb"):  # made by the system's rules for new files
            pass
        write(temporary)
        with open(temporary, "r+b") as file:  # on the disk before the name is: a power cut may come in between
            os.fsync(file.fileno())
        if known:
            os.chmod(temporary, stat.S_IMODE(os.stat(place).st_mode))
        os.replace(temporary, place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def caption(snapshot: Snapshot) -> tuple[str, str]:
    """Two lines: where the run stands, and which settings are no defaults; of several runs, what they share."""
    if snapshot.companions:
        return of_several(snapshot)
    newest = snapshot.evaluation
    parts = [f"Step {snapshot.step:,}", f"epoch {snapshot.epoch:,}", f"training loss {brief(newest.train_loss)}"]
    if len(snapshot.data.validation):
        parts.append(f"validation loss {brief(newest.validation_loss)}")
    if np.isfinite(newest.train_accuracy):
        parts.append(f"training accuracy {newest.train_accuracy:.1%}")
    if np.isfinite(newest.validation_accuracy):
        parts.append(f"validation accuracy {newest.validation_accuracy:.1%}")
    different = Experiment().differences(snapshot.experiment)
    settings = [f"{name} {_plain(value)}" for name, value in different.items()] or ["all at their defaults"]
    settings += [f"{name} {getattr(snapshot.experiment, name)}" for name in SEEDS if name not in different]
    which = f" of the run {snapshot.label}" if snapshot.companions else ""
    return "  ·  ".join(parts), f"Settings{which}: {', '.join(settings)}{_on_the_way(snapshot)}"


def _on_the_way(snapshot: Snapshot) -> str:
    """At which steps settings were changed while the network trained."""
    made = [step for step, _ in snapshot.moment.changes if step <= snapshot.step] if snapshot.moment else []
    return f"; changed live at step {', '.join(f'{step:,}' for step in dict.fromkeys(made))}" if made else ""


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ("+" if any(isinstance(part, str) for part in value) else "-").join(str(part) for part in value)
    if hasattr(value, "items"):
        return "(" + ", ".join(f"{name} {part}" for name, part in value.items()) + ")"
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def caption_height(snapshot: Snapshot, wide: float, scale: float = 1.0) -> float:
    """How much of a picture ``wide`` px the caption takes, px at scale 1."""
    return GAP + sum(high for _, _, _, high in caption_lines(snapshot, wide, DPI * scale)) + 1.0


def _caption(figure: Figure, snapshot: Snapshot, palette: Palette, size: tuple[int, int]) -> float:
    """Write the caption in as many lines as it needs; returns how high it is, px at scale 1."""
    down = GAP
    for line, points, role, high in caption_lines(snapshot, size[0], figure.dpi):
        look = {"color": getattr(palette, role), "fontsize": points, "va": "top", "parse_math": False}
        figure.text(1.5 * GAP / size[0], 1 - down / size[1], line, **look)
        down += high
    return down + 1.0


def caption_lines(snapshot: Snapshot, wide: float, dpi: float) -> list[tuple[str, float, str, float]]:
    """Words, size in points, colour by its name in the palette and height in px at scale 1 of every line."""
    room = (wide - 3 * GAP) * dpi / DPI
    parts = zip(caption(snapshot), ((CAPTION, "text", HIGH), (SMALL, "muted", LOW)), strict=True)
    return [(line, *look) for text, look in parts for line in _fitted(text, room, look[0], dpi)]


def _fitted(text: str, room: float, points: float, dpi: float) -> list[str]:
    """``text`` in a few lines of at most ``room`` px; what finds no place in them is cut."""
    lines = wrapped(text, room, points, dpi)
    shown = lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        shown[-1] += " …"
    for number, line in enumerate(shown):
        while words.width(shown[number], points, dpi) > room and len(line) > 4:
            line = line[:-2].rstrip(" ,…")
            shown[number] = f"{line}…"
    return shown


def _boxes(cells: list[Cell], size: tuple[int, int], head: float, cards: bool) -> list[tuple[float, ...]]:
    """Left, top, width, height of each panel, px at scale 1."""
    if not cards:
        return [(0.0, head, float(size[0]), size[1] - head)]
    wide, high = size[0] - 2 * GAP, size[1] - head - GAP
    if len(cells) == 1:
        return [(GAP, head, wide, high)]
    places = (cell.box(wide, high, GAP) for cell in cells)
    return [(left + GAP, top + head, width, height) for left, top, width, height in places]


def _share(box: tuple[float, ...], size: tuple[int, int]) -> tuple[float, float, float, float]:
    left, top, width, height = box
    return left / size[0], 1 - (top + height) / size[1], width / size[0], height / size[1]


def _card(cell: tuple[float, float, float, float], palette: Palette, size: tuple[int, int]) -> FancyBboxPatch:
    """The ground of a panel with round corners."""
    return FancyBboxPatch(
        (cell[0], cell[1]), cell[2], cell[3], boxstyle=f"round,pad=0,rounding_size={CORNER / size[0]}",
        mutation_aspect=size[0] / size[1], facecolor=palette.card, edgecolor=palette.border, linewidth=0.8, zorder=-1,
    )  # fmt: skip

"""The view: all panels of a snapshot in one figure, for pictures that need neither window nor screen."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from gui.theme.palette import Palette
from model.training.experiment import Experiment
from model.training.snapshot import Snapshot

from .headings import of_several
from .panels import PANELS, stand_in, standard, words
from .panels.arrangement import Cell
from .panels.span import brief

DPI = 96.0
GAP, HEAD, CORNER = 8.0, 44.0, 6.0  # px at scale 1: between cards, of the caption, of a card's round corner
CAPTION, SMALL = 11.0, 8.5  # points


def draw_view(
    snapshot: Snapshot,
    palette: Palette,
    size: tuple[int, int] = (1280, 800),
    scale: float = 1.0,
    panels: Mapping[str, Cell] | None = None,
    toggled: Mapping[str, Iterable[str]] | None = None,
    cards: bool = True,
    chosen: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> Figure:
    """A figure of ``size`` px, times ``scale``, with ``panels`` in their places, and a caption.

    Without ``panels`` it is those that are shown at first. A single panel fills the whole figure. ``toggled`` says by
    panel which of its toggles are on, ``chosen`` what is chosen in panels that leave a choice.
    """
    figure = Figure(figsize=(size[0] / DPI, size[1] / DPI), dpi=DPI * scale, facecolor=palette.background)
    FigureCanvasAgg(figure)
    arrangement = stand_in(standard(), bool(snapshot.companions)) if panels is None else panels
    head = HEAD if cards else 0.0
    if cards:
        _caption(figure, snapshot, palette, size)
    for name, box in zip(arrangement, _boxes(list(arrangement.values()), size, head, cards), strict=True):
        record = PANELS[name]
        cell = _share(box, size)
        figure.add_artist(_card(cell, palette, size))
        panel = record.panel(figure, palette, cell, record.label)
        panel.on.update((toggled or {}).get(record.name, ()))
        for choice, label in chosen.get(name, {}).items():
            panel.choose(choice, label)
        panel.show(snapshot)
    return figure


def save(figure: Figure, path: str | Path) -> None:
    """Write ``figure`` to ``path`` (.png, .svg or .pdf) whole or not at all."""
    path = Path(path)
    kind = path.suffix.lstrip(".").lower() or "png"
    face = figure.get_facecolor()
    write_whole(path, lambda temporary: figure.savefig(temporary, format=kind, dpi=figure.dpi, facecolor=face))


def write_whole(path: Path, write: Callable[[str], object]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, which then takes its place: whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    try:
        write(temporary)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
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
    settings = ", ".join(f"{name} {_plain(value)}" for name, value in different.items()) or "all at their defaults"
    return "  ·  ".join(parts), f"Settings: {settings}"


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ("+" if any(isinstance(part, str) for part in value) else "-").join(str(part) for part in value)
    if hasattr(value, "items"):
        return "(" + ", ".join(f"{name} {part}" for name, part in value.items()) + ")"
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def _caption(figure: Figure, snapshot: Snapshot, palette: Palette, size: tuple[int, int]) -> None:
    top, settings = caption(snapshot)
    room = (size[0] - 3 * GAP) * figure.dpi / DPI
    while words.width(settings, SMALL, figure.dpi) > room and len(settings) > 4:
        settings = settings[:-2].rstrip(" ,…") + "…"
    lines = ((top, CAPTION, palette.text, GAP), (settings, SMALL, palette.muted, GAP + 20))
    for text, points, colour, down in lines:
        while words.width(text, points, figure.dpi) > room and points > 6:
            points -= 0.5
        figure.text(1.5 * GAP / size[0], 1 - down / size[1], text, color=colour, va="top", fontsize=points)


def _boxes(cells: list[Cell], size: tuple[int, int], head: float, cards: bool) -> list[tuple[float, ...]]:
    """Left, top, width, height of each panel, px at scale 1."""
    if not cards:
        return [(0.0, 0.0, float(size[0]), float(size[1]))]
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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""The options of the record command: from where to where, how often, and what the film looks like."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields
from pathlib import Path

from gui.commandline.options import add_result, add_run, add_settings, add_several, read_whole
from gui.commandline.parser import Parser, Refused
from gui.panels import places
from gui.panels.arrangement import COLUMNS, ROWS, Cell
from gui.render_options import add_looks, read_seeds, size_of, toggled_by
from gui.theme.palette import PALETTES, Palette
from model.training.contrast import MOST_SEEDS

from .formats import FORMATS, Format, format_of
from .making import steps_of
from .stage import Scenery

MOST_FRAMES = 5000
MOST_STEPS = 10**12
MOST_PIXELS = 9_000_000  # of a frame
USUAL_FRAMES = 100  # at most, where nobody says how often
RATE = 10.0  # frames a second
SIZE = "900x600"
ENDINGS = ", ".join(each.ending for each in FORMATS.values())
EXAMPLES = (
    "--to 2000 --every 20 --out circles.gif",
    "--dataset spirals --classes 3 --hidden 16,16 --to 5000 --every 50 --panel boundary --out spirals.gif",
    "--experiment saved.glassnet --from 400 --to 600 --every 2 --colours dark --out valley.mp4",
    "--compare initializer=zeros,xavier --to 1000 --every 10 --caption --rate 20 --out contrast.webm",
)


def make_parser() -> Parser:
    """All options; what cannot be understood raises Refused."""
    parser = Parser(
        "record",
        "--out FILE [--from A] [--to B] [--every K] [options of the film] [settings of the experiment]",
        "Train a network without a window and write a film of what the window would show, step by step.",
        EXAMPLES,
    )
    section = parser.add_argument_group("film")
    add = section.add_argument
    add("--out", required=True, metavar="FILE", help=f"where to write: {ENDINGS}; an old file is replaced")
    add("--from", dest="first", type=_first, default=0, metavar="A", help="the step of the first frame (default 0)")
    words = (
        "the step of the last frame, which is always in the film (default 1000; with --experiment, where it was saved)"
    )
    add("--to", dest="last", type=_last, metavar="B", help=words)
    words = f"steps from a frame to the next (default: so many that there are {USUAL_FRAMES} frames)"
    add("--every", type=_every, metavar="K", help=words)
    words = f"frames a second (default {RATE:g}); the last one stays a little longer"
    add("--rate", type=_rate, default=RATE, metavar="FPS", help=words)
    add_several(section, read_seeds, f"run N seeds together (2 to {MOST_SEEDS}) and draw their median and band")
    add_looks(section, SIZE, captioned=False)
    words = f"where a --panel stands, once for each in the same order: cells of a grid of {COLUMNS} by {ROWS}"
    add("--at", type=_cell, action="append", metavar="COLUMN,ROW,COLUMNS,ROWS", help=words)
    add_run(parser)
    add_result(parser, "tell progress and result as JSON, one object a line on stdout")
    add_settings(parser)
    return parser


def format_for(options: argparse.Namespace) -> Format:
    """The kind of film that is asked for, which this machine can write. Raises Refused."""
    kind = format_of(options.out)
    if kind is None:
        raise Refused(f"--out: {options.out} is not possible; allowed: names that end in {ENDINGS}")
    if not kind.available():
        raise Refused(f"--out: {options.out} is not possible here: {kind.missing}; a .gif needs nothing else")
    low, high = kind.rates
    if not low <= options.rate <= high:
        raise Refused(f"--rate: {options.rate:g} is not possible; allowed for {kind.label}: {low:g} to {high:g}")
    return kind


def path_of(text: str) -> Path:
    """Where to write. Raises Refused."""
    path = Path(text)
    if path.is_dir() or not path.absolute().parent.is_dir():
        what = "is a folder" if path.is_dir() else f"is in no folder that exists ({path.absolute().parent})"
        raise Refused(f"--out: {text} is not possible: it {what}")
    return path


def frames_of(options: argparse.Namespace, saved: int) -> tuple[int, ...]:
    """The steps of the frames; ``saved`` is the last where nothing is asked. Raises Refused."""
    if options.steps is not None or options.epochs is not None:
        raise Refused("--steps and --epochs: a film goes --from one step --to another")
    first, last = options.first, saved if options.last is None else options.last
    if first > last:
        raise Refused(f"--from {first} --to {last}: a film goes forwards; allowed for --from: 0 to {last}")
    every = options.every or max(1, -(-(last - first) // (USUAL_FRAMES - 1)))
    count = 1 + -(-(last - first) // every)
    if count > MOST_FRAMES:
        least = -(-(last - first) // (MOST_FRAMES - 1))
        raise Refused(f"--every {every}: {count:,} frames are too many; allowed: {MOST_FRAMES:,}, with --every {least}")
    return steps_of(first, last, every)


def scenery_of(options: argparse.Namespace) -> Scenery:
    """What the frames look like. Raises Refused."""
    wide, high = size_of(options.size, options.scale)
    if wide * high * options.scale**2 > MOST_PIXELS:
        raise Refused(
            f"--size {options.size} --scale {options.scale:g}: too many pixels for a film; allowed: {MOST_PIXELS:,}"
        )
    return Scenery(
        PALETTES[options.colours], (wide, high), options.scale, _arrangement(options.panel or [], options.at or []),
        toggled_by(options), dict(options.choose), options.caption,
    )  # fmt: skip


def colours_of(palette: Palette) -> tuple[str, ...]:
    """Every colour of a palette."""
    values = [getattr(palette, each.name) for each in fields(palette)]
    parts = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
    return tuple(dict.fromkeys(part for part in parts if isinstance(part, str) and part.startswith("#")))


def _arrangement(panels: list[str], cells: list[Cell]) -> dict[str, Cell] | None:
    """Which panel stands where; None for those that are shown at first."""
    if cells and len(cells) != len(panels):
        raise Refused(f"--at: {len(cells)} places for {len(panels)} panels; allowed: one for each --panel, or none")
    return dict(zip(panels, cells, strict=True)) if cells else places(panels) if panels else None


def _cell(text: str) -> Cell:
    found = re.fullmatch(r"(\d{1,2}),(\d{1,2}),(\d{1,2}),(\d{1,2})", text.replace(" ", ""))
    column, row, columns, rows = map(int, found.groups()) if found else (0, 0, 0, 0)
    if not (columns >= 1 <= rows and column + columns <= COLUMNS and row + rows <= ROWS):
        raise Refused(f"--at: {text} is not possible; allowed: such as 0,0,{COLUMNS // 2},{ROWS}, inside the grid")
    return Cell(column, row, columns, rows)


def _first(text: str) -> int:
    return read_whole("--from", text, 0, MOST_STEPS)


def _last(text: str) -> int:
    return read_whole("--to", text, 0, MOST_STEPS)


def _every(text: str) -> int:
    return read_whole("--every", text, 1, MOST_STEPS)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = -1.0
    if not 0.0 < rate < 1000.0:
        raise Refused(f"--rate: {text} is not possible; allowed: frames a second, such as 10")
    return rate

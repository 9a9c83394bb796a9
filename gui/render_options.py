"""The options of the render command: what can be typed, and what it means for the picture."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from gui.theme.palette import DARK, LIGHT, PALETTES
from model.training.contrast import MOST_SEEDS

from .commandline.options import add_result, add_run, add_settings, add_several, read_on
from .commandline.parser import Parser, Refused, refusal
from .panels import PANELS
from .panels.toggle import LOG
from .pictures.formats import FORMATS, MOST_PIXELS

KINDS = tuple(each.ending for each in FORMATS.values())
SIDE = (240, 8000)  # px, least and most of width and height
EXAMPLES = (
    "--steps 2000 --out picture.png",
    "--steps 5000 --dataset spirals --classes 3 --hidden 16,16 --out spirals.png",
    "--schedule step --schedule-options '{\"gamma\": 0.5}' --panel learning_rate --out rate.pdf",
    "--compare initializer=zeros,xavier,he --out contrast.png",
    "--data points.csv --inputs length,width --label species --out points.png",
    "--depth 30 --activation sigmoid --panel gradients --colours dark --scale 2 --out vanishing.png",
    "--experiment spirals.glassnet --out spirals.pdf",
    "--experiment picture.png --panel loss --out loss.svg",
)


def make_parser() -> Parser:
    """All options; what cannot be understood raises Refused."""
    parser = Parser(
        "render",
        "--out FILE [--steps N] [options of the picture] [settings of the experiment]",
        "Train a network without a window and write what the window would show as a picture.",
        EXAMPLES,
    )
    section = parser.add_argument_group("picture")
    words = "where to write: .png, .svg or .pdf; an old file is replaced"
    section.add_argument("--out", required=True, metavar="FILE", help=words)
    add_several(section, _seeds, f"run N seeds together (2 to {MOST_SEEDS}) and draw their median and band")
    add_looks(section)
    add_run(parser)
    add_result(parser, "tell the result as JSON, one object a line on stdout; words for people go to stderr then")
    add_settings(parser)
    return parser


def add_looks(section: Any) -> None:
    """What is drawn, and how: for every command that draws."""
    add = section.add_argument
    add("--size", default="1280x800", metavar="WxH", help="size in px, before --scale (default 1280x800)")
    add("--scale", type=_scale, default=1.0, metavar="S", help="times so many px: 1, 2, 4, or 0.5 to 8")
    add("--colours", type=_colours, default=LIGHT.name, metavar="NAME", help=f"{' or '.join(PALETTES)} (default light)")
    add("--dark", action="store_const", dest="colours", const=DARK.name, help="the same as --colours dark")
    words = "on or off: where the run stands, settings and seeds above the picture (default on)"
    add("--caption", type=_on, nargs="?", const=True, default=True, metavar="on/off", help=words)
    names = ", ".join(PANELS)
    add("--panel", type=_panel, action="append", metavar="NAME", help=f"only this panel, may be repeated: {names}")
    logs = ", ".join(name for name, record in PANELS.items() if record.panel.has_log)
    add(
        "--log",
        type=_log,
        action="append",
        default=[],
        metavar="NAME",
        help=f"logarithmic y axis in this panel: {logs}",
    )
    add(
        "--show",
        type=_toggle,
        action="append",
        default=[],
        metavar="PANEL.WHAT",
        help=f"switch on what a panel can show besides: {', '.join(_toggle_names())}",
    )
    choices = ", ".join(_choices())
    add(
        "--choose",
        type=_choice,
        action="append",
        default=[],
        metavar="NAME=WHAT",
        help=f"what a panel shows, where it leaves a choice: {choices}",
    )


def path_of(text: str) -> Path:
    """Where to write."""
    path = Path(text)
    if path.suffix.lower() not in KINDS:
        raise Refused(f"--out: {text} is not possible; allowed: names that end in {', '.join(KINDS)}")
    if path.is_dir() or not path.absolute().parent.is_dir():
        what = "is a folder" if path.is_dir() else f"is in no folder that exists ({path.absolute().parent})"
        raise Refused(f"--out: {text} is not possible: it {what}")
    return path


def size_of(text: str, scale: float) -> tuple[int, int]:
    """Width and height, px."""
    found = re.fullmatch(r"(\d{1,6})[xX×](\d{1,6})", text.strip())
    sides = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(SIDE[0] <= side <= SIDE[1] for side in sides):
        raise Refused(f"--size: {text} is not possible; allowed: such as 1280x800, each side {SIDE[0]} to {SIDE[1]} px")
    if sides[0] * sides[1] * scale**2 > MOST_PIXELS:
        raise Refused(f"--size {text} --scale {scale:g}: too many pixels; allowed: {MOST_PIXELS:,} in all")
    return sides


def _seeds(text: str) -> int:
    if not text.isdecimal() or not 2 <= int(text) <= MOST_SEEDS:
        raise Refused(f"--seeds: {text} is not possible; allowed: 2 to {MOST_SEEDS}")
    return int(text)


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0.5 <= scale <= 8.0:
        raise Refused(f"--scale: {text} is not possible; allowed: 0.5 to 8")
    return scale


def _colours(text: str) -> str:
    if text not in PALETTES:
        raise refusal("--colours", text, PALETTES)
    return text


def _on(text: str) -> bool:
    return read_on("--caption", text)


def _panel(text: str) -> str:
    if text not in PANELS:
        raise refusal("--panel", text, PANELS)
    return text


def _choices() -> dict[str, tuple[str, dict[str, str]]]:
    """Everything that panels leave to choose, as it is typed: panel, and choice with its label."""
    return {
        f"{name}={label}": (name, {choice: label})
        for name, record in PANELS.items()
        for choice, labels in record.panel.choices.items()
        for label in labels
    }


def _choice(text: str) -> tuple[str, dict[str, str]]:
    if text not in _choices():
        raise refusal("--choose", text, _choices())
    return _choices()[text]


def _log(text: str) -> str:
    if text not in PANELS or not PANELS[text].panel.has_log:
        raise refusal("--log", text, (name for name, record in PANELS.items() if record.panel.has_log))
    return text


def _toggle_names() -> list[str]:
    """Everything that ``--show`` understands."""
    return [f"{name}.{each.name}" for name, record in PANELS.items() for each in record.panel.toggles]


def _toggle(text: str) -> tuple[str, str]:
    if text not in _toggle_names():
        raise refusal("--show", text, _toggle_names())
    panel, _, toggle = text.partition(".")
    return panel, toggle


def toggled_by(options: argparse.Namespace) -> dict[str, set[str]]:
    """By panel, what is switched on in it."""
    toggled: dict[str, set[str]] = {}
    for panel, toggle in (*((panel, LOG.name) for panel in options.log), *options.show):
        toggled.setdefault(panel, set()).add(toggle)
    return toggled

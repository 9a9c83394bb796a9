"""The command line of a recording: this very program, started once more, and what it is told."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from gui.panels.arrangement import Cell
from gui.panels.toggle import LOG

from .order import ALL, Order

MAIN = Path(__file__).resolve().parents[2] / "main.py"


def program() -> list[str]:
    """What starts Glassnet without a window: Python and main.py, or the program itself where it is one file."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, str(MAIN)]


def recording(
    order: Order,
    experiment: Path,
    out: Path,
    size: tuple[int, int],
    scale: float,
    colours: str,
    panels: Mapping[str, Cell],
    together: Sequence[str] = (),
    toggled: Mapping[str, Iterable[str]] | None = None,
    chosen: Mapping[str, Mapping[str, str]] | None = None,
) -> list[str]:
    """The arguments of the record command; ``panels`` are those on the board in their places, where all are wanted."""
    names = list(panels) if order.what == ALL else [order.what]
    cells = panels.values() if order.what == ALL else ()
    facts = {
        "experiment": experiment, "from": order.start, "to": order.stop, "every": order.every, "rate": order.rate,
        "size": f"{size[0]}x{size[1]}", "scale": f"{scale:g}", "colours": colours, "out": out,
    }  # fmt: skip
    switched = (
        ["--log", name] if toggle == LOG.name else ["--show", f"{name}.{toggle}"]
        for name in names
        for toggle in (toggled or {}).get(name, ())
    )
    choices = (["--choose", f"{name}={label}"] for name in names for label in (chosen or {}).get(name, {}).values())
    return [
        "record", "--json",
        *(word for name, value in facts.items() for word in (f"--{name}", str(value))),
        *(word for name in names for word in ("--panel", name)),
        *(word for cell in cells for word in ("--at", ",".join(map(str, dataclasses.astuple(cell))))),
        *(word for pair in (*switched, *choices) for word in pair),
        "--caption", "on" if order.caption else "off",
        *together,
    ]  # fmt: skip

"""Names of animations: what is suggested, and what is possible."""

from __future__ import annotations

import re
from pathlib import Path

from gui.films.formats import FORMATS, format_of
from gui.pictures.names import KNOWN_AS
from model.training.experiment import Experiment

from .order import Order


def suggested_name(order: Order, experiment: Experiment) -> str:
    """Tells data set, content and steps: glassnet-circles-loss-steps-0-1200.gif."""
    data = experiment.dataset if experiment.own is None else "own-points"
    what = order.what.replace("_", "-")
    return f"glassnet-{data}-{what}-steps-{order.start}-{order.stop}{FORMATS[order.format].ending}"


def complete(name: str, order: Order) -> str:
    """``name`` with the ending of the format, unless it has that of one. Raises ValueError with words."""
    name = name.strip()
    if not name or name in (".", "..") or re.search(r'[/\\:*?"<>|\0]', name):
        raise ValueError('A name is needed, without / \\ : * ? " < > |.')
    if format_of(name):
        return name
    if KNOWN_AS.fullmatch(Path(name).suffix):
        allowed = ", ".join(kind.ending for kind in FORMATS.values())
        raise ValueError(f"{name} is not possible; allowed: names that end in {allowed}.")
    return name + FORMATS[order.format].ending

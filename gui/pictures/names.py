"""Names of pictures: what is suggested, what is counted up, and which folder comes first."""

from __future__ import annotations

import re
from pathlib import Path

from model.training.experiment import Experiment
from model.training.snapshot import Snapshot

from .formats import FORMATS, format_of
from .order import Order

COUNTED = re.compile(r"glassnet-(\d{1,9})-")
KNOWN_AS = re.compile(r"\.[A-Za-z]{3,4}")  # an ending that names a kind of file: .jpg, but not the .5 of noise-0.5


def suggested_name(order: Order, snapshot: Snapshot) -> str:
    """Tells data set, content and step: glassnet-circles-loss-step-1200.png."""
    what = order.what.replace("_", "-")
    return f"glassnet-{data_name(snapshot.experiment)}-{what}-step-{snapshot.step}{FORMATS[order.format].ending}"


def counted_name(number: int, order: Order, snapshot: Snapshot) -> str:
    """Tells the number first, so that a folder lists them in order: glassnet-0007-circles-loss-step-1200.png."""
    return suggested_name(order, snapshot).replace("glassnet-", f"glassnet-{number:04}-", 1)


def complete(name: str, order: Order) -> str:
    """``name`` with the ending of the format, unless it has that of one. Raises ValueError with words."""
    name = name.strip()
    if not name or name in (".", "..") or re.search(r'[/\\:*?"<>|\0]', name):
        raise ValueError('A name is needed, without / \\ : * ? " < > |.')
    if format_of(name):
        return name
    if KNOWN_AS.fullmatch(Path(name).suffix):
        allowed = ", ".join(each.ending for each in FORMATS.values())
        raise ValueError(f"{name} is not possible; allowed: names that end in {allowed}.")
    return name + FORMATS[order.format].ending


def reserve(folder: Path, order: Order, snapshot: Snapshot) -> Path:
    """An empty file in ``folder`` under the next number that is free, which nobody else can take. Raises OSError."""
    found = (COUNTED.match(path.name) for path in folder.iterdir())
    number = max((int(each[1]) for each in found if each), default=0) + 1
    while True:
        path = folder / counted_name(number, order, snapshot)
        try:
            path.open("x").close()
        except FileExistsError:
            number += 1
        else:
            return path


def first_folder() -> Path:
    """Where pictures go until another folder is chosen."""
    pictures = Path.home() / "Pictures"
    return pictures if pictures.is_dir() else Path.home()


def data_name(experiment: Experiment) -> str:
    """The data set, as a part of a file's name."""
    return experiment.dataset if experiment.own is None else "own-points"

"""What scripts for all libraries share around their training: the head, the masks, the reports."""

from __future__ import annotations

from collections.abc import Sequence

from ...data.generators import DATASETS
from ...training.moment import Moment
from .outline import Outline
from .text import WIDE

REPORTS = 10


def head(
    moment: Moment, steps: int, library: str, imports: Sequence[str], body: str, first: Sequence[str] = ()
) -> list[str]:
    """What the script is, how it is run, and its imports; ``first`` are more of the standard library's."""
    own = moment.experiment.own
    data = (own.label if own else DATASETS[moment.experiment.dataset].label).replace("\\", "/").replace('"', "'")
    lines = [f'"""A neural network learns {data[:40]}, in {steps} steps of {library}.', ""]
    lines += ["Run it as: python script.py [losses.csv]"]
    short = moment.short()
    if len(short) <= WIDE and own is None:
        lines += [f"In Glassnet: {short}"]
    plain = ["import math"] if "math." in body else []
    return [*lines, '"""', "", *plain, *first, "import sys", "", "import numpy as np", *imports]


def masks(outline: Outline) -> str:
    """The masks of the step's dropout."""
    return f"dropout_masks(len(rows), {list(outline.experiment.layer_dropout)!r})"


def report(steps: int) -> list[str]:
    """Now and then the loss is said."""
    every = max(1, steps // REPORTS)
    return [
        f"if (step + 1) % {every} == 0:",
        '    print(f"step {step + 1}: loss {curve[-1]:.6g}")',
    ]


def ending() -> list[str]:
    """The losses are written where a person says so."""
    return ["if len(sys.argv) > 1:", '    np.savetxt(sys.argv[1], curve, header="loss", comments="")']

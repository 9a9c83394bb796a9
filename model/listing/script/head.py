"""What scripts for all libraries share around their training: the head, the masks, the reports."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from ...data.generators import DATASETS
from ...training.moment import Moment
from .in_numpy import REPORTS, harmless
from .outline import Outline
from .text import WIDE


def head(
    moment: Moment, steps: int, library: str, imports: Sequence[str], body: str, first: Sequence[str] = ()
) -> list[str]:
    """What the script is, how it is run, and its imports; ``first`` are more of the standard library's."""
    own = moment.experiment.own
    data = own.label if own else DATASETS[moment.experiment.dataset].label
    lines = [f'"""A neural network learns {harmless(data)}, in {steps} steps of {library}.', ""]
    lines += ["Run it as: python script.py [losses.csv]"]
    if moment.experiment.early_stopping:
        lines += ["Early stopping is left out: all steps are made, and the last weights are kept."]
    if own is None:
        lines += textwrap.wrap(f"In Glassnet: {moment.short()}", WIDE, break_long_words=False, break_on_hyphens=False)
    math = ["import math"] if "math." in body else []
    return [*lines, '"""', "", *math, *first, "import sys", "", "import numpy as np", *imports, ""]


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

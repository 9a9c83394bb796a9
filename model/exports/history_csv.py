"""The history as CSV: one row a step, with everything that was recorded of it, for spreadsheets and scripts.

One table, not two: what is evaluated now and then stands in the row of its step, and its cells are empty elsewhere. So
every column has one place, a reader needs no settings (``pandas.read_csv(path)``, a spreadsheet, ``csv.DictReader``),
and pandas finds NaN where nothing was measured. There are no lines of comments: most readers take them for a header.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..training.trainer import Trainer

EVALUATED = ("training loss", "validation loss", "training accuracy", "validation accuracy")
BLOCK = 4096  # rows that are written out in one go


@dataclass(frozen=True)
class Recorded:
    """What is recorded up to the step of a run.

    ``steps (n, 3 + layers)``: step, minibatch loss, learning rate, gradient RMS of each layer; the newest n.
    ``evaluations (m, 5 + 2 layers)``: step, the four quantities ``EVALUATED``, activation std and delta RMS of each
    layer. ``measured`` says which of the four this run has at all; ``unit`` is that of the loss.
    """

    step: int
    steps: np.ndarray
    evaluations: np.ndarray
    layers: int
    steps_per_epoch: int
    unit: str
    measured: tuple[bool, ...]

    @property
    def dropped(self) -> int:
        """So many of the first steps are no longer kept one by one: a history takes bounded memory."""
        return self.step - len(self.steps)


def recorded(trainer: Trainer) -> Recorded:
    """A copy of what ``trainer`` has recorded, up to where it stands."""
    history, unit = trainer.history, trainer.loss.unit
    validated, classified = bool(len(trainer.data.validation)), trainer.data.classes > 0
    measured = True, validated, classified, validated and classified
    steps, evaluations = history.steps.newest(), history.evaluations.newest()
    return Recorded(
        trainer.step_count, steps, evaluations, history.layers, trainer.steps_per_epoch, unit, measured
    )  # fmt: skip


def header(found: Recorded) -> list[str]:
    """The columns' names, with units in brackets where they have one."""
    each = range(1, found.layers + 1)
    loss = f" [{found.unit}]" if found.unit else ""
    units = [loss if name.endswith("loss") else " [fraction]" for name in EVALUATED]
    return [
        "step", "epoch", f"minibatch loss{loss}", "learning rate [per step]",
        *(f"gradient RMS layer {number}{loss}" for number in each),
        *map("".join, zip(EVALUATED, units, strict=True)),
        *(f"activation std layer {number}" for number in each),
        *(f"delta RMS layer {number}{loss}" for number in each),
    ]  # fmt: skip


def lines(found: Recorded) -> Iterator[str]:
    """The file, some lines at a time. Numbers are as short as they can be and still read back bit for bit."""
    yield ",".join(header(found)) + "\n"
    stepwise = dict(zip(found.steps[:, 0].astype(int).tolist(), range(len(found.steps)), strict=True))
    evaluated = dict(zip(found.evaluations[:, 0].astype(int).tolist(), found.evaluations, strict=True))
    first = min(stepwise, default=found.step + 1)
    order = [*sorted(step for step in evaluated if step < first), *stepwise]
    no_step, no_evaluation = "," * (2 + found.layers - 1), "," * (4 + 2 * found.layers - 1)
    for begin in range(0, len(order), BLOCK):
        chosen = order[begin : begin + BLOCK]
        rows = [stepwise[step] for step in chosen if step in stepwise]
        made = iter(found.steps[rows[0] : rows[-1] + 1, 1:].tolist() if rows else ())
        block = []
        for step in chosen:
            left = ",".join(map(repr, next(made))) if step in stepwise else no_step
            right = _evaluation(found, evaluated[step]) if step in evaluated else no_evaluation
            block.append(f"{step},{step // found.steps_per_epoch},{left},{right}\n")
        yield "".join(block)


def words(found: Recorded) -> str:
    """What is in the file, in a sentence."""
    count = len(found.steps)
    if not count:
        return "No step is made yet: it holds the evaluation before the first one."
    if not found.dropped:
        return f"{count:,} steps."
    return (
        f"The newest {count:,} steps; of the {found.dropped:,} before them only evaluations are kept, as a run's "
        "memory is bounded."
    )


def _evaluation(found: Recorded, row: np.ndarray) -> str:
    """The cells of one evaluation; what this run does not have stays empty, what ceased to be finite is nan or inf."""
    four = [repr(value) if has else "" for value, has in zip(row[1:5].tolist(), found.measured, strict=True)]
    return ",".join([*four, *map(repr, row[5:].tolist())])

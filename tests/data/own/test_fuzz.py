"""Any bytes at all give a data set that trains, or a refusal in words."""

from __future__ import annotations

import codecs
import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Experiment, Trainer
from model.data.own.choice import Choice, relevant, suggest, take
from model.data.own.dialect import DECIMALS, DELIMITERS, Dialect
from model.data.own.refusal import Refusal
from model.data.own.sheet import Sheet, read
from model.training.observer import Observer
from model.training.snapshot import Status

VALID = (
    "x,y,kind\n" + "1.5,-2,yes\n0.25,3.0,no\n-4,1e-3,yes\n" * 3,
    '"größe";"y";"art"\n' + '1,5;-2;"weiß"\n0,25;3,0;"grün"\n' * 3,
    "# c\n1 2 0\n3 4 1\n 5   6 2\n",
)
SEEDS = [
    mark + text.encode(codec)
    for text in VALID
    for mark, codec in ((b"", "utf-8"), (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (b"", "cp1252"))
]
CELLS = st.sampled_from(
    ["1", "-2.5", "3,5", "nan", "inf", "1e999", "1e-320", "", "a", "b", '"', '"c"', "$x$", "−1", "\x85"]
)
LINES = st.lists(st.lists(CELLS, max_size=5), max_size=12)


def try_all(content: bytes, dialect: Dialect | None = None) -> None:
    """Everything that the window does with a file; nothing may come out of it but a refusal."""
    with contextlib.suppress(Refusal):
        sheet = read(content, dialect)
        check(sheet)
        choice = suggest(sheet)
        for leave_out in (False, True):
            with contextlib.suppress(Refusal):
                use(sheet, Choice(choice.inputs, choice.label, leave_out))


def use(sheet: Sheet, choice: Choice) -> None:
    """Train on what is chosen."""
    own = take(sheet, choice, "a.csv")
    assert choice.leave_out or not relevant(sheet, choice)
    assert np.isfinite(own.points).all()
    assert 2 <= own.classes <= 6
    assert set(own.labels) == set(range(own.classes))
    experiment = Experiment(own=own, width=2, depth=1, train_fraction=0.5)
    assert Experiment.from_json(experiment.to_json()) == experiment
    trainer = Trainer(experiment)
    trainer.run(2)
    assert len(trainer.data.train) + len(trainer.data.validation) == len(own.labels)
    boundary = Observer(trainer).snapshot(Status.PAUSED).boundary
    assert (boundary is not None) == (own.inputs == 2)


def check(sheet: Sheet) -> None:
    width = len(sheet.names)
    assert len(sheet.kinds) == width == sheet.numbers.shape[1]
    assert len(set(sheet.names)) == width
    assert all(len(row) == width for row in sheet.rows)
    assert len(sheet.rows) == len(sheet.lines) == len(sheet.numbers)
    assert all(str(fault).startswith("line ") for fault in sheet.faults)


@pytest.mark.parametrize("content", SEEDS)
def test_the_files_that_are_changed_below_are_valid(content: bytes):
    sheet = read(content)
    use(sheet, suggest(sheet))


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes(content: bytes):
    try_all(content)


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(SEEDS), st.data())
def test_valid_files_with_some_bytes_changed(content: bytes, data: st.DataObject):
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(changed)))
        changed[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try_all(bytes(changed))


@settings(deadline=None, max_examples=200)
@given(LINES, st.sampled_from(list(DELIMITERS)), st.sampled_from(["\n", "\r\n", "\r"]))
def test_tables_of_odd_cells(lines: list[list[str]], delimiter: str, end: str):
    try_all(end.join(delimiter.join(cells) for cells in lines).encode())


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(SEEDS), st.sampled_from(list(DELIMITERS)), st.sampled_from(list(DECIMALS)), st.booleans())
def test_valid_files_read_in_another_dialect(content: bytes, delimiter: str, decimal: str, header: bool):
    if delimiter != decimal:
        try_all(content, Dialect(delimiter, decimal, header))

"""What the lessons claim is true for eighteen of twenty seeds, or for the set of seeds that they speak of."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.lessons import reader
from model.lessons.proof import prove
from tests.lessons.shelf import FILES, name_of

SEEDS, MUST_HOLD = 20, 18


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_claim_is_true_on_twenty_seeds(path: Path) -> None:
    lesson = reader.read(path)
    verdicts = prove(lesson, range(lesson.seeds if lesson.seeds > 1 else SEEDS))
    labels = lesson.words().labels
    if lesson.seeds > 1:
        held = all(verdict.holds for verdict in verdicts)
    else:
        held = sum(map(all, zip(*(verdict.held for verdict in verdicts)))) >= MUST_HOLD
    counts = [f"{sum(verdict.held)} of {len(verdict.held)}: {verdict.words(labels)}" for verdict in verdicts]
    assert held, "\n".join(counts)

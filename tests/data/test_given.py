"""Points that a script gives: what cannot be is refused in words that name the part."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import Experiment, Trainer

X, Y = np.arange(12.0).reshape(6, 2), [0, 1, 0, 1, 0, 1]


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (X, ["a"] * 6, "y must hold"),
        (X, [0, 1, 0, 1, 0, -1], "y must hold"),
        (X, [0, 1, 0, 1, 0, 10**12], "0 to 999"),  # an output for each would fill the memory
        (X, [0.5, np.nan] * 3, "finite"),
        (X, Y[:5], "x must be"),
        (X[:, :0], Y, "x must be"),
        ([["a", "b"]] * 6, Y, "x must be"),
        ([[1.0], [2.0, 3.0]], [0, 1], "x must be"),
        (np.full((6, 2), np.inf), Y, "finite"),
    ],
)
def test_refused(x: Any, y: Any, words: str) -> None:
    with pytest.raises(ValueError, match=f"^data: .*{words}"):
        Trainer(Experiment(), data=(x, y))


@pytest.mark.parametrize("y", [Y, np.array(Y, bool), np.array(Y, np.uint8)], ids=["list", "truth", "bytes"])
def test_whole_numbers_are_classes(y: Any) -> None:
    trainer = Trainer(Experiment(train_fraction=1.0), data=(X, y))
    assert (trainer.data.classes, trainer.data.train.targets.tolist()) == (2, Y)

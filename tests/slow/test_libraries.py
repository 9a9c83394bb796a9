"""The scripts for PyTorch and Keras, run for real: their loss curves are those of the engine.

Skipped where these libraries are not installed; ``.ci/run`` gives them an environment of their own.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import Trainer
from model.listing.script import keras_script, torch_script
from model.training.moment import Moment
from tests.listing.script.alone import losses
from tests.listing.script.cases import CASES, experiment, named

STEPS = 100
TOLERANCE = {"float64": 1e-9, "float32": 1e-5}  # relative; 32 bits carry seven digits
MISSING = [name for name in ("torch", "keras") if importlib.util.find_spec(name) is None]


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=f"not installed here: {', '.join(MISSING)}")
@pytest.mark.parametrize("write", [torch_script, keras_script])
def test_the_loss_curve_is_that_of_the_engine(write: Callable[[Moment], str], tmp_path: Path) -> None:
    found = losses([write(Moment(experiment(case), (), STEPS)) for case in CASES], tmp_path, ("model", "gui"))
    worst = {named(case): _difference(case, curve) for case, curve in zip(CASES, found, strict=True)}
    print(f"{write.__name__}: {len(worst)} scripts, greatest difference {max(worst.values()):.1e} of what is tolerated")  # noqa: T201
    assert {name: value for name, value in worst.items() if value > 1} == {}


def _difference(case: dict[str, Any], curve: np.ndarray) -> float:
    """The greatest relative difference of the losses from the engine's, as a share of what is tolerated."""
    trainer = Trainer(experiment(case))
    trainer.run(STEPS)
    own = trainer.history["loss"]
    assert len(curve) == len(own) == STEPS
    return float(np.max(np.abs(curve - own) / np.abs(own))) / TOLERANCE[trainer.experiment.precision]

"""What the tests of the controls share."""

from __future__ import annotations

import pytest

from tests.gui.conftest import Stage
from tests.gui.controls.desk import Desk


@pytest.fixture
def desk(stage: Stage) -> Desk:
    return Desk(stage)


@pytest.fixture(scope="module")
def standing_desk(standing: Stage) -> Desk:
    """One desk for all tests of a module that ask for it; each shows an experiment of its own on it."""
    return Desk(standing)

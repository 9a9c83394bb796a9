"""What the tests of the controls share."""

from __future__ import annotations

import pytest

from tests.gui.conftest import Stage
from tests.gui.controls.desk import Desk


@pytest.fixture
def desk(stage: Stage) -> Desk:
    return Desk(stage)

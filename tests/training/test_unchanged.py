"""Old experiments keep their numbers: points, inputs and losses as the first version of the program gave them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import Experiment, Trainer

# settings; the first two training points; the first inputs; loss of steps 1 and 20; answers at (0.1, 0.2)
NUMBERS: list[tuple[dict[str, Any], list, list, list, list]] = [

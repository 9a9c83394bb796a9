"""Glassnet without pixels: the mathematics of a network and the time of its training, with numpy alone.

Names are fetched when they are first used, so that the window can show itself before numpy is there.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "ACTIVATIONS": ".nn.activations",
    "DATASETS": ".data.generators",
    "INITIALIZERS": ".nn.initializers",
    "OPTIMIZERS": ".nn.optimizers",
    "SCHEDULES": ".nn.schedules",
    "Experiment": ".training.experiment",
    "Trainer": ".training.trainer",
}
__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name], __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})

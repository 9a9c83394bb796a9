"""A report: what an analysis has found so far, as snapshots carry it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Report:
    """``value`` is the newest result (None before the first), of the network as it was at ``step``.

    ``options`` are those that were asked for. ``progress`` of the work under way goes from 0 to 1, where it is done;
    an older ``value`` stays until there is a new one. ``trouble`` says in words why there is none.
    """

    name: str
    step: int
    options: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    progress: float = 0.0
    value: Any = None
    trouble: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self.progress >= 1.0

"""The inbox: what the window's thread wants of the training thread, as plain facts that both may read at any time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from .snapshot import Snapshot


@dataclass
class Inbox:
    """``orders`` to carry out, and what matters in the middle of one.

    ``wanted``: the next snapshot; ``held``: rest, for the processor is needed; ``closing``: it is over; ``shown``: the
    snapshot that was drawn last; ``sought``: the step to go to, None where there is none.
    """

    orders: deque[Callable[[], None]] = field(default_factory=deque)
    wanted: bool = True
    held: bool = False
    closing: bool = False
    shown: Snapshot | None = None
    sought: int | None = None

    def undisturbed(self) -> bool:
        """Whether unpaced training can go on for another block of steps."""
        return not (self.orders or self.wanted or self.closing or self.held)

    def uninterrupted(self) -> bool:
        """Whether the steps of one picture can go on."""
        return not (self.orders or self.closing)

"""Speed: how many steps a second are made."""

from __future__ import annotations

import time


class Speed:
    """Steps a second, smoothed over about half a second."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Begin to measure."""
        self.value, self._steps, self._since = 0.0, 0, time.perf_counter()

    def add(self, steps: int) -> None:
        """Count steps just made."""
        self._steps += steps
        passed = time.perf_counter() - self._since
        if passed > 0.25:
            fresh = self._steps / passed
            self.value = fresh if not self.value else 0.5 * (self.value + fresh)
            self._steps, self._since = 0, time.perf_counter()

"""Jobs: the analyses under way of one run, advanced in short slices between blocks of training."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ..analysis.catalogue import ANALYSES, Study
from ..analysis.report import Report
from ..analysis.unable import Unable
from .trainer import Trainer

SLICE = 0.01  # s of work before training goes on; a piece that has begun is finished


class Jobs:
    """Analyses of ``trainer``, by name. No thread of its own: whoever trains calls ``advance`` now and then.

    They take turns, slice by slice. Asking for one anew begins it again; the old result stays until there is a new
    one. A new run gets new jobs, so that a restart cancels everything. An analysis that fails becomes a report with
    words and never disturbs the run.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._work: deque[tuple[str, Study, Iterator[float]]] = deque()
        self.reports: Mapping[str, Report] = MappingProxyType({})

    @property
    def busy(self) -> bool:
        """Whether there is work to do."""
        return bool(self._work)

    def ask(self, name: str, options: Mapping[str, Any]) -> None:
        """Begin the analysis called ``name``."""
        self.cancel(name)
        report = Report(name, self._trainer.step_count, MappingProxyType(dict(options)))
        old = self.reports.get(name)
        kept = old.value if old is not None and old.options == report.options else None
        self._file(replace(report, value=kept))
        try:
            work = ANALYSES[name].begin(self._trainer, **options)
        except Unable as reason:
            self._file(replace(report, progress=1.0, trouble=str(reason)))
        except Exception as error:
            self._file(replace(report, progress=1.0, trouble=_failure(name, error)))
        else:
            self._work.append((name, work, work.pieces()))

    def cancel(self, name: str) -> None:
        """Break the analysis off; what it has found so far stays."""
        ahead = [entry for entry in self._work if entry[0] != name]
        if len(ahead) < len(self._work):
            self._work = deque(ahead)
            self._file(replace(self.reports[name], progress=1.0))

    def advance(self, seconds: float = SLICE) -> bool:
        """Work for about so long; True if an analysis has come to its end."""
        if not self._work:
            return False
        name, work, pieces = self._work.popleft()
        report, until = self.reports[name], time.perf_counter() + seconds
        try:
            progress = next(pieces, 1.0)
            while progress < 1.0 and time.perf_counter() < until:
                progress = next(pieces, 1.0)
            found = work.result()
            self._file(replace(report, progress=progress, value=report.value if found is None else found))
        except Exception as error:
            progress = 1.0
            self._file(replace(report, progress=1.0, trouble=_failure(name, error)))
        if progress < 1.0:
            self._work.append((name, work, pieces))
        return progress >= 1.0

    def _file(self, report: Report) -> None:
        self.reports = MappingProxyType({**self.reports, report.name: report})


def _failure(name: str, error: Exception) -> str:
    return f"{ANALYSES[name].label} failed: {type(error).__name__}: {error}"

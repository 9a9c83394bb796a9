"""Runs scripts in a process of their own, many in one, and brings back their losses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

# Every script runs as if it were the only one; of this program it cannot see anything.
RUNNER = """
import contextlib, io, runpy, sys
from pathlib import Path

FORBIDDEN = sys.argv[2:]

for path in sorted(Path(sys.argv[1]).glob("*.py")):
    sys.argv = [str(path), str(path.with_suffix(".csv"))]
    with contextlib.redirect_stdout(io.StringIO()):
        runpy.run_path(str(path), run_name="__main__")
assert not [name for name in sys.modules if name.split(".")[0] in FORBIDDEN]
"""


def losses(
    scripts: Sequence[str], folder: Path, forbidden: Sequence[str] = ("model", "gui", "matplotlib")
) -> list[np.ndarray]:
    """The losses ``(steps,)`` that each of ``scripts`` writes; none of them imports what is ``forbidden``."""
    paths = [folder / f"{number:04}.py" for number in range(len(scripts))]
    for path, text in zip(paths, scripts, strict=True):
        path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-c", RUNNER, str(folder), *forbidden],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [np.loadtxt(path.with_suffix(".csv"), delimiter=",", skiprows=1, ndmin=2)[:, 1] for path in paths]

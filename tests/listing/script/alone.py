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

for path in sorted(Path(sys.argv[1]).glob("*.py")):
    sys.argv = [str(path), str(path.with_suffix(".csv"))]
    with contextlib.redirect_stdout(io.StringIO()):
        runpy.run_path(str(path), run_name="__main__")
assert not [name for name in sys.modules if name.split(".")[0] in ("model", "gui", "matplotlib")]
"""


def losses(scripts: Sequence[str], folder: Path) -> list[np.ndarray]:
    """The losses ``(steps,)`` that each of ``scripts`` writes."""
    paths = [folder / f"{number:04}.py" for number in range(len(scripts))]
    for path, text in zip(paths, scripts, strict=True):
        path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-c", RUNNER, str(folder)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [np.loadtxt(path.with_suffix(".csv"), delimiter=",", skiprows=1, ndmin=2)[:, 1] for path in paths]

"""Benchmarks: each prints ratios that were measured in one run, because only those travel from machine to machine."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec

from gui.start import screen

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # before numpy is imported: more threads disturb small networks

# module -> what it measures, in a sentence; the module has main(arguments) -> int
BENCHMARKS = {
    "engine": "Steps a second of the trainer, which records everything, against a textbook NumPy loop.",
    "seek": "Going to any step of runs of up to 100,000 steps, and the memory of what makes it fast.",
    "memory": "Memory of the history after 10^6 and 10^8 steps, and the cost of its curves after 10^3 and 10^7.",
    "frames": "Cost of a frame in every panel, idle and beside training, against a full drawing.",
    "network_view": "Cost of a frame of the network view, and of one in which the pointer moves, small nets and large.",
    "films": "Writing a film of 100 frames, in time and size, against Matplotlib's PillowWriter.",
    "window": "The window under training at full speed: frames drawn, speed kept, delay of the event loop.",
    "start": "Time from the command to the first window and to a usable one, against the bare imports.",
}


def present() -> dict[str, str]:
    """The benchmarks whose module exists."""
    return {name: words for name, words in BENCHMARKS.items() if find_spec(f"{__name__}.{name}")}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmarks named in ``argv``, all without names; ``--list`` only lists them. Returns an exit code."""
    wanted = list(sys.argv[1:] if argv is None else argv)
    known = present()
    if "--list" in wanted:
        for name, words in known.items():
            print(f"{name:10} {words}")
        return 0
    if unknown := [name for name in wanted if name not in known]:
        print(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    failures = 0
    with _screen():
        for name in wanted or known:
            print(f"\n{name}: {known[name]}", flush=True)
            failures += bool(importlib.import_module(f"{__name__}.{name}").main([]))
    return 1 if failures else 0


@contextmanager
def _screen() -> Iterator[None]:
    """A virtual screen where there is none and Xvfb can make one."""
    if screen.absence() is None or shutil.which("Xvfb") is None:
        yield
        return
    virtual = screen.VirtualScreen()
    os.environ["DISPLAY"] = virtual.name
    try:
        yield
    finally:
        del os.environ["DISPLAY"]
        virtual.stop()

"""A program that speaks as the record command does, in the ways in which it can go: ``python fake.py WAY record …``."""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path

FRAMES = 4
PATIENCE = 60.0  # s after which a fake that nobody ends does so by itself


def say(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def value(option: str) -> str:
    return sys.argv[sys.argv.index(option) + 1]


def frames(count: int) -> None:
    say(event="start", frames=FRAMES)
    for done in range(1, count + 1):
        say(event="frame", done=done, frames=FRAMES, bytes=1000 * done, estimated=1000 * FRAMES)


def finish() -> None:
    out = Path(value("--out"))
    out.write_bytes(b"x" * 4200)
    Path(f"{out}.arguments").write_text(json.dumps(sys.argv[2:]), encoding="utf-8")
    Path(f"{out}.run").write_text(Path(value("--experiment")).read_text(encoding="utf-8"), encoding="utf-8")
    say(event="end", file=str(out), frames=FRAMES, bytes=4200)


def good() -> int:
    sys.stdout.write("not for machines\n[1, 2]\n{}\n")
    frames(FRAMES)
    finish()
    return 0


def waits() -> int:
    """Half of it, and the rest when a file says so."""
    frames(2)
    go, until = Path(value("--out")).with_suffix(".go"), time.monotonic() + PATIENCE
    while not go.exists() and time.monotonic() < until:
        time.sleep(0.01)
    frames(FRAMES)
    finish()
    return 0


def refuses() -> int:
    say(event="error", message="--every: 0 is not possible; allowed: whole numbers, 1 or more")
    return 2


def breaks() -> int:
    frames(1)
    sys.stderr.write("Traceback: some lines\nMemoryError: no room for the picture\n")
    return 1


def silent() -> int:
    return 3


def lies() -> int:
    """A good end, and yet a code that says otherwise."""
    frames(FRAMES)
    say(event="end", file=value("--out"), frames=FRAMES, bytes=1)
    return 1


def stubborn() -> int:
    """Ends only when it is killed, and leaves something unfinished."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    out = Path(value("--out"))
    out.with_name(f".{out.name}.abc.part").write_bytes(b"half")
    frames(2)
    time.sleep(PATIENCE)
    return 0


if __name__ == "__main__":
    sys.exit({each.__name__: each for each in (good, waits, refuses, breaks, silent, lies, stubborn)}[sys.argv[1]]())

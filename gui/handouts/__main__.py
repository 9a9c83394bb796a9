"""The child process that makes a lesson's handout for the window, and says on every line how far it is."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from model.knob import Invalid

from .command import write_lesson


def main(argv: Sequence[str]) -> int:
    """Write the handout of lesson ``argv[0]`` to ``argv[1]``; 0 if it is there."""
    name, file = argv
    try:
        write_lesson(name, Path(file), lambda share: _say(event="progress", share=round(share, 3)))
    except (Invalid, OSError) as error:
        _say(event="error", message=getattr(error, "strerror", None) or str(error))
        return 1
    _say(event="end", file=file)
    return 0


def _say(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

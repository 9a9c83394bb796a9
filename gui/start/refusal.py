"""A refusal: what happened and what to do, in one paragraph for a person, instead of a traceback."""

from __future__ import annotations


class Refusal(Exception):
    """Glassnet cannot go on; the text says why and what to do, the code is what the program exits with."""

    def __init__(self, words: str, code: int = 1) -> None:
        super().__init__(words)
        self.code = code

"""A fragment of a script: what a choice is called in a library, with words for a comment."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fragment:
    """``code`` is an expression, empty where nothing need be written; names in braces stand for settings."""

    code: str
    comment: str = ""


@dataclass(frozen=True)
class Rule:
    """An optimizer: ``code`` makes it from ``{rate}`` and its options.

    ``own`` are the lines of a class that must come first where the library's own rule is another one. ``scaled``: the
    library's rule is this one only while the learning rate stays the same; where it changes, the gradients are
    multiplied by it, and the optimizer's own rate is 1.
    """

    code: str
    own: tuple[str, ...] = ()
    scaled: bool = False

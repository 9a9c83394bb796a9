"""Wishes: what a panel asks of its owner, and the controls beside its title with which a person makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.training.passage import Pick as Point


@dataclass(frozen=True)
class Wish:
    """Begin the analysis called ``analysis`` with ``options``, break off the one called ``cancel``, change settings,
    put the words ``copy`` on the clipboard.

    ``redraw`` asks for nothing but a picture of what the panel has become, ``run`` is the place of another run to look
    at, ``command`` names a command of the window. ``follow`` is a point to follow through the phases of a step.
    """

    analysis: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    cancel: str = ""
    copy: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    redraw: bool = False
    run: int | None = None
    command: str = ""
    follow: Point | None = None


@dataclass(frozen=True)
class Press:
    """A button. ``label(panel)`` is empty where there is nothing to press; ``wish(panel)`` is what it asks for."""

    name: str
    help: str
    label: Callable[[Any], str]
    wish: Callable[[Any], Wish | None]


@dataclass(frozen=True)
class Pick:
    """A drop list of ``offers(panel)``, hidden where there are none; ``chosen(panel)`` is the present one's number.

    ``pick(panel, number)`` takes another one and says what to ask for.
    """

    name: str
    help: str
    offers: Callable[[Any], Sequence[str]]
    chosen: Callable[[Any], int]
    pick: Callable[[Any, int], Wish | None]


Control = Press | Pick

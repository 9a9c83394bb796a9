"""The places of panels in a film, as the record command is told them."""

from __future__ import annotations

import pytest

from gui.commandline.parser import Refused
from gui.films.options import make_parser, scenery_of
from gui.panels.arrangement import Cell


def places(*words: str) -> object:
    return scenery_of(make_parser().parse_args(["--out", "x.gif", *words])).panels


def test_panels_stand_where_they_are_told_to():
    told = places("--panel", "loss", "--panel", "boundary", "--at", "6,0,6,12", "--at", "0,0,6,12")
    assert told == {"loss": Cell(6, 0, 6, 12), "boundary": Cell(0, 0, 6, 12)}


@pytest.mark.parametrize("text", ["0,0,13,1", "0,0,0,1", "11,0,2,1", "0,12,1,1", "0,0,1", "a", "-1,0,1,1", ""])
def test_a_place_outside_the_grid_is_refused(text: str):
    with pytest.raises(Refused, match="--at"):
        places("--panel", "loss", f"--at={text}")


def test_every_panel_has_a_place_or_none_has():
    with pytest.raises(Refused, match="1 places for 2 panels"):
        places("--panel", "loss", "--panel", "boundary", "--at", "0,0,6,12")

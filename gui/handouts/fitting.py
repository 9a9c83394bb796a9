"""Fitting: the pieces of a sheet on pages, as few as can be, with pictures as large as they then can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .layouts import Block, block, head
from .sheet import Heading, Picture, Sheet

SCALES = (1.3, 1.2, 1.1, 1.0, 0.93, 0.86, 0.8, 0.74)  # of the heights of pictures

LEAST = 36.0  # mm: lower pictures are not made lower still

Pages = list[list[Block]]


def fitted(sheet: Sheet, room: float) -> tuple[Sheet, Pages]:
    """The sheet with pictures that suit pages of ``room`` points, and its blocks by page."""
    tried = [_scaled(sheet, scale) for scale in SCALES]
    return min(((each, paged(each, room)) for each in tried), key=lambda found: len(found[1]))


def paged(sheet: Sheet, room: float) -> Pages:
    """Blocks by page; a heading goes with what follows it."""
    blocks: Sequence[Block] = [head(sheet), *map(block, sheet.pieces)]
    pieces = [None, *sheet.pieces]
    pages: Pages = [[]]
    used = 0.0
    for number, each in enumerate(blocks):
        need = each.high
        if isinstance(pieces[number], Heading) and number + 1 < len(blocks):
            need += blocks[number + 1].high
        if pages[-1] and used + need > room:
            pages.append([])
            used = 0.0
        pages[-1].append(each)
        used += each.high
    return pages


def _scaled(sheet: Sheet, scale: float) -> Sheet:
    pieces = (_resized(each, scale) if isinstance(each, Picture) else each for each in sheet.pieces)
    return replace(sheet, pieces=tuple(pieces))


def _resized(picture: Picture, scale: float) -> Picture:
    return replace(picture, high=max(scale * picture.high, min(LEAST, picture.high)))

"""A tiling: where small square pictures stand side by side in a box, each under a line of words."""

from __future__ import annotations

import math

from matplotlib.transforms import Bbox


def tiling(count: int, box: Bbox, gap: float, head: float) -> list[Bbox]:
    """``count`` equal squares, row by row, as large as fit into ``box`` (px, y up) in any number of columns.

    Of columns in which they are equally large those with the fewest empty places are taken: 2 + 2, not 3 + 1.
    ``gap`` px are left between neighbours and ``head`` px free above each; whatever is left over is left around them.
    """
    sides = {columns: max(8, math.floor(_side(columns, count, box, gap, head))) for columns in range(1, count + 1)}
    columns = max(sides, key=lambda columns: (sides[columns], -(-count % columns), columns))
    rows, side = math.ceil(count / columns), sides[columns]
    wide, high = columns * (side + gap) - gap, rows * (side + head + gap) - gap
    left, top = round(box.x0 + max(0.0, (box.width - wide) / 2)), round(box.y1 - max(0.0, (box.height - high) / 2))
    places = (divmod(number, columns) for number in range(count))
    return [
        Bbox.from_bounds(
            round(left + column * (side + gap)), round(top - head - side - row * (side + head + gap)), side, side
        )
        for row, column in places
    ]


def _side(columns: int, count: int, box: Bbox, gap: float, head: float) -> float:
    """How long the sides of the squares can be in so many columns."""
    rows = math.ceil(count / columns)
    return min((box.width + gap) / columns - gap, (box.height + gap) / rows - gap - head)

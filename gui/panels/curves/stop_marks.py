"""Stop marks: where the validation loss was best and where early stopping ended the run, on an axis of steps."""

from __future__ import annotations

import numpy as np

from gui.theme.palette import Palette
from model.training.early_stopping import EarlyStop

from ..drawing.brush import Brush
from ..drawing.span import Span, brief

ROW = 13.0  # points from one line of words to the next


def paint_stop_marks(brush: Brush, y: Span, stop: EarlyStop, palette: Palette, down: float) -> None:
    """Two upright lines with words, of which the first stand ``down`` points below the upper edge."""
    low, high = y.limits
    marks = [(stop.best_step, f"best: epoch {stop.best_epoch:,}, {brief(stop.best_loss)}")]
    if stop.step is not None:
        marks.append((stop.step, f"stopped: epoch {stop.epoch:,}, waited {stop.wait:,}"))
    else:
        marks[0] = (stop.best_step, f"{marks[0][1]}; waiting {stop.wait:,} of {stop.patience:,} epochs")
    for row, (step, words) in enumerate(marks):
        brush.upright(np.array([step]), low, np.array([high]), palette.muted, 1.0)
        x = brush.place(np.array([step]), np.array([high]))[0, 0]
        brush.flag(x, brush.box.y1 - (down + row * ROW) * brush.points, words, palette)

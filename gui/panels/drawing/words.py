"""Words on plots: their sizes, and how wide and high they come out."""

from __future__ import annotations

from functools import lru_cache

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

TICK, LABEL, KEY, TITLE = 8.0, 8.5, 8.0, 10.5  # points
LINE = 1.3  # a line's height for a font of size 1
MONO = "DejaVu Sans Mono"  # comes with matplotlib; every sign is equally wide


@lru_cache(maxsize=16)
def _measurer(dpi: float) -> RendererAgg:
    return RendererAgg(1, 1, dpi)


@lru_cache(maxsize=4096)
def width(words: str, size: float, dpi: float, family: str | None = None) -> float:
    """How wide ``words`` are, in px, at ``size`` points."""
    style = font(size, family=family)
    return _measurer(dpi).get_text_width_height_descent(words, style, False)[0] if words else 0.0


def height(size: float, dpi: float) -> float:
    """The height of a line of text of ``size`` points, in px."""
    return LINE * size * dpi / 72


@lru_cache(maxsize=64)
def font(size: float, weight: str = "normal", family: str | None = None) -> FontProperties:
    """The plots' font at ``size`` points, or another ``family``."""
    return FontProperties(family=family, size=size, weight=weight)

"""A picture: coverage painted in colours onto a small canvas, and written as PNG without any library."""

from __future__ import annotations

import struct
import zlib
from functools import cache

import numpy as np


@cache
def rgb(colour: str) -> np.ndarray:
    """The red, green and blue of "#rrggbb", 0 to 1."""
    values = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255.0
    values.flags.writeable = False
    return values


class Picture:
    """A canvas of pixels, transparent or with an opaque ``ground``."""

    def __init__(self, width: int, height: int, ground: str | None = None) -> None:
        self.width, self.height, self.opaque = width, height, ground is not None
        self._colour = np.zeros((height, width, 3))  # multiplied by alpha
        self._alpha = np.zeros((height, width, 1))
        if ground is not None:
            self._colour[:] = rgb(ground)
            self._alpha[:] = 1.0

    def paint(self, coverage: np.ndarray, colour: str) -> Picture:
        """Lay ``colour`` over the pixels, as strong as ``coverage`` says."""
        share = np.broadcast_to(coverage, (self.height, self.width))[:, :, None]
        self._colour = self._colour * (1 - share) + rgb(colour) * share
        self._alpha = self._alpha * (1 - share) + share
        return self

    def stretch(self, across: int, down: int) -> Picture:
        """Repeat the middle column and row so often, so that a frame made of this needs fewer tiles."""
        for name in ("_colour", "_alpha"):
            values = getattr(self, name)
            for axis, middle, by in ((0, self.height // 2, down), (1, self.width // 2, across)):
                counts = np.ones(values.shape[axis], dtype=int)
                counts[middle] += by
                values = np.repeat(values, counts, axis=axis)
            setattr(self, name, values)
        self.width, self.height = self.width + across, self.height + down
        return self

    def png(self) -> bytes:
        """The picture as a PNG file; without an alpha channel where it is opaque, for Tk draws that much faster."""
        straight = self._colour / np.maximum(self._alpha, 1e-6)
        channels = straight if self.opaque else np.concatenate([straight, self._alpha], axis=2)
        values = np.rint(np.clip(channels, 0.0, 1.0) * 255).astype(np.uint8).reshape(self.height, -1)
        rows = np.concatenate([np.zeros((self.height, 1), np.uint8), values], axis=1)
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2 if self.opaque else 6, 0, 0, 0)
        parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 1)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

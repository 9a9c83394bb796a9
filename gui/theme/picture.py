"""A picture: coverage painted in colours onto a small canvas, and written in a format that Tk reads at once."""

from __future__ import annotations

import struct
import tkinter as tk
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
        self._across = self._down = 0
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
        """Repeat the middle column and row so often at the end, so that a frame made of this needs fewer tiles."""
        self._across, self._down = across, down
        return self

    def image(self, root: tk.Misc) -> tk.PhotoImage:
        """The picture as Tk draws it; whoever shows it keeps the reference."""
        kind, data = ("ppm", self.ppm()) if self.opaque else ("png", self.png())
        return tk.PhotoImage(master=root, data=data, format=kind)

    def ppm(self) -> bytes:
        """The colours alone as a PPM file: for opaque pictures, which Tk reads and draws faster so."""
        pixels = self._pixels(self._colour)
        return b"P6 %d %d 255\n" % (pixels.shape[1], pixels.shape[0]) + pixels.tobytes()

    def png(self) -> bytes:
        """The picture with its transparency as a PNG file."""
        straight = self._colour / np.maximum(self._alpha, 1e-6)
        pixels = self._pixels(np.concatenate([straight, self._alpha], axis=2))
        height, width, _channels = pixels.shape
        rows = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)], axis=1)
        header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
        parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 1)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)

    def _pixels(self, channels: np.ndarray) -> np.ndarray:
        """Bytes, stretched."""
        pixels = np.rint(np.clip(channels, 0.0, 1.0) * 255).astype(np.uint8)
        for axis, middle, by in ((0, self.height // 2, self._down), (1, self.width // 2, self._across)):
            if by:
                counts = np.ones(pixels.shape[axis], dtype=int)
                counts[middle] += by
                pixels = np.repeat(pixels, counts, axis=axis)
        return pixels


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

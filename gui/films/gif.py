"""GIF films: each frame holds the pixels that differ from the frame before, in the smallest box around them.

Colours are chosen for the whole film and anew only where they no longer suit, so that what stands still does not
flicker. Pillow packs the pixels (LZW); the file around them (GIF89a, CompuServe 1990) is written here.
"""

from __future__ import annotations

import io
import os
import struct

import numpy as np
from PIL import Image

from .colours import Colours
from .film import HOLD, Film

TICK = 100  # of a GIF's clock, a second
AS_BEFORE = 0  # the number of the colour that lets the frame before through
HEAD = 13 + 768  # bytes of a file of Pillow before its first block
LONGEST = 65535  # ticks


class GifFilm(Film):
    """A GIF that begins again after its end. Its last frame stays a little."""

    def _begin(self, handle: int) -> None:
        self._file = os.fdopen(handle, "wb")
        self._colours = Colours(self.theme)
        pixels = self.size[0] * self.size[1]
        self._before = np.zeros(pixels, np.uint32)  # the newest frame as it was given; nothing opaque is 0
        self._shown = np.zeros(pixels, np.uint32)  # and as the film shows it
        self._numbers = np.zeros((self.size[1], self.size[0]), np.uint8)
        self._global: bytes | None = None
        self._delay_at = self._delay = 0

    @property
    def bytes(self) -> int:
        """What has been written so far."""
        return self._file.tell() if not self._file.closed else super().bytes

    def _write(self, rgba: np.ndarray) -> None:
        pixels = np.ascontiguousarray(rgba).view(np.uint32).ravel()
        places = np.flatnonzero(pixels != self._before)
        self._before[:] = pixels
        if len(places):
            numbers, _ = self._colours.numbers(pixels[places])
            colours = self._colours.packed[numbers]
            differs = colours != self._shown[places]
            places, numbers = places[differs], numbers[differs]
            self._shown[places] = colours[differs]
        if self._global is None:
            self._write_head()
        self._write_picture(places, numbers if len(places) else None)

    def _write_head(self) -> None:
        self._global = self._colours.table.tobytes()
        self._file.write(b"GIF89a" + struct.pack("<HHBBB", *self.size, 0xF7, 0, 0) + self._global)
        self._file.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")  # for ever

    def _write_picture(self, places: np.ndarray, numbers: np.ndarray | None) -> None:
        """The pixels at ``places``, counted row by row, and nothing else; a frame without any still takes its time."""
        left, top, right, bottom = self._box(places)
        if numbers is not None:
            self._numbers.ravel()[places] = numbers
        part = self._numbers[top:bottom, left:right].copy()
        self._numbers[top:bottom, left:right] = AS_BEFORE
        own = self._colours.table.tobytes()
        own = b"" if own == self._global or numbers is None else own
        self._delay = round((self.frames + 1) * TICK / self.rate) - round(self.frames * TICK / self.rate)
        self._file.write(b"\x21\xf9\x04\x05")
        self._delay_at = self._file.tell()
        self._file.write(struct.pack("<HBB", self._delay, AS_BEFORE, 0))
        box = struct.pack("<HHHH", left, top, right - left, bottom - top)
        self._file.write(b"\x2c" + box + (b"\x87" if own else b"\x00") + own + packed(part))

    def _box(self, places: np.ndarray) -> tuple[int, int, int, int]:
        """Left, top, right, bottom around ``places``."""
        if not len(places):
            return 0, 0, 1, 1
        wide = self.size[0]
        columns = np.flatnonzero(np.bincount(places % wide, minlength=wide))
        return int(columns[0]), int(places[0] // wide), int(columns[-1]) + 1, int(places[-1] // wide) + 1

    def _finish(self) -> None:
        if not self.frames:
            raise ValueError("a film without frames")
        self._file.write(b"\x3b")
        self._file.seek(self._delay_at)
        self._file.write(struct.pack("<H", min(LONGEST, self._delay + round(HOLD * TICK))))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def _stop(self) -> None:
        self._file.close()


def packed(numbers: np.ndarray) -> bytes:
    """``numbers (rows, columns)`` uint8 as the data of a picture: the least code size and blocks of LZW codes."""
    stream = io.BytesIO()
    Image.fromarray(numbers, "L").save(stream, "GIF", optimize=False, interlace=0)
    written, at = stream.getvalue(), HEAD
    while written[at] == 0x21:  # what Pillow says besides
        at += 2
        while written[at]:
            at += 1 + written[at]
        at += 1
    flags = written[at + 9]
    own = 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0  # bytes of colours of its own
    return written[at + 10 + own : -1]

"""An archive of arrays (.npz) from anywhere, read with care: no pickle, no more memory than is expected, clear words.

An .npz is a ZIP archive with a file ``name.npy`` for each array (NumPy enhancement proposal 1). What a file says of
itself is compared with what is expected before anything is unpacked, so a small file cannot become a large one.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

import numpy as np

from ..knob import Invalid
from ..strict_json import MOST_CHARACTERS, Damaged, brief

START = b"PK\x03\x04"
END = b"PK\x05\x06"  # of the directory's last record, which stands at the very end: 22 bytes without a comment
LONG_END = b"PK\x06\x07"  # what would stand before it in a larger archive than there can be
END_LENGTH, LONG_END_LENGTH = 22, 20
MOST_ARRAYS = 1000
MOST_DIRECTORY = 1_000_000  # bytes
MOST_BYTES = 1_000_000_000  # of a file
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MOST_HEADER = 10_000  # bytes of an array's description, as NumPy allows
CHARACTER = 4  # bytes, in an array of text


class Archive:
    """The arrays in ``content``, each of which is read when it is asked for. Raises Invalid like all its methods."""

    def __init__(self, content: bytes) -> None:
        if len(content) > MOST_BYTES:
            raise Damaged(f"too large; allowed: archives of up to {MOST_BYTES:,} bytes")
        _check_end(content)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except Exception as error:  # whatever a reader of foreign bytes meets
            raise Damaged(f"damaged: no archive of arrays ({_words(error)})") from None
        self._files = {info.filename: info for info in self._zip.infolist()}
        if len(self._files) < len(self._zip.infolist()):
            raise Damaged("damaged: an array stands there twice; allowed: every name once")

    def __contains__(self, name: str) -> bool:
        return f"{name}.npy" in self._files

    def only(self, names: Iterable[str]) -> None:
        """Raises Invalid if there is anything but ``names``."""
        known = {f"{name}.npy" for name in names}
        for file in self._files:
            if file not in known:
                raise Invalid("array", brief(file.removesuffix(".npy")), "those of this experiment's state")

    def take(self, name: str, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
        """The array ``name``, which must have this shape and this type."""
        found, kind, order, content = self._read(name, int(np.prod(shape)) * dtype.itemsize)
        if found != shape or kind != dtype:
            raise Invalid(name, f"{brief(found)} of {kind}", f"{shape} of {dtype}")
        _check_length(name, content, int(np.prod(shape)) * dtype.itemsize)
        return np.frombuffer(content, dtype).reshape(shape, order=order).copy()

    def text(self, name: str) -> str:
        """The array ``name``, which must be one text."""
        shape, kind, _, content = self._read(name, CHARACTER * MOST_CHARACTERS)
        if shape != () or kind.kind != "U":
            raise Invalid(name, f"{brief(shape)} of {kind}", "one text")
        _check_length(name, content, kind.itemsize)
        try:
            return str(np.frombuffer(content, kind)[0]) if content else ""
        except Exception as error:
            raise Damaged(f"damaged: {name} is no text ({_words(error)})") from None

    def _read(self, name: str, most: int) -> tuple[tuple[int, ...], np.dtype, str, bytes]:
        """Shape, type, order and bytes of an array; of the bytes at most one more than ``most``."""
        info = self._files.get(f"{name}.npy")
        if info is None:
            raise Damaged(f"no state of a Glassnet run: it has no {name!r}")
        if info.compress_type not in METHODS or info.flag_bits & 1:
            raise Damaged(f"damaged: {name} is encrypted or packed in a way that is not NumPy's")
        try:
            with self._zip.open(info) as file:
                shape, fortran, kind = _header(file)
                content = file.read(most + 1)
        except Exception as error:  # whatever a reader of foreign bytes meets
            raise Damaged(f"damaged: {name} cannot be read ({_words(error)})") from None
        if kind.hasobject:
            raise Damaged(f"{name} holds Python objects, which are never loaded; allowed: numbers and text")
        return shape, kind, "F" if fortran else "C", content


def is_archive(content: bytes) -> bool:
    """Whether a file that begins with ``content`` is an archive of arrays; other ZIP archives begin otherwise."""
    return content.startswith(START) and content[30 : 30 + int.from_bytes(content[26:28], "little")].endswith(b".npy")


def _header(file: io.BufferedIOBase | zipfile.ZipExtFile) -> tuple[tuple[int, ...], bool, np.dtype]:
    """What an array's file says of itself, read by NumPy without running anything."""
    version = np.lib.format.read_magic(file)
    readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    if version not in readers:
        raise ValueError(f"format {version} of arrays")
    return readers[version](file, max_header_size=MOST_HEADER)


def _check_end(content: bytes) -> None:
    """The directory of the archive is a small one. Raises Damaged."""
    end, before = content[-END_LENGTH:], content[-END_LENGTH - LONG_END_LENGTH : -END_LENGTH]
    if not is_archive(content) or not end.startswith(END) or end[-2:] != b"\0\0" or before.startswith(LONG_END):
        raise Damaged("damaged or cut off: no archive of arrays")
    count, size = int.from_bytes(end[10:12], "little"), int.from_bytes(end[12:16], "little")
    if count > MOST_ARRAYS or size > MOST_DIRECTORY:
        raise Damaged(f"too large: {count:,} arrays; allowed: up to {MOST_ARRAYS:,}")


def _check_length(name: str, content: bytes, length: int) -> None:
    if len(content) != length:
        less = "less" if len(content) < length else "more"
        raise Damaged(f"damaged: {name} holds {less} than its {length:,} bytes")


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:100]

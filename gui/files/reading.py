"""Reading: what is in a file that a person opens, an experiment or something else; told by its content."""

from __future__ import annotations

from pathlib import Path

from model.exports.npz import MOST_BYTES, is_archive
from model.exports.state_npz import Saved, read
from model.strict_json import MOST_CHARACTERS, Damaged
from model.training.moment import Moment
from model.training.picture_moment import MOST_BYTES as MOST_PICTURE
from model.training.picture_moment import contents, is_picture, moment_in_picture

SUFFIX = ".glassnet"
SUFFIXES = (SUFFIX, ".json")
STATE = ".npz"
BEGINNING = 4096  # bytes that tell a picture
LINE = "glassnet"  # how a short line begins


def moment_in(path: Path) -> Moment | None:
    """The moment in a file; None where it holds no experiment but perhaps data. Raises Invalid."""
    found = found_in(path)
    return found.moment if isinstance(found, Saved) else found


def found_in(path: Path) -> Moment | Saved | None:
    """The moment in a file, with the whole state where that is in it too; None as in ``moment_in``. Raises Invalid."""
    content = contents(path)
    if is_archive(content) or path.suffix.lower() == STATE:
        return read(content if len(content) <= MOST_PICTURE else contents(path, MOST_BYTES))
    if is_picture(content[:BEGINNING]):
        return moment_in_picture(content)
    if len(content) > MOST_CHARACTERS:
        raise Damaged(f"too large; allowed: up to {MOST_CHARACTERS:,} bytes")
    text = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{") or path.suffix.lower() in SUFFIXES:
        return Moment.from_json(_text(content))
    if text.lower().startswith(LINE.encode()) and b"," not in text.split(b"\n")[0].split(b" ")[0]:
        return Moment.from_short(_text(content))
    return None


def keeps(path: Path) -> bool:
    """Whether what was opened from ``path`` is saved there again: pictures and states stay what they are."""
    try:
        with path.open("rb") as file:
            beginning = file.read(BEGINNING)
            return not is_picture(beginning) and not is_archive(beginning)
    except OSError:
        return True


def moment_of(text: str) -> Moment:
    """The moment in a text that was pasted: a short line or a whole file. Raises Invalid."""
    return (Moment.from_json if text.lstrip("\ufeff \t\r\n").startswith("{") else Moment.from_short)(text)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Damaged(f"damaged: byte {error.start:,} is no UTF-8 text") from None

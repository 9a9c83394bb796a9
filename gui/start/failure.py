"""What may go wrong while packages are installed: by what pip says of it, and what a person can do."""

from __future__ import annotations

from dataclasses import dataclass

from .refusal import Refusal
from .runner import Failed


@dataclass(frozen=True)
class Failure:
    """One kind of trouble: any of the ``signs`` in pip's lines means that the ``words`` hold."""

    name: str
    signs: tuple[str, ...]
    words: str


FAILURES = (
    Failure(
        "disk",
        ("No space left on device", "Disk quota exceeded", "[Errno 28]", "not enough space on the disk"),
        "the disk is full. Free about 300 MB, or set {chosen} to a folder on another disk, and start again.",
    ),
    Failure(
        "certificate",
        ("CERTIFICATE_VERIFY_FAILED", "SSLError", "SSLCertVerificationError"),
        "the connection to the package index was not trusted. A network with its own certificate needs PIP_CERT set "
        "to that certificate's file; also check this machine's date. Then start again.",
    ),
    Failure(
        "network",
        (
            "Failed to establish a new connection",
            "NewConnectionError",
            "NameResolutionError",
            "name resolution",
            "ConnectTimeout",
            "Read timed out",
            "ProxyError",
            "Network is unreachable",
            "Connection refused",
            "ConnectionResetError",
            "Could not fetch URL",
        ),
        "the package index cannot be reached. Connect this machine to the network once and start again (behind a "
        "proxy, set HTTPS_PROXY first). For a machine that never has a network: fetch the packages on one of the same "
        "kind with 'python3 -m pip download --only-binary=:all: -d wheels {packages}', copy the folder wheels here, "
        "and start with PIP_NO_INDEX=1 and PIP_FIND_LINKS set to its full path.",
    ),
    Failure(
        "wheels",
        ("No matching distribution found", "Could not find a version that satisfies"),
        "the package index offers no ready-made {packages} for Python {python} on {system}. That Python may be too new "
        "or of a rare kind: try the newest Python from https://www.python.org/downloads/ or the one before it.",
    ),
)
UNKNOWN = "{last} The full text is above; it may help to delete {folder} and start again."


def refusal(trouble: Failed, **facts: str) -> Refusal:
    """The paragraph for a failed installation; ``facts`` are folder, packages, chosen, python, system."""
    said = "\n".join(trouble.lines)
    words = next((each.words for each in FAILURES if any(sign in said for sign in each.signs)), UNKNOWN)
    facts["last"] = last_words(trouble)
    return Refusal("Glassnet could not set itself up: " + words.format(**facts))


def last_words(trouble: Failed) -> str:
    """The last line that says something, or the exit code if nothing was said."""
    said = [line.strip() for line in trouble.lines if line.strip()]
    last = said[-1] if said else f"{trouble.command[0]} ended with code {trouble.code}"
    return last if last.endswith(".") else last + "."

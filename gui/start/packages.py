"""Which packages are installed where, read from folder names alone: a few milliseconds less than importlib.metadata.

Every installer leaves a folder ``numpy-2.4.6.dist-info`` beside a package; name and version stand in its name.
"""

from __future__ import annotations

import os
import sys


def missing(requirements: list[str], folders: list[str] | None = None) -> list[str]:
    """Those of ``requirements`` that the ``folders`` (sys.path if None) do not hold in a version new enough."""
    versions = installed(sys.path if folders is None else folders)
    return [each for each in requirements if not _satisfied(each, versions)]


def installed(folders: list[str]) -> dict[str, str]:
    """The versions of the packages in ``folders`` by normalized name; as in an import, the first folder wins."""
    found: dict[str, str] = {}
    for folder in folders:
        try:
            entries = os.listdir(folder or ".")
        except OSError:
            continue  # sys.path may name zips and folders that are not there
        for entry in entries:
            if entry.endswith(".dist-info"):
                name, _, version = entry[: -len(".dist-info")].partition("-")
                found.setdefault(normalized(name), version)
    return found


def split(requirement: str) -> tuple[str, str]:
    """Name and least version of ``name>=version``, the only form that pyproject.toml uses."""
    name, found, least = requirement.partition(">=")
    if not found or not least.replace(".", "").isdigit():
        raise ValueError(f"dependency {requirement!r}: Glassnet's own set-up reads only the form 'name>=1.2'")
    return name.strip(), least.strip()


def normalized(name: str) -> str:
    """The name as installers write it into folder names."""
    return name.lower().replace("-", "_").replace(".", "_")


def release(version: str) -> list[int]:
    """The numbers of a version, without trailing zeros: 3.10 is 3.10.0. A suffix such as rc1 is dropped."""
    numbers = []
    for part in version.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(int(digits))
    while numbers and not numbers[-1]:
        numbers.pop()
    return numbers


def _satisfied(requirement: str, versions: dict[str, str]) -> bool:
    name, least = split(requirement)
    version = versions.get(normalized(name))
    return version is not None and release(version) >= release(least)

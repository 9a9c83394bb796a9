"""The state folder: where Glassnet keeps what a person has not asked to be kept, such as recent files."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

CHOSEN = "GLASSNET_STATE"  # an environment variable: the folder to use, instead of those below


def state_folder(system: str = sys.platform, environment: Mapping[str, str] = os.environ) -> Path:
    """By the system's convention; it may not exist yet."""
    home = Path.home()
    if chosen := environment.get(CHOSEN):
        return Path(chosen)
    if system == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Glassnet"
    if system == "darwin":
        return home / "Library" / "Application Support" / "Glassnet"
    asked = Path(environment.get("XDG_STATE_HOME") or "")  # the convention: a relative path does not count
    return (asked if asked.is_absolute() else home / ".local" / "state") / "glassnet"

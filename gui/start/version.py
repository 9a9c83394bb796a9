"""The oldest Python that Glassnet runs on, and the words for whoever has an older one. Parses on Python 2.7."""

import os
import sys

OLDEST = (3, 10)
NEWEST_TRIED = (3, 19)  # how far up a newer Python is looked for on PATH


def complaint(found, executable):
    """One paragraph for a person, or None if the version will do."""
    if tuple(found[:2]) >= OLDEST:
        return None
    words = "Glassnet needs Python %d.%d or newer, but this is Python %d.%d.%d (%s). " % (
        OLDEST + tuple(found[:3]) + (executable or "unknown place",)
    )
    newer = newest_on_path()
    if newer:
        return words + "This machine has a newer one: start Glassnet with '%s main.py'." % newer
    return words + "Get a newer Python from https://www.python.org/downloads/ and start main.py with that."


def newest_on_path():
    """The newest Python on PATH that is new enough and answers, as a command to type; or None."""
    for minor in range(NEWEST_TRIED[1], OLDEST[1] - 1, -1):
        name = "python3.%d" % minor
        if answers(name, minor):
            return name
    return None


def answers(name, minor):
    """Whether ``name`` can be started and is Python 3.minor: version managers leave shims that cannot."""
    suffix = ".exe" if os.name == "nt" else ""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    if not any(os.path.isfile(os.path.join(folder, name + suffix)) for folder in folders):
        return False
    import subprocess

    code = "import sys; sys.exit(0 if sys.version_info[:2] == (3, %d) else 1)" % minor
    try:
        process = subprocess.Popen([name, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.communicate()
    except OSError:
        return False
    return process.returncode == 0


def tell(words):
    """To the terminal; where there is none (pythonw), in a message box, since a window was asked for by a click."""
    if sys.stderr is not None:
        sys.stderr.write(words + "\n")
    elif os.name == "nt":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, words, "Glassnet", 0x10)

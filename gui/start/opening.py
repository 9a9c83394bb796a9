"""Opens the window; where no window can be, draws a picture instead and says how to get the window."""

from __future__ import annotations

import os
import sys

from . import screen

STEPS = 2000
PICTURE = "glassnet.png"


def window(file: str | None = None) -> int:
    """The exit code of the window, which begins with what is in ``file``, or of the picture that stands in for it."""
    reason = screen.absence()
    if reason is None and not _has_tk():
        return picture(*_why_no_tk(), file)
    if reason is None:
        from gui import window as gui_window

        try:
            return gui_window.main(file)
        except Exception as error:
            if not screen.is_refused(error):
                raise
            reason = f"The screen {os.environ.get('DISPLAY', '')!r} (DISPLAY) cannot be opened"
    return picture(reason, "start it on a desktop, or over SSH with 'ssh -X'", file)


def picture(reason: str, remedy: str, file: str | None = None) -> int:
    """Train the default experiment, or the run in ``file``, and draw it; one line says so and how to get the window."""
    what = f"the run in {file}" if file else f"its default experiment for {STEPS:,} steps"
    name = f"{os.path.splitext(os.path.basename(file))[0]}-drawn.png" if file else PICTURE  # never the file itself
    path = os.path.join(os.getcwd(), name)
    if sys.stderr is not None:
        sys.stderr.write(f"{reason}: Glassnet trains {what} and draws it to {path}. For the window, {remedy}.\n")
        sys.stderr.flush()
    from gui import render

    return render.main([*(["--experiment", file] if file else ["--steps", str(STEPS)]), "--out", name])


def _has_tk() -> bool:
    """Quickly where it is there, as almost always; the rest looks longer, and brings it where we may."""
    try:
        import tkinter  # noqa: F401 - the window needs it in a moment anyway
    except ImportError:
        from . import system
        from .runner import Runner

        return not system.provide(["tk"], Runner(lambda line: None))
    return True


def _why_no_tk() -> tuple[str, str]:
    from . import system

    advice = system.advice(system.missing(["tk"]))
    return "Tk, Python's window toolkit, is not installed", advice[0].lower() + advice[1:].rstrip(".")

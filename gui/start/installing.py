"""How the first start shows what it does: lines on the terminal, or a small window where there is no terminal."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from . import screen, system
from .runner import Runner

Work = Callable[[Runner], Any]
PERIOD = 50  # milliseconds between two looks at the queue of lines


def show(title: str, work: Work, window_wanted: bool) -> Any:
    """Do the ``work``, show its lines as they come, return what it returns; raises KeyboardInterrupt if stopped."""
    terminal = sys.stderr is not None and sys.stderr.isatty()
    if window_wanted and not terminal and not os.environ.get("CI") and screen.absence() is None:
        window = _window(title)
        if window is not None:
            return window.run(work)
    return _lines(title, work)


def _lines(title: str, work: Work) -> Any:
    def say(words: str) -> None:
        if sys.stderr is not None:
            sys.stderr.write(words + "\n")
            sys.stderr.flush()

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    say(title)
    began = time.monotonic()
    with _Signals(stop):
        result = work(Runner(lambda line: say("  " + line)))
    say(f"Ready after {time.monotonic() - began:.0f} s.")
    return result


def _window(title: str) -> _Window | None:
    """The progress window, or None if Tk is missing or DISPLAY leads nowhere."""
    if system.missing(["tk"]):
        return None
    try:
        return _Window(title)
    except Exception as error:
        if screen.is_refused(error):
            return None
        raise


class _Window:
    """The work runs in a thread of its own; Tk stays in this one and fetches the lines from a queue."""

    def __init__(self, title: str) -> None:
        import tkinter
        from tkinter import ttk

        self.root = tkinter.Tk(className="Glassnet")
        self.root.title("Glassnet")
        ttk.Style(self.root).theme_use("clam")
        self.line = tkinter.StringVar(self.root)
        frame = ttk.Frame(self.root, padding=20)
        frame.pack(fill="both", expand=True)
        ttk.Label(frame, text=title, wraplength=460).pack(anchor="w")
        bar = ttk.Progressbar(frame, mode="indeterminate")
        bar.pack(fill="x", pady=12)
        bar.start()
        ttk.Label(frame, textvariable=self.line, width=64).pack(anchor="w")
        self.button = ttk.Button(frame, text="Cancel")
        self.button.pack(anchor="e", pady=(12, 0))
        self.root.resizable(False, False)
        self.lines: queue.Queue[str] = queue.Queue()
        self.outcome: dict[str, Any] = {}

    def run(self, work: Work) -> Any:
        runner = Runner(self.lines.put)
        self.button.configure(command=runner.stop)
        self.root.protocol("WM_DELETE_WINDOW", runner.stop)
        thread = threading.Thread(target=self._work, args=(work, runner))
        # A handler that raised would raise inside a Tk callback and be lost there.
        with _Signals(lambda number, frame: runner.stop()):
            thread.start()
            self._poll(thread)
            self.root.mainloop()
            thread.join()
        if "error" in self.outcome:
            raise self.outcome["error"]
        return self.outcome["result"]

    def _work(self, work: Work, runner: Runner) -> None:
        try:
            self.outcome["result"] = work(runner)
        except BaseException as error:  # carried over to the thread that waits
            self.outcome["error"] = error

    def _poll(self, thread: threading.Thread) -> None:
        while not self.lines.empty():
            line = self.lines.get().strip()
            if not line.startswith("WARNING"):  # pip's remarks on its own settings; the terminal shows them
                self.line.set(line if len(line) <= 64 else line[:63] + "…")
        if thread.is_alive():
            self.root.after(PERIOD, self._poll, thread)
        else:
            self.root.destroy()


class _Signals:
    """While in the block, the signals that end a program call ``handler``, so that nothing stays half-made.

    Those that are ignored stay so: nohup and background jobs count on it.
    """

    def __init__(self, handler: Callable[[int, Any], None]) -> None:
        self.handler = handler
        self.numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

    def __enter__(self) -> None:
        present = {number: signal.getsignal(number) for number in self.numbers}
        self.before = {number: known for number, known in present.items() if known not in (signal.SIG_IGN, None)}
        for number in self.before:
            signal.signal(number, self.handler)

    def __exit__(self, *_: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

"""A person at the real window: presses its buttons and keys, types into its fields, and remembers what was shown."""

from __future__ import annotations

import dataclasses
import gc
import threading
from types import TracebackType
from typing import Any

from gui.controls.speeds import SPEEDS
from gui.controls.stepping import neighbour
from gui.workbench import Workbench
from model.knob import Knob
from model.training.experiment import KNOBS, Experiment
from model.training.snapshot import Snapshot, Status
from tests.gui.conftest import Stage

HURRY = 500.0  # pictures a second in tests that count pictures


class Person(Stage):
    """The workbench of an experiment, and everyone's hands on it. ``shown`` are the snapshots as they came."""

    def __init__(self, **settings: Any) -> None:
        super().__init__()
        self.bench = Workbench(self.root, self.root.quit, Experiment(**settings))
        self.session = self.bench.session
        self.shown: list[Snapshot] = []
        self._watch_pictures()
        self._watch_errors()
        self.wait(lambda: self.shown)
        self.settle()

    def _watch_pictures(self) -> None:
        show = self.bench.show

        def noting(snapshot: Snapshot) -> None:
            show(snapshot)
            self.shown.append(snapshot)

        self.bench.show = noting  # type: ignore[method-assign]

    def _watch_errors(self) -> None:
        tell = self.root.report_callback_exception

        def noting(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            self.errors.append(error)
            tell(kind, error, trace)

        self.root.report_callback_exception = noting  # type: ignore[assignment]

    def begin(self, **settings: Any) -> int:
        """Another experiment at rest in the same window; returns its run's number."""
        self.session.pause()
        self.session._restart(Experiment(**settings), "")
        self.bench.form.show(self.session.experiment)
        number = self.session.worker.run_number
        self.bench.status.show("")
        self.bench._said = ()
        self.wait(lambda: self.now.run == number)
        del self.shown[:-1]
        self.settle()
        return number

    # -- what a person sees --------------------------------------------------------------------------------------

    @property
    def now(self) -> Snapshot:
        """The moment on screen."""
        return self.shown[-1]

    @property
    def says(self) -> str:
        """The words of the status line."""
        return self.bench.status.words

    @property
    def steps(self) -> list[int]:
        """The steps of the pictures of the present run, each once."""
        return list(dict.fromkeys(snapshot.step for snapshot in self.shown if snapshot.run == self.now.run))

    def enabled(self, name: str) -> bool:
        """Whether a button can be pressed."""
        return not self.bench.transport.buttons[name].instate(["disabled"])

    # -- what a person does --------------------------------------------------------------------------------------

    def push(self, name: str) -> None:
        """Press a button of the strip."""
        self.bench.transport.buttons[name].invoke()

    def strike(self, *keys: str) -> None:
        """Press keys while nothing in particular has the keyboard."""
        self.focus(self.root)
        for key in keys:
            self.root.event_generate(key)

    def hurry(self) -> None:
        """The same steps for a picture, but more pictures a second."""
        self.bench.speed = dataclasses.replace(self.bench.speed, frames_per_second=HURRY)
        self.bench.frames_per_second = HURRY

    def choose_speed(self, name: str) -> None:
        """Choose a pace in the list."""
        box = self.bench.transport.box
        box.current(list(SPEEDS).index(name))
        box.event_generate("<<ComboboxSelected>>")
        self.settle()

    def set(self, name: str, value: Any, option: str = "") -> None:
        """Enter ``value`` into the field of a knob as its kind wants it."""
        row = self.bench.form.row(name, option)
        knob, main = row.knob, row.field.main
        if knob.choices is not None:
            main.set(knob.choices[value].label)
            main.event_generate("<<ComboboxSelected>>")
        elif knob.kind is bool:
            main.invoke()
        elif knob.several is not None:
            for name, box in row.field.boxes.items():
                if box.instate(["selected"]) != (name in value):
                    box.invoke()
        else:
            self.type(name, knob.show(value), "<Return>", option=option)

    def type(self, name: str, text: str, *keys: str, option: str = "") -> None:
        """Type into the field of a knob."""
        main = self.bench.form.row(name, option).field.main
        self.focus(main)
        main.delete(0, "end")
        main.insert(0, text)
        self.press(main, *keys)

    def play(self, until: int) -> None:
        """Play, and see at least so many steps."""
        if not self.session.playing:
            self.push("play")
        self.wait(lambda: self.now.step >= until)

    def rest(self) -> None:
        """Pause, and see where the run rests."""
        if self.session.playing:
            self.push("play")
        self.wait(lambda: self.session.snapshot.status is not Status.RUNNING)
        self.settle()

    def new_run(self, after: int) -> None:
        """See a run with a higher number than ``after``."""
        self.wait(lambda: self.now.run > after)

    def leave(self) -> None:
        """Close, and leave nothing behind."""
        self.settle()
        self.bench.close()
        self.root.destroy()
        assert self.root.tk.call("after", "info") in ("", ()), "something was still to come"
        assert not self.session.worker._thread.is_alive()

    def go_home(self) -> None:
        """Leave for good; what went wrong in the window meanwhile is raised."""
        self.leave()
        gc.collect()
        if self.errors:
            raise self.errors[0]


def training_threads() -> set[threading.Thread]:
    """The training threads that are alive."""
    return {thread for thread in threading.enumerate() if thread.name == "training"}


def settings_that_read(name: str) -> dict[str, Any]:
    """Settings with which a knob has an effect: the defaults with one other value."""
    trials = [{}] + [{choice: value} for choice, knob in KNOBS.items() if knob.choices for value in knob.choices]
    trials += [{other: another(knob, knob.default)} for other, knob in KNOBS.items() if knob.choices is None]
    return next(trial for trial in trials if KNOBS[name].read_by(Experiment(**trial)))


def another(knob: Knob, value: Any) -> Any:
    """A legal value of ``knob`` besides ``value``."""
    if knob.choices is not None:
        return next(name for name in knob.choices if name != value)
    if knob.kind is bool:
        return not value
    if knob.several is not None:
        return (*value, next(name for name in knob.several if name not in value))
    if knob.kind is tuple:  # one number for each hidden layer
        return tuple(0.5 * knob.maximum for _ in Experiment().widths)
    up = neighbour(knob, value, 1)
    return up if up != value else neighbour(knob, value, -1)

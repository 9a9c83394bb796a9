"""Drawing: the mode in which the mouse adds points to the boundary plot and takes them away."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

import numpy as np

from gui.keys import CONTROL
from gui.session import Session
from gui.theme.theme import Theme
from model.data.own.points import FEWEST, MOST, MOST_CLASSES, OwnPoints
from model.data.own.refusal import Refusal
from model.data.own.sketch import Sketch
from model.knob import Invalid

from .plane import DrawnPlane

SPACING, RADIUS, SPRAY = 9, 11, 15  # px: between points of a stroke, of the eraser, of a spray
GOLDEN = 2.399963229728653  # radians between two points of a sunflower (Vogel, 1979), evenly dense on a disc
CYCLE = 13  # points of a spray until its pattern starts again
SHIFT = 0x1
WATCH = 30  # ms between looks whether the panel shows what has been drawn
HELP = "Drawing: click or drag adds points, the right button or Shift erases, 0 to 5 choose the class, Esc ends."
TOO_FEW = f"Fewer than {FEWEST} points: training rests until there are more; Undo brings the last ones back."


class Drawing:
    """``act(action)`` runs an action and brings the window up to date; ``say`` speaks in the status line.

    ``find_plane()`` is the boundary plot, if it is on screen. ``changed()`` is called when the mode, the class or what
    can be undone has changed.
    """

    def __init__(
        self,
        root: tk.Tk,
        theme: Theme,
        session: Session,
        find_plane: Callable[[], DrawnPlane | None],
        act: Callable[[Callable[[], None]], None],
        say: Callable[[str, str], None],
        changed: Callable[[], None],
    ) -> None:
        self._root, self._theme, self._session, self._find_plane = root, theme, session, find_plane
        self._plane: DrawnPlane | None = None  # where one draws, while one does
        self._act, self._say, self._changed = act, say, changed
        self.active, self.label, self.spray = False, 0, False
        self.sketch: Sketch | None = None
        self._given: OwnPoints | None = None  # what the session has of the sketch
        self._in_use = True  # whether the session has all of the sketch
        self._run = 0  # the run whose points the sketch has, or will have
        self._erasing: bool | None = None  # None between strokes
        self._last: tuple[float, float] | None = None
        self._sprayed = 0
        self._timer: str | None = None
        self._tag = f"Drawing{root}"
        self._bind()

    # -- what buttons and keys do --------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to draw, on what is there."""
        if self.active:
            return
        self._plane = self._find_plane()
        if self._plane is None or not self._take_up():
            return
        self.active = True
        for widget in (self._root, self._plane.widget):
            widget.bindtags((self._tag, *widget.bindtags()))
        self._plane.widget.configure(cursor="crosshair")
        self._root.focus_set()
        self._say(HELP, "plain")
        self._watch()
        self._changed()

    def stop(self) -> None:
        """End drawing; what has been drawn stays, unless it is too little to train on."""
        if not self.active:
            return
        self.active, self._erasing = False, None
        assert self._plane is not None
        self._root.bindtags(tuple(tag for tag in self._root.bindtags() if tag != self._tag))
        if self._plane.alive:
            widget = self._plane.widget
            widget.bindtags(tuple(tag for tag in widget.bindtags() if tag != self._tag))
            widget.configure(cursor="")
        drawn = not self._in_use
        words = "Training cannot use what was drawn: the data set stays as it was." if drawn else "Drawing ended."
        self._drop()
        self._cancel()
        self._say(words, "warning" if drawn else "plain")
        self._changed()

    def toggle(self) -> None:
        """Begin or end."""
        (self.stop if self.active else self.start)()

    def choose(self, label: int) -> None:
        """The class of the points to come."""
        self.label = label
        self._changed()

    def undo(self) -> None:
        """Take the last stroke back."""
        if self.active and self._take_up() and self.sketch and self.sketch.can_undo:
            self.sketch.undo()
            self._hand_over()

    def clear(self) -> None:
        """An empty plane."""
        if self.active and self._take_up() and self.sketch and len(self.sketch):
            self.sketch.clear()
            self._hand_over()

    def close(self) -> None:
        """Cancel what is pending."""
        self._cancel()

    # -- the mouse -----------------------------------------------------------------------------------------------

    def _bind(self) -> None:
        bind = self._root.bind_class
        for button in (1, 2, 3):
            bind(self._tag, f"<ButtonPress-{button}>", self._pressed)
            bind(self._tag, f"<B{button}-Motion>", self._dragged)
            bind(self._tag, f"<ButtonRelease-{button}>", self._released)
        bind(self._tag, "<Motion>", lambda event: "break")
        for digit in range(10):  # also those of no class: outside they bring views
            bind(self._tag, f"<Key-{digit}>", lambda event, digit=digit: self._key(self._choose_digit, digit))
        bind(self._tag, "<Escape>", lambda event: self._key(self.stop))
        for letter in "zZ":
            bind(self._tag, f"<{CONTROL}-{letter}>", lambda event: self._key(self.undo))

    def _choose_digit(self, digit: int) -> None:
        if digit < MOST_CLASSES:
            self.choose(digit)

    @staticmethod
    def _key(action: Callable[..., None], *arguments: int) -> str:
        action(*arguments)
        return "break"

    def _pressed(self, event: tk.Event) -> None:
        if event.widget is not self._plane.widget or self._erasing is not None:
            return
        if self._plane.place(event.x, event.y) is None or not self._take_up():
            return
        assert self.sketch is not None
        self.sketch.begin()
        self._erasing = event.num != 1 or bool(int(event.state) & SHIFT)
        self._last = None
        self._reach(event.x, event.y)

    def _dragged(self, event: tk.Event) -> str:
        if self._erasing is not None and event.widget is self._plane.widget:
            self._reach(event.x, event.y)
        return "break"  # no read-out in the way of the pen

    def _released(self, event: tk.Event) -> None:
        if self._erasing is None:
            return
        self._erasing = None
        if self.sketch is not None and self.sketch.end():
            self._hand_over()

    def _reach(self, x: float, y: float) -> None:
        """Go on to a pixel: act at even distances on the way, however far the pointer has jumped."""
        spacing = self._theme.px(SPACING)
        if self._last is None:
            self._last = (x, y)
            self._touch(x, y)
            return
        way = np.array([x, y]) - self._last
        count = int(np.hypot(*way) // spacing)
        for step in range(1, count + 1):
            at = self._last + way * step * spacing / np.hypot(*way)
            self._touch(*at)
        if count:
            self._last = tuple(self._last + way * count * spacing / np.hypot(*way))

    def _touch(self, x: float, y: float) -> None:
        """Add or erase at one pixel."""
        assert self.sketch is not None
        if self._erasing:
            place = self._plane.place(x, y)
            wide, high = (self._theme.px(RADIUS) * unit for unit in self._plane.units)
            for point in self.sketch.erase(*place, (wide, high)) if place else ():
                self._plane.cross_out(point)
            return
        place = self._plane.place(*self._scattered(x, y))
        if place is not None and self.sketch.add(*place, self.label):
            self._plane.mark(np.array(place), self.label)
        elif self.sketch.full:
            self._say(f"There are {MOST:,} points already, which is the most that is possible.", "warning")

    def _scattered(self, x: float, y: float) -> tuple[float, float]:
        """Where the next point of a spray around a pixel falls; the pixel itself without spray."""
        if not self.spray:
            return x, y
        self._sprayed += 1
        reach = self._theme.px(SPRAY) * np.sqrt((self._sprayed * 5 % CYCLE + 0.5) / CYCLE)
        return x + reach * np.cos(GOLDEN * self._sprayed), y + reach * np.sin(GOLDEN * self._sprayed)

    # -- between sketch and session ------------------------------------------------------------------------------

    def _take_up(self) -> bool:
        """Have a sketch of the data set in force; False, said in words, where it is no plane."""
        own = self._session.experiment.own
        if self.sketch is not None and self._in_step():
            return True
        snapshot = self._session.snapshot
        if snapshot is None or snapshot.run != self._session.worker.run_number:
            return False
        data = snapshot.data
        if snapshot.boundary is None or not data.classes or data.train.points.shape[1] != 2:
            self._say(
                "Drawing needs classes on a plane: choose a data set with classes and two inputs first.", "warning"
            )
            return False
        points, labels = (own.points, own.labels) if own else (data.points, data.targets)
        frame = snapshot.boundary.x_range, snapshot.boundary.y_range
        self.sketch = Sketch(points, labels, frame, data.feature_names, data.class_names)
        self._given, self._run, self._in_use = own, snapshot.run, True
        self._plane.clear()
        return True

    def _in_step(self) -> bool:
        """Whether the session still has the data that the sketch began with or gave it."""
        own = self._session.experiment.own
        return own == self._given if own else self._given is None and self._run == self._session.worker.run_number

    def _hand_over(self) -> None:
        """Train on the sketch as it is now; where it is too little, rest and show it alone."""
        assert self.sketch is not None
        try:
            points = self.sketch.result()
            self._act(lambda: self._session.use(points))
        except Refusal:
            self._rest(TOO_FEW, "plain")
        except Invalid as error:  # another setting does not go with them, such as early stopping with hardly any points
            self._rest(f"Training rests, for a setting does not go with these points: {error}.", "warning")
        else:
            self._given, self._run, self._in_use = points, self._session.worker.run_number, True
        self._changed()

    def _rest(self, words: str, tone: str) -> None:
        """Show the sketch alone, for it cannot be trained on, and say why."""
        assert self.sketch is not None
        assert self._plane is not None
        self._in_use = False
        self._act(self._session.pause)
        self._plane.blank(self.sketch.points, self.sketch.labels)
        self._say(words, tone)

    def _watch(self) -> None:
        """Take the drawn marks away once the panel shows the points itself."""
        if not self._plane.alive:  # a person has chosen another panel for its place
            self.stop()
            return
        shown = self._plane.canvas.panel.snapshot
        if self.sketch is not None and not self._in_step():  # a person has chosen other data meanwhile
            self._drop()
            self._changed()
        elif self._erasing is None and shown is not None and shown.run >= self._run and self._in_use:
            self._plane.clear()
        self._timer = self._root.after(WATCH, self._watch)

    def _drop(self) -> None:
        self.sketch, self._given, self._run, self._in_use = None, None, 0, True
        self._plane.clear()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._root.after_cancel(self._timer)
            self._timer = None

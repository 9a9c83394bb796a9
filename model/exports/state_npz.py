"""The state of a run as .npz: everything that the next step depends on, by names that a student would choose.

``numpy.load(path)`` reads it, without pickle: ``W0`` ``(in, out)`` and ``b0 (out,)`` are those of the first weight
layer, so that ``x @ W0 + b0`` are its sums; with batch norm also ``gamma0``, ``beta0``, ``running_mean0`` and
``running_variance0``, with a learned slope ``alpha0``. ``optimizer_…`` are the optimizer's own arrays, flat: layer by
layer, in each W, b, gamma, beta, alpha. ``moment`` is the text of an experiment file, which brings the run back.
Numbers from ``batches_`` and ``dropout_random`` on are where the random streams stand (PCG64, in words of 64 bits),
what early stopping and the plateau policy remember.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..knob import Invalid
from ..nn.optimizers import OPTIMIZERS
from ..nn.plateau import Memory
from ..strict_json import Damaged, brief
from ..training.batches import Place
from ..training.early_stopping import Watch
from ..training.moment import Moment
from ..training.timeline import State
from ..training.trainer import Trainer
from .npz import MOST_BYTES, Archive

FORMAT = 1
NOT_STOPPED = -1
WORD = 64  # bits
KEPT = ("best", "last")  # networks that early stopping may keep
Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Saved:
    """What is in a file: the run's ``moment``, its ``state`` then, and what early stopping knew."""

    moment: Moment
    state: State
    watch: Watch

    def trainer(self, keep_going: Callable[[], bool] | None = None) -> Trainer:
        """A trainer that goes on exactly as the first one would, with its whole past, which is made again.

        Where this machine's arithmetic has led elsewhere, the file's own numbers take the place of those made again.
        Only part of the way where ``keep_going()`` says no.
        """
        trainer = self.moment.trainer(keep_going)
        if trainer.step_count == self.state.step and self.differences(trainer):
            trainer.state, trainer.watch = self.state, self.watch
        return trainer

    def differences(self, trainer: Trainer) -> list[str]:
        """Which arrays of ``trainer``, which trains the same experiment, are not those of the file, to the last bit."""
        mine, its = arrays(self.moment, self.state, self.watch, trainer), gathered(trainer)
        same = {name for name in mine.keys() & its.keys() if mine[name].tobytes() == its[name].tobytes()}
        return sorted((mine.keys() | its.keys()) - same - {"moment"})

    def verdict(self, trainer: Trainer) -> str:
        """In a sentence what is not the same in ``trainer``, which has gone to this moment; empty if nothing is."""
        if trainer.step_count != self.state.step:
            if not trainer.ending:
                return ""  # somebody has gone elsewhere
            return f"The run ends at step {trainer.step_count:,} here; in the file it stood at {self.state.step:,}."
        if not self.differences(trainer):
            return ""
        gap = np.abs(trainer.network.parameters.astype(float) - self.state.parameters.astype(float))
        return (
            f"Trained again up to step {self.state.step:,}, the run is not quite that of the file: weights differ by "
            f"up to {np.max(gap, initial=0.0):.2g}. Another machine may round otherwise."
        )


def gathered(trainer: Trainer) -> Arrays:
    """A copy of everything that the next step of ``trainer`` depends on, as the arrays of a file."""
    return arrays(Moment.of(trainer), trainer.state, trainer.watch, trainer)


def arrays(moment: Moment, state: State, watch: Watch, trainer: Trainer) -> Arrays:
    """The arrays of a file; only the shapes of ``trainer``, and its optimizer, matter."""
    found: Arrays = {"glassnet_state": np.array(FORMAT), "moment": np.array(moment.to_json())}
    found["step"] = np.array(state.step)
    found |= _named(trainer, state.parameters, state.running)
    found |= dict(zip(_slots(trainer), state.slots, strict=True))
    found["batches_order"], found["batches_position"] = state.place.order, np.array(state.place.position)
    found["batches_random"], found["dropout_random"] = _words(state.place.rng), _words(state.dropout)
    found["plateau"] = np.array([state.memory.best, state.memory.since, state.memory.drops])
    stopped = NOT_STOPPED if watch.stopped is None else watch.stopped
    found["early_stopping"] = np.array(
        [watch.best_step, watch.best_loss, watch.latest, watch.wait, watch.seen, stopped], float
    )
    for name in KEPT:
        if (kept := getattr(watch, name)) is not None:
            found[f"{name}_parameters"], found[f"{name}_running"] = kept
    return found


def as_bytes(found: Arrays) -> bytes:
    """The content of the file."""
    file = io.BytesIO()
    np.savez(file, **found)
    return file.getvalue()


def read(content: bytes) -> Saved:
    """What ``as_bytes`` wrote. Raises Invalid, whose words say what is wrong; nothing in a file is trusted or run."""
    archive = Archive(content)
    version = int(archive.take("glassnet_state", (), np.dtype(int)))
    if version != FORMAT:
        newer = "; this was written by a newer Glassnet" if version > FORMAT else ""
        raise Invalid("glassnet_state", brief(version), f"format {FORMAT}{newer}")
    moment = Moment.from_json(archive.text("moment"))
    trainer = Trainer(moment.experiment)
    expected = gathered(trainer)
    for name in KEPT:
        if f"{name}_parameters" in archive:
            expected |= dict(zip((f"{name}_parameters", f"{name}_running"), _flat(trainer)))
    archive.only(expected)
    found = {name: archive.take(name, like.shape, like.dtype) for name, like in expected.items() if name != "moment"}
    if int(found["step"]) != moment.step:
        raise Invalid("step", int(found["step"]), f"{moment.step}, which is that of the moment")
    return Saved(moment, _state(trainer, found), _watch(found))


def load_state(path: str | Path) -> Trainer:
    """A trainer that goes on exactly as the one that was saved in ``path``. Raises Invalid, or OSError."""
    with open(path, "rb") as file:
        return read(file.read(MOST_BYTES + 1)).trainer()


def _flat(trainer: Trainer) -> tuple[np.ndarray, np.ndarray]:
    return trainer.network.parameters, trainer.network.running


def _named(trainer: Trainer, parameters: np.ndarray, running: np.ndarray) -> Arrays:
    """Copies of all parameters and running statistics: W0, b0, ..., in the order of the layers."""
    network = trainer.network.copy()
    network.parameters[...], network.running[...] = parameters, running
    found = {f"{name}{layer.number}": v for layer in network.layers for name, v in layer.parameters.items()}
    for layer in network.layers:
        if layer.normalized:
            found[f"running_mean{layer.number}"] = layer.running_mean
            found[f"running_variance{layer.number}"] = layer.running_variance
    return found


def _slots(trainer: Trainer) -> list[str]:
    """The names of the optimizer's arrays, the counters last where it has some."""
    optimizer = OPTIMIZERS[trainer.first.optimizer]
    return [f"optimizer_{name}" for name in (*optimizer.slots, *(("counters",) if optimizer.counters else ()))]


def _words(rng: Mapping[str, object]) -> np.ndarray:
    """The state of a PCG64 generator: state and increment (128 bits each, the high word first), and its spare half."""
    inner: Mapping[str, int] = rng["state"]  # type: ignore[assignment]
    halves = [part >> shift & (1 << WORD) - 1 for part in (inner["state"], inner["inc"]) for shift in (WORD, 0)]
    return np.array([*halves, rng["has_uint32"], rng["uinteger"]], np.uint64)


def _random(name: str, words: np.ndarray) -> dict[str, object]:
    """The state that ``_words`` wrote. Raises Invalid."""
    high, low, more, odd, spare, half = words.tolist()
    if not odd % 2 or spare > 1 or half >= 2**32:
        raise Damaged(f"damaged: {name} is no state of a random generator")
    inner = {"state": high << WORD | low, "inc": more << WORD | odd}
    return {"bit_generator": "PCG64", "state": inner, "has_uint32": spare, "uinteger": half}


def _state(trainer: Trainer, found: Arrays) -> State:
    """The state in the arrays, whose shapes are right. Raises Invalid for values that no run can have."""
    network = trainer.network.copy()
    for layer in network.layers:
        for name, values in layer.parameters.items():
            values[...] = found[f"{name}{layer.number}"]
        if layer.normalized:
            layer.running_mean[...] = found[f"running_mean{layer.number}"]
            layer.running_variance[...] = found[f"running_variance{layer.number}"]
    order, position = found["batches_order"], int(found["batches_position"])
    if not np.array_equal(np.sort(order), np.arange(len(order))):
        raise Damaged("damaged: batches_order is no order of the training points, each of them once")
    if not 0 <= position <= trainer.steps_per_epoch:
        raise Invalid("batches_position", position, f"0 to {trainer.steps_per_epoch}")
    best, *counts = found["plateau"].tolist()
    slots = tuple(found[name] for name in _slots(trainer))
    place = Place(order, position, _random("batches_random", found["batches_random"]))
    dropout = _random("dropout_random", found["dropout_random"])
    memory = Memory(best, *(_count("plateau", count) for count in counts))
    return State(int(found["step"]), network.parameters, slots, network.running, place, dropout, memory)


def _watch(found: Arrays) -> Watch:
    """What early stopping knew. Raises Invalid."""
    best_step, best_loss, latest, wait, seen, stopped = found["early_stopping"].tolist()
    best_step, wait, seen = (_count("early_stopping", count) for count in (best_step, wait, seen))
    at = None if stopped == NOT_STOPPED else _count("early_stopping", stopped)
    best, last = (
        (found[f"{name}_parameters"], found[f"{name}_running"]) if f"{name}_parameters" in found else None
        for name in KEPT
    )  # fmt: skip
    if (at is not None or last is not None) and best is None:
        raise Damaged("damaged: early stopping has ended the run, but its best network is not there")
    return Watch(best_step, best_loss, latest, wait, seen, best, last, at)


def _count(name: str, value: float) -> int:
    if not 0 <= value <= 2**53 or value != int(value):
        raise Invalid(name, value, "counts: whole numbers, 0 or more")
    return int(value)

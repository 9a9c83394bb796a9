"""An experiment: every knob of a run, each declared once with its default, range, words and way of acting."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from ..data.features import FEATURES, possible
from ..data.generators import DATASETS
from ..data.own.points import OwnPoints
from ..data.own.refusal import Refusal
from ..data.split import training_sizes
from ..knob import Invalid, Knob, knob, knobs_of
from ..nn.activations import ACTIVATIONS
from ..nn.initializers import INITIALIZERS
from ..nn.network import NORM_POSITIONS
from ..nn.optimizers import OPTIMIZERS
from ..nn.plateau import NOTHING, Memory
from ..nn.precision import PRECISIONS
from ..nn.schedules import SCHEDULES, rates, remember, resolve
from .batches import batch_sizes

GROUPS = ("Data", "Inputs", "Network", "Training", "Regularization")
RATES = (*(round(lead * 10.0**power, 10) for power in range(-5, 1) for lead in (1, 3)), 10.0)
SEED_LIMIT = 2**32 - 1
MOST_FEATURED = 2  # inputs of which features can be made
FEWEST = 2  # points of every class, where one class is larger
NO_VALIDATION = "off where there are no validation points (choose a training share below 1)"


@dataclass(frozen=True)
class Experiment:
    """All settings of a run; two equal experiments give equal runs, bit for bit.

    ``own`` points win over ``dataset``, which then stands at its default, and over samples, classes and noise.

    Raises Invalid (a ValueError naming setting, value and legal range) for anything that cannot be.
    """

    # fmt: off
    dataset: str = knob("circles", label="Data set", group="Data", choices=DATASETS,
        stand_in=lambda e: e.own, help="The points that the network learns to tell apart, or whose values it learns.")
    own: OwnPoints | None = None
    samples: int = knob(500, label="Samples", unit="points", group="Data", minimum=12, maximum=20_000, log=True,
        read_by=lambda e: e.own is None, stops=(50, 100, 200, 500, 1000, 2000, 5000), help="How many points there are, training and validation together.")
    classes: int = knob(2, label="Classes", group="Data", minimum=2, maximum=6,
        read_by=lambda e: e.reads_data("classes"), help="How many kinds of points.")
    turns: float = knob(1.0, label="Turns", group="Data", minimum=0.25, maximum=4.0, stops=(0.5, 0.75, 1.0, 1.5, 2.0, 3.0),
        read_by=lambda e: e.reads_data("turns"), help="How often each arm winds around the middle; more is harder.")
    noise: float = knob(0.1, label="Noise", unit="sd", group="Data", minimum=0.0, maximum=1.0,
        read_by=lambda e: e.own is None, help="Standard deviation of the random push on every point, in the units of the plane; on every value in regression.")
    label_noise: float = knob(0.0, label="Label noise", unit="fraction", group="Data", minimum=0.0, maximum=0.5,
        read_by=lambda e: e.reads_data("label_noise"), help="Share of the points whose class is replaced by another one.")
    imbalance: float = knob(0.0, label="Larger class", unit="fraction", group="Data", minimum=0.0, maximum=0.95,
        stops=(0.0, 0.6, 0.7, 0.8, 0.9, 0.95), read_by=lambda e: e.reads_data("imbalance"),
        help="Share of the points that class 0 has, the others share the rest; 0 makes all classes even.")
    train_fraction: float = knob(0.5, label="Training share", unit="fraction", group="Data", minimum=0.1, maximum=1.0,
        help="Share of the points that train the network; the others only validate it.")
    standardize: bool = knob(True, label="Standardize inputs", group="Inputs", read_by=lambda e: not e.whiten,
        help="Shift and scale each input to mean 0 and standard deviation 1 over the training points.")
    whiten: bool = knob(False, label="Whiten inputs", group="Inputs",
        help="Instead: also turn and stretch the inputs (ZCA) until they are uncorrelated over the training points.")
    features: tuple[str, ...] = knob(("x1", "x2"), label="Features", group="Inputs", several=FEATURES,
        possible=lambda e: possible(FEATURES, e.inputs), read_by=lambda e: e.inputs <= MOST_FEATURED,
        help="What the network sees of the scaled inputs; at least one.")
    data_seed: int = knob(0, label="Data seed", group="Data", minimum=0, maximum=SEED_LIMIT,
        help="Another number gives other points, noise and split; own points another split.")
    seed: int = knob(0, label="Seed", group="Network", minimum=0, maximum=SEED_LIMIT,
        help="Another number gives other initial weights, batch order and dropout.")
    depth: int = knob(2, label="Hidden layers", unit="layers", group="Network", minimum=0, maximum=30,
        read_by=lambda e: e.hidden is None,
        help="0 is a perceptron without hidden layer.")
    width: int = knob(8, label="Units per layer", unit="units", group="Network", minimum=1, maximum=256, log=True,
        stops=(1, 2, 4, 8, 16, 32, 64, 128, 256), read_by=lambda e: e.hidden is None and e.depth > 0,
        help="How many units every hidden layer has.")
    hidden: tuple[int, ...] | None = None
    activation: str = knob("tanh", label="Activation", group="Network", choices=ACTIVATIONS,
        read_by=lambda e: bool(e.widths), help="What every hidden unit does to its weighted sum.")
    leaky_slope: float = knob(0.01, label="Leaky slope", group="Network", minimum=0.0, maximum=1.0,
        read_by=lambda e: e.fixed_slope, help="The slope of leaky ReLU below 0.")
    prelu_init: float = knob(0.25, label="Initial slope", group="Network", minimum=-1.0, maximum=1.0,
        read_by=lambda e: e.learned_slope, help="Where the slope below 0 begins that each PReLU layer learns.")
    initializer: str = knob("xavier", label="Initializer", group="Network", choices=INITIALIZERS,
        help="How the weights are drawn before the first step.")
    initializer_scale: float = knob(0.01, label="Initial scale", unit="sd or value", group="Network", minimum=0.0, maximum=100.0,
        log=True, stops=(0.001, 0.01, 0.1, 0.3, 1.0, 3.0), read_by=lambda e: INITIALIZERS[e.initializer].reads_scale,
        help="Standard deviation of the normal initializer, or the value of the constant one.")
    bias_init: float = knob(0.0, label="Initial bias", group="Network", minimum=-10.0, maximum=10.0,
        read_by=lambda e: bool(e.widths), help="Where hidden biases start; a bad one kills ReLU units.")
    batch_norm: bool = knob(False, label="Batch norm", group="Network", read_by=lambda e: bool(e.widths),
        help="Normalize every hidden unit's sum over the minibatch, then scale and shift it by learned gamma and beta.")
    norm_position: str = knob("before", label="Batch norm stands", group="Network", choices=NORM_POSITIONS,
        read_by=lambda e: e.batch_norm and bool(e.widths), help="On which side of the activation batch norm stands.")
    optimizer: str = knob("sgd", label="Optimizer", group="Training", choices=OPTIMIZERS,
        help="How a gradient becomes a change of the weights.")
    momentum: float = knob(0.9, label="Momentum", group="Training", minimum=0.0, maximum=1.0, live=True,
        read_by=lambda e: e.optimizer_reads("momentum"), help="Share of the velocity that each step keeps.")
    rmsprop_alpha: float = knob(0.99, label="Alpha", group="Training", minimum=0.0, maximum=0.99999, live=True,
        stops=(0.0, 0.5, 0.9, 0.99, 0.999), read_by=lambda e: e.optimizer_reads("rmsprop_alpha"),
        help="How much of the running mean of squared gradients each step keeps.")
    beta1: float = knob(0.9, label="Beta 1", group="Training", minimum=0.0, maximum=0.99999, live=True,
        stops=(0.0, 0.5, 0.9, 0.99), read_by=lambda e: e.optimizer_reads("beta1"),
        help="How much of the running mean of gradients each step keeps.")
    beta2: float = knob(0.999, label="Beta 2", group="Training", minimum=0.0, maximum=0.99999, live=True,
        stops=(0.0, 0.9, 0.99, 0.999, 0.9999), read_by=lambda e: e.optimizer_reads("beta2"),
        help="How much of the running mean of squared gradients each step keeps.")
    eps: float = knob(1e-8, label="Epsilon", group="Training", minimum=1e-16, maximum=1.0, log=True, live=True,
        stops=(1e-10, 1e-8, 1e-6, 1e-4, 1e-2), read_by=lambda e: e.optimizer_reads("eps"),
        help="Added to the size by which gradients are divided, so that tiny ones are not blown up.")
    learning_rate: float = knob(0.03, label="Learning rate", unit="per step", group="Training", minimum=0.0, maximum=1e9,
        log=True, stops=RATES, live=True, help="How far each step goes along the gradient.")
    schedule: str = knob("constant", label="Learning-rate policy", group="Training", choices=SCHEDULES, live=True,
        help="How the learning rate changes from step to step.")
    schedule_options: Mapping[str, Any] | None = None
    warmup_steps: int = knob(0, label="Warm-up first", unit="steps", group="Training", minimum=0, maximum=1e9, log=True,
        live=True, help="The learning rate first grows in a straight line to where the policy begins; "
        "the policy counts its own steps from there.")
    batch_size: int = knob(10, label="Batch size", unit="points", group="Training", minimum=1, maximum=20_000, log=True,
        stops=(1, 2, 5, 10, 20, 32, 64, 128, 250), help="Points in one minibatch; as many as there are, or more, is full-batch.")
    max_epochs: int | None = knob(None, label="Stop after", unit="epochs", group="Training", minimum=1, maximum=1e9,
        optional=True, live=True, help="Training stops by itself after so many epochs; empty means never.")
    precision: str = knob("float64", label="Precision", group="Training", choices=PRECISIONS,
        help="64-bit numbers show gradients as small as 1e-300; 32-bit ones are faster in large networks.")
    dropout: float = knob(0.0, label="Dropout rate", unit="fraction", group="Regularization", minimum=0.0, maximum=0.95, live=True,
        read_by=lambda e: bool(e.widths) and e.dropout_rates is None,
        help="Share of the hidden units that every step sets to zero.")
    dropout_rates: tuple[float, ...] | None = knob(None, label="Rate by layer", group="Regularization",
        minimum=0.0, maximum=0.95, optional=True, live=True, read_by=lambda e: bool(e.widths),
        help="One dropout rate for each hidden layer, such as 0.2, 0.5; wins over the dropout rate. Empty means all alike.")
    l1: float = knob(0.0, label="L1 penalty", group="Regularization", minimum=0.0, maximum=10.0, log=True, live=True,
        stops=(0.0, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1), help="Adds lambda times the sum of |W|: pushes weights to zero.")
    l1_proximal: bool = knob(False, label="Exact zeros", group="Regularization", live=True, read_by=lambda e: e.l1 > 0,
        help="L1 as a step after the update: weights nearer to 0 than learning rate times lambda become exactly 0. "
        "With momentum, whose steps are longer, this is weaker: use momentum 0.")
    l2: float = knob(0.0, label="L2 penalty", group="Regularization", minimum=0.0, maximum=10.0, log=True, live=True,
        stops=(0.0, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1), help="Adds lambda / 2 times the sum of W squared: keeps weights small.")
    max_norm: float = knob(0.0, label="Max-norm", group="Regularization", minimum=0.0, maximum=1000.0, log=True, live=True,
        stops=(0.0, 0.5, 1.0, 2.0, 3.0, 4.0),
        help="After each step every unit's incoming weights are scaled back to at most this length; 0 is off.")
    early_stopping: bool = knob(False, label="Early stopping", group="Regularization", live=True,
        help="Stop when the validation loss has not improved for a while; looked at in every epoch's end.")
    patience: int = knob(50, label="Patience", unit="epochs", group="Regularization", minimum=0, maximum=1e9, live=True,
        log=True, stops=(1, 5, 10, 20, 50, 100, 200), read_by=lambda e: e.early_stopping,
        help="Training stops after so many epochs without a better validation loss; 0 acts like 1.")
    min_delta: float = knob(0.0, label="Least gain", unit="nats", group="Regularization", minimum=0.0, maximum=1000.0,
        log=True, live=True, stops=(0.0, 1e-4, 1e-3, 1e-2, 1e-1), read_by=lambda e: e.early_stopping,
        help="Only a validation loss that is lower than the best one by more than this counts as better.")
    restore_best: bool = knob(True, label="Restore best", group="Regularization", live=True,
        read_by=lambda e: e.early_stopping,
        help="When training stops, put the weights with the best validation loss back.")
    # fmt: on

    def __post_init__(self) -> None:
        for name, declared in KNOBS.items():
            object.__setattr__(self, name, declared.check(getattr(self, name)))
        if self.own is not None:
            object.__setattr__(self, "own", _checked_own(self.own))
            object.__setattr__(self, "dataset", KNOBS["dataset"].default)
        object.__setattr__(self, "hidden", _checked_hidden(self.hidden))
        if not self.used_features and self.inputs <= MOST_FEATURED:
            legal = ", ".join(possible(FEATURES, self.inputs))
            raise Invalid("features", self.features, f"{legal} for a data set with {self.inputs} input, at least one")
        _check_imbalance(self)
        if self.early_stopping and self.train_samples >= self.all_samples:
            raise Invalid("early_stopping", True, NO_VALIDATION)
        if self.dropout_rates is not None and len(self.dropout_rates) != len(self.widths):
            count = f"{len(self.widths)} numbers" if len(self.widths) != 1 else "1 number"
            raise Invalid("dropout_rates", self.dropout_rates, f"{count}, one for each hidden layer, or none at all")
        if self.batch_norm and self.widths and self.batch_size < 2:
            raise Invalid(
                "batch_size", self.batch_size, "2 or more with batch norm, which normalizes over the minibatch"
            )
        object.__setattr__(self, "schedule_options", _checked_options(self))

    @property
    def widths(self) -> tuple[int, ...]:
        """The width of every hidden layer."""
        return self.hidden if self.hidden is not None else (self.width,) * self.depth

    def optimizer_reads(self, option: str) -> bool:
        """Whether the optimizer's steps depend on the knob of this name."""
        return option in OPTIMIZERS[self.optimizer].reads

    @property
    def learned_slope(self) -> bool:
        """Whether the activation has a slope that each hidden layer learns."""
        chosen = ACTIVATIONS[self.activation]
        return bool(self.widths) and chosen.reads_slope and chosen.learned

    @property
    def fixed_slope(self) -> bool:
        """Whether the activation has a slope that stays."""
        return bool(self.widths) and ACTIVATIONS[self.activation].reads_slope and not self.learned_slope

    @property
    def slope(self) -> float:
        """The slope that the activation has, or begins with where it is learned."""
        return self.prelu_init if self.learned_slope else self.leaky_slope

    @property
    def layer_dropout(self) -> tuple[float, ...]:
        """The dropout rate of every hidden layer."""
        return self.dropout_rates if self.dropout_rates is not None else (self.dropout,) * len(self.widths)

    @property
    def class_count(self) -> int:
        """How many classes the data set really has; 0 for regression."""
        return DATASETS[self.dataset].class_count(self.classes) if self.own is None else self.own.classes

    def reads_data(self, name: str) -> bool:
        """Whether the points depend on the knob of this name; a person's own do not."""
        return self.own is None and DATASETS[self.dataset].reads(name)

    @property
    def inputs(self) -> int:
        """How many inputs the data set has, before features are made of them."""
        return DATASETS[self.dataset].inputs if self.own is None else self.own.inputs

    @property
    def used_features(self) -> tuple[str, ...]:
        """The chosen features that can be made of the data set's inputs: without x2 those of x1 alone.

        None where there are more inputs than features know of: then the network sees them all as they are.
        """
        return possible(self.features, self.inputs) if self.inputs <= MOST_FEATURED else ()

    @property
    def all_samples(self) -> int:
        """How many points there are, training and validation together."""
        return self.samples if self.own is None else len(self.own.labels)

    @property
    def train_samples(self) -> int:
        """How many points train."""
        if self.own is not None:
            sizes = self.own.class_sizes()
        else:
            sizes = DATASETS[self.dataset].sizes(self.samples, self.classes, self.imbalance)
        return sum(training_sizes(sizes, self.train_fraction))

    @property
    def steps_per_epoch(self) -> int:
        """How many steps make an epoch."""
        return len(batch_sizes(self.train_samples, self.batch_size, self.batch_norm))

    def options(self, steps_per_epoch: int | None = None) -> dict[str, Any]:
        """All options of the schedule, defaults filled in for epochs of so many steps."""
        return resolve(SCHEDULES[self.schedule], self.schedule_options, self, steps_per_epoch or self.steps_per_epoch)

    def learning_rates(
        self, steps: np.ndarray, steps_per_epoch: int | None = None, memory: Memory | None = None
    ) -> np.ndarray:
        """The learning rate at each of ``steps`` (0 is the first update's), warm-up included.

        ``memory`` is what a policy that watches the run remembers of it; without it nothing has happened yet.
        """
        schedule, options = SCHEDULES[self.schedule], self.options(steps_per_epoch)
        return rates(schedule, np.asarray(steps), self.learning_rate, options, self.warmup_steps, memory)

    def remembered(
        self, memory: Memory, evaluations: Iterable[tuple[int, float]], steps_per_epoch: int | None = None
    ) -> Memory:
        """What the policy remembers after more ``evaluations`` (step, loss); nothing, where it watches none."""
        schedule = SCHEDULES[self.schedule]
        if schedule.foreseen:
            return NOTHING
        return remember(schedule, memory, evaluations, self.options(steps_per_epoch), self.warmup_steps)

    def policy_turns(self, last: int, steps_per_epoch: int, most: int) -> list[tuple[int, str]]:
        """Step and words of where the policy begins anew, drops or ends up to step ``last``, at most ``most``."""
        found = SCHEDULES[self.schedule].turns
        if found is None:
            return []
        turns = found.until(last - self.warmup_steps, self.options(steps_per_epoch), most)
        return [(step + self.warmup_steps, words) for step, words in turns]

    def replace(self, **changes: Any) -> Experiment:
        """A copy with ``changes``.

        Another schedule drops the options of the old one unless new ones are given, another number of hidden layers the
        dropout rates by layer, and choosing a data set, own points.
        """
        for name in changes:
            _known(name, changes[name])
        if changes.get("schedule", self.schedule) != self.schedule:
            changes.setdefault("schedule_options", None)
        if self.dropout_rates is not None and not {"depth", "hidden"}.isdisjoint(changes):
            plain = dataclasses.replace(self, **{**changes, "dropout_rates": None})
            if len(plain.widths) != len(self.widths):
                changes.setdefault("dropout_rates", None)
        if "dataset" in changes:
            changes.setdefault("own", None)
        return dataclasses.replace(self, **changes)

    def differences(self, other: Experiment) -> dict[str, Any]:
        """The settings of ``other`` that differ from this one's."""
        return {name: getattr(other, name) for name in FIELDS if getattr(other, name) != getattr(self, name)}

    def to_json(self) -> str:
        """Every setting, one a line."""
        facts = {name: getattr(self, name) for name in FIELDS}
        facts["schedule_options"] = dict(self.schedule_options) if self.schedule_options else None
        facts["own"] = self.own.facts() if self.own else None
        lines = (f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in facts.items())
        return "{\n" + ",\n".join(lines) + "\n}"

    def __hash__(self) -> int:
        """Of all settings; the mapping of options, which has none of its own, counts as its entries."""
        facts = {name: getattr(self, name) for name in FIELDS}
        return hash(tuple((facts | {"schedule_options": frozenset((self.schedule_options or {}).items())}).values()))

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and pickled as JSON, for a read-only mapping of options can be neither."""
        return Experiment.from_json, (self.to_json(),)

    @classmethod
    def from_json(cls, text: str) -> Experiment:
        """The experiment that ``to_json`` wrote; missing settings take their defaults. Raises ValueError."""
        facts = json.loads(text)
        if not isinstance(facts, dict):
            raise ValueError(f"an experiment is a JSON object of settings, not {type(facts).__name__}")
        for name, value in facts.items():
            _known(name, value)
        return cls(**facts)


KNOBS: Mapping[str, Knob] = MappingProxyType(knobs_of(Experiment))
FIELDS = tuple(field.name for field in dataclasses.fields(Experiment))
LIVE = frozenset(name for name, declared in KNOBS.items() if declared.live) | {"schedule_options"}


def _known(name: str, value: object) -> None:
    if name not in FIELDS:
        raise Invalid(name, value, f"no such setting; there are {', '.join(FIELDS)}")


def _checked_own(own: Any) -> OwnPoints:
    """A person's own points, also as ``to_json`` tells of them."""
    try:
        return own if isinstance(own, OwnPoints) else OwnPoints.of(own)
    except Refusal as error:
        raise Invalid("own", type(own).__name__, f"a data set of one's own ({error})") from error


def _check_imbalance(experiment: Experiment) -> None:
    """The larger class is no smaller than the others, and leaves each of them two points."""
    chosen, classes, samples = experiment.imbalance, experiment.class_count, experiment.samples
    if not chosen or not classes or experiment.own is not None:
        return
    sizes = DATASETS[experiment.dataset].sizes(samples, experiment.classes, chosen)
    if chosen < 1 / classes or min(sizes) < FEWEST:
        most = min(1 - FEWEST * (classes - 1) / samples, KNOBS["imbalance"].maximum)
        legal = f"0 (even), or {1 / classes:.2g} to {math.floor(100 * most) / 100:g}"
        raise Invalid("imbalance", chosen, f"{legal} for {samples} points of {classes} classes")


def _checked_hidden(hidden: Any) -> tuple[int, ...] | None:
    """One width for each hidden layer, as a tuple."""
    if hidden is None:
        return None
    if not isinstance(hidden, (tuple, list)) or len(hidden) > KNOBS["depth"].maximum:
        raise Invalid("hidden", hidden, f"a list of at most {KNOBS['depth'].maximum:g} widths, or None")
    try:
        return tuple(KNOBS["width"].check(width) for width in hidden)
    except Invalid as error:
        raise Invalid("hidden", hidden, f"each width {KNOBS['width'].legal}") from error


def _checked_options(experiment: Experiment) -> Mapping[str, Any] | None:
    """The options given to the schedule, checked and read-only; None where none are given."""
    given = experiment.schedule_options
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise Invalid("schedule_options", given, "a dict of the schedule's own options, or None")
    resolved = experiment_options(experiment, given)
    return MappingProxyType({name: resolved[name] for name in given}) or None


def experiment_options(experiment: Experiment, given: Mapping[str, Any]) -> dict[str, Any]:
    """``given`` options of the experiment's schedule, checked, with defaults for the rest."""
    return resolve(SCHEDULES[experiment.schedule], given, experiment, experiment.steps_per_epoch)

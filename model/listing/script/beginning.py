"""The beginning that all scripts share: data, first weights, minibatches and dropout masks, all of them in NumPy.

The random numbers are those of a run in the window: a stream of its own for every purpose, from the same two seeds.
What a script then has: ``X, Y`` (and ``X_val, Y_val`` where there are validation points), ``(n, inputs)`` and
``(n, outputs)``; the parameters under the names of ``listing.parameters``, W ``(in, out)``; ``minibatches()``, which
gives the row numbers of one minibatch after another; ``dropout_masks(batch, rates)``, a mask ``(batch, units)`` for
each hidden layer.
"""

from __future__ import annotations

import numpy as np

from ...data.generators import DATASETS
from ...data.split import training_sizes
from ...knob import Invalid
from ...nn.activations import ACTIVATIONS
from ...nn.dropout import LEVELS
from ...nn.losses import loss_for
from ...nn.network import NORM_POSITIONS
from ...nn.precision import PRECISIONS
from ...seeds import Purpose
from ...training.experiment import Experiment
from ..line import Line, made
from ..listing import parameters
from .datasets import FEATURE_CODE, MOVED_CODE, POINTS_CODE, TARGETS_CODE, VALUES_CODE
from .initializers import INITIALIZER_CODE
from .text import function, heading, written

MOST_NUMBERS = 4000  # of own points, written out in the script
PURPOSES = "Random numbers for one purpose (a number), apart from those for all others."
DOUBLE = "np.float64"


def streams() -> list[str]:
    """The function that makes a stream of random numbers."""
    body = (
        "sequence = np.random.SeedSequence(seed, spawn_key=(purpose,))",
        "return np.random.Generator(np.random.PCG64(sequence))",
    )
    return function("stream(seed, purpose)", PURPOSES, body)


def data(experiment: Experiment) -> list[str]:
    """The data set, its split, and what the network sees of it. Raises Invalid for too many own points."""
    lines = [*_points(experiment), "", *_split(experiment), "", *_inputs(experiment)]
    return written(lines)


def weights(experiment: Experiment) -> list[str]:
    """The parameters before the first step."""
    return [
        *_initializer(experiment),
        heading("The network"),
        *written([made("rng", f"stream({experiment.seed}, {int(Purpose.WEIGHTS)})"), *_parameters(experiment)]),
    ]


def minibatches(experiment: Experiment) -> list[str]:
    """The function that gives the rows of one minibatch after another."""
    last, words = "len(X)", ""
    if experiment.batch_norm:
        last, words = "len(X) - 1", "no minibatch of one point: it has no variance"
    body = (
        f"rng = stream({experiment.seed}, {int(Purpose.BATCHES)})",
        "while True:",
        Line("    order = rng.permutation(len(X))"),
        Line(f"    yield from np.split(order, range({experiment.batch_size}, {last}, {experiment.batch_size}))", words),
    )
    return function("minibatches()", "Rows of one minibatch after another, each epoch in a new random order.", body)


def dropout(experiment: Experiment) -> list[str]:
    """The function that draws the masks of dropout, and its stream."""
    body = (
        Line(f"sizes = [(width + 1) * batch for width in {list(experiment.widths)!r}]", "one more for the bias"),
        Line("words = bits.random_raw(-(-sum(sizes) // 4))", "64 random bits each, 16 for each unit"),
        "drawn = np.split(words.view(np.uint16)[: sum(sizes)], np.cumsum(sizes)[:-1])",
        "masks = []",
        "for part, rate in zip(drawn, rates):",
        f"    kept = part.reshape(-1, batch)[:-1].T >= round(rate * {LEVELS})",
        f"    masks.append({_as_float(experiment, 'kept / (1 - rate)')})",
        "return masks",
    )
    return [
        f"bits = stream({experiment.seed}, {int(Purpose.DROPOUT)}).bit_generator",
        *function("dropout_masks(batch, rates)", "Factors 0 or 1 / (1 - rate) for each hidden layer's units.", body),
    ]


def has_validation(experiment: Experiment) -> bool:
    """Whether there are points that do not train."""
    return experiment.train_samples < experiment.all_samples


def float_name(experiment: Experiment) -> str:
    """NumPy's name of the number format."""
    return f"np.{PRECISIONS[experiment.precision].dtype.name}"


def _as_float(experiment: Experiment, value: str) -> str:
    """``value``, of 64 bits, in the number format of the experiment."""
    name = float_name(experiment)
    if name == DOUBLE:
        return value
    return f"({value}).astype({name})" if " / " in value or " @ " in value else f"{value}.astype({name})"


def _points(experiment: Experiment) -> list[Line | str]:
    if experiment.own is not None:
        return _own(experiment)
    dataset = DATASETS[experiment.dataset]
    begin = heading(f"Data: {dataset.label}")
    stream = f"rng = stream({experiment.data_seed}, {int(Purpose.POINTS)})"
    noise = experiment.noise
    if not experiment.class_count:
        return [
            begin,
            stream,
            f"points = rng.uniform(-1, 1, ({experiment.samples}, {dataset.inputs}))",
            *VALUES_CODE[dataset.name],
            *([made("values", f"values + {noise!r} * rng.standard_normal(len(points))", "noise")] if noise else []),
        ]
    classes = experiment.class_count
    settings = {name: getattr(experiment, name) for name in dataset.settings}
    sizes = dataset.sizes(experiment.samples, experiment.classes, experiment.imbalance)
    return [
        begin,
        stream,
        f"labels = np.repeat({list(range(classes))!r}, {sizes!r})",
        *(line.format(classes=classes, **settings) for line in POINTS_CODE[dataset.name]),
        *([Line(f"points += {noise!r} * rng.standard_normal(points.shape)", "noise")] if noise else []),
        *([MOVED_CODE[dataset.name]] if dataset.name in MOVED_CODE else []),
    ]


def _own(experiment: Experiment) -> list[Line | str]:
    own = experiment.own
    if own.points.size > MOST_NUMBERS:
        raise Invalid("own", str(own), f"up to {MOST_NUMBERS:,} numbers, so many can be written out in a script")
    rows = [", ".join(repr(float(value)) for value in row) for row in own.points]
    return [
        heading(f"Data: {own.label}"),
        Line(f"points = np.array([{', '.join(f'[{row}]' for row in rows)}])"),
        Line(f"labels = np.array({own.labels.tolist()!r})"),
    ]


def _split(experiment: Experiment) -> list[Line | str]:
    """Every class is divided in the same share, by its true labels: wrong ones come after."""
    lines: list[Line | str] = [
        heading("Split into training and validation points, every class in its share")
        if experiment.class_count
        else heading("Split into training and validation points"),
        f"rng = stream({experiment.data_seed}, {int(Purpose.SPLIT)})",
        "order = rng.permutation(len(points))",
    ]
    sizes = _training_sizes(experiment)
    if not experiment.class_count:
        lines += [f"train = rng.permutation(order[:{sizes[0]}])", f"validation = rng.permutation(order[{sizes[0]}:])"]
    else:
        lines.append(f"members = [order[labels[order] == label] for label in range({experiment.class_count})]")
        count, pair = str(sizes[0]), "rows in members"
        if len(set(sizes)) > 1:
            count, pair = "count", "rows, count in zip(members, counts)"
            lines.append(f"counts = {sizes!r}")
        lines += [
            f"train = rng.permutation(np.concatenate([rows[:{count}] for {pair}]))",
            f"validation = rng.permutation(np.concatenate([rows[{count}:] for {pair}]))",
        ]
    return lines if has_validation(experiment) else [line for line in lines if "validation =" not in str(line)]


def _training_sizes(experiment: Experiment) -> list[int]:
    if experiment.own is not None:
        sizes = experiment.own.class_sizes()
    else:
        sizes = DATASETS[experiment.dataset].sizes(experiment.samples, experiment.classes, experiment.imbalance)
    return training_sizes(sizes, experiment.train_fraction)


def _mislabelled(experiment: Experiment) -> list[Line | str]:
    wrong = round(experiment.label_noise * experiment.samples)
    if not experiment.reads_data("label_noise") or not wrong:
        return []
    classes = experiment.class_count
    return [
        heading("Label noise: some points get another class"),
        f"rng = stream({experiment.data_seed}, {int(Purpose.LABEL_NOISE)})",
        "order = rng.permutation(len(labels))",
        f"shift = rng.integers(1, {classes}, len(labels))",
        f"wrong = order[:{wrong}]",
        f"labels[wrong] = (labels[wrong] + shift[wrong]) % {classes}",
        "",
    ]


def _inputs(experiment: Experiment) -> list[Line | str]:
    """What the network sees, and what it is to answer."""
    code, words = TARGETS_CODE[loss_for(experiment.class_count).name]
    validation = has_validation(experiment)
    parts = "X, X_val = inputs[train], inputs[validation]" if validation else "X = inputs[train]"
    answers = "Y, Y_val = targets[train], targets[validation]" if validation else "Y = targets[train]"
    targets = code.format(classes=experiment.class_count)
    return [
        *_mislabelled(experiment),
        *_scaled(experiment),
        *_featured(experiment),
        *([f"inputs = inputs.astype({float_name(experiment)})"] if float_name(experiment) != DOUBLE else []),
        made("targets", _as_float(experiment, targets), words),
        parts,
        answers,
    ]


def _scaled(experiment: Experiment) -> list[Line | str]:
    if experiment.whiten:
        return [
            heading("Whitening (ZCA): uncorrelated inputs of variance 1 over the training points"),
            "centred = points - points[train].mean(axis=0)",
            "covariance = centred[train].T @ centred[train] / len(train)",
            "variances, directions = np.linalg.eigh(covariance)",
            "flat = variances <= 1e-12 * max(variances[-1], 0)",
            Line("factors = np.where(flat, 1.0, 1 / np.sqrt(np.where(flat, 1.0, variances)))"),
            "inputs = centred @ (directions * factors) @ directions.T",
        ]
    if experiment.standardize:
        return [
            heading("Standardize: mean 0 and standard deviation 1 over the training points"),
            "mean, scale = points[train].mean(axis=0), points[train].std(axis=0)",
            *([Line("scale[scale == 0] = 1", "a column that never varies")] if experiment.own is not None else []),
            "inputs = (points - mean) / scale",
        ]
    return [heading("The network sees the points as they are"), "inputs = points"]


def _featured(experiment: Experiment) -> list[Line | str]:
    chosen = experiment.used_features
    plain = tuple(FEATURE_CODE)[: experiment.inputs]
    if not chosen or chosen == plain:
        return []
    return [Line(f"inputs = np.column_stack([{', '.join(FEATURE_CODE[name] for name in chosen)}])", "features")]


def _initializer(experiment: Experiment) -> list[str]:
    code, chosen = INITIALIZER_CODE[experiment.initializer], ACTIVATIONS[experiment.activation]
    slope = chosen.negative_slope(experiment.slope)
    names = {
        "scale": repr(experiment.initializer_scale),
        "gain": repr(chosen.gain(experiment.slope)),
        "spread": f"((1 + {slope!r}**2) * " if slope else "",
        "end": ")" if slope else "",
    }
    body = [*(line.format(**names) for line in code.before)]
    value = code.value.format(**names)
    if float_name(experiment) != DOUBLE:
        body, value = [*body, f"drawn = {value}"], f"drawn.astype({float_name(experiment)})"
    return function("initial_weights(fan_in, fan_out)", code.words.format(**names), [*body, f"return {value}"])


def _parameters(experiment: Experiment) -> list[Line]:
    """One line for each layer."""
    inputs = len(experiment.used_features) or experiment.inputs
    outputs = loss_for(experiment.class_count).outputs(experiment.class_count)
    sizes = [inputs, *experiment.widths, outputs]
    named: dict[int, list[tuple[str, str]]] = {}
    for name in parameters(experiment):
        kind, n = name.rstrip("0123456789"), int(name.lstrip("abcdefghijklmnopqrstuvwxyzW"))
        drawn = f"initial_weights({sizes[n - 1]}, {sizes[n]})"
        value = drawn if kind == "W" else _filled(experiment, kind, n, sizes[n])
        named.setdefault(n, []).append((name, value))
    found = []
    for n, pairs in named.items():
        words = f"hidden layer {n}" if n <= len(experiment.widths) else "output layer"
        for of_sums in (True, False):  # W and b, then what comes after the sums
            chosen = [pair for pair in pairs if (pair[0][0] in "Wb" and pair[0] != f"beta{n}") is of_sums]
            if chosen:
                names, values = (", ".join(each) for each in zip(*chosen))
                found.append(Line(f"{names} = {values}", words if of_sums else ""))
    return found


def _filled(experiment: Experiment, kind: str, n: int, units: int) -> str:
    """The first value of a parameter that is not drawn."""
    hidden = n <= len(experiment.widths)
    replaced = experiment.batch_norm and not NORM_POSITIONS[experiment.norm_position].biased
    shifts = "beta" if replaced and hidden else "b"
    value = {"gamma": 1.0, "alpha": experiment.slope, shifts: experiment.bias_init if hidden else 0.0}.get(kind, 0.0)
    number = "" if float_name(experiment) == DOUBLE else f", {float_name(experiment)}"
    size = 1 if kind == "alpha" else units
    plain = {0.0: f"np.zeros({size}{number})", 1.0: f"np.ones({size}{number})"}
    return plain.get(value, f"np.full({size}, {float(np.float64(value))!r}{number})")

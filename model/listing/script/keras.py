"""The script for Keras: the shared beginning, then the network, its training and its evaluation."""

from __future__ import annotations

from collections.abc import Iterator

from ...training.moment import Moment
from ..line import Line
from . import beginning
from .head import head, masks, report
from .in_numpy import ending
from .keras_fragments import (
    ACTIVATIONS,
    BATCH_NORM,
    DENSE,
    LOSSES,
    MEAN_LOSS,
    OPTIMIZERS,
    POSITIONS,
    REGULARIZERS,
)
from .outline import EPSILON, KEPT, Outline
from .refusal import outline_of
from .text import heading, inside, script, written

IMPORTS = (
    "",
    'os.environ.setdefault("KERAS_BACKEND", "torch")  # or "tensorflow", "jax"; said before the import',
    "import keras",
    "from keras import layers",
)


def keras_script(moment: Moment) -> str:
    """A script that trains the run of ``moment`` up to its step with Keras, in float64 with the same losses.

    Raises Invalid for what it cannot repeat.
    """
    outline = outline_of(moment)
    parts = [*outline.shared(), _numbers(outline), _own_rules(outline), _network(outline), _weights(outline)]
    body = script([*parts, _training(outline), _loop(outline), _evaluation(outline), ending()])
    begin = head(moment, outline.steps, "Keras", IMPORTS, body, ("import os",))
    return script([begin, body.split("\n")])


def _numbers(outline: Outline) -> list[str]:
    precision = outline.experiment.precision
    words = "as in NumPy; Keras' own is float32" if precision == "float64" else ""
    return written([heading("Keras: the network"), Line(f'keras.config.set_floatx("{precision}")', words)])


def _own_rules(outline: Outline) -> list[str]:
    """Classes for what Keras does otherwise."""
    lines = ["", "", *(line.format(code=LOSSES[outline.loss].code) for line in MEAN_LOSS)]
    exact = DENSE if outline.experiment.precision == "float64" else ()
    for own in (exact, BATCH_NORM if outline.normalized else (), OPTIMIZERS[outline.experiment.optimizer].own):
        lines += ["", "", *own] if own else []
    return [*lines, "", ""]


def _network(outline: Outline) -> list[str]:
    lines: list[Line | str] = []
    if outline.penalties:
        words = " and ".join(REGULARIZERS[name].words for name, _ in outline.penalties)
        lines.append(Line(f"penalty = {_regularizer(outline)}", words))
    lines.append(f"h = inputs = keras.Input(({outline.sizes[0][0]},))")
    if outline.dropping:
        units = list(outline.experiment.widths)
        words = "dropout is given its masks; layers.Dropout would draw others"
        lines.append(Line(f"masks = [keras.Input((units,)) for units in {units!r}]", words))
    for number, units in enumerate(outline.experiment.widths):
        lines += [
            Line(f"h = {line.text}", line.comment if number == 0 else "") for line in _hidden(outline, number, units)
        ]
    last = ", kernel_regularizer=penalty" if outline.penalties else ""
    lines.append(f"outputs = {_dense(outline)}({outline.sizes[-1][1]}{last})(h)")
    given = "[inputs, *masks]" if outline.dropping else "inputs"
    return written([*lines, f"model = keras.Model({given}, outputs)"])


def _dense(outline: Outline) -> str:
    """What a dense layer is called: Keras' own is exact enough for 32 bits."""
    return "Dense" if outline.experiment.precision == "float64" else "layers.Dense"


def _regularizer(outline: Outline) -> str:
    """The penalties as one object, which layers share."""
    arguments = [REGULARIZERS[name].argument.format(strength=strength) for name, strength in outline.penalties]
    return f"keras.regularizers.L1L2({', '.join(arguments)})"


def _hidden(outline: Outline, number: int, units: int) -> Iterator[Line]:
    """What hidden layer ``number`` does to h, line by line."""
    activation = ACTIVATIONS[outline.experiment.activation]
    order = [name for name in POSITIONS[outline.experiment.norm_position] if name != "norm" or outline.normalized]
    inside = order[0] == "activation" and bool(activation.name)
    arguments = [
        str(units),
        *([f'activation="{activation.name}"'] if inside else []),
        *(["use_bias=False"] if not outline.hidden_biases else []),
        *(["kernel_regularizer=penalty"] if outline.penalties else []),
    ]
    words = activation.comment if inside else "" if outline.hidden_biases else "beta is the bias"
    yield Line(f"{_dense(outline)}({', '.join(arguments)})(h)", words)
    for name in order[1:] if inside else order:
        yield _normal() if name == "norm" else _active(outline)
    if outline.dropping:
        yield Line(f"layers.Multiply()([h, masks[{number}]])", "dropout")


def _normal() -> Line:
    return Line(f"BatchNorm(momentum={KEPT}, epsilon={EPSILON})(h)", "share of the old; Keras' own are 0.99 and 1e-3")


def _active(outline: Outline) -> Line:
    activation = ACTIVATIONS[outline.experiment.activation]
    layer = activation.layer or f'layers.Activation("{activation.name}")'
    return Line(f"{layer.format(slope=repr(outline.experiment.slope))}(h)", activation.comment)


def _weights(outline: Outline) -> list[str]:
    names = ", ".join(outline.variables(POSITIONS[outline.experiment.norm_position]))
    return written(
        [
            heading("The first weights of the run instead of Keras' own"),
            f"first = [{names}]",
            "for variable, values in zip(model.trainable_variables, first):",
            "    variable.assign(values)",
        ]
    )


def _training(outline: Outline) -> list[str]:
    rule = OPTIMIZERS[outline.experiment.optimizer]
    optimizer = rule.code.format(rate=repr(outline.experiment.learning_rate), **outline.options)
    lines: list[Line | str] = [
        heading("The training"),
        f"optimizer = {optimizer}",
        "model.compile(optimizer, loss=mean_loss, metrics=[MeanLoss()])",
    ]
    if outline.corrections:
        lines.append("kernels = [layer.kernel for layer in model.layers if isinstance(layer, layers.Dense)]")
    return written(lines)


def _loop(outline: Outline) -> list[str]:
    lines = [f"steps = {outline.steps}", "curve = []", "for step, rows in zip(range(steps), minibatches()):"]
    return [*lines, *inside(written(_step(outline))), *inside(report(outline.steps))]


def _step(outline: Outline) -> list[Line | str]:
    lines: list[Line | str] = []
    if not outline.steady:
        named = "rate = " if outline.reads_rate else ""
        lines.append(f"optimizer.learning_rate = {named}learning_rate(step)")
    given = f"[X[rows], *{masks(outline)}]" if outline.dropping else "X[rows]"
    lines += [f"_, loss = model.train_on_batch({given}, Y[rows])", "curve.append(loss)"]
    if outline.corrections:
        lines.append("for W in kernels:")
    for name, strength in outline.corrections:
        each = REGULARIZERS[name]
        code = each.after.format(strength=strength, rate=outline.rate)
        lines += [Line(f"    {before}") for before in each.before]
        lines.append(Line(f"    W.assign({code})", each.words))
    return lines


def _evaluation(outline: Outline) -> list[str]:
    lines: list[Line | str] = [heading("How good it is now, on all points")]
    given = "{}"
    if outline.dropping:
        units = list(outline.experiment.widths)
        given = "[{}, *ones]"
    for words, x, y in (("training", "X", "Y"), ("validation", "X_val", "Y_val")):
        if x == "X" or beginning.has_validation(outline.experiment):
            if outline.dropping:
                masks_of_ones = f"ones = [np.ones((len({x}), units)) for units in {units!r}]"
                lines.append(Line(masks_of_ones, "nothing is dropped" if x == "X" else ""))
            lines.append(f"loss = model.test_on_batch({given.format(x)}, {y})[1]")
            lines.append(Line(f'print(f"{words} loss {{loss:.6g}}")'))
    return written(lines)

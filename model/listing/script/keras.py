"""The experiment as a script for Keras."""

from __future__ import annotations

from collections.abc import Iterator

from ...training.moment import Moment
from .beginning import beginning
from .keras_fragments import ACTIVATIONS, LOSSES, OPTIMIZERS, POSITIONS, REGULARIZERS
from .outline import EPSILON, KEPT, Outline
from .refusal import check

HEAD = (
    "import os",
    "",
    'os.environ.setdefault("KERAS_BACKEND", "torch")  # or "tensorflow" or "jax"; must be said before the import',
    "import keras",
    "from keras import layers",
)
INDENT = "    "

BATCH_NORM = '''class BatchNorm(layers.BatchNormalization):
    """Batch norm whose running variances take a share of the unbiased variance, as PyTorch's do; Keras: the biased."""

    def call(self, x, training=None):
        before = keras.ops.copy(self.moving_variance)
        y = super().call(x, training=training)
        if training:
            share = self.moving_variance - self.momentum * before
            self.moving_variance.assign_add(share / (x.shape[0] - 1))
        return y
'''


def keras_script(moment: Moment) -> str:
    """A script that repeats the run up to ``moment`` in Keras. Raises Invalid for what it cannot repeat."""
    check(moment)
    outline = Outline.of(moment.experiment)
    parts = (_precision, _classes, _network, _weights, _training, _loop, _evaluation)
    texts = ("\n".join(part(outline)) for part in parts)
    rest = "\n\n".join(text for text in texts if text)
    return f"{beginning(moment, HEAD)}\n\n# Keras: the network, its loss and its optimizer\n\n{rest}\n"


def _precision(outline: Outline) -> Iterator[str]:
    precision = outline.experiment.precision
    yield f'keras.config.set_floatx("{precision}")' + (
        "  # Keras' own default is float32" if precision == "float64" else ""
    )


def _classes(outline: Outline) -> Iterator[str]:
    """Where Keras' own rule is another one."""
    if outline.normalized:
        yield f"\n{BATCH_NORM}"
    own = OPTIMIZERS[outline.experiment.optimizer].own
    if own:
        yield "\n" + "\n".join(own) + "\n"


def _network(outline: Outline) -> Iterator[str]:
    regularizer = _regularizer(outline)
    if regularizer:
        yield f"penalty = {regularizer}"
    yield f"h = inputs = keras.Input(({outline.inputs},))"
    if outline.dropping:
        units = ", ".join(f"keras.Input(({outline.sizes[number][1]},))" for number in outline.dropping)
        yield f"masks = [{units}]  # dropout is given its masks, so that the same units are dropped"
    for number, (_, units) in enumerate(outline.sizes[:-1]):
        yield from (f"h = {line}" for line in _hidden(outline, number, units))
    last = ", kernel_regularizer=penalty" if regularizer else ""
    yield f"outputs = layers.Dense({outline.sizes[-1][1]}{last})(h)"
    yield f"model = keras.Model({'[inputs, *masks]' if outline.dropping else 'inputs'}, outputs)"


def _regularizer(outline: Outline) -> str:
    """The penalties as one object, which layers share."""
    arguments = [REGULARIZERS[name].argument.format(strength=strength) for name, strength in outline.penalties]
    return f"keras.regularizers.L1L2({', '.join(arguments)})" if arguments else ""


def _hidden(outline: Outline, number: int, units: int) -> Iterator[str]:
    """The layers of hidden layer ``number``."""
    experiment, arguments = outline.experiment, [str(units)]
    activation = ACTIVATIONS[experiment.activation]
    said = f"  # {activation.comment}" if activation.comment and not number else ""
    order = [name for name in POSITIONS[experiment.norm_position] if name != "norm" or outline.normalized]
    inside = order[0] == "activation" and activation.name
    if inside:
        arguments.append(f'activation="{activation.name}"')
        order = order[1:]
    if not outline.hidden_biases:
        arguments.append("use_bias=False")
    if outline.penalties:
        arguments.append("kernel_regularizer=penalty")
    yield f"layers.Dense({', '.join(arguments)})(h)" + (said if inside else "")
    for name in order:
        yield _normal(outline, number) if name == "norm" else _active(outline, said)
    if number in outline.dropping:
        yield f"layers.Multiply()([h, masks[{outline.dropping.index(number)}]])" + ("  # dropout" if not number else "")


def _normal(outline: Outline, number: int) -> str:
    start = outline.experiment.bias_init
    shifted = (
        f", beta_initializer=keras.initializers.Constant({start!r})" if start and not outline.hidden_biases else ""
    )
    said = "" if number else "  # Keras' own: 0.99 and 1e-3"
    return f"BatchNorm(momentum={KEPT}, epsilon={EPSILON}{shifted})(h){said}"


def _active(outline: Outline, said: str) -> str:
    activation = ACTIVATIONS[outline.experiment.activation]
    layer = activation.layer or f'layers.Activation("{activation.name}")'
    return f"{layer.format(slope=repr(outline.experiment.slope))}(h){said}"


def _weights(outline: Outline) -> Iterator[str]:
    values = ", ".join(f"[{', '.join(names)}]" for names in outline.parameters)
    yield "# The initial weights of the run instead of Keras' own"
    yield "dense = [layer for layer in model.layers if isinstance(layer, layers.Dense)]"
    yield f"for layer, values in zip(dense, [{values}]):"
    yield f"{INDENT}layer.set_weights(values)"


def _training(outline: Outline) -> Iterator[str]:
    loss, rule = LOSSES[outline.loss], OPTIMIZERS[outline.experiment.optimizer]
    yield "model.compile("
    yield f"{INDENT}optimizer={rule.code.format(rate=repr(outline.experiment.learning_rate), **outline.options)},"
    yield f"{INDENT}loss=keras.losses.{loss.code}," + (f"  # {loss.comment}" if loss.comment else "")
    if outline.penalties:
        yield f"{INDENT}metrics=[keras.metrics.{loss.code}],  # the loss without the penalties"
    yield ")"


def _loop(outline: Outline) -> Iterator[str]:
    drops = bool(outline.dropping)
    yield "losses = []"
    yield f"for step, (rows{', own_masks' if drops else ''}) in enumerate(minibatches(STEPS)):"
    yield from (INDENT + line for line in _step(outline))


def _step(outline: Outline) -> Iterator[str]:
    if not outline.steady:
        yield "rate = learning_rate(step)"
        yield "model.optimizer.learning_rate = rate"
    given = "[X[rows], *own_masks]" if outline.dropping else "X[rows]"
    yield "model.reset_metrics()  # train_on_batch would give the mean of all steps so far"
    if outline.penalties:
        yield f"_, loss = model.train_on_batch({given}, Y[rows])"
    else:
        yield f"loss = model.train_on_batch({given}, Y[rows])"
    yield "losses.append(float(loss))"
    yield from _corrections(outline)


def _corrections(outline: Outline) -> Iterator[str]:
    if not outline.corrections:
        return
    rate = repr(outline.experiment.learning_rate) if outline.steady else "rate"
    yield "for layer in dense:"
    for name, strength in outline.corrections:
        each = REGULARIZERS[name]
        code = each.after.replace("rate", rate).format(strength=strength)
        yield f"{INDENT}W = layer.kernel"
        yield f"{INDENT}W.assign({code})  # {each.words.format(strength=strength)}"


def _evaluation(outline: Outline) -> Iterator[str]:
    index = "[-1]" if outline.penalties else ""
    if outline.dropping:
        units = ", ".join(str(outline.sizes[number][1]) for number in outline.dropping)
        yield "def given(x):"
        yield f'{INDENT}"""Nothing is dropped in an evaluation: masks of ones."""'
        yield f"{INDENT}return [x, *(np.ones((len(x), units)) for units in [{units}])]"
        yield ""
        yield ""
    wrap = "given({})" if outline.dropping else "{}"
    for words, x, y, indent in (
        ("training", "X", "Y", ""),
        ("validation", "X_validation", "Y_validation", INDENT),
    ):
        if indent:
            yield "if len(X_validation):"
        yield f"{indent}{words}_loss = model.evaluate({wrap.format(x)}, {y}, batch_size=len({x}), verbose=0){index}"
        yield f'{indent}print(f"{words} loss: {{{words}_loss:.6f}}")'

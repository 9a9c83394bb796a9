"""What each choice of an experiment is called in Keras, by the names in the engine's tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .fragment import Fragment, Rule


@dataclass(frozen=True)
class Layer:
    """An activation: the ``name`` that Keras knows it by, or the ``layer`` that it is."""

    name: str = ""
    layer: str = ""
    comment: str = ""


ACTIVATIONS: Mapping[str, Layer] = {
    "linear": Layer("linear"),
    "sigmoid": Layer("sigmoid"),
    "tanh": Layer("tanh"),
    "relu": Layer("relu"),
    "leaky_relu": Layer(layer="layers.LeakyReLU(negative_slope={slope})", comment="Keras' own slope is 0.3"),
    "prelu": Layer(
        layer="layers.PReLU(alpha_initializer=keras.initializers.Constant({slope}), shared_axes=[1])",
        comment="shared: one slope for the layer",
    ),
    "elu": Layer("elu"),
    "gelu": Layer("gelu", comment="the exact form, which is Keras' default"),
    "swish": Layer("silu"),
    "softplus": Layer("softplus"),
}

# Where the layers between the weighted sums and dropout stand
POSITIONS: Mapping[str, tuple[str, ...]] = {"before": ("norm", "activation"), "after": ("activation", "norm")}

# The loss of every point from its targets y and the network's outputs
LOSSES: Mapping[str, Fragment] = {
    "logistic": Fragment("keras.ops.binary_crossentropy(y, outputs, from_logits=True)", "the output is a logit"),
    "softmax": Fragment("keras.ops.categorical_crossentropy(y, outputs, from_logits=True)", "outputs are logits"),
    "squared": Fragment("keras.ops.square(keras.ops.subtract(outputs, y))"),
}

# Keras rounds the mean of its own losses and metrics to 32 bits, whatever the number format is
MEAN_LOSS = (
    "def mean_loss(y, outputs):",
    '    """The mean over the minibatch. Keras would take it by itself, but rounds what it takes to 32 bits."""',
    "    return keras.ops.sum({code}) / keras.ops.shape(y)[0]",
    "",
    "",
    "class MeanLoss(keras.metrics.Metric):",
    '    """The loss of the last minibatch, without penalties; Keras\' own report of it is rounded to 32 bits, too."""',
    "",
    "    def __init__(self):",
    "        super().__init__()",
    '        self.loss = self.add_variable((), "zeros")',
    "",
    "    def update_state(self, y, outputs, sample_weight=None):",
    "        self.loss.assign(mean_loss(y, outputs))",
    "",
    "    def result(self):",
    "        return keras.ops.convert_to_tensor(self.loss)",
)

# What Keras multiplies it rounds to 32 bits, as JAX does by default
DENSE = (
    "class Dense(layers.Dense):",
    '    """A dense layer in 64 bits: that of Keras rounds its products to 32 bits, whatever the number format is."""',
    "",
    "    def call(self, x):",
    "        z = x @ keras.ops.convert_to_tensor(self.kernel)",
    "        return self.activation(z + self.bias if self.use_bias else z)",
)

BATCH_NORM = (
    "class BatchNorm(layers.BatchNormalization):",
    '    """Batch norm in 64 bits that remembers unbiased variances, as PyTorch does; Keras remembers biased ones."""',
    "",
    "    def call(self, x, training=None):",
    "        mean, variance = self.moving_mean, self.moving_variance",
    "        if training:",
    "            n = keras.ops.shape(x)[0]",
    "            mean = keras.ops.sum(x, axis=0) / n",
    "            variance = keras.ops.sum(keras.ops.square(x - mean), axis=0) / n",
    "            for running, new in [",
    "                (self.moving_mean, mean),",
    "                (self.moving_variance, variance * n / (n - 1)),",
    "            ]:",
    "                running.assign(self.momentum * running + (1 - self.momentum) * new)",
    "        return self.gamma * (x - mean) / keras.ops.sqrt(variance + self.epsilon) + self.beta",
)

RMSPROP = (
    "class RMSprop(keras.optimizers.RMSprop):",
    '    """RMSProp as it is mostly written: w -= rate * g / (sqrt(s) + eps). Keras has sqrt(s + eps) there."""',
    "",
    "    def update_step(self, g, w, rate):",
    "        s = self._velocities[self._get_variable_index(w)]",
    "        self.assign(s, self.rho * s + (1 - self.rho) * g**2)",
    "        self.assign_sub(w, rate * g / (keras.ops.sqrt(s) + self.epsilon))",
)

ADAM = (
    "class Adam(keras.optimizers.Adam):",
    '    """Adam as Kingma & Ba wrote it in 2015 (algorithm 1): eps is added to the root of s / (1 - beta2**t).',
    "",
    "    Keras adds it to the root of s itself, which counts for more in the first steps.",
    '    """',
    "",
    "    def update_step(self, g, w, rate):",
    "        t, number = keras.ops.cast(self.iterations + 1, w.dtype), self._get_variable_index(w)",
    "        m, s = self._momentums[number], self._velocities[number]",
    "        self.assign(m, self.beta_1 * m + (1 - self.beta_1) * g)",
    "        self.assign(s, self.beta_2 * s + (1 - self.beta_2) * g**2)",
    "        m_unbiased, s_unbiased = m / (1 - self.beta_1**t), s / (1 - self.beta_2**t)",
    "        self.assign_sub(w, rate * m_unbiased / (keras.ops.sqrt(s_unbiased) + self.epsilon))",
)

OPTIMIZERS: Mapping[str, Rule] = {
    "sgd": Rule("keras.optimizers.SGD(learning_rate={rate})"),
    "momentum": Rule("keras.optimizers.SGD(learning_rate={rate}, momentum={momentum})"),
    "nesterov": Rule("keras.optimizers.SGD(learning_rate={rate}, momentum={momentum}, nesterov=True)"),
    "rmsprop": Rule("RMSprop(learning_rate={rate}, rho={rmsprop_alpha}, epsilon={eps})", own=RMSPROP),
    "adam": Rule("Adam(learning_rate={rate}, beta_1={beta1}, beta_2={beta2}, epsilon={eps})", own=ADAM),
}


@dataclass(frozen=True)
class Regularization:
    """``argument`` is what it is to ``keras.regularizers.L1L2``; ``after`` gives W ``(in, out)`` anew after the update,
    from what ``before`` makes."""

    words: str
    argument: str = ""
    after: str = ""
    before: tuple[str, ...] = ()


REGULARIZERS: Mapping[str, Regularization] = {
    "l1": Regularization("L1", argument="l1={strength}"),
    "l1_proximal": Regularization(
        "L1 by exact zeros: what is nearer to 0 than rate * lambda becomes 0",
        after="W - keras.ops.clip(W, -{rate} * {strength}, {rate} * {strength})",
    ),
    "l2": Regularization("L2", argument="l2={strength} / 2"),
    "max_norm": Regularization(
        "max-norm; keras.constraints.MaxNorm is coarser, by 1e-7",
        after="W * {strength} / keras.ops.clip(lengths, {strength}, np.inf)",
        before=("lengths = keras.ops.sqrt(keras.ops.sum(keras.ops.square(W), axis=0))",),
    ),
}

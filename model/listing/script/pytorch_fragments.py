"""What each choice of an experiment is called in PyTorch, by the names in the engine's tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .fragment import Fragment, Rule

ACTIVATIONS: Mapping[str, Fragment] = {
    "linear": Fragment(""),
    "sigmoid": Fragment("nn.Sigmoid()"),
    "tanh": Fragment("nn.Tanh()"),
    "relu": Fragment("nn.ReLU()"),
    "leaky_relu": Fragment("nn.LeakyReLU({slope})"),
    "prelu": Fragment("nn.PReLU(init={slope})", "one slope for the layer, learned"),
    "elu": Fragment("nn.ELU()"),
    "gelu": Fragment("nn.GELU()", "the exact form, which is PyTorch's default"),
    "swish": Fragment("nn.SiLU()"),
    "softplus": Fragment("nn.Softplus(threshold=40)", "PyTorch's own threshold, 20, is coarser than 64 bits"),
}

# Where the layers between the weighted sums and dropout stand
POSITIONS: Mapping[str, tuple[str, ...]] = {"before": ("norm", "activation"), "after": ("activation", "norm")}

LOSSES: Mapping[str, Fragment] = {
    "logistic": Fragment("nn.BCEWithLogitsLoss()", "binary cross-entropy; the network's output is a logit"),
    "softmax": Fragment("nn.CrossEntropyLoss()", "softmax is part of it; the network's outputs are logits"),
    "squared": Fragment("nn.MSELoss()"),
}

OPTIMIZERS: Mapping[str, Rule] = {
    "sgd": Rule("torch.optim.SGD(model.parameters(), lr={rate})"),
    "momentum": Rule("torch.optim.SGD(model.parameters(), lr={rate}, momentum={momentum})", scaled=True),
    "nesterov": Rule("torch.optim.SGD(model.parameters(), lr={rate}, momentum={momentum}, nesterov=True)", scaled=True),
    "rmsprop": Rule("torch.optim.RMSprop(model.parameters(), lr={rate}, alpha={rmsprop_alpha}, eps={eps})"),
    "adam": Rule("torch.optim.Adam(model.parameters(), lr={rate}, betas=({beta1}, {beta2}), eps={eps})"),
}


@dataclass(frozen=True)
class Regularization:
    """``penalty`` is what is added to the loss; ``after`` changes a W ``(out, in)`` after the update."""

    words: str
    penalty: str = ""
    after: str = ""


REGULARIZERS: Mapping[str, Regularization] = {
    "l1": Regularization("L1", penalty="{strength} * sum(W.abs().sum() for W in weights)"),
    "l1_proximal": Regularization(
        "L1 by exact zeros: what is nearer to 0 than rate * lambda becomes 0",
        after="W -= W.clamp(-{rate} * {strength}, {rate} * {strength})",
    ),
    "l2": Regularization("L2", penalty="{strength} / 2 * sum((W**2).sum() for W in weights)"),
    "max_norm": Regularization(
        "max-norm: a unit's incoming weights, a row of W, are no longer than {strength}",
        after="W *= {strength} / W.norm(dim=1, keepdim=True).clamp(min={strength})",
    ),
}

# Lines of a class that a script needs where units are dropped
DROPOUT = (
    "",
    "class Dropout(nn.Module):",
    '    """Drops units by a mask that it is given; nn.Dropout would draw one of its own."""',
    "",
    "    def forward(self, h):",
    "        return h * self.mask if self.training else h",
    "",
    "",
)

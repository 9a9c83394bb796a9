"""The experiment as a script for PyTorch."""

from __future__ import annotations

from collections.abc import Iterator

from ...training.moment import Moment
from .beginning import beginning
from .outline import EPSILON, SHARE, Outline
from .pytorch_fragments import ACTIVATIONS, LOSSES, OPTIMIZERS, POSITIONS, REGULARIZERS
from .refusal import check

HEAD = ("import torch", "from torch import nn")
INDENT = "    "

DROPOUT = '''class Dropout(nn.Module):
    """Dropout with masks that it is given, so that the same units are dropped; nn.Dropout(rate) draws its own."""

    mask = None  # (batch, units): 0 for a dropped unit, 1 / (1 - rate) for the others

    def forward(self, h):
        return h * self.mask if self.training else h
'''


def torch_script(moment: Moment) -> str:
    """A script that repeats the run up to ``moment`` in PyTorch. Raises Invalid for what it cannot repeat."""
    check(moment)
    outline = Outline.of(moment.experiment)
    parts = (_dtype, _network, _weights, _training, _loop, _evaluation)
    rest = "\n\n".join("\n".join(part(outline)) for part in parts)
    return f"{beginning(moment, HEAD)}\n\n# PyTorch: the network, its loss and its optimizer\n\n{rest}\n"


def _dtype(outline: Outline) -> Iterator[str]:
    precision = outline.experiment.precision
    yield f"torch.set_default_dtype(torch.{precision})" + (
        "  # PyTorch's own default is float32" if precision == "float64" else ""
    )
    yield "inputs, targets = torch.tensor(X), torch.tensor(Y)  # rows are points"


def _network(outline: Outline) -> Iterator[str]:
    if outline.dropping:
        yield f"\n{DROPOUT}\n"
    yield "model = nn.Sequential("
    for number, (fan_in, fan_out) in enumerate(outline.sizes):
        hidden = number < len(outline.sizes) - 1
        bare = hidden and not outline.hidden_biases
        yield f"{INDENT}nn.Linear({fan_in}, {fan_out}{', bias=False' if bare else ''})," + (
            "  # batch norm's beta is the bias" if bare and not number else ""
        )
        for layer in _after_sums(outline, number, fan_out) if hidden else ():
            yield INDENT + layer
    yield ")"


def _after_sums(outline: Outline, number: int, units: int) -> Iterator[str]:
    """The layers between the weighted sums of hidden layer ``number`` and what it hands on."""
    experiment = outline.experiment
    activation = ACTIVATIONS[experiment.activation]
    said = f"  # {activation.comment}" if activation.comment and not number else ""
    code = activation.code.format(slope=repr(experiment.slope))
    layers = {
        "norm": f"nn.BatchNorm1d({units}, eps={EPSILON}, momentum={SHARE})," if outline.normalized else "",
        "activation": f"{code},{said}" if code else "",
    }
    yield from (layers[name] for name in POSITIONS[experiment.norm_position] if layers[name])
    if number in outline.dropping:
        yield "Dropout(),"


def _weights(outline: Outline) -> Iterator[str]:
    parameters = outline.parameters
    yield "# The initial weights of the run instead of PyTorch's own; nn.Linear keeps W the other way round, (out, in)"
    yield "linears = [layer for layer in model if isinstance(layer, nn.Linear)]"
    yield "with torch.no_grad():"
    yield f"{INDENT}for layer, W in zip(linears, [{', '.join(names[0] for names in parameters)}]):"
    yield f"{INDENT * 2}layer.weight.copy_(torch.tensor(W.T))"
    biased = [names[1] for names in parameters if len(names) > 1]
    if outline.hidden_biases:
        yield f"{INDENT}for layer, b in zip(linears, [{', '.join(biased)}]):"
        yield f"{INDENT * 2}layer.bias.copy_(torch.tensor(b))"
    else:
        yield f"{INDENT}linears[-1].bias.copy_(torch.tensor({biased[-1]}))"
        if outline.experiment.bias_init:
            yield f"{INDENT}for layer in model:"
            yield f"{INDENT * 2}if isinstance(layer, nn.BatchNorm1d):"
            yield f"{INDENT * 3}layer.bias.fill_({outline.experiment.bias_init!r})"


def _training(outline: Outline) -> Iterator[str]:
    loss = LOSSES[outline.loss]
    yield f"criterion = {loss.code}" + (f"  # {loss.comment}" if loss.comment else "")
    if _scaled(outline):
        yield "# PyTorch multiplies the velocity by the learning rate of the moment, this run the new gradient: the same"
        yield "# only while the rate stays as it is. So the loop multiplies the gradients, and the optimizer's rate is 1."
    yield f"optimizer = {_optimizer(outline)}"


def _scaled(outline: Outline) -> bool:
    """Whether the gradients are multiplied by the learning rate before the optimizer sees them."""
    return OPTIMIZERS[outline.experiment.optimizer].scaled and not outline.steady and bool(outline.experiment.momentum)


def _optimizer(outline: Outline) -> str:
    """What makes the optimizer; PyTorch refuses Nesterov without momentum, which is plain SGD."""
    experiment = outline.experiment
    still = "momentum" in outline.options and not experiment.momentum
    rule = OPTIMIZERS["sgd" if still else experiment.optimizer]
    rate = "1.0" if _scaled(outline) else repr(experiment.learning_rate)
    return rule.code.format(rate=rate, **outline.options)


def _loop(outline: Outline) -> Iterator[str]:
    drops = bool(outline.dropping)
    if drops:
        yield "dropouts = [layer for layer in model if isinstance(layer, Dropout)]"
    yield "model.train()"
    yield "losses = []"
    yield f"for step, (rows{', masks' if drops else ''}) in enumerate(minibatches(STEPS)):"
    yield from (INDENT + line if line else "" for line in _step(outline))


def _step(outline: Outline) -> Iterator[str]:
    if not outline.steady:
        yield "rate = learning_rate(step)"
        if not _scaled(outline):
            yield 'optimizer.param_groups[0]["lr"] = rate'
    if outline.dropping:
        yield "for layer, mask in zip(dropouts, masks):"
        yield f"{INDENT}layer.mask = torch.tensor(mask)"
    yield "loss = criterion(model(inputs[rows]), targets[rows])"
    yield "losses.append(loss.item())" + ("  # without the penalties" if outline.penalties else "")
    for name, strength in outline.penalties:
        each = REGULARIZERS[name]
        term = each.penalty.format(strength=strength).replace("W", "layer.weight")
        yield f"loss = loss + sum({term} for layer in linears)  # {each.words}"
    yield "optimizer.zero_grad()"
    yield "loss.backward()"
    if _scaled(outline):
        yield "for parameter in model.parameters():"
        yield f"{INDENT}parameter.grad *= rate"
    yield "optimizer.step()"
    yield from _corrections(outline)


def _corrections(outline: Outline) -> Iterator[str]:
    if not outline.corrections:
        return
    yield "with torch.no_grad():"
    yield f"{INDENT}for W in [layer.weight for layer in linears]:"
    for name, strength in outline.corrections:
        each = REGULARIZERS[name]
        if outline.steady:
            each_rate = repr(outline.experiment.learning_rate)
        else:
            each_rate = "rate"
        code = each.after.replace("rate", each_rate).format(strength=strength)
        yield f"{INDENT * 2}{code}  # {each.words.format(strength=strength)}"


def _evaluation(outline: Outline) -> Iterator[str]:
    yield "model.eval()" + ("  # batch norm now uses its running statistics" if outline.normalized else "")
    yield "with torch.no_grad():"
    yield f"{INDENT}training_loss = criterion(model(inputs), targets).item()"
    yield f'{INDENT}print(f"training loss after {{STEPS}} steps: {{training_loss:.6f}}")'
    yield f"{INDENT}if len(X_validation):"
    yield f"{INDENT * 2}outputs = model(torch.tensor(X_validation))"
    yield f"{INDENT * 2}validation_loss = criterion(outputs, torch.tensor(Y_validation)).item()"
    yield f'{INDENT * 2}print(f"validation loss: {{validation_loss:.6f}}")'

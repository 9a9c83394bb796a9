"""The script for PyTorch: the shared beginning, then the network, its training and its evaluation."""

from __future__ import annotations

from ...training.moment import Moment
from ..line import Line
from . import beginning
from .head import head, masks, report
from .in_numpy import ending
from .outline import EPSILON, SHARE, Outline
from .pytorch_fragments import ACTIVATIONS, DROPOUT, LOSSES, OPTIMIZERS, POSITIONS, REGULARIZERS
from .refusal import outline_of
from .text import heading, inside, script, written

IMPORTS = ("import torch", "from torch import nn")


def torch_script(moment: Moment) -> str:
    """A script that trains the run of ``moment`` up to its step with PyTorch, in float64 with the same losses.

    Raises Invalid for what it cannot repeat.
    """
    outline = outline_of(moment)
    parts = [*outline.shared(), _numbers(outline), _network(outline), _weights(outline), _training(outline)]
    body = script([*parts, _loop(outline), _evaluation(outline), ending()])
    return script([head(moment, outline.steps, "PyTorch", IMPORTS, body), body.split("\n")])


def _numbers(outline: Outline) -> list[str]:
    precision = outline.experiment.precision
    other = Line(f"torch.set_default_dtype(torch.{precision})", "as in NumPy; PyTorch's own is float32")
    return written(
        [
            heading("PyTorch: the network"),
            Line(f"torch.set_default_dtype(torch.{precision})") if precision == "float32" else other,
            "inputs, targets = torch.tensor(X), torch.tensor(Y)",
        ]
    )


def _network(outline: Outline) -> list[str]:
    lines: list[Line | str] = ["model = nn.Sequential("]
    for number, (fan_in, fan_out) in enumerate(outline.sizes):
        hidden = number < len(outline.experiment.widths)
        if hidden and not outline.hidden_biases:
            lines.append(Line(f"    nn.Linear({fan_in}, {fan_out}, bias=False),", _once(number, "beta is the bias")))
        else:
            lines.append(Line(f"    nn.Linear({fan_in}, {fan_out}),"))
        lines += _behind_the_sums(outline, number, fan_out) if hidden else []
    return [*(DROPOUT if outline.dropping else []), *written([*lines, ")"])]


def _behind_the_sums(outline: Outline, number: int, units: int) -> list[Line]:
    """The layers between the weighted sums of hidden layer ``number`` and what it hands on."""
    experiment = outline.experiment
    activation = ACTIVATIONS[experiment.activation]
    norm = Line(f"    nn.BatchNorm1d({units}, eps={EPSILON}, momentum={SHARE}),", _once(number, "share of the new"))
    code = activation.code.format(slope=repr(experiment.slope))
    layers = {
        "norm": [norm] if outline.normalized else [],
        "activation": [Line(f"    {code},", _once(number, activation.comment))] if code else [],
    }
    ordered = [line for name in POSITIONS[experiment.norm_position] for line in layers[name]]
    return [*ordered, Line("    Dropout(),")] if outline.dropping else ordered


def _once(number: int, words: str) -> str:
    """What is said beside the first of several alike layers."""
    return words if number == 0 else ""


def _weights(outline: Outline) -> list[str]:
    names = ", ".join(outline.variables(POSITIONS[outline.experiment.norm_position]))
    return written(
        [
            heading("The first weights of the run instead of PyTorch's own; nn.Linear keeps W transposed, (out, in)"),
            f"first = [{names}]",
            "with torch.no_grad():",
            "    for parameter, values in zip(model.parameters(), first):",
            "        parameter.copy_(torch.tensor(values.T))",
        ]
    )


def _training(outline: Outline) -> list[str]:
    loss = LOSSES[outline.loss]
    lines = [Line(heading("The training")), Line(f"criterion = {loss.code}", loss.comment)]
    if outline.penalties or outline.corrections:
        lines.append(Line("weights = [layer.weight for layer in model if isinstance(layer, nn.Linear)]"))
    if outline.dropping:
        lines.append(Line("dropouts = [layer for layer in model if isinstance(layer, Dropout)]"))
    if _scaled(outline):
        lines += [
            Line(
                "# PyTorch multiplies the whole velocity by the learning rate of the moment; this run only what is new"
            ),
            Line("# in it. Where the rate changes, that is another rule: so the loop multiplies the gradients by the"),
            Line("# rate, and the rate of the optimizer itself is 1."),
        ]
    return written([*lines, Line(f"optimizer = {_optimizer(outline)}")])


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


def _loop(outline: Outline) -> list[str]:
    lines = [f"steps = {outline.steps}", "curve = []", "for step, rows in zip(range(steps), minibatches()):"]
    return [*lines, *inside(written(_step(outline))), *inside(report(outline.steps))]


def _step(outline: Outline) -> list[Line | str]:
    lines: list[Line | str] = []
    if outline.dropping:
        lines += [f"for layer, mask in zip(dropouts, {masks(outline)}):", "    layer.mask = torch.tensor(mask)"]
    lines += ["loss = criterion(model(inputs[rows]), targets[rows])"]
    lines += [Line("curve.append(loss.item())", "without the penalty" if outline.penalties else "")]
    for name, strength in outline.penalties:
        each = REGULARIZERS[name]
        lines.append(Line(f"loss = loss + {each.penalty.format(strength=strength)}", each.words))
    lines += ["optimizer.zero_grad()", "loss.backward()"]
    if not outline.steady:
        if _scaled(outline):
            lines += [
                "rate = learning_rate(step)",
                "for parameter in model.parameters():",
                "    parameter.grad *= rate",
            ]
        else:
            named = "rate = " if outline.reads_rate else ""
            lines.append(f'optimizer.param_groups[0]["lr"] = {named}learning_rate(step)')
    return [*lines, "optimizer.step()", *_corrections(outline)]


def _corrections(outline: Outline) -> list[Line | str]:
    """What is done to the weights after the update."""
    if not outline.corrections:
        return []
    lines: list[Line | str] = ["with torch.no_grad():", "    for W in weights:"]
    for name, strength in outline.corrections:
        each = REGULARIZERS[name]
        code = each.after.format(strength=strength, rate=outline.rate)
        lines.append(Line(f"        {code}", each.words.format(strength=strength)))
    return lines


def _evaluation(outline: Outline) -> list[str]:
    lines = [
        Line("model.eval()", "batch norm uses its running statistics" if outline.normalized else ""),
        "with torch.no_grad():",
        Line('    print(f"training loss {criterion(model(inputs), targets).item():.6g}")'),
    ]
    if beginning.has_validation(outline.experiment):
        lines += [
            "    validation = criterion(model(torch.tensor(X_val)), torch.tensor(Y_val))",
            Line('    print(f"validation loss {validation.item():.6g}")'),
        ]
    return [heading("How good it is now, on all points"), *written(lines)]

"""Learning-rate policies and learned slopes in the real window."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gui.panels.curves.learning_rate import CLOSER, FORESEEN, turns
from gui.panels.drawing.span import brief
from model import SCHEDULES
from tests.gui.person import Person, another

LATER = (1, 40, 150)
WITHOUT_PLANS = [name for name, policy in SCHEDULES.items() if not (policy.options and policy.foreseen)]


def told(one: Person, step: int) -> str | None:
    """What the learning-rate panel says under the pointer at ``step``."""
    panel = one.bench.board.canvases["learning_rate"].panel
    box, (low, high) = panel.axes.bbox, panel.x.limits
    return panel.describe(box.x0 + box.width * (step - low) / (high - low), (box.y0 + box.y1) / 2)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_policy_is_drawn_ahead_and_follows_its_options_at_once(regular: Person, name: str):
    one = regular
    run = one.begin(samples=60, schedule="cosine" if name == "constant" else "constant")
    one.set("schedule", name)
    changes = [(option.name, option) for option in SCHEDULES[name].options]
    for option, knob in [("", None), *changes[:2], ("warm-up", None)]:
        if knob is not None:
            one.set("schedule", another(knob, one.session.experiment.options()[option]), option=option)
        elif option:
            one.set("warmup_steps", 100)
        one.wait(lambda: one.now.experiment == one.session.experiment)
        axis = one.bench.board.canvases["learning_rate"].panel.x
        later = np.array([step for step in LATER if step <= axis.high])
        assert len(later) == len(LATER) or name in WITHOUT_PLANS
        rates = one.now.experiment.learning_rates(later - 1, one.now.steps_per_epoch)
        for step, rate in zip(later, rates):
            expected = f"learning rate {brief(float(rate))} to come" if SCHEDULES[name].foreseen else "losses"
            assert expected in (told(one, step) or "")
    assert one.now.run == run
    assert "to come" in str(one.bench.board.canvases["learning_rate"].panel.key(one.now)) or name == "plateau"


def test_no_peak_is_cut_off_in_the_drawing():
    """A wave of period 20 over many samples: every peak and every foot that was looked at is drawn."""
    rates = np.abs(np.arange(FORESEEN * CLOSER + 3) % 20 - 10.0)
    drawn = rates[turns(rates)]
    assert len(drawn) < len(rates) / 3
    for extreme in (0.0, 10.0):
        assert (drawn == extreme).sum() == (rates == extreme).sum() > 200
    np.testing.assert_array_equal(turns(rates[:FORESEEN]), np.arange(FORESEEN))


def test_learned_slopes_can_be_read_in_the_form(person: Callable[..., Person]):
    one = person(samples=60, activation="prelu", depth=3, learning_rate=0.1)
    one.play(120)
    one.rest()
    slopes = one.now.slopes
    assert len(slopes) == 3
    one.wait(lambda: ", ".join(f"{slope:.2f}" for slope in slopes) in one.bench.form.row("prelu_init").said)
    note = one.bench.form.row("prelu_init").said
    one.set("activation", "leaky_relu")
    one.wait(lambda: one.now.experiment.activation == "leaky_relu")
    one.set("activation", "prelu")
    one.wait(lambda: one.now.slopes == (0.25,) * 3)
    one.wait(lambda: one.bench.form.row("prelu_init").said != note)


def test_slopes_that_a_run_has_lost_are_said_in_words(person: Callable[..., Person]):
    one = person(samples=60, activation="prelu", depth=2)
    form = one.bench.form
    form.show_slopes((0.25, 28913.3, np.nan, np.inf))
    assert form.row("prelu_init").said == "learned by layer: 0.25, 28,913, not a number, infinite"

"""Moments: as files, as short lines and as trainers they come back bit for bit; anything else is refused in words."""

from __future__ import annotations

import json
import re
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from model import Experiment, Trainer
from model.data.own.points import OwnPoints
from model.knob import Invalid
from model.strict_json import Damaged
from model.training.experiment import FIELDS, KNOBS
from model.training.moment import FORMAT, Moment

from .moments import HOSTILE, damaged, exactly, moments
from .probes import differing, state

LONG = 900  # characters of a message at most: names of all records of a table are in some
RUN = Experiment(
    samples=60, hidden=(4, 3), features=("x1", "sin x2"), batch_norm=True, dropout_rates=(0.2, 0.0), schedule="step",
    schedule_options={"gamma": 0.5}, optimizer="momentum", own=None,
)  # fmt: skip


def travelled() -> Trainer:
    trainer = Trainer(RUN)
    trainer.change(l2=0.01)
    trainer.run(17)
    trainer.change(schedule="cyclic", schedule_options={"mode": "triangular2"})
    trainer.change(dropout_rates=None, dropout=0.1)
    trainer.run(20)
    return trainer


def own_points() -> OwnPoints:
    rng = np.random.default_rng(3)
    return OwnPoints("Müller's = @ points", rng.normal(size=(30, 2)), np.arange(30) % 2, ("a b", "c"), ("é", "=@"))


def refusal(read: Callable[[str], Moment], text: str) -> str:
    """What is said about a text, in one line; the text may also be fine."""
    try:
        read(text)
        return ""
    except Invalid as error:
        refused = error
    assert type(refused) in (Invalid, Damaged)
    assert len(str(refused)) < LONG
    assert str(refused).isprintable()
    return str(refused)


@settings(max_examples=60, deadline=None)
@given(moments())
def test_files_and_lines_give_the_same_moment_to_the_last_bit(moment: Moment) -> None:
    assert exactly(Moment.from_json(moment.to_json())) == exactly(moment)
    line = moment.short()
    assert not re.search(r"[\n\t\"'{}]|  ", line)
    assert exactly(Moment.from_short(line)) == exactly(moment)


def test_a_trainer_is_brought_back_bit_for_bit_and_goes_on_alike() -> None:
    trainer = travelled()
    moment = Moment.of(trainer)
    for twin in (moment.trainer(), Moment.from_json(moment.to_json()).trainer()):
        assert Moment.of(twin) == moment
        assert twin.experiment == trainer.experiment == moment.now
        assert not differing(state(trainer), state(twin))
        assert np.array_equal(twin.history["loss"], trainer.history["loss"])
    more = travelled()
    more.run(11)
    twin.run(11)
    assert not differing(state(more), state(twin))


def test_a_moment_in_the_past_keeps_the_changes_to_come() -> None:
    trainer = travelled()
    there = state(trainer)
    trainer.goto(5)
    twin = Moment.from_short(Moment.of(trainer).short()).trainer()
    assert twin.step_count == 5
    assert twin.experiment.schedule == "step"
    twin.run(32)
    assert not differing(there, state(twin))


def test_own_points_survive() -> None:
    moment = Moment(RUN.replace(own=own_points()), (), 9)
    for back in (Moment.from_json(moment.to_json()), Moment.from_short(moment.short())):
        assert back == moment
        assert np.array_equal(back.experiment.own.points, own_points().points)


def test_a_file_can_be_read_by_people() -> None:
    text = Moment.of(travelled()).to_json()
    assert text.startswith(f'{{\n  "glassnet": {FORMAT},\n  "step": 37,\n')
    assert '    {"step": 0, "settings": {"l2": 0.01}},\n' in text
    assert '    "hidden": [4, 3],\n' in text
    assert json.loads(text)["experiment"] == json.loads(RUN.to_json())


def test_a_line_can_be_read_by_people_and_survives_mails_and_chats() -> None:
    moment = Moment(
        Experiment(dataset="spirals", depth=3, features=("x1", "sin x2")), ((5, {"learning_rate": 0.1}),), 9
    )
    line = "glassnet1 dataset=spirals features=x1,sin_x2 depth=3 @5 learning_rate=0.1 @9"
    assert moment.short() == line
    for sent in (
        f"  {line}\n",
        line.replace(" ", "\n"),
        f"“{line}”",
        f"`{line}`",
        line.title()[:9] + line[9:],
    ):
        assert Moment.from_short(sent) == moment
    assert Moment.from_short("glassnet1 hidden=8").experiment.hidden == (8,)
    assert Moment.from_short("glassnet1").experiment == Experiment()


def test_names_of_features_stay_apart_without_spaces() -> None:
    names = [name.replace(" ", "_") for name in KNOBS["features"].several]
    assert len(set(names)) == len(names)
    assert not any("," in name or "=" in name for name in names)


@pytest.mark.parametrize("name", FIELDS)
def test_a_hostile_value_is_refused_with_its_setting(name: str) -> None:
    for value in HOSTILE[:12]:
        words = refusal(Moment.from_json, f'{{"glassnet": {FORMAT}, "experiment": {{"{name}": {value}}}}}')
        assert not words or name in words
    for value in HOSTILE[:6]:  # such numbers are good for nothing
        assert refusal(Moment.from_json, f'{{"glassnet": {FORMAT}, "experiment": {{"{name}": {value}}}}}')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1, column 1"),
        ("[]", "no Glassnet experiment"),
        ("null", "no Glassnet experiment"),
        ('{"glassnet": 2}', "newer Glassnet"),
        ('{"glassnet": "1"}', "allowed: format 1"),
        ('{"glassnet": true}', "allowed: format 1"),
        ('{"glassnet": 1}', "experiment: None"),
        ('{"glassnet": 1, "experiment": {}, "step": 1e3}', "step: 1000.0"),
        ('{"glassnet": 1, "experiment": {}, "step": -1}', "step: -1"),
        ('{"glassnet": 1, "experiment": {}, "more": 1}', "more: 1"),
        ('{"glassnet": 1, "experiment": {"lerning_rate": 1}}', "the nearest is learning_rate"),
        ('{"glassnet": 1, "experiment": {"depth": 1, "depth": 2}}', "'depth' stands there twice"),
        ('{"glassnet": 1, "experiment": {}, "changes": [{"step": 1, "settings": {"depth": 2}}]}', "a new network"),
        ('{"glassnet": 1, "experiment": {}, "changes": [{"step": 1, "settings": {}}]}', "changes[0].settings"),
        ('{"glassnet": 1, "experiment": {}, "changes": [{"step": 1, "settings": {"l2": 99}}]}', "changes[0].l2: 99"),
        ('{"glassnet": 1, "experiment": {}, "changes": [{"step": 1}]}', "changes[0]"),
        ('{"glassnet": 1, "experiment": {}, "changes": [' + '{"step": 9, "settings": {"l2": 1}}, '
         + '{"step": 3, "settings": {"l2": 1}}]}', "changes[1].step: 3"),
        ("[" * 100_000, "too deep"),
        ("[" * 1_000_000, "too large"),
        ("," * 4_000_000, "too large"),
        ("\ufeff{", "line 1"),
    ],
)  # fmt: skip
def test_bad_files_are_refused_in_words(text: str, said: str) -> None:
    assert said in refusal(Moment.from_json, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "begins with glassnet1"),
        ("hello", "begins with glassnet1"),
        ("glassnet2 depth=3", "newer Glassnet"),
        ("glassnet1 depth", "depth: '' is not possible"),
        ("glassnet1 depth=3 depth=4", "depth stands there twice"),
        ("glassnet1 depth=99", "depth: 99"),
        ("glassnet1 @5 l2=0.1", "cut off"),
        ("glassnet1 @x", "step: 'x'"),
        ("glassnet1 @x l2=0.1", "step: 'x'"),
        ("glassnet1 @1.5 l2=0.1", "step: 1.5"),
        ("glassnet1 @5 depth=3 @9", "needs a new network"),
        ("glassnet1 l2=nan", "l2: 'nan'"),
        ("glassnet1 l2=1e999", "l2: inf"),
        ("glassnet1 own=abc", "damaged"),
        ("glassnet1 own=eJw", "cut off"),
        ("glassnet1 schedule_options.gamma=1", "schedule_options.gamma"),
    ],
)
def test_bad_lines_are_refused_in_words(text: str, said: str) -> None:
    assert said in refusal(Moment.from_short, text)


def test_packed_points_that_would_fill_the_memory_are_refused() -> None:
    bomb = zlib.compress(b" " * 80_000_000, 9)
    assert "too large" in refusal(Moment.from_short, "glassnet1 own=" + urlsafe_b64encode(bomb).decode())


def broken(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    trainer = Moment.of(travelled())
    whole = [trainer, Moment(RUN.replace(own=own_points()), (), 9)]
    said = 0
    for _ in range(count):
        moment = whole[rng.integers(2)]
        said += bool(refusal(Moment.from_json, damaged(moment.to_json(), rng)))
        said += bool(refusal(Moment.from_short, damaged(moment.short(), rng)))
    assert said > count  # most of them


def test_hundreds_of_broken_texts_are_refused_in_words() -> None:
    broken(1_500, 0)


@pytest.mark.slow
def test_thousands_of_broken_texts_are_refused_in_words(tmp_path: Path) -> None:
    broken(20_000, 1)

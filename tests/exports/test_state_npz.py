"""A run's state as .npz: there and back bit for bit, and a clear message for a file that is no such state."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import OPTIMIZERS, Experiment, Trainer
from model.exports import state_npz
from model.exports.npz import is_archive
from model.exports.state_npz import as_bytes, gathered, load_state, read
from model.knob import Invalid
from model.nn.activations import ACTIVATIONS
from model.nn.network import NORM_POSITIONS
from model.nn.precision import PRECISIONS
from model.training.moment import Moment

SMALL: dict[str, Any] = {"samples": 40, "width": 3, "batch_size": 7}
KINDS = [
    *({"optimizer": name} for name in OPTIMIZERS),
    *({"batch_norm": True, "norm_position": name, "dropout": 0.2} for name in NORM_POSITIONS),
    *({"precision": name, "optimizer": "momentum"} for name in PRECISIONS),
    *({"activation": name} for name in ACTIVATIONS if ACTIVATIONS[name].learned),
    {"schedule": "plateau", "early_stopping": True, "patience": 1000},
    {"depth": 0},
]


def made(steps: int = 33, **facts: Any) -> Trainer:
    trainer = Trainer(Experiment(**SMALL | facts))
    trainer.run(steps)
    return trainer


def written(trainer: Trainer) -> bytes:
    return as_bytes(gathered(trainer))


def bits(trainer: Trainer) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in gathered(trainer).items()}


def changed(content: bytes, **arrays: np.ndarray | None) -> bytes:
    """The file with other arrays; None takes one out."""
    with np.load(io.BytesIO(content)) as found:
        facts = dict(found) | arrays
    file = io.BytesIO()
    np.savez(file, **{name: array for name, array in facts.items() if array is not None})
    return file.getvalue()


@pytest.mark.parametrize("facts", KINDS, ids=str)
def test_a_state_comes_back_and_goes_on_bit_for_bit(facts: dict[str, Any]):
    trainer = made(20, **facts)
    trainer.change(learning_rate=0.01)
    trainer.run(13)
    saved = read(written(trainer))
    twin = saved.trainer()
    assert not saved.differences(twin)
    assert not saved.verdict(twin)
    assert bits(twin) == bits(trainer)
    trainer.run(25)
    twin.run(25)
    assert bits(twin) == bits(trainer)


@pytest.mark.parametrize("facts", KINDS, ids=str)
def test_the_state_alone_is_enough_for_the_steps_to_come(facts: dict[str, Any]):
    """Put into a trainer that has come elsewhere: the same parameters later."""
    trainer, other = made(**facts), Trainer(Experiment(**SMALL | facts))
    other.change(learning_rate=0.5)
    other.run(trainer.step_count)
    other.change(learning_rate=trainer.experiment.learning_rate)
    assert not np.array_equal(trainer.network.parameters, other.network.parameters)
    saved = read(written(trainer))
    other.state, other.watch = saved.state, saved.watch
    trainer.run(5)
    other.run(5)
    assert np.array_equal(trainer.network.parameters, other.network.parameters)


@pytest.mark.parametrize("restore", [True, False])
def test_a_run_that_was_stopped_early_comes_back(restore: bool):
    trainer = made(4000, early_stopping=True, patience=1, restore_best=restore, learning_rate=1.0)
    assert trainer.early_stop.stopped
    twin = read(written(trainer)).trainer()
    assert bits(twin) == bits(trainer)
    assert twin.ending == trainer.ending
    for each in (trainer, twin):
        each.change(patience=500)
        each.run(20)
    assert bits(twin) == bits(trainer)


def test_numpy_alone_reads_it_and_the_arithmetic_is_the_network():
    trainer = made(depth=1, activation="tanh")
    with np.load(io.BytesIO(written(trainer)), allow_pickle=False) as found:
        x = trainer.data.validation.inputs
        logits = np.tanh(x @ found["W0"] + found["b0"]) @ found["W1"] + found["b1"]
        assert Moment.from_json(str(found["moment"])) == Moment.of(trainer)
        assert int(found["step"]) == 33
    inner = trainer.predict(trainer.data.validation.points)
    assert np.allclose(1 / (1 + np.exp(-logits[:, 0])), inner[:, 1], rtol=1e-12)


def test_a_script_goes_on_from_a_file(tmp_path: Path):
    trainer, path = made(), tmp_path / "state.npz"
    path.write_bytes(written(trainer))
    other = load_state(path)
    trainer.run(9)
    other.run(9)
    assert bits(other) == bits(trainer)


def test_a_diverged_run_can_be_taken_home():
    trainer = made(depth=8, width=32, activation="relu", initializer="normal", initializer_scale=0.5, learning_rate=1e3)
    assert trainer.divergence
    assert bits(read(written(trainer)).trainer()) == bits(trainer)


def test_numbers_of_another_machine_are_told_and_kept():
    trainer = made()
    weights = gathered(trainer)["W0"]
    weights[0, 0] += 2.0**-20
    saved = read(changed(written(trainer), W0=weights))
    elsewhere = made()
    assert saved.differences(elsewhere) == ["W0"]
    assert "9.5e-07" in saved.verdict(elsewhere)
    assert saved.trainer().network.layers[0].parameters["W"][0, 0] == weights[0, 0]


def test_what_was_gathered_changes_no_more():
    trainer = made(batch_norm=True, optimizer="adam", early_stopping=True, patience=100)
    found = gathered(trainer)
    before = {name: array.tobytes() for name, array in found.items()}
    trainer.run(40)
    assert {name: array.tobytes() for name, array in found.items()} == before


CONTENT = written(made(optimizer="momentum"))
LONG_MOMENT = json.dumps({"glassnet": 1, "experiment": {"width": 10**400}})
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a newer format": ({"glassnet_state": np.array(2)}, "newer"),
    "no weights": ({"W1": None}, "'W1'"),
    "another shape": ({"W0": np.zeros((3, 2))}, "W0"),
    "a huge shape": ({"W0": np.zeros((0, 10**15))}, "W0"),
    "another type": ({"W0": np.zeros((2, 3), np.float32)}, "float32"),
    "an object": ({"W0": np.array([{"a": 1}], object)}, "objects"),
    "more than there is": ({"W9": np.zeros(3)}, "W9"),
    "a name that is a path": ({"../../b": np.zeros(3)}, "b"),
    "a step that is not the moment's": ({"step": np.array(7)}, "33"),
    "a batch twice": ({"batches_order": np.zeros(20, int)}, "order"),
    "a position beyond the epoch": ({"batches_position": np.array(99)}, "99"),
    "a position before it": ({"batches_position": np.array(-1)}, "-1"),
    "no random state": ({"dropout_random": np.zeros(6, np.uint64)}, "random"),
    "half a count": ({"plateau": np.array([1.0, 0.5, 0.0])}, "0.5"),
    "a count that is no number": ({"plateau": np.array([1.0, np.nan, 0.0])}, "nan"),
    "an endless count": ({"early_stopping": np.array([0, 1, 1, np.inf, 0, -1.0])}, "inf"),
    "a stop without a best": ({"early_stopping": np.array([0, 1, 1, 0, 0, 5.0])}, "best"),
    "a moment that is none": ({"moment": np.array("{}")}, "Glassnet"),
    "a moment of numbers": ({"moment": np.zeros(3)}, "moment"),
    "a hostile moment": ({"moment": np.array(LONG_MOMENT)}, "width"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_array_is_named(name: str):
    arrays, words = WRONG[name]
    with pytest.raises(Invalid) as refused:
        read(changed(CONTENT, **arrays))
    assert words in str(refused.value)
    assert len(str(refused.value)) < 400


def archive(method: int = zipfile.ZIP_DEFLATED, **files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made_up:
        for name, content in files.items():
            made_up.writestr(f"{name}.npy", content)
    return file.getvalue()


def described(shape: str, kind: str = "<f8") -> bytes:
    """An array's file that says what it likes, without anything behind."""
    words = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + len(words).to_bytes(2, "little") + words


@pytest.mark.parametrize(
    "shape", ["(10**9,)", "(1e9,)", "(nan,)", "(-1,)", "(True,)", "(1000000000000,)", "((((", "x", "()"]
)
def test_sizes_that_are_claimed_are_not_believed(shape: str):
    with pytest.raises(Invalid):
        read(archive(glassnet_state=described(shape)))


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch):
    """A hundred megabytes of zeros in a small file: no more is unpacked than the array that is expected has."""
    bomb = archive(glassnet_state=described("()", "<i8") + bytes(100_000_000))
    assert len(bomb) < 200_000
    unpacked = []
    taken = zipfile.ZipExtFile.read

    def counting(self: zipfile.ZipExtFile, size: int | None = -1) -> bytes:
        found = taken(self, size)
        unpacked.append(len(found))
        return found

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counting)
    with pytest.raises(Invalid, match="more than"):
        read(bomb)
    assert sum(unpacked) < 1000


def test_archives_of_other_kinds_are_refused():
    for content in (
        b"",
        b"PK\x03\x04",
        CONTENT[:-1],
        CONTENT + b"x",
        CONTENT + CONTENT[-22:-2] + b"\1\0",
        archive(zipfile.ZIP_BZIP2, glassnet_state=b""),
    ):
        with pytest.raises(Invalid):
            read(content)
    assert is_archive(CONTENT)
    assert not is_archive(b"PK\x03\x04" + bytes(40))


def refused_or_the_same(content: bytes) -> None:
    """A damaged file is refused, or what was damaged means nothing; never anything but Invalid."""
    try:
        found = read(content)
    except Invalid as error:
        words = str(error)
    else:
        words = found.moment.short()
    assert 0 < len(words) < 500


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_files_are_refused_in_words(data: st.DataObject):
    content = bytearray(CONTENT)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1) | st.integers(max(0, len(content) - 1500), len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        begin = data.draw(st.integers(0, len(content)))
        del content[begin : begin + data.draw(st.integers(0, 300))]
    refused_or_the_same(bytes(content))


@pytest.mark.slow
@settings(max_examples=5000, deadline=None)
@given(st.data())
def test_damaged_files_by_the_thousand(data: st.DataObject):
    content = bytearray(CONTENT)
    for _ in range(data.draw(st.integers(1, 20))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    refused_or_the_same(bytes(content))


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(sorted(gathered(made(1, optimizer="momentum")))),
    st.one_of(
        st.floats().map(np.array), st.integers(-(2**62), 2**62).map(np.array), st.text(max_size=20).map(np.array),
        st.lists(st.floats(), max_size=30).map(np.array), st.just(np.zeros((0, 5))), st.just(np.array([True])),
    ),
)  # fmt: skip
def test_any_array_in_the_place_of_another_is_refused_or_possible(name: str, array: np.ndarray):
    refused_or_the_same(changed(CONTENT, **{name: array}))


def test_the_names_are_those_that_a_student_expects():
    found = gathered(made(depth=1, batch_norm=True, optimizer="adam"))
    assert set(found) >= {"W0", "gamma0", "beta0", "running_mean0", "running_variance0", "W1", "b1", "optimizer_mean"}
    assert int(found["glassnet_state"]) == state_npz.FORMAT

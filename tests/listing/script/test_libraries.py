"""Scripts for other libraries: complete, well-formed, and refused in words where they would not be true.

That their losses are those of the run is proved in ``tests/slow/test_libraries.py``, where the libraries are.
"""

from __future__ import annotations

import ast
import builtins

import pytest

from model import ACTIVATIONS, OPTIMIZERS, SCHEDULES, Experiment
from model.knob import Invalid
from model.listing.script import keras_fragments, keras_script, pytorch_fragments, torch_script
from model.nn.losses import LOSSES
from model.nn.network import NORM_POSITIONS
from model.nn.regularizers import REGULARIZERS
from model.training.moment import Moment

from .cases import CASES, experiment, named

LIBRARIES = (torch_script, keras_script)
TABLES = {
    "ACTIVATIONS": ACTIVATIONS,
    "LOSSES": LOSSES,
    "OPTIMIZERS": OPTIMIZERS,
    "POSITIONS": NORM_POSITIONS,
    "REGULARIZERS": REGULARIZERS,
}


@pytest.mark.parametrize("fragments", [pytorch_fragments, keras_fragments], ids=lambda each: each.__name__)
@pytest.mark.parametrize("name", TABLES)
def test_every_record_of_every_table_has_its_fragment(fragments, name):
    assert set(getattr(fragments, name)) == set(TABLES[name])


@pytest.mark.parametrize("write", LIBRARIES)
def test_scripts_read_no_name_that_they_do_not_make_and_make_none_in_vain(write):
    for case in CASES:
        text = write(Moment(experiment(case), (), 100))
        made, read = _names(ast.parse(text))
        assert read <= made | set(dir(builtins)), named(case)
        assert made - read <= SPARED, named(case)
        assert max(map(len, text.splitlines())) <= 120, named(case)


SPARED = {"step", "_", "training", "sample_weight", "call", "forward", "update_state", "update_step", "result"}


def _names(tree: ast.AST) -> tuple[set[str], set[str]]:
    """All names that a script makes, and all that it reads."""
    made, read = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            made.add(node.name)
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            made.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    return made, read | {name for name in made if name.startswith("__")}


@pytest.mark.parametrize("write", LIBRARIES)
@pytest.mark.parametrize(
    ("moment", "setting"),
    [
        (Moment(Experiment(), ((5, {"learning_rate": 0.1}),), 9), "learning_rate"),
        *(
            (Moment(Experiment(schedule=name), (), 9), "schedule")
            for name, schedule in SCHEDULES.items()
            if not schedule.foreseen
        ),
    ],
)
def test_what_cannot_be_said_is_refused_by_the_name_of_its_setting(write, moment, setting):
    with pytest.raises(Invalid, match=setting):
        write(moment)


@pytest.mark.parametrize("write", LIBRARIES)
def test_a_script_says_that_it_leaves_early_stopping_out(write):
    assert "Early stopping is left out" in write(Moment(Experiment(early_stopping=True), (), 9))
    assert "Early stopping" not in write(Moment(Experiment(), (), 9))

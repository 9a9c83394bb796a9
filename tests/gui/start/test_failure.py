"""What a person is told when packages cannot be installed."""

import pytest

from gui.start import failure
from gui.start.runner import Failed

FACTS = {
    "folder": "/f/.venv",
    "packages": '"numpy>=2.0"',
    "chosen": "GLASSNET_VENV",
    "python": "3.99",
    "system": "vax-vms",
}


@pytest.mark.parametrize("record", failure.FAILURES, ids=lambda record: record.name)
def test_every_sign_leads_to_its_words(record):
    for sign in record.signs:
        trouble = Failed(["pip"], 1, ["Collecting numpy", f"ERROR: {sign} something"])
        words = str(failure.refusal(trouble, **FACTS))
        assert words == "Glassnet could not set itself up: " + record.words.format(**FACTS)
        assert "\n" not in words


def test_no_network_wins_over_what_pip_concludes_from_it():
    lines = ["NewConnectionError(...)", "ERROR: No matching distribution found for numpy>=2.0"]
    assert "cannot be reached" in str(failure.refusal(Failed(["pip"], 1, lines), **FACTS))


def test_the_unknown_gives_the_last_line():
    words = str(failure.refusal(Failed(["pip"], 1, ["one", "Illegal instruction", ""]), **FACTS))
    assert "Illegal instruction." in words
    assert "/f/.venv" in words
    assert "ended with code 7" in str(failure.refusal(Failed(["python"], 7, []), **FACTS))

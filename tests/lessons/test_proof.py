"""The sentences of a proof: those about many seeds are told together, the others each alone."""

from __future__ import annotations

from model.lessons.lesson import Check
from model.lessons.proof import Verdict, sentences

LABELS = {"few": "2 units", "many": "8 units"}


def verdict(variant: str, relation: str, number: float, share: float, value: float = 0.348) -> Verdict:
    check = Check(variant, "train_loss", relation, number=number, share=share)
    return Verdict(check, (value,), (number,), ((value < number) == (relation == "below"),))


def test_claims_about_many_seeds_are_told_in_one_sentence_a_run() -> None:
    told = sentences(
        [
            verdict("few", "below", 0.05, 0.1),
            verdict("few", "above", 0.3, 0.25),
            verdict("many", "below", 0.05, 1.0, 0.02),
            verdict("many", "above", 0.3, 1.0, 0.02),
        ],
        LABELS,
    )
    assert [(each.words, each.holds) for each in told] == [
        ("8 units: training loss 0.02 < 0.05", True),
        ("8 units: training loss 0.02 not > 0.3", False),
        ("2 units: training loss 0.348\nMany seeds: at least 10% < 0.05, 25% > 0.3", None),
    ]

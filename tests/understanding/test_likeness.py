"""What a reply is like, where no rule knows it: made from our rows alone, and never louder than a rule."""

import json

import pytest

from service.domain.meaning import LIKENESS, Context, Danger, Grade, Label, Surety
from service.understanding.likeness import likeness, signs
from service.understanding.understand import by_rules, understand
from tests.corpora.train import LABELS, MODEL, digest


def test_the_shipped_model_is_made_from_the_rows_that_are_here() -> None:
    """Else: `python -m tests.corpora.train`."""
    assert json.loads(MODEL.read_text(encoding="utf-8"))["made_from"] == digest()


def test_it_knows_every_label_but_what_is_left_over() -> None:
    assert likeness().labels == LABELS
    assert all(0.3 <= bar <= 1 for bar in likeness().bars.values())


def test_signs_are_words_alone_and_in_company_and_pieces_of_words() -> None:
    found = set(signs(("stop", "this"), "stop this", Context.INFO))
    assert {"stop", "stop this", "^ stop", "this $", "^ stop this", "x info", "x info stop", "~<sto", "~op>"} <= found


@pytest.mark.parametrize("words", ["ok", "hm", "see you", "12", "1 stop away"])
def test_of_fewer_than_four_words_it_says_nothing(words: str) -> None:
    assert not any(sign.rule == LIKENESS for sign in understand(words, Context.INFO).signs)


def test_danger_that_no_rule_knows_is_amber_and_marked_as_a_guess() -> None:
    words = "honest to god i dont know how im gonnae get through the night on ma own wi this in ma head"
    found = [sign for sign in understand(words, Context.NONE).signs if sign.rule == LIKENESS]
    for sign in found:
        assert (sign.surety, sign.label) == (Surety.LIKELY, Label.CRISIS)
        assert (sign.danger, sign.grade) == (Danger.OTHER, Grade.AMBER)


def test_no_rule_is_outvoted() -> None:
    for words in ("stop texting me", "wrong number pal", "he passed away last week", "cheers thanks a lot"):
        ruled = by_rules(words, Context.INFO)
        assert ruled.labels <= understand(words, Context.INFO).labels

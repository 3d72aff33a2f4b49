"""The floors below which understanding must not fall, on the replies that it was tuned on."""

import csv

import pytest

from service.domain.meaning import Context, Label
from service.understanding import understand
from tests.corpora.score import HERE, Row, rows_of, score

ROWS = rows_of("replies_tune.csv")
FOUND = score(ROWS)
RECALL = {
    Label.OPT_OUT: 0.96, Label.CRISIS: 0.96, Label.DECEASED: 0.92, Label.BACK_INSIDE: 0.93, Label.WRONG_PERSON: 0.93,
    Label.CANT_ATTEND: 0.93, Label.OPT_IN: 0.9, Label.HELP: 0.9, Label.YES: 0.85, Label.NO: 0.85, Label.GP: 0.85,
    Label.CALL_ME: 0.9, Label.CHANGED_NUMBER: 0.75, Label.LANGUAGE: 0.9, Label.THANKS: 0.85, Label.OTHER: 0.9,
}  # fmt: skip
PRECISION = {
    Label.OPT_OUT: 0.97,
    Label.CRISIS: 0.93,
    Label.DECEASED: 0.93,
    Label.BACK_INSIDE: 0.95,
    Label.WRONG_PERSON: 0.95,
}


@pytest.mark.parametrize("label", Label)
def test_each_label_is_found(label: Label) -> None:
    assert FOUND.recall(label) >= RECALL[label]


@pytest.mark.parametrize("label", PRECISION)
def test_a_label_that_acts_is_seldom_wrong(label: Label) -> None:
    assert FOUND.precision(label) >= PRECISION[label]


def test_most_replies_are_understood_whole() -> None:
    assert FOUND.whole / FOUND.rows >= 0.92


def test_ordinary_texts_hardly_ever_stop_or_alarm() -> None:
    with (HERE / "ordinary.csv").open(encoding="utf-8-sig", newline="") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]
    wrong = [text for text in texts if understand(text, Context.NONE).labels & {Label.OPT_OUT, Label.CRISIS}]
    assert len(wrong) / len(texts) <= 0.04


def test_the_score_counts_what_is_missed_and_what_is_wrongly_said() -> None:
    rows = (
        Row("stop", Context.NONE, frozenset({Label.OPT_OUT}), ""),
        Row("stop", Context.NONE, frozenset({Label.OTHER}), "HN"),
        Row("hello there", Context.NONE, frozenset({Label.OPT_OUT}), ""),
    )
    found = score(rows)
    assert (found.gold[Label.OPT_OUT], found.said[Label.OPT_OUT], found.hit[Label.OPT_OUT]) == (2, 2, 1)
    assert (found.recall(Label.OPT_OUT), found.precision(Label.OPT_OUT)) == (0.5, 0.5)
    assert (found.whole, found.tempted[Label.OPT_OUT]) == (1, 1)

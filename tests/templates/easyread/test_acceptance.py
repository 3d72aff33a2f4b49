"""What can be argued with, and how."""

import pytest

from service.templates.easyread.acceptance import Accepted, apply
from service.templates.easyread.findings import error, warning

LONG = warning(2, "", "can become 150 septets long", "140 or fewer")
HARD = warning(20, "pharmacist", "`pharmacist` has 3 syllables", "a shorter word")
OTHER = warning(20, "dietitian", "`dietitian` has 4 syllables", "a shorter word")
STREET = error(6, "Court", "`Court` tells where somebody has been", "say nothing of it")
SHOUTING = error(23, "!", "`!` is a sign to puzzle over", 'end with "."')
WHY = "people know it"


@pytest.mark.parametrize(
    "reason",
    [Accepted(20, "pharmacist", WHY), Accepted(20, "Pharmacist", WHY), Accepted(20, None, WHY)],
)
def test_a_warning_is_kept_with_a_reason(reason: Accepted) -> None:
    assert apply((HARD, SHOUTING), (reason,)) == ((SHOUTING,), (HARD,))


def test_words_that_are_named_argue_for_themselves_alone() -> None:
    assert apply((HARD, OTHER), (Accepted(20, "pharmacist", WHY),)) == ((OTHER,), (HARD,))
    assert apply((HARD, OTHER), (Accepted(20, None, WHY),)) == ((), (HARD, OTHER))


def test_a_listed_word_needs_its_name_and_a_reason() -> None:
    assert apply((STREET,), (Accepted(6, "court", "a real street"),)) == ((), (STREET,))
    for reason in (
        Accepted(6, None, WHY),
        Accepted(6, "Hall", WHY),
        Accepted(6, "court", " "),
        Accepted(7, "court", WHY),
    ):
        standing, argued = apply((STREET,), (reason,))
        assert standing[0] == STREET
        assert argued == ()


@pytest.mark.parametrize("words", ["!", None])
def test_no_other_error_can_be_argued_with(words: str | None) -> None:
    standing, argued = apply((SHOUTING,), (Accepted(23, words, WHY),))
    assert SHOUTING in standing
    assert argued == ()


def test_accepting_what_is_not_there_is_a_warning_itself() -> None:
    [idle] = apply((), (Accepted(20, "pharmacist", WHY),))[0]
    assert (idle.rule, idle.level, idle.words) == (20, "warning", "pharmacist")
    assert (
        idle.message
        == "`accepted` names rule 20 of `pharmacist`, but there is no such warning: take it out, or mend the text"
    )
    assert apply((LONG,), (Accepted(2, None, WHY), Accepted(4, None, WHY)))[0][0].rule == 4


def test_nothing_is_accepted_of_itself() -> None:
    assert apply((LONG, STREET), ()) == ((LONG, STREET), ())

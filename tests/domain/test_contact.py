"""Words about the contact, in any order: what holds in the end is what they say in the order of their times."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.domain.contact import MOST_TIMES, Contact, OptIn, SafeToText, Said, Worker
from service.domain.number import Number

A, B, C = (Number.trusted(f"+44770090012{last}") for last in "345")
START = datetime(2026, 12, 1, tzinfo=UTC)
Word = tuple[int, Contact]  # after so many days


def heard(*words: Word, said: Said | None = None) -> Said:
    said = said or Said()
    for days, word in words:
        said = said.heard(word, START + timedelta(days=days))
    return said


def told_in_order(words: list[Word]) -> Contact:
    """The rule itself: each word over what was known, and nothing that was said of a number passes to another."""
    known: dict[str, object] = {}
    for _, word in sorted(words, key=lambda one: one[0]):
        if word.number is not None and word.number != known.get("number"):
            known |= {"confirmed_by_person": None, "confirmed_on": None, "safe_to_text": None}
        known |= {name: value for name, value in vars(word).items() if value is not None}
    return Contact(**known)  # type: ignore[arg-type]


numbers = st.none() | st.sampled_from([A, B, C])
contacts = st.builds(
    Contact,
    first_name=st.none() | st.sampled_from(["Sam", "Alex"]),
    number=numbers,
    language=st.none() | st.sampled_from(["en", "gd", "pl"]),
    groups=st.none() | st.sampled_from([(), ("woman",)]),
    opt_ins=st.none() | st.just((OptIn("veteran", date(2026, 11, 1), "a nurse"),)),
    confirmed_by_person=st.none() | st.booleans(),
    confirmed_on=st.none() | st.dates(date(2026, 10, 1), date(2026, 10, 3)),
    safe_to_text=st.none() | st.sampled_from(SafeToText),
    under_18=st.none() | st.booleans(),
    worker=st.none() | st.just(Worker("Kim", "0141 496 0000")),
)
about_numbers = st.builds(Contact, number=numbers, safe_to_text=st.none() | st.sampled_from(SafeToText))
stories = st.lists(contacts | about_numbers, min_size=1, max_size=9).map(lambda words: list(enumerate(words)))


@st.composite
def mixed_up(draw: st.DrawFn) -> tuple[list[Word], list[Word]]:
    """Words, and the same in any order, some of them repeated."""
    words = draw(stories)
    return words, draw(st.permutations(words + draw(st.lists(st.sampled_from(words), max_size=4))))


@given(mixed_up())
@example(([(1, Contact(number=A)), (2, Contact(number=B)), (3, Contact(language="pl"))],) * 2)
def test_words_in_any_order_and_repeated_say_what_they_say_in_the_order_of_time(
    story: tuple[list[Word], list[Word]],
) -> None:
    words, shuffled = story
    assert heard(*words).contact == told_in_order(words)
    assert heard(*shuffled) == heard(*words)


@given(mixed_up(), st.integers(0, 9))
def test_what_two_records_were_told_is_together_what_one_would_have_been_told(
    story: tuple[list[Word], list[Word]], cut: int
) -> None:
    words, shuffled = story
    assert heard(*shuffled[:cut]).joined(heard(*shuffled[cut:])) == heard(*words)


@given(stories)
def test_nothing_said_changes_nothing(words: list[Word]) -> None:
    said = heard(*words)
    assert heard((99, Contact()), said=said) == said == said.joined(said)


def test_of_a_new_number_nothing_is_known_that_was_said_of_the_old_one() -> None:
    older = Contact(
        number=A, language="gd", confirmed_by_person=True, confirmed_on=START.date(), safe_to_text=SafeToText.SHARED
    )
    assert heard((1, older), (2, Contact(number=B))).contact == Contact(number=B, language="gd")


def test_a_false_and_an_empty_group_are_said_and_not_left_out() -> None:
    older = Contact(groups=("woman",), under_18=True, confirmed_by_person=True)
    newer = Contact(groups=(), under_18=False, confirmed_by_person=False)
    assert heard((1, older), (2, newer)).contact == newer


def test_a_word_without_a_number_is_about_the_number_of_its_time() -> None:
    words = (5, Contact(number=B)), (2, Contact(safe_to_text=SafeToText.NO)), (1, Contact(number=A))
    assert heard(*words).contact == Contact(number=B)
    assert heard(*words[1:]).contact == Contact(number=A, safe_to_text=SafeToText.NO)
    late = (1.5, Contact(number=B))
    assert heard(*words, late).contact.safe_to_text is SafeToText.NO  # type: ignore[arg-type]


@pytest.mark.parametrize("first", [A, B])
def test_of_two_numbers_of_the_same_moment_the_later_to_come_counts_and_inherits_nothing(first: Number) -> None:
    second = B if first == A else A
    words = (1, Contact(number=first, safe_to_text=SafeToText.YES)), (1, Contact(number=second, groups=()))
    said = heard(*words)
    assert said.contact == Contact(number=second, groups=())
    assert heard(words[0], said=said).contact.number == second
    assert heard((2, Contact(number=C)), said=said).contact == Contact(number=C, groups=())


def test_a_number_that_is_named_every_day_leaves_a_short_history() -> None:
    daily = [(day, Contact(number=A)) for day in range(3 * MOST_TIMES)]
    said = heard(*daily)
    assert len(said.number_times) == MOST_TIMES
    assert said.number_times[0] == START
    assert heard(*reversed(daily)).contact == said.contact


@pytest.mark.parametrize("day", [1, MOST_TIMES, 2 * MOST_TIMES - 2])
def test_where_the_history_is_too_short_to_tell_a_word_against_texting_holds(day: int) -> None:
    daily = [(day, Contact(number=A)) for day in range(3 * MOST_TIMES)]
    said = heard((day + 1, Contact(safe_to_text=SafeToText.NO)), (day, Contact(number=B)), said=heard(*daily))
    assert said.contact == Contact(number=A, safe_to_text=SafeToText.NO)
    assert heard((day, Contact(number=B)), said=said) == said


def test_a_record_without_its_number_tells_nothing_of_it() -> None:
    word = Contact(first_name="Sam", number=A, confirmed_by_person=True, safe_to_text=SafeToText.SHARED)
    assert heard((1, word)).without_number() == heard((1, replace(Contact(), first_name="Sam")))

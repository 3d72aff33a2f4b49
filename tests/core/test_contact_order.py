"""Words about the contact reach the service in any order; the database keeps what it takes to put them in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.core.ports import Core
from service.domain.contact import Contact, SafeToText
from service.domain.event import Event, Outcome
from tests.builders import HEARD, SAMS_NUMBER, close, make_core, scheduled
from tests.core.looking import person, told
from tests.core.saying import NO_NUMBER, OTHER_NUMBER, contact
from tests.core.test_merging import OTHER, merged
from tests.fakes import FixedClock

UNSAFE = Contact(safe_to_text=SafeToText.NO)
A, B = Contact(number=SAMS_NUMBER), Contact(number=OTHER_NUMBER)


@dataclass
class World:
    """One service, in which each telling is of somebody new."""

    core: Core = field(repr=False)
    tellings: int = 0

    def contact_of(self, events: list[Event]) -> Contact:
        """What is known in the end of somebody of whom all this is told."""
        self.tellings += 1
        who = f"{self.tellings}"
        for one in (scheduled(contact=NO_NUMBER), *events):
            told(self.core, replace(one, id=f"{who} {one.id}", prison_number=who))
        return person(self.core, who).contact


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    core = make_core("sqlite://", clock=FixedClock(HEARD))
    yield World(core)
    close(core)


words = st.sampled_from([A, B, UNSAFE, replace(A, confirmed_by_person=False), replace(B, safe_to_text=SafeToText.YES)])
stories = st.lists(words | st.just(Contact(language="pl")), min_size=1, max_size=6).map(
    lambda said: [contact(days, word) for days, word in enumerate(said, start=1)]
)


@given(stories.flatmap(lambda events: st.tuples(st.just(events), st.permutations(events))))
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_words_in_any_order_leave_the_same_contact(world: World, story: tuple[list[Event], list[Event]]) -> None:
    ordered, shuffled = story
    assert world.contact_of(shuffled) == world.contact_of(ordered)


def test_a_late_word_that_changes_nothing_is_ignored_and_yet_remembered(core: Core) -> None:
    """A number that was said again before a word against texting it was theirs when that word was said."""
    told(core, scheduled(contact=NO_NUMBER), contact(5, A), contact(4, UNSAFE))
    assert person(core).contact.safe_to_text is None  # as far as is known it was said of no number
    assert told(core, contact(3, A)).outcome is not Outcome.IGNORED
    assert person(core).contact.safe_to_text is SafeToText.NO
    assert told(core, contact(1, A)).outcome is Outcome.IGNORED
    told(core, contact(2, B))
    assert person(core).contact.safe_to_text is SafeToText.NO
    assert told(core, contact(1, B)).outcome is Outcome.IGNORED


def test_a_late_word_of_an_old_number_gives_way_to_the_last(core: Core) -> None:
    told(core, scheduled(contact=NO_NUMBER), contact(3, A), contact(2, replace(B, safe_to_text=SafeToText.NO)))
    known = person(core)
    assert (known.contact.number, known.contact.safe_to_text) == (SAMS_NUMBER, None)
    assert known.contact_as_of == contact(3, A).time


def told_of_two(core: Core, kept: list[Event], removed: list[Event]) -> Contact:
    """What is known of one person after two records of them are one."""
    told(core, scheduled(contact=NO_NUMBER), scheduled(contact=NO_NUMBER, prison_number=OTHER), *kept)
    told(core, *(replace(one, prison_number=OTHER) for one in removed), merged())
    found = person(core)
    with core.store.read() as tx:
        assert found.number_id is None or tx.lines.get(found.number_id).number == found.contact.number
    return found.contact


def test_of_two_records_the_later_word_wins_fact_by_fact(core: Core) -> None:
    kept = [contact(1, Contact(language="gd")), contact(4, Contact(groups=("woman",)))]
    removed = [contact(3, replace(B, language="pl")), contact(2, Contact(groups=()))]
    found = told_of_two(core, kept, removed)
    assert (found.number, found.language, found.groups) == (OTHER_NUMBER, "pl", ("woman",))


@pytest.mark.parametrize("kept_first", [True, False])
def test_of_two_numbers_the_later_stays_with_what_its_own_record_says_of_it(core: Core, *, kept_first: bool) -> None:
    later, earlier = [contact(1, A), contact(2, UNSAFE), contact(5, A)], [contact(3, B)]
    earlier.append(contact(6, Contact(safe_to_text=SafeToText.YES, language="pl")))
    found = told_of_two(core, *((later, earlier) if kept_first else (earlier, later)))
    assert (found.number, found.safe_to_text, found.language) == (SAMS_NUMBER, SafeToText.NO, "pl")


def test_of_two_words_of_one_moment_the_one_that_comes_later_counts(core: Core) -> None:
    told(core, scheduled(contact=NO_NUMBER), contact(1, B), contact(1, A))
    assert person(core).contact.number == SAMS_NUMBER

"""What a Board may see of its own texts and releases."""

from datetime import date, timedelta

import pytest

from service.core import log
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt, TextFilter
from service.core.sending import Rejected, Sent
from service.domain.errors import NotFoundError
from service.domain.event import Answer, Kind
from service.domain.ids import MessageSid, ReleaseId, TextId
from service.domain.number import Number
from service.domain.release import Contact, Hold
from service.domain.text import State
from tests.builders import GLASGOW, HEARD, LIBERATION, LOTHIAN, SAMS_CONTACT, SAMS_NUMBER, make_event, scheduled
from tests.core.looking import claimed, move_to, release_of, send_due, text, texts, told
from tests.fakes import FakeCarrier, FixedClock
from tests.schedules.weeks import due, planned

SID = MessageSid("SM" + "a" * 32)


@pytest.fixture
def answer(core: Core) -> Answer:
    return told(core, scheduled())


def ids(core: Core, which: TextFilter) -> list[TextId]:
    return [one.text.id for one in log.texts(core, which)]


def test_the_log_shows_a_boards_texts_by_the_moment_they_are_due(core: Core, answer: Answer) -> None:
    page = log.texts(core, TextFilter(GLASGOW))
    assert [one.text.step for one in page] == list(due(planned(LIBERATION)))
    assert [one.text for one in page] == list(texts(core, answer).values())
    assert {one.masked_number for one in page} == {SAMS_NUMBER.masked}
    assert {(one.code, one.changed_at) for one in page} == {(None, HEARD)}


def test_a_board_sees_nothing_of_another(core: Core, answer: Answer) -> None:
    assert log.texts(core, TextFilter(LOTHIAN)) == ()
    with pytest.raises(NotFoundError):
        log.release_view(core, LOTHIAN, release_of(answer))
    with pytest.raises(NotFoundError):
        log.text_history(core, LOTHIAN, text(core, answer).id)
    with pytest.raises(NotFoundError):
        log.texts(core, TextFilter(LOTHIAN, after=text(core, answer).id))


def test_the_log_can_be_filtered(core: Core, clock: FixedClock, answer: Answer) -> None:
    contact = Contact(number=Number.trusted("+447700900456"))
    other = told(core, scheduled(prison_number="51234", contact=contact))
    mine = text(core, answer)
    assert ids(core, TextFilter(GLASGOW, release_id=other.release_id)) == [
        one.id for one in texts(core, other).values()
    ]
    assert set(ids(core, TextFilter(GLASGOW, step="01_welcome"))) == {mine.id, text(core, other).id}
    assert set(ids(core, TextFilter(GLASGOW, day=LIBERATION))) == {mine.id, text(core, other).id}
    assert ids(core, TextFilter(GLASGOW, state=State.CLAIMED)) == []
    move_to(clock, LIBERATION, 14)
    claimed(core, limit=1)
    (first,) = ids(core, TextFilter(GLASGOW, state=State.CLAIMED))
    assert first in {mine.id, text(core, other).id}
    everything = TextFilter(GLASGOW, State.CLAIMED, "01_welcome", LIBERATION, None)
    assert ids(core, everything) == [first]


def test_a_day_in_the_log_is_a_day_in_london(core: Core) -> None:
    summer = told(core, scheduled(date(2027, 7, 1)))
    assert ids(core, TextFilter(GLASGOW, day=date(2027, 7, 1))) == [text(core, summer).id]
    assert ids(core, TextFilter(GLASGOW, day=date(2027, 6, 30))) == []


@pytest.mark.parametrize("limit", [1, 5, 7, 24, 50])
def test_the_pages_of_the_log_hold_every_text_once(core: Core, limit: int) -> None:
    for which in range(2):
        number = Number.trusted(f"+44770090020{which}")
        told(core, scheduled(prison_number=f"{which}", contact=Contact(number=number)))
    every = ids(core, TextFilter(GLASGOW))
    pages: list[list[TextId]] = []
    after = None
    while page := ids(core, TextFilter(GLASGOW, after=after, limit=limit)):
        assert len(page) <= limit
        pages.append(page)
        after = page[-1]
    assert [one for page in pages for one in page] == every
    assert len(set(every)) == 24


def test_a_page_after_a_text_that_is_not_there_is_refused(core: Core, answer: Answer) -> None:
    with pytest.raises(NotFoundError):
        log.texts(core, TextFilter(GLASGOW, after=TextId("t-none")))


def test_a_text_has_its_whole_history(core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer) -> None:
    now = move_to(clock, LIBERATION, 14)
    carrier.script(Sent(SID))
    send_due(core)
    for status, code in (("sent", None), ("undelivered", 30003)):
        clock.advance(timedelta(seconds=5))
        take_receipt(core, Receipt(SID, status, code, None, clock.wall()), None)
    history = log.text_history(core, GLASGOW, text(core, answer).id)
    ((attempt, receipts),) = history.attempts
    assert history.logged.text.state is State.UNDELIVERED
    assert history.logged.code == attempt.code == 30003
    assert history.logged.changed_at == now + timedelta(seconds=10)
    assert [(one.status, one.code) for one in receipts] == [("sent", None), ("undelivered", 30003)]


def test_a_refused_text_shows_the_carriers_code(
    core: Core, carrier: FakeCarrier, clock: FixedClock, answer: Answer
) -> None:
    move_to(clock, LIBERATION, 14)
    carrier.script(Rejected(21614))
    send_due(core)
    assert [one.code for one in log.texts(core, TextFilter(GLASGOW, state=State.FAILED))] == [21614]


def test_a_text_or_release_that_does_not_exist_is_not_found(core: Core) -> None:
    with pytest.raises(NotFoundError):
        log.text_history(core, GLASGOW, TextId("t-none"))
    with pytest.raises(NotFoundError):
        log.release_view(core, GLASGOW, ReleaseId("r-none"))


def test_a_release_shows_its_person_its_texts_and_what_it_waits_for(core: Core, answer: Answer) -> None:
    view = log.release_view(core, GLASGOW, release_of(answer))
    assert (view.release.id, view.person.id, view.hold) == (answer.release_id, view.release.person_id, None)
    assert [one.text.step for one in view.texts] == list(due(planned(LIBERATION)))
    told(core, make_event(Kind.CONTACT, contact=Contact(under_18=True), time=HEARD + timedelta(days=1)))
    assert log.release_view(core, GLASGOW, release_of(answer)).hold is Hold.UNDER_18


def test_a_release_that_ended_waits_for_nothing(core: Core) -> None:
    held = told(core, scheduled(contact=Contact(first_name=SAMS_CONTACT.first_name)))
    assert log.release_view(core, GLASGOW, release_of(held)).hold is Hold.NO_NUMBER
    told(core, make_event(Kind.CANCELLED, time=HEARD + timedelta(days=1)))
    assert log.release_view(core, GLASGOW, release_of(held)).hold is None

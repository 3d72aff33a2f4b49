"""A text on its way: claimed, looked at for the last time, sent, and what came of it written down."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from service.core import dispatch as trip
from service.core.dispatch import call_timeout_s, dispatch, next_due
from service.core.ports import Core, Transaction
from service.core.records import AttemptOutcome
from service.core.sending import Lost, NotTaken, Outcome, Outgoing, Rejected, Sent
from service.core.settle import settle
from service.core.upkeep import end_stale_claims
from service.domain.board import SenderNumber
from service.domain.event import Answer, Kind
from service.domain.ids import AttemptId, MessageSid, StepId
from service.domain.london import at
from service.domain.number import Number
from service.domain.release import Contact
from service.domain.text import Reason, State
from service.schedules.sequence import Sequence, Step
from service.store.tables import people, texts
from tests.builders import (
    GLASGOW_STAFF,
    HEARD,
    LIBERATION,
    LOTHIAN,
    SAMS_CONTACT,
    SAMS_NUMBER,
    make_event,
    scheduled,
    sql_store,
)
from tests.core import looking
from tests.core.looking import (
    OUR_NUMBER,
    WORKER,
    attempts,
    claim_one,
    claimed,
    journal,
    move_to,
    number_id,
    says,
    send_due,
    states,
    tasks,
    text,
    told,
)
from tests.fakes import FakeCarrier, FixedClock
from tests.schedules.weeks import FIRST_WEEKS

NEXT_DAY = LIBERATION + timedelta(days=1)
OTHER_NUMBER = Number.trusted("+447700900456")
SID = MessageSid("SM" + "a" * 32)


@pytest.fixture
def due_now(core: Core, clock: FixedClock) -> Answer:
    """Sam's release, at the moment when the welcome is due."""
    answer = told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    return answer


# Claiming


def test_nothing_is_claimed_before_it_is_due(core: Core, clock: FixedClock) -> None:
    told(core, scheduled())
    clock.set(now=at(LIBERATION, FIRST_WEEKS.steps[0].at) - timedelta(seconds=1))
    assert trip.claim(core, WORKER, 10) == trip.Claims((), looked=0)


def test_the_next_due_moment_is_known_until_nothing_is_planned(core: Core) -> None:
    assert next_due(core) is None
    told(core, scheduled())
    assert next_due(core) == at(LIBERATION, FIRST_WEEKS.steps[0].at)
    says(core, "STOP")
    assert next_due(core) is None


def test_a_claim_is_this_workers_until_its_lease_ends(core: Core, clock: FixedClock, due_now: Answer) -> None:
    claim = claim_one(core)
    kept = text(core, due_now)
    assert kept == claim.text
    assert kept.state is State.CLAIMED
    assert kept.attempt_id == claim.attempt.id
    assert kept.lease_until == clock.wall() + timedelta(seconds=60)
    assert kept.went_on == LIBERATION
    assert attempts(core, kept) == (claim.attempt,)
    assert claimed(core) == (), "nobody claims it a second time"


def test_a_claim_takes_no_more_than_asked_and_the_oldest_first(core: Core, clock: FixedClock) -> None:
    told(core, scheduled())
    older = told(
        core, scheduled(LIBERATION - timedelta(days=1), prison_number="51234", contact=Contact(number=OTHER_NUMBER))
    )
    move_to(clock, LIBERATION, 15)
    claims = trip.claim(core, WORKER, 1)
    assert claims.looked == 1
    assert [claim.text.id for claim in claims.taken] == [text(core, older).id]


def test_the_words_are_the_boards_in_the_persons_language(core: Core, due_now: Answer) -> None:
    claim = claim_one(core)
    assert claim.attempt.words.startswith("Hello from NHS Greater Glasgow and Clyde. ")
    assert claim.attempt.words not in repr(claim)


@pytest.mark.parametrize("language", ["gd", "en", None])
def test_a_language_without_words_yet_gets_english(core: Core, clock: FixedClock, language: str | None) -> None:
    told(core, scheduled(contact=replace(SAMS_CONTACT, language=language)))
    move_to(clock, LIBERATION, 14)
    assert claim_one(core).attempt.words.startswith("Hello from NHS")


def with_step(core: Core, change: Callable[[Step], Step]) -> Core:
    first, *rest = FIRST_WEEKS.steps
    return with_sequence(core, replace(FIRST_WEEKS, steps=(change(first), *rest)))


def with_sequence(core: Core, *sequences: Sequence) -> Core:
    return replace(core, config=replace(core.config, sequences={one.id: one for one in sequences}))


def test_a_language_that_has_words_gets_its_own(core: Core, clock: FixedClock) -> None:
    gaelic = with_step(core, lambda step: replace(step, words={**step.words, "gd": "Halò bho {board}. STOP"}))
    told(core, scheduled(contact=replace(SAMS_CONTACT, language="gd")))
    move_to(clock, LIBERATION, 14)
    assert claim_one(gaelic).attempt.words == "Halò bho NHS Greater Glasgow and Clyde. STOP"


@pytest.mark.parametrize(
    "unfit",
    [
        lambda core: with_step(core, lambda step: replace(step, words={"en": "Hello {first_name}"})),
        lambda core: with_step(core, lambda step: replace(step, words={"en": "Hello {board"})),
        lambda core: with_step(core, lambda step: replace(step, id=StepId("00_new"))),
        with_sequence,
        lambda core: replace(core, config=replace(core.config, boards={})),
    ],
    ids=["unknown placeholder", "stray brace", "no such step", "no such sequence", "no such Board"],
)
def test_a_text_that_cannot_be_put_into_words_is_put_up_for_review(
    core: Core, carrier: FakeCarrier, due_now: Answer, unfit: Callable[[Core], Core]
) -> None:
    assert trip.claim(unfit(core), WORKER, 10) == trip.Claims((), looked=1)
    assert (text(core, due_now).state, text(core, due_now).reason) == (State.REVIEW, Reason.WORDS)
    assert tasks(core) == ["text_for_review"]
    assert send_due(core) == []
    assert carrier.tried == []


def test_a_person_whose_seal_is_broken_holds_up_no_other(core: Core, clock: FixedClock) -> None:
    broken = told(core, scheduled())
    other = told(core, scheduled(prison_number="51234", contact=replace(SAMS_CONTACT, number=OTHER_NUMBER)))
    with sql_store(core).engine.begin() as connection:
        sam = looking.person(core).id
        connection.execute(update(people).where(people.c.id == sam).values(contact_sealed=b"1234" + bytes(40)))
    move_to(clock, LIBERATION, 14)
    send_due(core)
    assert text(core, broken).state is State.REVIEW
    assert text(core, other).state is State.ACCEPTED


# The send itself


def test_a_text_goes_to_the_person_from_the_board_while_the_hours_last(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    claim = claim_one(core)
    assert isinstance(dispatch(core, WORKER, claim), Sent)
    assert carrier.tried == [
        Outgoing(
            ref=claim.attempt.id,
            to=SAMS_NUMBER,
            sender=SenderNumber(Number.trusted(OUR_NUMBER)),
            words=claim.attempt.words,
            validity_s=5 * 3600,
            until=clock.wall() + timedelta(seconds=48),
        )
    ]
    sent = text(core, due_now)
    assert (sent.state, sent.lease_until, sent.went_on) == (State.ACCEPTED, None, LIBERATION)
    assert [(one.outcome, one.learnt_by) for one in attempts(core, sent)] == [(AttemptOutcome.SENT, "answer")]
    assert journal(core, {"text": sent.id}) == ["text.planned", "text.accepted"]


@pytest.mark.parametrize(("lease_s", "timeout_s"), [(60, 10), (10, 8), (5, 4)])
def test_a_call_to_the_carrier_ends_before_the_lease(lease_s: float, timeout_s: float) -> None:
    assert call_timeout_s(lease_s) == timeout_s


def test_six_weeks_pass_with_each_text_sent_once_on_its_own_day(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = told(core, scheduled())
    looking.live_through(core, clock, at(date(2027, 3, 1), FIRST_WEEKS.steps[0].at))
    assert states(core, answer) == {State.ACCEPTED: 12}
    assert len(carrier.tried) == len({one.words for one in carrier.tried}) == 12


# What the last look sees


def test_a_stop_heard_between_claim_and_send_keeps_the_text_back(
    core: Core, carrier: FakeCarrier, due_now: Answer
) -> None:
    claim = claim_one(core)
    says(core, "STOP")
    assert dispatch(core, WORKER, claim) is None
    assert carrier.tried == []
    kept = text(core, due_now)
    assert (kept.state, kept.reason, kept.went_on) == (State.CANCELLED, Reason.OPTED_OUT, None)
    assert [one.outcome for one in attempts(core, kept)] == [AttemptOutcome.DROPPED]
    assert states(core, due_now) == {State.CANCELLED: 12}


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Kind.RETURNED, Reason.RETURNED),
        (Kind.DIED, Reason.DIED),
        (Kind.CANCELLED, Reason.RELEASE_CANCELLED),
    ],
)
def test_what_is_heard_of_the_person_between_claim_and_send_keeps_the_text_back(
    core: Core, carrier: FakeCarrier, due_now: Answer, kind: Kind, reason: Reason
) -> None:
    claim = claim_one(core)
    told(core, make_event(kind, time=HEARD + timedelta(days=22)))
    assert dispatch(core, WORKER, claim) is None
    assert carrier.tried == []
    assert (text(core, due_now).state, text(core, due_now).reason) == (State.CANCELLED, reason)


def test_a_doubt_about_the_number_between_claim_and_send_keeps_the_text_back_until_it_is_settled(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    claim = claim_one(core)
    told(core, make_event(Kind.CONTACT, time=HEARD + timedelta(days=22), contact=Contact(confirmed_by_person=False)))
    assert dispatch(core, WORKER, claim) is None
    assert text(core, due_now).reason is Reason.HELD
    clock.advance(timedelta(minutes=5))
    told(core, make_event(Kind.CONTACT, time=HEARD + timedelta(days=23), contact=Contact(confirmed_by_person=True)))
    send_due(core)
    assert [one.to for one in carrier.tried] == [SAMS_NUMBER]


def test_a_number_that_changes_between_claim_and_send_is_followed(
    core: Core, carrier: FakeCarrier, due_now: Answer
) -> None:
    claim = claim_one(core)
    told(core, make_event(Kind.CONTACT, time=HEARD + timedelta(days=22), contact=Contact(number=OTHER_NUMBER)))
    assert dispatch(core, WORKER, claim) is None
    send_due(core)
    assert [one.to for one in carrier.tried] == [OTHER_NUMBER]
    assert text(core, due_now).number_id == number_id(core, OTHER_NUMBER)


def test_a_home_board_that_changes_between_claim_and_send_changes_what_comes_after(core: Core, due_now: Answer) -> None:
    claim = claim_one(core)
    told(core, make_event(Kind.CONTACT, time=HEARD + timedelta(days=22), board=LOTHIAN, source=GLASGOW_STAFF))
    dispatch(core, WORKER, claim)
    assert text(core, due_now, "04_urgent").board == LOTHIAN


def test_when_the_hours_end_between_claim_and_send_the_text_waits_for_tomorrow(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    claim = claim_one(core)
    clock.set(now=at(LIBERATION, core.config.boards[claim.text.board].hours.closes))
    assert dispatch(core, WORKER, claim) is None
    kept = text(core, due_now)
    assert (kept.state, kept.due_at.date(), kept.attempt_id) == (State.PLANNED, NEXT_DAY, None)
    assert carrier.tried == []
    assert journal(core, {"text": kept.id}) == ["text.planned", "text.waits"]


def test_a_step_that_is_too_late_is_skipped(core: Core, carrier: FakeCarrier, clock: FixedClock) -> None:
    answer = told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    send_due(core)
    move_to(clock, NEXT_DAY + timedelta(days=2), 14, 1)
    send_due(core)
    urgent = text(core, answer, "04_urgent")
    assert (urgent.state, urgent.reason) == (State.SKIPPED, Reason.LATE)
    assert [one.words.startswith("NHS: Do you need help fast?") for one in carrier.tried] == [False, False]


def test_a_worker_whose_lease_ended_sends_nothing(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    claim = claim_one(core)
    clock.advance(timedelta(seconds=61))
    assert end_stale_claims(core, "worker-2") == 1
    assert dispatch(core, WORKER, claim) is None
    assert carrier.tried == []
    assert (text(core, due_now).state, text(core, due_now).reason) == (State.UNKNOWN, Reason.LEASE_ENDED)


def test_a_lease_that_ends_during_the_last_look_leaves_the_text_to_whoever_ended_it(
    core: Core, clock: FixedClock, due_now: Answer
) -> None:
    claim = claim_one(core)
    says(core, "STOP")
    impatient = replace(core, store=EndsLeases(core, clock))
    assert dispatch(impatient, WORKER, claim) is None
    assert text(core, due_now).state is State.UNKNOWN


class EndsLeases:
    """A store before whose every write the lease has just ended and another worker has seen to it."""

    def __init__(self, core: Core, clock: FixedClock) -> None:
        self._core, self._clock = core, clock
        self.read, self.beat, self.ready = core.store.read, core.store.beat, core.store.ready

    def write(self, actor: str) -> AbstractContextManager[Transaction]:
        self._clock.advance(timedelta(seconds=61))
        end_stale_claims(self._core, "worker-2")
        return self._core.store.write(actor)


# What comes of it


def test_a_lost_answer_leaves_the_text_unknown_and_it_is_never_sent_again(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(Lost("no answer in time"))
    assert send_due(core) == [Lost("no answer in time")]
    lost = text(core, due_now)
    assert (lost.state, lost.lease_until, lost.went_on) == (State.UNKNOWN, None, LIBERATION)
    assert [one.outcome for one in attempts(core, lost)] == [AttemptOutcome.LOST]
    looking.live_through(core, clock, at(date(2027, 3, 1), FIRST_WEEKS.steps[0].at))
    told(core, make_event(Kind.RESCHEDULED, time=clock.now(), liberation_date=date(2027, 5, 1)))
    looking.live_through(core, clock, at(date(2027, 5, 2), FIRST_WEEKS.steps[0].at))
    assert [one.words.startswith("Hello from") for one in carrier.tried].count(True) == 1


def test_a_text_that_was_not_taken_goes_again_and_not_before_it_may(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    retry_at = clock.wall() + timedelta(minutes=5)
    carrier.script(NotTaken(retry_at, "HTTP 429"))
    send_due(core)
    back = text(core, due_now)
    assert (back.state, back.not_before, back.attempt_id, back.went_on) == (State.PLANNED, retry_at, None, None)
    clock.set(wall=retry_at - timedelta(seconds=1))
    assert claimed(core) == ()
    clock.set(wall=retry_at)
    assert isinstance(send_due(core)[0], Sent)
    assert [one.outcome for one in attempts(core, back)] == [AttemptOutcome.NOT_TAKEN, AttemptOutcome.SENT]
    assert text(core, due_now).not_before is None


def test_the_wait_that_the_carrier_asks_for_is_a_wait_by_the_wall(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(NotTaken(clock.wall() + timedelta(minutes=5), "HTTP 429"))
    send_due(core)
    clock.set(now=clock.now() + timedelta(hours=1))
    assert claimed(core) == (), "an hour of practice time is no wait"


def test_a_number_that_opted_out_at_the_carrier_is_stopped(core: Core, carrier: FakeCarrier, due_now: Answer) -> None:
    carrier.script(Rejected(21610))
    send_due(core)
    assert looking.stopped(core) is Reason.OPTED_OUT
    assert states(core, due_now) == {State.CANCELLED: 12}
    assert looking.reasons(core, due_now) == {Reason.OPTED_OUT}
    assert tasks(core) == []


@pytest.mark.parametrize("code", [21211, 21265, 21614, 21635])
def test_a_number_that_cannot_get_texts_fails_the_text_and_asks_staff(
    core: Core, carrier: FakeCarrier, due_now: Answer, code: int
) -> None:
    carrier.script(Rejected(code))
    send_due(core)
    failed = text(core, due_now)
    assert (failed.state, failed.reason) == (State.FAILED, Reason.NOT_TEXTABLE)
    assert [one.code for one in attempts(core, failed)] == [code]
    assert tasks(core) == ["text_rejected"]


def test_a_refusal_nobody_foresaw_goes_to_a_person(core: Core, carrier: FakeCarrier, due_now: Answer) -> None:
    carrier.script(Rejected(30999))
    send_due(core)
    assert (text(core, due_now).state, text(core, due_now).reason) == (State.REVIEW, Reason.REJECTED)
    assert tasks(core) == ["text_rejected"]


def test_a_claim_whose_lease_ended_becomes_unknown_and_nobody_claims_it(
    core: Core, clock: FixedClock, due_now: Answer
) -> None:
    claim_one(core)
    clock.set(wall=clock.wall() + timedelta(seconds=60))
    assert end_stale_claims(core, "worker-2") == 0
    clock.set(wall=clock.wall() + timedelta(seconds=1))
    assert end_stale_claims(core, "worker-2") == 1
    stale = text(core, due_now)
    assert (stale.state, stale.reason, stale.lease_until) == (State.UNKNOWN, Reason.LEASE_ENDED, None)
    assert claimed(core) == ()
    assert end_stale_claims(core, "worker-2") == 0


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Sent(SID), State.ACCEPTED),
        (Lost("no answer"), State.UNKNOWN),
        (NotTaken(HEARD, "HTTP 429"), State.UNKNOWN),
        (Rejected(21614), State.FAILED),
        (Rejected(30999), State.UNKNOWN),
        (Rejected(21610), State.UNKNOWN),
    ],
)
def test_an_answer_that_comes_after_the_lease_ended_brings_no_text_back_into_the_plan(
    core: Core, clock: FixedClock, due_now: Answer, outcome: Outcome, state: State
) -> None:
    claim = claim_one(core)
    clock.advance(timedelta(seconds=61))
    end_stale_claims(core, "worker-2")
    settle(core, WORKER, claim.attempt.id, outcome)
    assert text(core, due_now).state is state
    (attempt,) = attempts(core, claim.text)
    assert attempt.outcome is not AttemptOutcome.OPEN, "what became known is kept all the same"


def test_an_answer_about_no_attempt_of_ours_changes_nothing(core: Core, due_now: Answer) -> None:
    settle(core, WORKER, AttemptId("a-none"), Sent(SID))
    assert states(core, due_now) == {State.PLANNED: 12}


def test_an_answer_about_an_attempt_before_this_one_changes_only_that_attempt(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    carrier.script(NotTaken(clock.wall(), "no connection"))
    first = claim_one(core)
    dispatch(core, WORKER, first)
    second = claim_one(core)
    settle(core, WORKER, first.attempt.id, Rejected(30999))
    assert text(core, due_now) == second.text


# One text a day for one number


def two_due(core: Core, clock: FixedClock) -> tuple[Answer, Answer]:
    """Two people with one phone, and a text for each due now: what planning prevents, but a slow day can bring."""
    sam, alex = told(core, scheduled()), told(core, scheduled(prison_number="51234"))
    now = move_to(clock, LIBERATION, 14)
    with sql_store(core).engine.begin() as connection:
        welcome = texts.c.step == "01_welcome"
        connection.execute(update(texts).where(welcome).values(due_at=now, wanted_at=now))
    return sam, alex


def test_of_two_due_texts_to_one_number_one_goes_and_the_other_waits_for_tomorrow(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    both = [text(core, answer) for answer in two_due(core, clock)]
    send_due(core)
    assert len(carrier.tried) == 1
    with core.store.read() as tx:
        now = [tx.texts.get(one.id) for one in both]
    assert {one.state for one in now} == {State.ACCEPTED, State.PLANNED}
    assert {one.due_at.date() for one in now} == {LIBERATION, NEXT_DAY}


@pytest.mark.parametrize("outcome", [Lost("no answer"), Rejected(21614), Rejected(30999)])
def test_a_text_that_may_have_reached_the_number_counts_for_the_day(
    core: Core, carrier: FakeCarrier, clock: FixedClock, outcome: Outcome
) -> None:
    two_due(core, clock)
    carrier.script(outcome)
    send_due(core)
    clock.advance(timedelta(hours=1))
    send_due(core)
    assert len(carrier.tried) == 1


def test_a_text_that_surely_did_not_go_leaves_the_day_to_another(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    carrier.script(NotTaken(clock.wall() + timedelta(days=2), "HTTP 429"))
    send_due(core)
    other = told(core, scheduled(date(2026, 12, 22), prison_number="51234"))
    with sql_store(core).engine.begin() as connection:
        mine = (texts.c.release_id == other.release_id) & (texts.c.step == "01_welcome")
        connection.execute(update(texts).where(mine).values(due_at=clock.now()))
    assert isinstance(send_due(core)[0], Sent)

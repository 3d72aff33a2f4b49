"""The numbered edge cases of other services that the way of a text answers.

Here and elsewhere `test_case_NN` carries the number. Case 34 (a thread of an unknown number) waits for the issue on
replies.
"""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from service.core.dispatch import claim, dispatch
from service.core.ports import Core
from service.domain.ids import AttemptId, SequenceId, StepId, TextId
from service.domain.london import at
from service.domain.text import Reason, State
from service.schedules.versions import withdrawn
from tests.builders import LIBERATION, SAMS_CONTACT, scheduled
from tests.core.looking import live_through, move_to, says, send_due, text, texts, told
from tests.core.senders import OURS, welcomes, with_senders, work
from tests.fakes import FakeCarrier, FixedClock
from tests.worker.ledger import Ledger


def test_case_12_the_carrier_gives_up_when_the_sending_hours_end(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(core, scheduled())
    move_to(clock, LIBERATION, 18, 30)
    send_due(core)
    (sent,) = carrier.tried
    assert timedelta(seconds=sent.validity_s) == at(LIBERATION, time(19)) - clock.now()


def test_case_14_what_is_due_at_once_after_a_restart_is_spread_and_the_rest_goes_the_next_day_in_order(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    slow = with_senders(core, glasgow=replace(OURS, segments_a_second=1))
    ledger = Ledger(slow)
    todays = ledger.plan([at(LIBERATION, time(14))] * 60)
    yesterdays = ledger.plan([at(LIBERATION - timedelta(days=1), time(14))] * 60)
    move_to(clock, LIBERATION, 18, 52)
    work(slow, clock, at(LIBERATION, time(19, 5)), every=timedelta(seconds=30))
    on_the_day = len(carrier.tried)
    assert 40 <= on_the_day < 60, "each half minute what its sender has room for"
    assert welcomes(slow) == {State.ACCEPTED: on_the_day, State.PLANNED: 120 - on_the_day}
    move_to(clock, LIBERATION + timedelta(days=1), 11)
    work(slow, clock, at(LIBERATION + timedelta(days=1), time(11, 12)), every=timedelta(seconds=30))
    assert welcomes(slow) == {State.ACCEPTED: 120}
    assert set(ledger.tries().values()) == {1}
    went = [text_of(slow, one.ref) for one in carrier.tried]
    assert {*went[:60]} == {*yesterdays}
    assert {*went[60:]} == {*todays}


def text_of(core: Core, ref: AttemptId) -> TextId:
    with core.store.read() as tx:
        attempt = tx.attempts.get(ref)
    assert attempt is not None
    return attempt.text_id


def test_case_17_two_workers_whose_clocks_differ_send_a_text_once(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    ahead = replace(core, clock=FixedClock(clock.now() + timedelta(seconds=20)))
    first, second = claim(ahead, "ahead", 10), claim(core, "behind", 10)
    assert (len(first.taken), len(second.taken)) == (1, 0)


def test_case_48_a_stop_between_the_claim_and_the_call_keeps_every_text_of_that_number_back(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = told(core, scheduled())
    move_to(clock, LIBERATION, 14)
    (taken,) = claim(core, "worker", 10).taken
    says(core, "stop")
    assert dispatch(core, "worker", taken) is None
    live_through(core, clock, at(LIBERATION + timedelta(days=60), time(12)))
    assert carrier.tried == []
    assert {one.reason for one in texts(core, answer).values()} == {Reason.OPTED_OUT}


def test_case_20_a_step_that_is_taken_away_is_a_difference_that_is_named(core: Core) -> None:
    weeks = core.config.sequences[SequenceId("first-weeks")]
    fewer = replace(weeks, steps=tuple(step for step in weeks.steps if step.id != "08_night"))
    assert withdrawn(weeks, fewer) == (StepId("08_night"),)


@pytest.mark.parametrize("language", [None, "en", "vi"])
def test_case_69_a_person_whose_language_is_unknown_or_has_no_words_gets_english(
    core: Core, carrier: FakeCarrier, clock: FixedClock, language: str | None
) -> None:
    told(core, scheduled(contact=replace(SAMS_CONTACT, language=language)))
    live_through(core, clock, at(LIBERATION, time(18)))
    assert carrier.tried[0].words.startswith("Hello from NHS Greater Glasgow and Clyde.")


def test_case_68_a_text_that_cannot_be_filled_in_goes_to_a_person_and_holds_up_no_other(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answer = told(core, scheduled())
    boards = {code: board for code, board in core.config.boards.items() if code != text(core, answer).board}
    without = replace(core, config=replace(core.config, boards=boards))
    move_to(clock, LIBERATION, 14)
    assert claim(without, "worker", 10).taken == ()
    assert (text(core, answer).state, text(core, answer).reason) == (State.REVIEW, Reason.WORDS)
    assert carrier.tried == []
    assert len(texts(core, answer)) == 12

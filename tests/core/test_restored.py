"""A database that was restored from a backup knows less than the carrier: nothing goes out until a person says so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from service.core.catching_up import catch_up, keep_caught_up
from service.core.holding import BY_HAND, LONG_GAP, RESTORED, go_on, hold_after_restore, put_on_hold, standing
from service.core.looking import words_of
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Held, Receipt
from service.core.sending import CarrierSilentError, Listed
from service.core.vitals import Kind
from service.domain.event import Answer
from service.domain.ids import MessageSid
from service.domain.number import Number
from service.domain.text import State, Text
from tests.builders import LIBERATION, SAMS_CONTACT, SAMS_NUMBER, scheduled
from tests.core.looking import (
    OUR_NUMBER,
    WORKER,
    attempts,
    claimed,
    live_through,
    says,
    send_due,
    states,
    tasks,
    text,
    told,
)
from tests.fakes import FakeCarrier, FixedClock

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SID = MessageSid("SM" + "e" * 32)


@pytest.fixture(autouse=True)
def _free(core: Core) -> Iterator[None]:
    """The mark stands on the database itself, which the next test gets too."""
    yield
    with core.store.write("test") as tx:
        tx.hold.release()


def held(core: Core) -> Held | None:
    with core.store.read() as tx:
        return tx.hold.held()


def why(core: Core) -> str | None:
    now = held(core)
    return now.why if now else None


def welcome_words(core: Core, answer: Answer) -> str:
    """What the welcome says, without sending it."""
    return words_at(core, text(core, answer))


def words_at(core: Core, one: Text) -> str:
    with core.store.read() as tx:
        return words_of(core, tx, one, one.due_at)


def went(carrier: FakeCarrier, words: str, at: datetime, *, status: str = "delivered", sid: MessageSid = SID) -> Listed:
    """A text that went after the backup was made: no row speaks of it."""
    return carrier.hold(
        Listed(sid, False, SAMS_NUMBER.e164, OUR_NUMBER, words, status, None, at.replace(microsecond=0))
    )


@pytest.fixture
def restored(core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer) -> Answer:
    """The backup is of 14:00, when the welcome was due; then it went, and an hour later the backup came back."""
    catch_up(core, WORKER)
    went(carrier, welcome_words(core, due_now), clock.wall() + 5 * MINUTE)
    clock.advance(HOUR)
    return due_now


def test_a_message_that_no_row_speaks_of_puts_the_service_on_hold(
    core: Core, carrier: FakeCarrier, restored: Answer
) -> None:
    catch_up(core, WORKER)
    assert why(core) == RESTORED
    with core.store.read() as tx:
        assert [one.kind for one in tx.alerts.standing()] == [Kind.RESTORED]


def test_what_went_after_the_backup_is_found_again_and_never_sent_again(
    core: Core, carrier: FakeCarrier, clock: FixedClock, restored: Answer
) -> None:
    catch_up(core, WORKER)
    one = text(core, restored)
    assert one.state is State.DELIVERED
    assert one.went_on == LIBERATION
    (attempt,) = attempts(core, one)
    assert (attempt.sid, attempt.learnt_by, attempt.status) == (SID, "list", "delivered")
    assert tasks(core) == []
    assert go_on(core, "staff")
    live_through(core, clock, clock.now() + timedelta(days=1))
    assert [sent.words for sent in carrier.tried if sent.words == attempt.words] == []


def test_a_receipt_that_came_for_it_before_is_its_own(core: Core, carrier: FakeCarrier, restored: Answer) -> None:
    take_receipt(core, Receipt(SID, "undelivered", 30005, None, core.clock.wall()), None)
    carrier.now_says(SID, "sent")
    catch_up(core, WORKER)
    assert text(core, restored).state is State.UNDELIVERED


def test_a_stop_said_after_the_backup_is_heard_again(core: Core, carrier: FakeCarrier, restored: Answer) -> None:
    carrier.hear(SAMS_NUMBER.e164, "STOP", to=OUR_NUMBER, created=core.clock.wall() - MINUTE)
    catch_up(core, WORKER)
    assert states(core, restored) == {State.DELIVERED: 1, State.CANCELLED: 11}


def test_a_text_that_a_stop_cancelled_since_is_still_known_to_have_gone(
    core: Core, carrier: FakeCarrier, restored: Answer
) -> None:
    says(core, "STOP")
    catch_up(core, WORKER)
    assert text(core, restored).state is State.DELIVERED


def test_what_fits_no_text_is_for_a_person(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    catch_up(core, WORKER)
    went(carrier, "Words of a release that is not here any more", clock.wall() + MINUTE)
    clock.advance(HOUR)
    catch_up(core, WORKER)
    keep_caught_up(core, WORKER)
    assert tasks(core) == ["message_without_text"]
    assert why(core) == RESTORED


def test_while_somebody_looked_all_the_time_a_stray_message_is_a_task_and_no_hold(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    catch_up(core, WORKER)
    went(carrier, "Somebody wrote this by hand", clock.wall())
    clock.advance(10 * MINUTE)
    catch_up(core, WORKER)
    assert tasks(core) == ["message_without_text"]
    assert held(core) is None


def test_a_text_in_flight_when_the_worker_was_killed_is_no_sign_of_a_restore(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    catch_up(core, WORKER)
    (one,) = claimed(core)
    went(carrier, one.attempt.words, clock.wall(), status="sent")
    clock.advance(HOUR)
    catch_up(core, WORKER)
    assert held(core) is None
    assert text(core, due_now).state is State.SENT
    assert len(attempts(core, text(core, due_now))) == 1


def test_of_the_same_words_to_one_phone_each_message_is_the_text_that_was_due_then(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    answers = [told(core, scheduled(prison_number=f"S{which}", contact=SAMS_CONTACT)) for which in range(2)]
    catch_up(core, WORKER)
    twins = [text(core, one, "02_gp") for one in answers]
    assert twins[0].due_at != twins[1].due_at
    for which, one in enumerate(twins):
        went(carrier, words_at(core, one), one.due_at, sid=MessageSid(f"SM{which:032}"))
    last = max(one.due_at for one in twins)
    clock.set(now=last + HOUR, wall=last + HOUR)
    catch_up(core, WORKER)
    found = [attempts(core, one) for one in twins]
    assert [[one.sid for one in some] for some in found] == [["SM" + "0" * 32], ["SM" + "0" * 31 + "1"]]
    assert tasks(core) == []


def test_a_database_that_was_made_anew_is_held_too(core: Core, carrier: FakeCarrier, clock: FixedClock) -> None:
    went(carrier, "Hello from a database that is gone", clock.wall() - HOUR)
    catch_up(core, WORKER)
    assert why(core) == RESTORED


def test_after_a_gap_longer_than_a_list_a_person_looks(core: Core, carrier: FakeCarrier, clock: FixedClock) -> None:
    catch_up(core, WORKER)
    clock.advance(timedelta(days=30))
    catch_up(core, WORKER)
    assert why(core) == LONG_GAP
    assert go_on(core, "staff")


def test_a_restore_told_by_hand_replays_the_list_from_then_on(
    core: Core, carrier: FakeCarrier, clock: FixedClock, due_now: Answer
) -> None:
    """The backup is minutes old: nobody could notice by the list's age."""
    words = welcome_words(core, due_now)
    went(carrier, words, clock.wall() + MINUTE)
    clock.advance(timedelta(days=2))
    with core.store.write("test") as tx:
        tx.marks.put("inbound_listed", clock.wall() - MINUTE)
    hold_after_restore(core, "staff", clock.wall() - timedelta(days=2))
    assert not standing(core).is_replayed
    catch_up(core, WORKER)
    assert text(core, due_now).state is State.DELIVERED
    assert standing(core).is_replayed


def test_a_person_cannot_release_it_before_the_list_was_read_but_by_force(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    hold_after_restore(core, "staff", clock.wall() - HOUR)
    carrier.silent = True
    with pytest.raises(CarrierSilentError):
        catch_up(core, WORKER)
    assert not go_on(core, "staff")
    assert why(core) == RESTORED
    assert go_on(core, "staff", force=True)
    assert held(core) is None


def test_the_worker_replays_what_the_command_could_not(core: Core, carrier: FakeCarrier, clock: FixedClock) -> None:
    catch_up(core, WORKER)
    hold_after_restore(core, "staff", clock.wall() - timedelta(days=3))
    clock.advance(MINUTE)
    keep_caught_up(core, WORKER)
    assert standing(core).is_replayed


def test_a_list_that_was_asked_for_before_the_restore_is_not_its_replay(core: Core, clock: FixedClock) -> None:
    class Meanwhile(FakeCarrier):
        """While it answers, somebody tells of a restore."""

        def listed(self, since: datetime, to: Number | None = None) -> tuple[Listed, ...]:
            hold_after_restore(core, "staff", clock.wall() - timedelta(days=3))
            return super().listed(since, to)

    catch_up(replace(core, carrier=Meanwhile(clock.wall)), WORKER)
    assert not standing(core).is_replayed
    catch_up(core, WORKER)
    assert standing(core).is_replayed


def test_a_second_restore_is_replayed_anew_and_from_the_earlier_moment(
    core: Core, carrier: FakeCarrier, clock: FixedClock
) -> None:
    begin = clock.wall()
    hold_after_restore(core, "staff", begin - 5 * HOUR)
    catch_up(core, WORKER)
    clock.advance(MINUTE)
    hold_after_restore(core, "staff", begin - HOUR)
    assert not standing(core).is_replayed
    with core.store.read() as tx:
        assert tx.marks.get("replay_since") == begin - 5 * HOUR


def test_a_hold_by_hand_lasts_until_a_person_releases_it(core: Core, carrier: FakeCarrier, clock: FixedClock) -> None:
    put_on_hold(core, "staff", BY_HAND)
    first = held(core)
    clock.advance(HOUR)
    put_on_hold(core, "staff", LONG_GAP)
    assert held(core) == first
    catch_up(core, WORKER)
    assert held(core) == first
    assert go_on(core, "staff")
    assert held(core) is None
    assert go_on(core, "staff"), "nothing to release"


def test_a_restore_takes_the_place_of_a_hold_by_hand(core: Core, carrier: FakeCarrier, restored: Answer) -> None:
    put_on_hold(core, "staff", BY_HAND)
    catch_up(core, WORKER)
    assert why(core) == RESTORED


def test_what_was_due_is_told_before_the_release(core: Core, carrier: FakeCarrier, due_now: Answer) -> None:
    put_on_hold(core, "staff", BY_HAND)
    assert standing(core).due == 1


def test_the_service_goes_on_where_it_stood(
    core: Core, carrier: FakeCarrier, clock: FixedClock, restored: Answer
) -> None:
    catch_up(core, WORKER)
    go_on(core, "staff")
    with core.store.read() as tx:
        assert tx.alerts.standing() == ()
    clock.advance(10 * MINUTE)
    catch_up(core, WORKER)
    assert held(core) is None
    assert send_due(core) == []
    assert text(core, restored).state is State.DELIVERED

"""Claiming what is due, and putting it into words."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from service.core import dispatch as trip
from service.core.dispatch import next_look
from service.core.ports import Core
from service.domain.event import Answer
from service.domain.london import at
from service.domain.number import Number
from service.domain.release import Contact
from service.domain.text import Reason, State
from service.store.tables import people, pins, versions
from tests.builders import (
    LIBERATION,
    SAMS_CONTACT,
    scheduled,
    sql_store,
)
from tests.core import looking
from tests.core.looking import (
    WORKER,
    attempts,
    claim_one,
    claimed,
    move_to,
    says,
    send_due,
    tasks,
    text,
    told,
)
from tests.fakes import FakeCarrier, FixedClock
from tests.schedules.weeks import FIRST_WEEKS

OTHER_NUMBER = Number.trusted("+447700900456")


def test_nothing_is_claimed_before_it_is_due(core: Core, clock: FixedClock) -> None:
    told(core, scheduled())
    clock.set(now=at(LIBERATION, time(14)) - timedelta(seconds=1))
    assert trip.claim(core, WORKER, 10) == trip.Claims((), looked=frozenset())


def test_the_next_moment_at_which_something_may_go_is_known_until_nothing_is_planned(core: Core) -> None:
    assert next_look(core) is None
    told(core, scheduled())
    assert next_look(core) == at(LIBERATION, time(14))
    says(core, "STOP")
    assert next_look(core) is None


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
    assert claims.looked == {text(core, older).id}
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


def with_welcome(core: Core, **said: Any) -> Core:
    """The version that runs has another welcome, whoever let that through."""
    with sql_store(core).write("test") as tx:
        version = tx.versions.current(FIRST_WEEKS.id)
        assert version is not None
        document = json.loads(version.document)
        document["steps"][0] |= said
        sealed = tx.versions.seal(versions, "document", version.id, json.dumps(document, sort_keys=True))
        tx.connection.execute(update(versions).values(document_sealed=sealed))
    return core


def without_sequences(core: Core) -> Core:
    with sql_store(core).engine.begin() as connection:
        connection.execute(delete(pins))
        connection.execute(delete(versions))
    return replace(core, config=replace(core.config, sequences={}, documents={}))


def test_a_language_that_has_words_gets_its_own(core: Core, clock: FixedClock) -> None:
    told(core, scheduled(contact=replace(SAMS_CONTACT, language="gd")))
    with_welcome(core, words={"en": "Hello", "gd": "Halò bho {board}. STOP"})
    move_to(clock, LIBERATION, 14)
    assert claim_one(core).attempt.words == "Halò bho NHS Greater Glasgow and Clyde. STOP"


@pytest.mark.parametrize(
    "unfit",
    [
        lambda core: with_welcome(core, words={"en": "Hello {first_name}"}),
        lambda core: with_welcome(core, words={"en": "Hello {board"}),
        without_sequences,
        lambda core: replace(core, config=replace(core.config, boards={})),
    ],
    ids=["unknown placeholder", "stray brace", "no such sequence", "no such Board"],
)
def test_a_text_that_cannot_be_put_into_words_is_put_up_for_review(
    core: Core, carrier: FakeCarrier, due_now: Answer, unfit: Callable[[Core], Core]
) -> None:
    claims = trip.claim(unfit(core), WORKER, 10)
    assert not claims.taken
    assert claims.looked == {text(core, due_now).id}
    assert (text(core, due_now).state, text(core, due_now).reason) == (State.REVIEW, Reason.WORDS)
    assert tasks(core) == ["text_for_review"]
    assert send_due(core) == []
    assert carrier.tried == []


def test_a_step_that_the_running_version_no_longer_has_is_withdrawn(
    core: Core, carrier: FakeCarrier, due_now: Answer
) -> None:
    with_welcome(core, id="00_new")
    assert send_due(core) == []
    assert (text(core, due_now).state, text(core, due_now).reason) == (State.CANCELLED, Reason.WITHDRAWN)
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

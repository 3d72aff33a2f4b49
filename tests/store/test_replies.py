"""Replies in the store: each once, counted and looked back at; and what went to a number before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from service.core.records import Reply
from service.domain.errors import NotFoundError
from service.domain.ids import MessageSid, NumberId, PersonId, ReleaseId
from service.domain.number import Number
from service.domain.release import Ended
from service.domain.text import State
from service.store.store import SqlStore
from tests.builders import GLASGOW, HEARD, LOTHIAN, SAMS_NUMBER
from tests.store.rows import NOW, OTHER_NUMBER, a_text, add_release, an_attempt

SIDS = [MessageSid(f"SM{one:032x}") for one in range(60)]
AN_HOUR_AGO = HEARD - timedelta(hours=1)


def keep(store: SqlStore, which: int, words: str, *, minutes_ago: float = 0, number: Number = SAMS_NUMBER) -> None:
    with store.write("test") as tx:
        line = tx.lines.of(number)
        at = HEARD - timedelta(minutes=minutes_ago)
        assert tx.replies.add(Reply(SIDS[which], SAMS_NUMBER.e164, line.id, "", words, at))


def sams_line(store: SqlStore) -> NumberId:
    with store.write("test") as tx:
        return tx.lines.of(SAMS_NUMBER).id


def test_a_reply_is_kept_once_and_has_a_name_of_ours(store: SqlStore) -> None:
    keep(store, 0, "words")
    with store.write("test") as tx:
        again = Reply(SIDS[0], SAMS_NUMBER.e164, None, "", "others", HEARD, board=GLASGOW, meaning={"labels": []})
        assert not tx.replies.add(again)
        assert tx.replies.id_of(SIDS[0]).startswith("y")
        with pytest.raises(NotFoundError):
            tx.replies.id_of(SIDS[1])


def test_replies_are_looked_back_at_the_newest_first_and_only_those_of_the_number(store: SqlStore) -> None:
    keep(store, 0, "old", minutes_ago=61)
    keep(store, 1, "before", minutes_ago=20)
    keep(store, 2, "now")
    keep(store, 3, "another's", number=OTHER_NUMBER)
    line = sams_line(store)
    with store.read() as tx:
        assert [one.words for one in tx.replies.lately(line, AN_HOUR_AGO, 10)] == ["now", "before"]
        assert [one.words for one in tx.replies.lately(line, AN_HOUR_AGO, 1)] == ["now"]


@pytest.mark.parametrize(("most", "counted"), [(10, 3), (2, 2)])
def test_replies_are_counted_as_far_as_asked(store: SqlStore, most: int, counted: int) -> None:
    for which in range(3):
        keep(store, which, "words")
    keep(store, 3, "old", minutes_ago=61)
    line = sams_line(store)
    with store.read() as tx:
        assert tx.replies.count(line, AN_HOUR_AGO, most) == counted


@pytest.mark.parametrize(
    ("state", "went"),
    [
        *((one, True) for one in (State.CLAIMED, State.UNKNOWN, State.ACCEPTED, State.SENT, State.DELIVERED)),
        *((one, False) for one in (State.PLANNED, State.CANCELLED, State.FAILED, State.UNDELIVERED)),
    ],
)
def test_what_may_have_arrived_went_to_the_number(store: SqlStore, state: State, *, went: bool) -> None:
    with store.write("test") as tx:
        release, line = add_release(tx)
        text = a_text(release, line)
        tx.texts.add(text)
        tx.attempts.add(an_attempt(text))
        for one in (State.CLAIMED, state) if state is State.UNKNOWN else (state,):
            tx.texts.save(replace(text, state=one, attempt_id=an_attempt(text).id))
    with store.read() as tx:
        found = tx.replies.went_before(line.id, NOW, 10)
        assert [(one.text_id, one.at) for one in found] == ([(text.id, NOW)] if went else [])
        assert tx.replies.went_before(line.id, NOW + timedelta(seconds=1), 10) == ()


def test_who_is_out_is_alive_of_these_boards_and_runs_a_release_since_that_day(store: SqlStore) -> None:
    with store.write("test") as tx:
        for which in ("r-1", "r-2", "r-3", "r-4"):
            add_release(tx, which)
        tx.releases.save(replace(tx.releases.get(_id("r-2")), ended=Ended.RETURNED))
        tx.people.save(replace(tx.people.get(_person("r-3")), died_at=NOW))
        tx.people.save(replace(tx.people.get(_person("r-4")), board=LOTHIAN))
    with store.read() as tx:
        assert [one.id for one in tx.people.out_since([GLASGOW], date(2026, 12, 23))] == ["p-r-1"]
        assert tx.people.out_since([GLASGOW], date(2026, 12, 24)) == ()


def _id(name: str) -> ReleaseId:
    return ReleaseId(name)


def _person(release: str) -> PersonId:
    return PersonId(f"p-{release}")

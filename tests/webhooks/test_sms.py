"""Replies: each once, sealed, its keyword obeyed."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from service.core.dispatch import claim, dispatch
from service.core.intake import receive
from service.domain.text import Reason, State, Text
from service.store.sealing import Place
from service.store.tables import replies
from tests.builders import scheduled, sql_store
from tests.webhooks.door import OURS, SAMS, Door, new_sid

LATER = ["08_night", "09_home_money", "10_gp_again", "11_check_in", "12_last"]  # more than ten days after the welcome
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response />'


def kept(door: Door) -> list[tuple[str, str]]:
    """Sender and words of every reply, unsealed, in the order in which they came."""
    store = sql_store(door.core)
    with store.engine.begin() as connection:
        rows = connection.execute(select(replies).order_by(replies.c.sid)).all()
    opened = [
        (row.sender_sealed, Place("replies", "sender", row.id), row.words_sealed, Place("replies", "words", row.id))
        for row in rows
    ]
    return [(store.sealer.open(at, one), store.sealer.open(place, words)) for one, at, words, place in opened]


def send_next(door: Door) -> Text:
    door.until_the_next_is_due()
    [taken] = claim(door.core, "worker", 1).taken
    dispatch(door.core, "worker", taken)
    return taken.text


def test_the_answer_says_nothing_in_xml(door: Door) -> None:
    answer = door.hears("Aye, done 👍 £5")
    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    assert answer.text == NOTHING_TO_SAY


def test_a_reply_is_kept_and_a_person_is_asked_to_read_it(door: Door) -> None:
    door.plan_sam()
    door.hears("Aye, done 👍 £5")
    assert kept(door) == [(SAMS, "Aye, done 👍 £5")]
    assert door.tasks() == ["reply_to_read"]
    assert door.sams_states() == {State.PLANNED}


def test_the_same_message_told_twice_is_one_reply(door: Door) -> None:
    sid = new_sid()
    door.hears("Hello", sid=sid)
    before = door.rows()
    again = door.hears("Hello", sid=sid)
    assert (again.status_code, again.text) == (200, NOTHING_TO_SAY)
    assert door.rows() == before


def test_one_message_told_by_many_calls_at_once_is_one_reply_and_one_task(door_on_each: Door) -> None:
    sid, answers = new_sid(), []
    calls = [threading.Thread(target=lambda: answers.append(door_on_each.hears("Hi", sid=sid))) for _ in range(6)]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert [answer.status_code for answer in answers] == [200] * 6
    assert kept(door_on_each) == [(SAMS, "Hi")]
    assert door_on_each.tasks() == ["reply_to_read"]


def test_the_same_words_under_another_sid_are_a_second_reply(door: Door) -> None:
    door.hears("Hello")
    door.hears("Hello")
    assert kept(door) == [(SAMS, "Hello")] * 2
    assert door.tasks() == ["reply_to_read"] * 2


@pytest.mark.parametrize(
    "words",
    ["STOP", "stop", " Stop \n", "UNSUBSCRIBE", "End", "quit", "STOPALL", "revoke", "OptOut", "Cancel"],
)
def test_each_stop_word_alone_ends_every_unsent_text(door: Door, words: str) -> None:
    door.plan_sam()
    assert door.hears(words).text == NOTHING_TO_SAY
    assert {(text.state, text.reason) for text in door.sams_texts()} == {(State.CANCELLED, Reason.OPTED_OUT)}
    assert door.tasks() == []


def test_a_stop_and_a_start_are_obeyed_on_each_database(door_on_each: Door) -> None:
    door_on_each.plan_sam()
    door_on_each.hears("STOP")
    assert door_on_each.sams_states() == {State.CANCELLED}
    door_on_each.hears("START")
    assert door_on_each.sams_states() == {State.PLANNED}


def test_a_stop_leaves_what_went_as_it_was(door: Door) -> None:
    door.plan_sam()
    welcome = send_next(door)
    door.hears("STOP")
    assert door.text(welcome.id).state is State.ACCEPTED
    assert [text.state for text in door.sams_texts()].count(State.CANCELLED) == 11


def test_a_stop_to_any_number_of_ours_counts_and_holds_for_what_is_planned_later(door: Door) -> None:
    door.hears("STOP", to="+447700900999")
    door.plan_sam()
    assert {(text.state, text.reason) for text in door.sams_texts()} == {(State.CANCELLED, Reason.OPTED_OUT)}


@pytest.mark.parametrize("to", ["whatsapp:+447700900000", "rcs:nhs_scotland_release_day_agent", ""])
def test_a_stop_to_an_address_that_is_no_number_counts_too(door_on_each: Door, to: str) -> None:
    """A sender of a messaging service need not be a number: https://www.twilio.com/docs/rcs."""
    door_on_each.plan_sam()
    assert door_on_each.hears("STOP", to=to).status_code == 200
    assert door_on_each.sams_states() == {State.CANCELLED}


def test_a_stop_holds_for_everybody_who_has_that_number(door: Door) -> None:
    for one in range(4):
        receive(door.core, scheduled(prison_number=f"B{one}"))
    assert door.hears("STOP").status_code == 200
    with door.core.store.read() as tx:
        assert tx.texts.next_due() is None


@pytest.mark.parametrize("words", ["stop please", "STOP.", "please STOP"])
def test_a_stop_among_other_words_ends_every_unsent_text_too(door: Door, words: str) -> None:
    """The carrier does not act on it, so the confirmation is ours: a row like any text, never in the answer here."""
    door.plan_sam()
    assert door.hears(words).text == NOTHING_TO_SAY
    assert {(text.state, text.reason) for text in door.sams_texts()} == {(State.CANCELLED, Reason.OPTED_OUT)}
    assert door.tasks() == []


@pytest.mark.parametrize("words", ["START", "unstop"])
def test_start_brings_the_future_steps_back_and_what_was_missed_stays_missed(door: Door, words: str) -> None:
    door.plan_sam()
    welcome = send_next(door)
    door.hears("STOP")
    back = door.clock.now() + timedelta(days=10)
    door.go_to(back)
    door.hears(words)
    rest = [text for text in door.sams_texts() if text.id != welcome.id]
    assert [text.step for text in rest if text.state is State.PLANNED] == LATER
    assert all(text.due_at > back for text in rest if text.state is State.PLANNED)
    assert {text.state for text in rest if text.step not in LATER} <= {State.CANCELLED, State.SKIPPED}
    assert len(rest) == 11
    assert door.tasks() == []


def test_a_start_that_follows_no_stop_changes_nothing(door: Door) -> None:
    door.plan_sam()
    before = door.sams_texts()
    door.hears("START")
    assert door.sams_texts() == before


def test_yes_brings_nobody_back(door: Door) -> None:
    """To Twilio it is a word that opts in; here it is an answer for a person to read."""
    door.plan_sam()
    door.hears("STOP")
    door.hears("YES")
    assert door.sams_states() == {State.CANCELLED}
    assert door.tasks() == ["carrier_disagrees"]


@pytest.mark.parametrize("words", ["WRONG", "wrong "])
def test_wrong_ends_every_unsent_text_and_a_person_looks(door: Door, words: str) -> None:
    door.plan_sam()
    door.hears(words)
    assert {(text.state, text.reason) for text in door.sams_texts()} == {(State.CANCELLED, Reason.WRONG_PERSON)}
    assert door.tasks() == ["wrong_person"]


def test_start_brings_nothing_back_to_a_wrong_person(door: Door) -> None:
    door.plan_sam()
    door.hears("WRONG")
    door.hears("START")
    assert door.sams_states() == {State.CANCELLED}


def test_wrong_after_a_stop_is_not_undone_by_start(door: Door) -> None:
    """Whoever says that the texts are for somebody else gets none of them, whatever was said before."""
    door.plan_sam()
    door.hears("STOP")
    door.hears("WRONG")
    door.hears("START")
    assert door.sams_states() == {State.CANCELLED}
    assert door.tasks() == ["wrong_person", "wrong_number_texts_again"]


@pytest.mark.parametrize("words", ["HELP", "info"])
def test_help_is_the_carriers_to_answer_and_changes_nothing(door: Door, words: str) -> None:
    door.plan_sam()
    door.hears(words)
    assert door.sams_states() == {State.PLANNED}
    assert door.tasks() == []
    assert kept(door) == [(SAMS, words)]


@pytest.mark.parametrize("sender", ["60777", "NHS24", "", "+44", "whatsapp:+447700900123"])
def test_a_reply_from_what_is_no_telephone_number_is_kept_for_a_person(door: Door, sender: str) -> None:
    door.plan_sam()
    assert door.hears("STOP", sender=sender).status_code == 200
    assert kept(door) == [(sender, "STOP")]
    assert door.tasks() == ["reply_to_read"]
    assert door.sams_states() == {State.PLANNED}


def test_neither_words_nor_sender_can_be_read_in_the_file_of_the_database(door: Door, tmp_path: Path) -> None:
    door.hears("a very private matter")
    files = list(tmp_path.glob("test.db*"))
    stored = b"".join(file.read_bytes() for file in files)
    assert OURS.encode() in stored  # the row is there: our own number is no secret
    for hidden in (b"private matter", b"7700900123"):
        assert hidden not in stored


@pytest.mark.parametrize("sid", ["", "SM12", "hello", "SM" + "g" * 32])
def test_a_reply_without_a_sid_is_400_and_nothing_is_stored(door: Door, sid: str) -> None:
    before = door.rows()
    form = {"MessageSid": sid, "From": SAMS, "To": OURS, "Body": "STOP"}
    assert door.post("/webhooks/sms", form).status_code == 400
    assert door.rows() == before


def test_a_reply_with_no_words_at_all_is_kept(door: Door) -> None:
    form = {"MessageSid": new_sid(), "From": SAMS, "To": OURS, "NumMedia": "1", "MediaUrl0": "https://example.org"}
    assert door.post("/webhooks/sms", form).status_code == 200
    assert kept(door) == [(SAMS, "")]


def test_the_longest_text_there_is_fits(door: Door) -> None:
    words = "👍" * 1600
    assert door.hears(words).status_code == 200
    assert kept(door) == [(SAMS, words)]


def test_a_body_over_64_kb_is_refused_even_signed_and_nothing_is_stored(door: Door) -> None:
    before = door.rows()
    assert door.hears("a" * 64 * 1024).status_code == 413
    assert door.rows() == before
    assert door.hears("a" * 60 * 1024).status_code == 200

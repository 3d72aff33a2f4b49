import pytest
from twilio.base.exceptions import TwilioRestException

from service.practice.message import Direction
from service.practice.optout import ANSWERS, Keyword, keyword
from tests.practice.running import BOARD, SAM, Inbox, RunningPractice, running_inbox, running_practice, twiml

JO = "+447700900124"
OTHER = "+447700900001"
SERVICE = "MG" + "0" * 32
OPTED_OUT = 21610


def code_of(running: RunningPractice, to: str = SAM, **sender: str) -> int | None:
    """Twilio's error code when a text is sent now, None when it is taken."""
    try:
        running.client.messages.create(to=to, body="Hello", **(sender or {"from_": BOARD}))
    except TwilioRestException as refused:
        return refused.code
    return None


def automatic_answers(running: RunningPractice) -> list[str]:
    return [message.text.body for message in running.phone() if message.text.direction is Direction.REPLY]


@pytest.mark.parametrize("word", ["STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "CANCEL", "REVOKE", "OPTOUT"])
def test_each_opt_out_word_blocks_and_is_answered_and_told(running: RunningPractice, inbox: Inbox, word: str) -> None:
    running.texts_in(word)
    assert code_of(running) == OPTED_OUT
    assert automatic_answers(running) == [
        "You have successfully been unsubscribed. You will not receive any more messages from this number. "
        "Reply START to resubscribe."
    ]
    (post,) = inbox.wait_for(1)
    assert (post.parameters["Body"], post.is_signed) == (word, True)
    assert "OptOutType" not in post.parameters


@pytest.mark.parametrize("body", ["stop", "Stop", " sToP \n"])
def test_case_and_space_round_the_word_do_not_count(running: RunningPractice, body: str) -> None:
    running.texts_in(body)
    assert code_of(running) == OPTED_OUT


@pytest.mark.parametrize("body", ["STOP PLEASE", "please stop", "stop.", "STOPP", "no", ""])
def test_more_than_the_word_alone_is_not_understood(running: RunningPractice, body: str) -> None:
    running.texts_in(body)
    assert code_of(running) is None
    assert automatic_answers(running) == []


def test_the_automatic_answer_is_on_the_phone_and_in_no_list(running: RunningPractice) -> None:
    running.texts_in("STOP")
    assert [message.text.direction for message in running.phone()] == [Direction.INBOUND, Direction.REPLY]
    assert [message.body for message in running.client.messages.list()] == ["STOP"]


def test_case_51_stop_is_answered_once_however_often_it_is_said(running: RunningPractice, inbox: Inbox) -> None:
    running.texts_in("STOP")
    running.texts_in("STOP")
    assert len(automatic_answers(running)) == 1
    assert len(inbox.posts) == 2


def test_a_block_holds_for_that_person_and_that_number_alone() -> None:
    with running_practice(senders=(BOARD, OTHER)) as running:
        running.texts_in("STOP")
        assert code_of(running) == OPTED_OUT
        assert code_of(running, to=JO) is None
        assert code_of(running, from_=OTHER) is None


def test_a_block_from_one_number_holds_for_a_whole_messaging_service() -> None:
    with running_practice(senders=(BOARD, OTHER)) as running:
        running.texts_in("STOP", to=OTHER)
        assert code_of(running, messaging_service_sid=SERVICE) == OPTED_OUT
        assert code_of(running, to=JO, messaging_service_sid=SERVICE) is None


def test_a_refused_message_stands_in_no_list(running: RunningPractice) -> None:
    running.texts_in("STOP")
    assert code_of(running) == OPTED_OUT
    assert [message.body for message in running.client.messages.list()] == ["STOP"]


@pytest.mark.parametrize("word", ["START", "YES", "UNSTOP", "start"])
def test_each_opt_in_word_lifts_the_block_and_is_answered_and_told(
    running: RunningPractice, inbox: Inbox, word: str
) -> None:
    running.texts_in("STOP")
    running.texts_in(word)
    assert code_of(running) is None
    assert automatic_answers(running)[1:] == [ANSWERS[Keyword.START]]
    assert [post.parameters["Body"] for post in inbox.posts] == ["STOP", word]


def test_an_opt_in_word_of_somebody_who_is_not_blocked_is_told_and_not_answered(
    running: RunningPractice, inbox: Inbox
) -> None:
    running.texts_in("YES")
    assert automatic_answers(running) == []
    assert [post.parameters["Body"] for post in inbox.posts] == ["YES"]


def test_an_opt_in_lifts_no_other_persons_block(running: RunningPractice) -> None:
    running.texts_in("STOP")
    running.texts_in("START", person=JO)
    assert code_of(running) == OPTED_OUT


@pytest.mark.parametrize("word", ["HELP", "INFO", "help"])
def test_help_is_answered_and_told_and_blocks_nothing(running: RunningPractice, inbox: Inbox, word: str) -> None:
    running.texts_in(word)
    assert automatic_answers(running) == [ANSWERS[Keyword.HELP]]
    assert [post.parameters["Body"] for post in inbox.posts] == [word]
    assert code_of(running) is None


def test_the_block_stands_before_the_webhook_is_told() -> None:
    goodbye = twiml("<Response><Message>Goodbye</Message></Response>")
    with running_inbox(lambda _post: goodbye) as inbox, running_practice(inbox.url) as running:
        running.texts_in("STOP")
        assert [message.body for message in running.client.messages.list()] == ["STOP"]


def test_no_keyword_is_two_words() -> None:
    assert keyword("START") is Keyword.START
    assert keyword("STOP START") is None

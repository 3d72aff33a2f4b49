"""Refusals by code: set over HTTP, met through Twilio's own SDK."""

from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from service.practice.delivery import DELIVERY_ERRORS
from tests.practice.running import ACCOUNT_SID, AUTH_TOKEN, BOARD, SAM, Inbox, RunningPractice
from tests.practice.test_stumbles import PATIENCE_S, create, left, listed, switch

CODES = (21211, 21408, 21606, 21608, 21610, 21611, 21612, 21614, 21635, 30450)
ASYNC = (30001, 30002, 30003, 30004, 30005, 30006, 30007, 30008, 30019, 30034, 30036, 30450, 30500)


def refused(running: RunningPractice, **more: Any) -> tuple[int, int | None]:
    with pytest.raises(TwilioRestException) as error:
        create(running, **more)
    return error.value.status, error.value.code


@pytest.mark.parametrize("code", [*CODES, 29999])
def test_a_number_with_that_ending_is_refused_with_that_code_and_no_other_number_is(
    slow: RunningPractice, code: int
) -> None:
    switch(slow, refusals={"901": code})
    for _ in range(3):
        assert refused(slow, to="+447700900901") == (400, code)
    assert listed(slow) == 0
    create(slow)
    assert listed(slow) == 1


def test_all_are_refused_with_401_until_it_is_switched_off(slow: RunningPractice) -> None:
    switch(slow, refuse_all=20003)
    assert [refused(slow) for _ in range(3)] == [(401, 20003)] * 3
    switch(slow)
    assert create(slow)


def test_so_many_are_refused_and_no_more(slow: RunningPractice) -> None:
    switch(slow, refuse_all=21611, refusals={"123": 21408}, refuse_times=2)
    assert [refused(slow), refused(slow)] == [(400, 21408)] * 2
    assert create(slow)
    assert left(slow, "refuse_all") == left(slow, "refuse_times") == 0


def test_a_code_may_come_with_another_status(slow: RunningPractice) -> None:
    switch(slow, refusals={"123": {"code": 29999, "status": 503}})
    assert refused(slow) == (503, 29999)


def test_the_longest_ending_decides_and_an_ending_goes_before_all(slow: RunningPractice) -> None:
    switch(slow, refusals={"3": 21611, "123": 21612}, refuse_all=21408)
    assert [refused(slow)[1], refused(slow, to="+447700900103")[1], refused(slow, to="+447700900104")[1]] == [
        21612,
        21611,
        21408,
    ]


def test_what_is_refused_uses_up_no_other_switch(slow: RunningPractice) -> None:
    switch(slow, refuse_all=21408, drop_after=1, callbacks_lost=1)
    refused(slow)
    assert (left(slow, "drop_after"), left(slow, "callbacks_lost")) == (1, 1)


def test_a_429_by_code_says_when_to_come_again_like_any_other(slow: RunningPractice) -> None:
    switch(slow, refuse_all=20429, retry_after_s=7)
    url = f"{slow.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    said = {"To": SAM, "From": BOARD, "Body": "Hello"}
    answer = requests.post(url, data=said, auth=(ACCOUNT_SID, AUTH_TOKEN), timeout=PATIENCE_S)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")


def test_every_code_that_comes_later_is_known_and_one_that_nobody_knows() -> None:
    assert set(ASYNC) < set(DELIVERY_ERRORS)
    assert set(DELIVERY_ERRORS) - set(ASYNC) == {39999}


@pytest.mark.parametrize("code", DELIVERY_ERRORS)
def test_each_code_that_comes_later_comes_in_callback_and_resource(
    running: RunningPractice, inbox: Inbox, code: int
) -> None:
    switch(running, endings={"901": code})
    sid = create(running, to="+447700900901", status_callback=inbox.url)
    status = DELIVERY_ERRORS[code].status
    running.wait_for(sid, status)
    last = inbox.wait_for(2 if status == "undelivered" else 1)[-1].parameters
    assert (last["MessageStatus"], last["ErrorCode"]) == (status, str(code))

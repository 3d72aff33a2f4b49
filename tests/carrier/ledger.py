"""What a Twilio on loopback has taken and heard, listed and fetched as Twilio does."""

import json
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from service.domain.ids import MessageSid
from tests.carrier import stub
from tests.carrier.builders import FROM
from tests.fakes import fresh_sent

_SENT = {"sent", "delivered", "undelivered", "received"}


class Ledger:
    def __init__(self, wall: Callable[[], datetime]) -> None:
        self._wall = wall
        self._messages: list[dict[str, Any]] = []  # oldest first

    def answer(self, handler: stub.Handler, seen: stub.Seen) -> None:
        method, _, address = seen.line.partition(" ")
        sid = urlsplit(address).path.rpartition("/")[2].removesuffix(".json")
        if sid != "Messages":
            self._one(handler, seen, sid)
        elif method == "POST":
            _say(201, self._take(seen), handler, seen)
        else:
            self._list(parse_qs(urlsplit(address).query))(handler, seen)

    def takes_and_is_gone(self, handler: stub.Handler, seen: stub.Seen) -> None:
        self._take(seen)
        handler.hang_up()

    def hear(self, person: str, words: str) -> MessageSid:
        return self._add(direction="inbound", to=FROM, body=words, status="received", **{"from": person})

    def now_says(self, sid: str, status: str, code: int | None) -> None:
        for message in self._messages:
            if message["sid"] == sid:
                message.update(status=status, error_code=code, date_sent=_day(status, self._wall()))

    def _take(self, seen: stub.Seen) -> dict[str, Any]:
        sender = seen.form.get("From")
        status = "queued" if sender else "accepted"
        self._add(
            direction="outbound-api", to=seen.form["To"], body=seen.form["Body"], status=status, **{"from": sender}
        )
        return self._messages[-1]

    def _add(self, **fields: object) -> MessageSid:
        sid, now = fresh_sent().sid, self._wall()
        date_sent = _day(str(fields["status"]), now)
        self._messages.append(
            {"sid": sid, "date_created": format_datetime(now), "date_sent": date_sent, "error_code": None, **fields}
        )
        return sid

    def _one(self, handler: stub.Handler, seen: stub.Seen, sid: str) -> None:
        if seen.form:
            self.now_says(sid, "canceled", None)
        found = [message for message in self._messages if message["sid"] == sid]
        if found or seen.form:
            _say(200, found[0] if found else {"sid": sid, "status": "canceled"}, handler, seen)
        else:
            stub.refuses(404, 20404)(handler, seen)

    def _list(self, asked: dict[str, list[str]]) -> stub.Behaviour:
        def is_wanted(message: dict[str, Any]) -> bool:
            if "DateSent>" in asked and not message["date_sent"]:
                return False
            return "To" not in asked or asked["To"] == [message["to"]]

        return stub.lists(*filter(is_wanted, reversed(self._messages)))


def _day(status: str, now: datetime) -> str | None:
    return format_datetime(now) if status in _SENT else None


def _say(status: int, message: dict[str, Any], handler: stub.Handler, seen: stub.Seen) -> None:
    stub.answers(status, json.dumps(message).encode(), Content_Type="application/json")(handler, seen)

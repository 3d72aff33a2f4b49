import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
from twilio.request_validator import RequestValidator

from service.demo.client import PATIENCE_S
from tests.builders import GLASGOW
from tests.journeys.between import Headers, between
from tests.journeys.crowd import NOON, NUMBERS, RATE, WELCOME, event
from tests.journeys.house import OURS, Database, House, furnished
from tests.journeys.ledger import fingerprints, let_heartbeats_age

ONE, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
SAM = NUMBERS[0]
MOST_BYTES, MOST_EVENTS = 1_000_000, 500


def test_a_callback_is_known_by_the_public_address_whatever_a_proxy_makes_of_it(
    sqlite_database: Database, tmp_path: Path
) -> None:
    with furnished(sqlite_database, tmp_path) as house, between(house.web, _as_a_bad_proxy) as front:
        house.variables["PUBLIC_URL"] = front.url
        house.set_clock(NOON, RATE)
        house.start_practice()
        house.start_web()
        worker = house.start("worker")
        house.client().post(event(SAM))
        house.until(lambda: _welcome(house)["state"] == "delivered", "the receipts come through the proxy")
        assert house.says(SAM, "STOP")["webhook_status"] == 200

        worker.end()
        before = fingerprints(house.database_url)
        inner, token = house.web, house.variables["TWILIO_AUTH_TOKEN"]
        form = {"MessageSid": f"SM{7:032x}", "From": SAM, "To": OURS, "Body": "START"}
        for path in ("/webhooks/sms", "/webhooks/status?ref=a-1"):
            told = form | {"MessageStatus": "failed"}
            right = _signature(front.url + path, told, token)
            assert {
                _callback(house, path, told, None),
                _callback(house, path, told, ""),
                _callback(house, path, told, _signature(front.url + path, told, "another token")),
                _callback(house, path, told, _signature(inner + path, told, token)),
                _callback(house, path, told, _signature(f"http://evil.example{path}", told, token)),
                _callback(house, path, told | {"Body": "STOP"}, right),
                _callback(house, f"{path.partition('?')[0]}?ref=a-2", told, right),
            } == {403}
        assert fingerprints(house.database_url) == before
        assert _callback(house, "/webhooks/sms", form, _signature(f"{front.url}/webhooks/sms", form, token)) == 200


def test_readyz_says_no_before_a_worker_lives_yes_after_and_no_when_it_is_dead(
    sqlite_database: Database, tmp_path: Path
) -> None:
    with furnished(sqlite_database, tmp_path) as house:
        house.start_web()
        answer = house.http.get(f"{house.web}/readyz", timeout=PATIENCE_S)
        assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
        (worker,) = house.start_workers()
        assert house.http.get(f"{house.web}/readyz", timeout=PATIENCE_S).status_code == 200
        worker.kill()
        let_heartbeats_age(house.database_url, timedelta(seconds=61))
        assert house.http.get(f"{house.web}/readyz", timeout=PATIENCE_S).status_code == 503
        assert house.http.get(f"{house.web}/healthz", timeout=PATIENCE_S).status_code == 200


def test_what_is_refused_at_the_door_leaves_no_trace_and_what_is_not_theirs_is_held(
    database: Database, tmp_path: Path
) -> None:
    with furnished(database, tmp_path) as house:
        house.set_clock(NOON, RATE)
        house.start_web()
        prison = house.keys.prison
        assert _post(house, prison, event(SAM)).json()["outcome"] == "planned"
        before = fingerprints(house.database_url)

        too_many = [event(SAM) | {"id": f"many-{one}", "subject": f"{one}"} for one in range(MOST_EVENTS + 1)]
        strange = event(NUMBERS[1]) | {"data": event(NUMBERS[1])["data"] | {"offence": "theft"}}
        too_large = json.dumps(event(NUMBERS[1])).encode().ljust(MOST_BYTES + 1)
        refused = {
            "no key": _status(_post(house, None, event(NUMBERS[1]))),
            "a stranger's key": _status(_post(house, "rd_stranger", event(NUMBERS[1]))),
            "a stranger's key and too large": _status(_send(house, "rd_stranger", too_large)),
            "too large": _status(_send(house, prison, too_large)),
            "no length": _status(_send(house, prison, iter([json.dumps(event(NUMBERS[1])).encode()]))),
            "too many": _status(_send(house, prison, json.dumps(too_many).encode(), BATCH)),
            "not JSON": _status(_send(house, prison, b'{"specversion": "1.0", ')),
            "NaN": _status(_send(house, prison, json.dumps(event(NUMBERS[1]) | {"x": float("nan")}).encode())),
            "an unknown field": _status(_post(house, prison, strange)),
            "another's source": _status(_post(house, house.keys.other_prison, event(NUMBERS[1]))),
            "the same id, other content": _status(_post(house, prison, event(NUMBERS[1]) | {"id": event(SAM)["id"]})),
        }
        assert refused == {
            "no key": 401,
            "a stranger's key": 401,
            "a stranger's key and too large": 401,
            "too large": 413,
            "no length": 411,
            "too many": 413,
            "not JSON": 400,
            "NaN": 400,
            "an unknown field": 422,
            "another's source": 403,
            "the same id, other content": 409,
        }
        assert fingerprints(house.database_url) == before

        moved = event(SAM) | {
            "id": "from-edinburgh",
            "source": "/prisons/edinburgh",
            "type": "liberation.rescheduled",
            "time": "2026-12-20T10:00:00Z",
            "data": {"liberation_date": "2027-01-04"},
        }
        answer = _post(house, house.keys.other_prison, moved)
        assert (answer.status_code, answer.json()["outcome"]) == (202, "held")
        assert (answer.json()["held_reason"], answer.json()["release_id"]) == ("with_board", None)
        after = fingerprints(house.database_url)
        assert {table for table in after if after[table] != before[table]} <= {"events", "tasks", "journal", "prisons"}


def _as_a_bad_proxy(headers: Headers) -> Headers:
    return headers | {
        "Host": "release-day.internal:8443",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Port": "8443",
        "X-Forwarded-Prefix": "/elsewhere",
        "X-Forwarded-For": "203.0.113.7",
        "X-Original-URL": "/webhooks/elsewhere",
        "Forwarded": 'for=203.0.113.7;host="evil.example";proto=https',
    }


def _callback(house: House, path: str, form: dict[str, str], signature: str | None) -> int:
    """The status of a post that reaches the web process itself, made up as if it had come by a name of the sender's."""
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    if signature is not None:
        headers["X-Twilio-Signature"] = signature
    return house.http.post(f"{house.web}{path}", data=form, headers=headers, timeout=PATIENCE_S).status_code


def _signature(url: str, form: dict[str, str], token: str) -> str:
    return str(RequestValidator(token).compute_signature(url, form))


def _welcome(house: House) -> dict[str, Any]:
    return next(text for text in house.client(GLASGOW).texts() if text["step"] == WELCOME)


def _post(house: House, key: str | None, document: Any) -> requests.Response:
    return _send(house, key, json.dumps(document).encode())


def _send(house: House, key: str | None, body: bytes | Iterator[bytes], kind: str = ONE) -> requests.Response:
    headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {key}"} if key else {})
    return requests.post(f"{house.web}/v1/events", data=body, headers=headers, timeout=PATIENCE_S)


def _status(answer: requests.Response) -> int:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code

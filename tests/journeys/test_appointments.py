"""An appointment from the clinic's system to the phone and back: over HTTP, with real processes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from service.demo.client import PATIENCE_S
from service.domain.london import LONDON, london_day
from tests.builders import GLASGOW
from tests.journeys.house import Database, House, at_work, run

START = datetime(2027, 1, 4, 9, 0, tzinfo=LONDON)
RATE = 43_200  # a day in 2 s
MOBILE, PRISON_NUMBER, SYSTEM = "+447700900131", "48213", "/appointments/trakcare"
VISIT = datetime(2027, 1, 14, 10, 30, tzinfo=UTC)  # a Thursday


def test_an_appointment_is_told_reminded_of_and_answered(database: Database, tmp_path: Path) -> None:
    key = run(database.url, "keys", "create", "--appointments", "trakcare", "--json")["key"]
    with at_work(database, tmp_path, START, RATE) as (house, clock):
        released = house.client().post(_scheduled())
        person = house.get(house.keys.boards[GLASGOW], f"/v1/releases/{released['release_id']}").json()["person_id"]
        booked = _post(house, key, _appointment(person, "booked", 1, START))
        assert (booked["outcome"], booked["release_id"]) == ("planned", None)
        assert [text["step"] for text in booked["texts"]] == ["a_booked", "a_days_before", "a_day_before", "a_today"]

        house.until(lambda: _words(house, "You have an appointment on Thursday 14 January"), "D-3")
        words = [one["body"] for one in house.arrivals()]
        assert words[0].startswith("Hello from NHS")
        assert "At Woodside Health Centre." in words[1]
        assert house.says(MOBILE, "2")["webhook_status"] == 200
        house.until(lambda: clock.now() > VISIT, "the day of the appointment is past")

        about = [one for one in house.arrivals() if "appointment" in one["body"]]
        assert not [one for one in about if "tomorrow" in one["body"] or "today" in one["body"]]
        unasked = [one for one in house.arrivals() if not one["body"].startswith("NHS: Thank you")]
        assert len(unasked) == len(house.arrivals()) - 1, "the answer to that 2"
        days = [london_day(clock.practice_of(datetime.fromisoformat(one["at"]))) for one in unasked]
        assert len(days) == len(set(days))
        unknown = _post(house, key, _appointment("p-2222222222222222", "booked", 2, START))
        assert (unknown["outcome"], unknown["held_reason"], unknown["texts"]) == ("held", "with_board", [])


def _words(house: House, wanted: str) -> bool:
    return any(wanted in one["body"] for one in house.arrivals())


def _scheduled() -> dict[str, Any]:
    person = {"first_name": "Sam", "mobile": MOBILE, "number_confirmed_by_person": True}
    data = {"liberation_date": "2027-01-05", "home_board": str(GLASGOW), "person": person}
    return _envelope("s-1", "/prisons/barlinnie", PRISON_NUMBER, "liberation.scheduled", START) | {"data": data}


def _appointment(person: str, news: str, number: int, time: datetime) -> dict[str, Any]:
    subject = f"urn:x-release-day:person:{person}"
    data = {"appointment_id": f"t-{number}", "start": VISIT.isoformat(), "place": "Woodside Health Centre"}
    later = time + timedelta(minutes=number)
    return _envelope(f"a-{number}", SYSTEM, subject, f"appointment.{news}", later) | {"data": data}


def _envelope(event_id: str, source: str, subject: str, kind: str, time: datetime) -> dict[str, Any]:
    told = {"specversion": "1.0", "id": event_id, "source": source, "subject": subject, "type": kind}
    return {**told, "time": time.isoformat()}


def _post(house: House, key: str, event: dict[str, Any]) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/cloudevents+json"}
    answer = house.http.post(f"{house.web}/v1/events", json=event, headers=headers, timeout=PATIENCE_S)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())

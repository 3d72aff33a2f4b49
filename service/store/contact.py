"""What was said of a person's contact as the JSON that is sealed, and back."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from service.domain.contact import Contact, OptIn, SafeToText, Said, Worker
from service.domain.number import Number
from service.domain.release import Person


def to_json(person: Person) -> str:
    """Without the number: that stands once, in its own row."""
    said = person.history
    facts = _facts(said.latest if said else person.contact)
    return json.dumps(facts | (_history(said) if said else {}), default=str, ensure_ascii=False)


def _facts(contact: Contact) -> dict[str, Any]:
    return {name: value for name, value in asdict(contact).items() if value is not None and name != "number"}


def _history(said: Said) -> dict[str, Any]:
    return {
        "times": {name: time.isoformat() for name, time in said.times.items()},
        "number_times": [time.isoformat() for time in said.number_times],
        "other_number_at": said.other_number_at.isoformat(),
    }


def from_json(text: str, number: Number | None) -> tuple[Contact, Said | None]:
    """What holds, and the history behind it; an old row has none."""
    facts: dict[str, Any] = json.loads(text)
    contact = _contact(facts, number)
    if "times" not in facts:
        return contact, None
    said = Said(
        contact,
        {name: datetime.fromisoformat(time) for name, time in facts["times"].items()},
        tuple(datetime.fromisoformat(time) for time in facts["number_times"]),
        datetime.fromisoformat(facts["other_number_at"]),
    )
    return said.contact, said


def _contact(facts: dict[str, Any], number: Number | None) -> Contact:
    return Contact(
        first_name=facts.get("first_name"),
        number=number,
        language=facts.get("language"),
        groups=_tuple(facts.get("groups")),
        opt_ins=_opt_ins(facts.get("opt_ins")),
        confirmed_by_person=facts.get("confirmed_by_person"),
        confirmed_on=date.fromisoformat(facts["confirmed_on"]) if "confirmed_on" in facts else None,
        safe_to_text=SafeToText(facts["safe_to_text"]) if "safe_to_text" in facts else None,
        under_18=facts.get("under_18"),
        council_area=facts.get("council_area"),
        worker=Worker(**facts["worker"]) if "worker" in facts else None,
    )


def _tuple(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)


def _opt_ins(values: list[dict[str, str]] | None) -> tuple[OptIn, ...] | None:
    if values is None:
        return None
    return tuple(OptIn(one["group"], date.fromisoformat(one["agreed_on"]), one["recorded_by"]) for one in values)

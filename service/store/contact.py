"""A person's contact facts as the JSON that is sealed, and back."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from service.domain.number import Number
from service.domain.release import Contact, OptIn, SafeToText, Worker


def to_json(contact: Contact) -> str:
    """Without the number: that stands once, in its own row."""
    facts = {name: value for name, value in asdict(contact).items() if value is not None and name != "number"}
    return json.dumps(facts, default=str, ensure_ascii=False)


def from_json(text: str, number: Number | None) -> Contact:
    facts: dict[str, Any] = json.loads(text)
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
        worker=Worker(**facts["worker"]) if "worker" in facts else None,
    )


def _tuple(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)


def _opt_ins(values: list[dict[str, str]] | None) -> tuple[OptIn, ...] | None:
    if values is None:
        return None
    return tuple(OptIn(one["group"], date.fromisoformat(one["agreed_on"]), one["recorded_by"]) for one in values)

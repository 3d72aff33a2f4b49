"""Sequences to publish, small enough to see what differs."""

import json
from typing import Any

from service.configuration.published import sequence_from
from service.core.publishing import Draft
from service.domain.ids import SequenceId, StepId

FIRST_WEEKS = SequenceId("first-weeks")
HELLO, DOCTOR, NIGHT = StepId("01_hello"), StepId("02_doctor"), StepId("03_night")
_STOPS = ["opted_out", "wrong_person", "release_cancelled", "returned_to_custody", "died"]

Row = dict[str, Any]


def a_row(step_id: str, offset: str = "1d", words: str | dict[str, str] = "NHS: Hello.", **more: Any) -> Row:
    """A step as it stands in a file."""
    return {
        "id": step_id,
        "offset": offset,
        "at": "10:00",
        "words": {"en": words} if isinstance(words, str) else words,
        **more,
    }


def hello(words: str = "NHS: Hello.", **more: Any) -> Row:
    return a_row(HELLO, "0d", words, welcome="first", **more)


def doctor(words: str | dict[str, str] = "NHS: Find a doctor.", offset: str = "2d", **more: Any) -> Row:
    return a_row(DOCTOR, offset, words, **more)


def night(words: str = "NHS: Bad night?", **more: Any) -> Row:
    return a_row(NIGHT, "5d", words, **more)


def a_draft(*rows: Row, sequence: str = FIRST_WEEKS, **more: Any) -> Draft:
    said = {"anchor": "liberation_date", "fallback": "en", "stop_on": _STOPS, "steps": rows, **more}
    document = json.dumps(said, sort_keys=True)
    return Draft(sequence_from(sequence, document), document)

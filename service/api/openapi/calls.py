"""What each call takes and answers. The routes say which calls there are; a test holds the two against each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from service.api.answers import (
    BatchAnswer,
    EventAnswer,
    Health,
    NotReady,
    ReleaseAnswer,
    TextHistoryAnswer,
    TextsAnswer,
)
from service.api.events import BATCH, HMPPS, ONE
from service.api.lists import MEDIA_TYPES, DryRunAnswer, ListAnswer
from service.api.openapi import examples
from service.lists.reader import FileKind

Examples = Mapping[str, Any]

# What every call that needs a key can come to, beside its own; and what every call with a body can.
KEYED = (401, 403, 404, 500, 503)
FILLED = (400, 411, 413, 415, 422)


@dataclass(frozen=True)
class Said:
    """An answer: what it means, its shape, and an example."""

    words: str
    models: tuple[type[BaseModel], ...]
    examples: Examples


@dataclass(frozen=True)
class Call:
    name: str
    tag: str
    summary: str
    words: str
    answers: Mapping[int, Said]
    problems: tuple[int, ...] = ()
    bodies: Mapping[str, tuple[str, Examples]] = field(
        default_factory=dict
    )  # media type -> its schema's name, examples
    query: str = ""  # the schema whose fields may stand in the address
    path: Mapping[str, str] = field(default_factory=dict)  # what stands in the address's path, in words
    keyed: bool = True


_EVENT_WORDS = (
    "One event, or a batch of them. `source` and `id` name an event: sent again it gets its first answer, with the "
    "outcome `duplicate`; the same id with other content is 409. `time` orders the events of one person: an older one "
    "that comes later is `ignored`, but death and return to custody always count. In a batch each event is taken or "
    "refused by itself, and the answers come in its order. Appointments are told of by Boards and appointments "
    "systems, and their `subject` is the random name of a person, never the prison number."
)
_LIST_WORDS = (
    "A prison's own list, a person a row. Each row is taken or refused by itself, with all its faults. A row that is "
    "missing cancels nothing. Columns that nobody asked for are dropped and named. Taken too: titles above the header, "
    "header words in any case and order, semicolons and tabs, dates such as 23/12/2026 and 23-Dec-2026."
)
_BOARD_ONLY = "For a Board's key only. Numbers are masked, and no text's words are told."


def _list(name: str, kind: FileKind, schema: str, shown: Examples) -> Call:
    taken = Said("What came of each row.", (ListAnswer, DryRunAnswer), {"A list": examples.LIST_ANSWER})
    return Call(
        name=name,
        tag="Telling",
        summary=f"Send a list of releases as {kind.value.upper()}",
        words=_LIST_WORDS,
        bodies={MEDIA_TYPES[kind]: (schema, shown)},
        query="ListQuery",
        answers={200: taken},
        problems=FILLED,
    )


CALLS: Mapping[tuple[str, str], Call] = MappingProxyType(
    {
        ("POST", "/v1/events"): Call(
            name="tellEvents",
            tag="Telling",
            summary="Tell of a release, a change, a return or a death, or of an appointment",
            words=_EVENT_WORDS,
            bodies={
                ONE: ("Event", examples.EVENTS),
                BATCH: ("Batch", {"Two events, one of them faulty": examples.BATCH}),
                HMPPS: ("HmppsEvent", {"A release, as HMPPS tells it": examples.HMPPS}),
            },
            answers={
                202: Said(
                    "What came of it: of one event an answer, of a batch a list of answers.",
                    (EventAnswer, BatchAnswer),
                    {
                        "One event": examples.ANSWER,
                        "An event that waits": examples.HELD,
                        "A batch": [examples.ANSWER | {"event_id": "b1-000012"}, examples.REFUSED],
                    },
                )
            },
            problems=(*FILLED, 409),
        ),
        ("GET", "/v1/events/{event_id}"): Call(
            name="askEvent",
            tag="Telling",
            summary="Ask what came of one of your own events",
            words="The answer that the event got when it was sent first.",
            path={"event_id": "The id that you gave the event."},
            answers={200: Said("What came of it.", (EventAnswer,), {"An event": examples.ANSWER})},
        ),
        ("POST", "/v1/releases.csv"): _list("tellListCsv", FileKind.CSV, "CsvList", {"Two people": examples.LIST}),
        ("POST", "/v1/releases.xlsx"): _list("tellListXlsx", FileKind.XLSX, "XlsxList", {}),
        ("GET", "/v1/texts"): Call(
            name="listTexts",
            tag="Delivery log",
            summary="List the texts of your Board",
            words=f"{_BOARD_ONLY} Page by page: give the `next` of one page as the `after` of the following.",
            query="TextsQuery",
            answers={200: Said("A page.", (TextsAnswer,), {"The only page": {"texts": [examples.TEXT], "next": None}})},
            problems=(422,),
        ),
        ("GET", "/v1/texts/{text_id}"): Call(
            name="readText",
            tag="Delivery log",
            summary="Read the history of one text",
            words=f"{_BOARD_ONLY} Every attempt to send it, and every receipt.",
            path={"text_id": "The id of a text, from the list."},
            answers={
                200: Said(
                    "The text.", (TextHistoryAnswer,), {"A text": examples.TEXT | {"attempts": [examples.ATTEMPT]}}
                )
            },
        ),
        ("GET", "/v1/releases/{release_id}"): Call(
            name="readRelease",
            tag="Delivery log",
            summary="Read one release and its texts",
            words=f"{_BOARD_ONLY} `person_id` may be handed to an appointments system; a prison number may not.",
            path={"release_id": "The id of a release, from the answer to an event."},
            answers={200: Said("The release.", (ReleaseAnswer,), {"A release": examples.RELEASE})},
        ),
        ("GET", "/healthz"): Call(
            name="isAlive",
            tag="Health",
            summary="Is the process alive?",
            words="For load balancers.",
            answers={200: Said("It is.", (Health,), {"Alive": {"status": "ok"}})},
            keyed=False,
        ),
        ("GET", "/readyz"): Call(
            name="isReady",
            tag="Health",
            summary="Can the service do its work?",
            words="The database, its schema and the worker.",
            answers={
                200: Said("It can.", (Health,), {"Ready": {"status": "ok"}}),
                503: Said(
                    "It cannot.",
                    (NotReady,),
                    {"Not ready": {"status": "not ready", "faults": ["no worker within 60 seconds"]}},
                ),
            },
            keyed=False,
        ),
    }
)

"""The forms of the strings that may be sent, under the names of their fields: pydantic sees only that they are text.

Each is a schema of its own in the document. `fields` decides what is taken; tests/api/test_openapi.py holds the two
against each other. All that fits a form is taken; of mobiles and days a little more is taken than the form says.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

from service.api.fields import LONGEST_AHEAD, MOST_TEXTS, NO_ADDRESS, PERSON, YEARS
from service.api.openapi import exactly
from service.domain.appointment import LONGEST_PLACE
from service.domain.event import Source, SourceKind
from service.schedules.config import Config
from service.templates.segments import septets

Schema = dict[str, Any]

# As text in a regular expression of JavaScript and of Python alike.
_UNFIT = r"\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff"  # and surrogates, which an expression cannot name
_WIDE = r"\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"  # spaces beyond ASCII
_TRIMMED = rf"\t-\r \x85{_WIDE}"  # what is cut off round a name
_FORMULA = r"=+\-@"
_NAME = rf"[^{_UNFIT} {_WIDE}{_FORMULA}](?:[^{_UNFIT}]{{0,98}}[^{_UNFIT} {_WIDE}])?"

# Ranges that are wholly in use, and 07700 900, which is for practice.
_MOBILE = (
    r"(?:0|\+44 ?)7"
    r"(?:700 ?900|(?:[1-3][0-9]|4[0-46-9]|5[13-9]|7[1-7]|8[014-9]|9[024-9])[0-9] ?[0-9]{3}) ?[0-9]{3}"
)
# The letters of GSM-7 that count once; of those that count twice, such as €, the form says nothing.
_ONCE = "".join(letter for letter in map(chr, range(0x20, 0x400)) if septets(letter) == 1).replace("-", r"\-")
_PLAIN = "".join(letter for letter in _ONCE if letter not in NO_ADDRESS)
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"

# The schema that says what a field of this name may hold.
FORM_OF: Mapping[str, str] = MappingProxyType(
    {
        "id": "EventId",
        "subject": "Subject",
        "removed_subject": "Subject",
        "nomsNumber": "Subject",
        "removedNomsNumber": "Subject",
        "time": "Moment",
        "occurredAt": "Moment",
        "liberation_date": "LiberationDate",
        "agreed_on": "PastDay",
        "number_confirmed_on": "PastDay",
        "day": "Day",
        "home_board": "HomeBoard",
        "board": "HomeBoard",
        "council_area": "CouncilArea",
        "first_name": "FirstName",
        "name": "Name",
        "recorded_by": "Name",
        "mobile": "Mobile",
        "phone": "Phone",
        "limit": "PageSize",
        "to": "Prison",
        "appointment_id": "AppointmentId",
        "start": "Start",
        "place": "Place",
    }
)
# The same names mean something else in the events of appointments.
FORM_IN_APPOINTMENTS: Mapping[str, str] = MappingProxyType(
    {**FORM_OF, "subject": "PersonName", "phone": "ContactPhone"}
)


def forms(config: Config, today: date) -> Mapping[str, Schema]:
    """The schemas, by name."""
    month = today.replace(day=1)
    # A month less than a year back, so that it stays true for a caller who asks now and sends tomorrow.
    earliest = (month - timedelta(days=330)).replace(day=1)
    latest = (today + LONGEST_AHEAD).replace(day=1) - timedelta(days=1)
    return {
        "EventId": _text(
            f"[^{_UNFIT}]{{1,200}}",
            "Yours to choose. The same id means the same event: send it again and nothing is done twice.",
        ),
        "Subject": _text(
            rf"(?!urn:x-release-day:)[^{_UNFIT} {_WIDE}](?:[^{_UNFIT}]{{0,18}}[^{_UNFIT} {_WIDE}])?",
            "The prison number: one person, nationwide. At most 20 characters.",
        ),
        "PersonName": _text(
            rf"{PERSON}p-[0-9a-z]{{1,38}}",
            "The random name of a person: their `person_id`, which a Board reads with their release and hands on. A "
            "prison number never goes to an appointments system, and never comes from one.",
        ),
        "AppointmentId": _text(f"[^{_UNFIT}]{{1,64}}", "Yours to choose: the same for all that happens to it."),
        "Start": _text(
            # Two days less at the end: an offset moves a moment into the next day, and so does summer time.
            _moments(_days(earliest, latest - timedelta(days=2))),
            f"A moment with its offset from UTC (RFC 3339): at most a year back and {LONGEST_AHEAD.days} days ahead.",
        ),
        "Place": _text(
            rf"(?!.*[0-9](?:[ .()/\-]*[0-9]){{6}})(?![ {_FORMULA}])[{_PLAIN}]{{0,{LONGEST_PLACE - 1}}}(?! )[{_PLAIN}]",
            f"Where to go, as it stands in the text: at most {LONGEST_PLACE} septets of GSM-7, and no words that "
            "tell a stranger what somebody is treated for, or where they have been.",
        ),
        "ContactPhone": {
            "type": "string",
            "enum": [one.number for one in config.contacts.values()],
            "description": "A phone number of the contacts of this service. Without it, the Board's own line.",
        },
        "Prison": {
            "type": "string",
            "enum": [
                name for one in config.prisons.values() for name in dict.fromkeys((one.slug, one.name, *one.aliases))
            ],
            "description": "A prison: its name, another name for it, or its name as it stands in an address.",
        },
        "Moment": _text(
            _moments(_days(date(YEARS[0] + 1, 1, 1), date(YEARS[-1] - 1, 12, 31))),
            "A moment with its offset from UTC (RFC 3339), such as 2026-12-01T10:15:00Z.",
        ),
        "Day": _text(_days(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)), "A day in Scotland, such as 2026-12-23."),
        "LiberationDate": _text(
            _days(earliest, latest),
            f"A day in Scotland, such as 2026-12-23: at most a year back and {LONGEST_AHEAD.days} days ahead.",
        ),
        "PastDay": _text(
            _days(date(YEARS[0], 1, 1), month - timedelta(days=1)), "A day in Scotland that is not in the future."
        ),
        "HomeBoard": {
            "type": "string",
            "enum": [name for board in config.boards.values() for name in (board.code, board.slug, board.name)],
            "description": "A health Board: its code, its name, or its name as it stands in an address.",
        },
        "CouncilArea": {
            "type": "string",
            "enum": sorted(config.councils),
            "description": "A council area of Scotland; capitals do not matter. It stands for the Board it lies in.",
        },
        "FirstName": _text(
            rf"[{_TRIMMED}\x1c-\x1f]*(?:{_NAME})?[{_TRIMMED}]*",
            "At most 100 characters; it must not begin with = + - or @. Empty means not known.",
        ),
        "Name": _text(
            rf"[{_TRIMMED}]*{_NAME}[{_TRIMMED}]*", "At most 100 characters; it must not begin with = + - or @."
        ),
        "Mobile": _text(
            f"(?:{_MOBILE})?",
            "A UK mobile, 07… or +447…; brackets, dots and dashes between its digits are taken too. Empty means not "
            "known. 07700 900000 to 900999 are taken where no text can reach a real phone, and nowhere else.",
        ),
        "Phone": {
            **_text("[0-9 +]*[0-9][0-9 +]*", "A phone number that people can call: digits, spaces and + only."),
            "minLength": 1,
            "maxLength": 30,
        },
        "PageSize": {"type": "integer", "minimum": 1, "maximum": MOST_TEXTS, "default": 50},
        "PrisonSource": _sources(config, SourceKind.PRISON),
        "BoardSource": _sources(config, SourceKind.BOARD),
        "AppointmentsSource": _text(
            "/appointments/[a-z0-9]+(?:-[a-z0-9]+)*", "Who says so. It must be whom your key was made for."
        ),
        "AnySource": {"anyOf": [_ref("PrisonSource"), _ref("BoardSource")]},
        "SourceOfAppointments": {"anyOf": [_ref("AppointmentsSource"), _ref("BoardSource")]},
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _text(pattern: str, description: str) -> Schema:
    return {"type": "string", "pattern": f"^{pattern}$", "description": description}


def _sources(config: Config, kind: SourceKind) -> Schema:
    slugs = config.prisons if kind is SourceKind.PRISON else [board.slug for board in config.boards.values()]
    return {
        "type": "string",
        "enum": [Source(kind, slug).uri for slug in slugs],
        "description": "Who says so. It must be whom your key was made for.",
    }


def _moments(days: str) -> str:
    return rf"{days}T{_CLOCK}:[0-5][0-9](?:\.[0-9]{{1,9}})?(?:Z|[+\-]{_CLOCK})"


@cache
def _days(first: date, last: date) -> str:
    return exactly.days(first, last)

"""The kinds of value that a field may hold, each read from JSON in one way only."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, StringConstraints, ValidationInfo

from service.api.faults import fault
from service.api.occasion import occasion_of
from service.domain.appointment import LONGEST_PLACE
from service.domain.directory import Area
from service.domain.event import Kind, SourceKind
from service.domain.ids import BoardCode, PersonId, PrisonSlug
from service.domain.london import london_day
from service.domain.number import NotTextable, Number, read_number
from service.templates.segments import septets

LONGEST_AHEAD = timedelta(days=730)
PERSON = "urn:x-release-day:person:"  # before the random id that a Board gives out to an appointments system
MOST_TEXTS = 200  # on one page of the delivery log
YEARS = range(2000, 2101)  # what lies outside is a slip, and would overflow when days are counted from it

# What CloudEvents forbids in an attribute, and no name needs: control characters, lone surrogates, noncharacters.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)  # RFC 3339
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_PHONE = re.compile(r"[0-9 +]*[0-9][0-9 +]*")
_WHOLE = re.compile(r"[0-9]{1,3}")
_PERSON_ID = re.compile(r"p-[0-9a-z]{1,38}", re.ASCII)
_URN = "urn:x-release-day:"  # every name that this service makes up for the outside
_MANY_DIGITS = re.compile(r"[0-9](?:[ .()/-]*[0-9]){6}")  # a phone number; a house, a room and a postcode hold fewer
NO_ADDRESS = '!?;"#*<>|'
_RESERVED = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "START", "HELP", "YES"}
)
_FORMULA = ("=", "+", "-", "@")  # a spreadsheet would run what begins like this

AgreedGroup = Literal["veteran", "harm_reduction", "pregnancy", "domestic_abuse"]
_PlainGroup = Literal["no_fixed_address", "woman", "young_18_25"]
_AGREED, _PLAIN = get_args(AgreedGroup), get_args(_PlainGroup)


def _fit(text: str) -> str:
    if _UNFIT.search(text):
        message = "holds a control character, or what is no character"
        raise fault(message)
    return text


def _without_edges(text: str) -> str:
    if text != text.strip():
        message = "begins or ends with a space"
        raise fault(message)
    return text


def _no_formula(text: str) -> str:
    if text.startswith(_FORMULA):
        message = "must not begin with = + - or @"
        raise fault(message)
    return text


def _nothing_if_empty(value: object) -> object:
    return value.strip() or None if isinstance(value, str) else value


def _kind(value: object) -> Kind:
    if not isinstance(value, str):
        message = "must be text"
        raise fault(message)
    if value not in list(Kind):
        message = f"is no type of event that is known here: {', '.join(Kind)}"
        raise fault(message)
    return Kind(value)


def _no_urn(value: object) -> object:
    if isinstance(value, str) and value.startswith(_URN):
        message = "must be a prison number: the random name of a person stands in events of appointments alone"
        raise fault(message)
    return value


def _person_id(value: object) -> PersonId:
    if not isinstance(value, str) or not value.startswith(PERSON) or not _PERSON_ID.fullmatch(value[len(PERSON) :]):
        message = f"must be {PERSON} and the person_id that a Board gave out; never a prison number"
        raise fault(message)
    return PersonId(value.removeprefix(PERSON))


def _moment(value: object) -> datetime:
    wanted = "must be a moment with its offset, such as 2026-12-01T10:15:00Z"
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise fault(wanted)
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError:
        raise fault(wanted) from None
    if moment.year not in YEARS:
        message = f"lies outside the years {YEARS[0]} to {YEARS[-1]}"
        raise fault(message)
    return moment.astimezone(UTC)


def _day(value: object) -> date:
    wanted = "must be a day such as 2026-12-23"
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise fault(wanted)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise fault(wanted) from None
    if day.year not in YEARS:
        message = f"lies outside the years {YEARS[0]} to {YEARS[-1]}"
        raise fault(message)
    return day


def _liberation_day(value: object, info: ValidationInfo) -> date:
    day = _day(value)
    _near(day, occasion_of(info).today)
    return day


def _start(value: object, info: ValidationInfo) -> datetime:
    start = _moment(value)
    _near(london_day(start), occasion_of(info).today)
    return start


def _near(day: date, today: date) -> None:
    if day < _year_before(today):
        message = "lies more than a year back"
        raise fault(message)
    if day > today + LONGEST_AHEAD:
        message = f"lies more than {LONGEST_AHEAD.days} days ahead"
        raise fault(message)


def _year_before(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


def _past_day(value: object, info: ValidationInfo) -> date:
    day = _day(value)
    if day > occasion_of(info).today:
        message = "lies in the future"
        raise fault(message)
    return day


def _mobile(value: object, info: ValidationInfo) -> Number | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        message = "must be text"
        raise fault(message)
    number = read_number(value, practice=occasion_of(info).practice)
    if isinstance(number, NotTextable):
        raise fault(number.reason)
    return number


def _phone(text: str) -> str:
    if not _PHONE.fullmatch(text):
        message = "must be a phone number: digits, spaces and + only"
        raise fault(message)
    return text


def _contact_phone(value: object, info: ValidationInfo) -> str:
    """As contacts.yaml writes it, so that people know the number again. In earnest, only one that somebody dialled."""
    occasion = occasion_of(info)
    wanted = value.replace(" ", "") if isinstance(value, str) else None
    found = next((one for one in occasion.config.contacts.values() if one.number.replace(" ", "") == wanted), None)
    if found is None:
        message = "must be a number of the contacts of this service; leave it out for the Board's own line"
        raise fault(message)
    if found.verified_on is None and not occasion.practice:
        message = "is a contact's number that nobody has verified yet"
        raise fault(message)
    return found.number


def _place(text: str) -> str:
    """What goes into a text as it is: readable by every phone, and short enough to leave room for the rest."""
    strange = dict.fromkeys(letter for letter in text if septets(letter) is None)
    if strange:
        message = (
            f"holds {', '.join(map(_letter, strange))}: outside GSM-7, where one letter makes the whole text dearer"
        )
        raise fault(message)
    if set(text) & set("{}"):
        message = "must not hold { or }"
        raise fault(message)
    if set(text) & set(NO_ADDRESS) or _RESERVED & set(re.findall(r"[A-Za-z]+", text)):
        message = (
            "is no plain address: no ! ? ; or quotation marks, and no word in capitals that a phone network acts on"
        )
        raise fault(message)
    if _MANY_DIGITS.search(text):
        message = "holds a phone number: give one of the contacts as phone"
        raise fault(message)
    if (septets(text) or 0) > LONGEST_PLACE:
        message = f"is longer than {LONGEST_PLACE} septets: a sign such as € or [ counts as two"
        raise fault(message)
    return text


def _letter(letter: str) -> str:
    """A letter fit to be shown: what cannot be seen goes by its name."""
    code = f"U+{ord(letter):04X}"
    return f"“{letter}”" if letter.isprintable() else unicodedata.name(letter, code)


def _prison(value: object, info: ValidationInfo) -> PrisonSlug:
    prison = occasion_of(info).config.prison_named(value) if isinstance(value, str) else None
    if prison is None:
        message = "must be the slug or the name of a prison of this service"
        raise fault(message)
    return prison.slug


def _board(value: object, info: ValidationInfo) -> BoardCode:
    board = occasion_of(info).config.board_named(value) if isinstance(value, str) else None
    if board is None:
        message = "must be the code or the name of a Board"
        raise fault(message)
    return board.code


def _council_area(value: object, info: ValidationInfo) -> Area:
    area = occasion_of(info).config.area_named(value) if isinstance(value, str) else None
    if area is None:
        message = "must be the name of a council area in Scotland"
        raise fault(message)
    return area


def _plain_group(value: object, info: ValidationInfo) -> str:
    if value in _AGREED:
        _only_a_board(value, info)
        message = "is agreed with the person: give group, agreed_on and recorded_by"
        raise fault(message)
    if not isinstance(value, str) or value not in _PLAIN:
        message = f"is no group that is known here: {', '.join(_PLAIN)}"
        raise fault(message)
    return value


def _only_a_board(value: object, info: ValidationInfo) -> object:
    if occasion_of(info).source.kind is not SourceKind.BOARD:
        message = "is a group that only a Board may record"
        raise fault(message)
    return value


def _page_size(value: object) -> int:
    if isinstance(value, str) and _WHOLE.fullmatch(value) and 1 <= int(value) <= MOST_TEXTS:
        return int(value)
    message = f"must be a whole number from 1 to {MOST_TEXTS}"
    raise fault(message)


EventId = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_fit)]
Subject = Annotated[
    str,
    Field(min_length=1, max_length=20),
    AfterValidator(_fit),
    AfterValidator(_without_edges),
    BeforeValidator(_no_urn),  # says more than that it is too long
]
PersonName = Annotated[PersonId, PlainValidator(_person_id, json_schema_input_type=str)]
AppointmentId = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_fit)]
EventKind = Annotated[Kind, PlainValidator(_kind, json_schema_input_type=str)]
Moment = Annotated[datetime, PlainValidator(_moment, json_schema_input_type=str)]
Day = Annotated[date, PlainValidator(_day, json_schema_input_type=str)]
LiberationDay = Annotated[date, PlainValidator(_liberation_day, json_schema_input_type=str)]
Start = Annotated[datetime, PlainValidator(_start, json_schema_input_type=str)]
PastDay = Annotated[date, PlainValidator(_past_day, json_schema_input_type=str)]
_Stripped = StringConstraints(strip_whitespace=True, min_length=1, max_length=100)
Name = Annotated[str, _Stripped, AfterValidator(_fit), AfterValidator(_no_formula)]
Place = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    AfterValidator(_fit),
    AfterValidator(_no_formula),
    AfterValidator(_place),
]
FirstName = Annotated[Name | None, BeforeValidator(_nothing_if_empty)]
Mobile = Annotated[Number | None, PlainValidator(_mobile, json_schema_input_type=str | None)]
Phone = Annotated[str, Field(min_length=1, max_length=30), AfterValidator(_phone)]
ContactPhone = Annotated[str, PlainValidator(_contact_phone, json_schema_input_type=str)]
Language = Literal["en", "gd", "pl", "uk", "ro", "ur", "ar", "vi", "sq"]
PrisonNamed = Annotated[PrisonSlug, PlainValidator(_prison, json_schema_input_type=str)]
HomeBoard = Annotated[BoardCode, PlainValidator(_board, json_schema_input_type=str)]
CouncilArea = Annotated[Area, PlainValidator(_council_area, json_schema_input_type=str)]
PlainGroup = Annotated[str, PlainValidator(_plain_group, json_schema_input_type=_PlainGroup)]
OnlyABoard = BeforeValidator(_only_a_board)
PageSize = Annotated[int, PlainValidator(_page_size, json_schema_input_type=int)]

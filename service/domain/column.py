"""The columns that a list of releases may have, and how a header is recognised."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Column(StrEnum):
    """By the names of the contract."""

    PRISON_NUMBER = "prison_number"
    FIRST_NAME = "first_name"
    MOBILE = "mobile"
    LIBERATION_DATE = "liberation_date"
    HOME_BOARD = "home_board"
    LANGUAGE = "language"
    GROUPS = "groups"
    STATUS = "status"
    COUNCIL_AREA = "council_area"
    NUMBER_CONFIRMED_ON = "number_confirmed_on"
    SAFE_TO_TEXT = "safe_to_text"
    WORKER = "worker"


# What else the same column is called in plain English. A prison's own words, such as EDL, stand in prisons.yaml.
_ALSO = {
    Column.PRISON_NUMBER: ("prisoner number",),
    Column.FIRST_NAME: ("forename",),
    Column.MOBILE: ("mobile number", "mobile phone", "mobile phone number"),
    Column.HOME_BOARD: ("board", "health board", "home health board"),
    Column.LANGUAGE: ("preferred language",),
    Column.GROUPS: ("group",),
    Column.COUNCIL_AREA: ("council", "local authority"),
    Column.WORKER: ("named worker",),
}
_SAME = {"no": "number", "num": "number", "nr": "number"}
_SILENT = {"of", "the", "s"}  # the last of "Group(s)"
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")  # PrisonNumber is two words
_WORD = re.compile(r"[^\W_]+")


def header_key(text: str) -> str:
    """A header as it is compared: no capitals, no punctuation, its words in any order, and "No" is "Number"."""
    spaced = _HUMP.sub(" ", unicodedata.normalize("NFKC", text))
    words = (_SAME.get(word, word) for word in _WORD.findall(spaced.casefold()))
    return " ".join(sorted(word for word in words if word not in _SILENT))


def _own_headers() -> Mapping[str, Column]:
    found = {}
    for column in Column:
        for name in (column.replace("_", " "), *_ALSO.get(column, ())):
            found[header_key(name)] = column
            found[header_key(name.replace(" ", ""))] = column
    return MappingProxyType(found)


OWN_HEADERS = _own_headers()  # by `header_key`: what is understood in every file

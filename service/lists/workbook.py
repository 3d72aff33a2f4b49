"""Which sheets a workbook has, and where each of them lies."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.lists.limits import MOST_SHEETS
from service.lists.package import RELATIONS, TYPES, WORKBOOK, Parts, damaged, refuse_macros
from service.lists.refusal import refused
from service.lists.xml import Listener, walk

_WORKSHEET, _MACROSHEET = "/worksheet", "macrosheet"  # how the kind of a relation ends
_TRUE = ("1", "true")


@dataclass(frozen=True)
class Sheet:
    name: str
    xml: bytes = field(repr=False)


@dataclass(frozen=True)
class Workbook:
    sheets: tuple[Sheet, ...]  # charts and dialogs are none
    from_1904: bool  # its days are counted from 1904, as Excel for Macintosh did


def workbook_of(parts: Parts) -> Workbook:
    """Raises InvalidError."""
    if b"macroenabled" in parts[TYPES].lower():
        refuse_macros()
    targets = _targets(parts[RELATIONS])
    found = _Found()
    walk(parts[WORKBOOK], Listener(found.start))
    if len(found.sheets) > MOST_SHEETS:
        message = f"holds more than {MOST_SHEETS} sheets"
        raise refused(message)
    sheets = tuple(Sheet(name, _part(parts, targets[to])) for name, to in found.sheets if to in targets)
    if not sheets:
        damaged()
    return Workbook(sheets, found.from_1904)


class _Found:
    """What xl/workbook.xml tells of its sheets."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []  # its name, and the id of the relation that leads to it
        self.from_1904 = False

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "workbookPr":
            self.from_1904 = attributes.get("date1904", "").lower() in _TRUE
        if element == "sheet":
            relation = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), relation))


def _targets(xml: bytes) -> Mapping[str, str]:
    """The part of each worksheet, by the id of its relation."""
    found: dict[str, str] = {}

    def start(element: str, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("Type", "").lower()
        if kind.endswith(_MACROSHEET):
            refuse_macros()
        if element == "Relationship" and kind.endswith(_WORKSHEET):
            part = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/")
            found[attributes.get("Id", "")] = part.lower()

    walk(xml, Listener(start))
    return found


def _part(parts: Parts, name: str) -> bytes:
    if name not in parts:
        damaged()
    return parts[name]

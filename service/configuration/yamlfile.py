"""Reads one YAML file into plain values with their places, and refuses what a small hand-written file does not need."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent, StreamEndEvent
from ruamel.yaml.events import MappingEndEvent as MappingEnd
from ruamel.yaml.events import SequenceEndEvent as SequenceEnd

from service.configuration.document import TOP, Document, Loc, Mark
from service.configuration.faults import ConfigFault
from service.domain.errors import ReleaseDayError

MOST_BYTES = 1_000_000
DEEPEST = 12  # lists and mappings within each other; the shipped files have at most five

# Also the line ends that an editor does not count as such: our line numbers must be the editor's.
_HIDDEN = re.compile(
    r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|\r(?!\n)"
)
_MINUTES = re.compile(r"[-+]?\d+(:[0-5]?\d)+")
_WHOLE = re.compile(r"[-+]?\d{1,18}")
_NUMBER = re.compile(r"[-+]?(\d[\d_]*(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?")
_NAMED: dict[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}


def read_yaml(path: Path) -> tuple[Document | None, tuple[ConfigFault, ...]]:
    """What stands in the file, or None where nothing can be made of it; and every fault that can be told."""
    builder = _Builder(path)
    try:
        return builder.document(), tuple(builder.faults)
    except _UnreadableError:
        return None, tuple(builder.faults)


class _UnreadableError(ReleaseDayError):
    """The rest of the file cannot be understood."""


class _Builder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[ConfigFault] = []
        self.marks: dict[Loc, Mark] = {}
        self.keys: dict[Loc, Mark] = {}
        self.events: Iterator[Any] = iter(())

    def document(self) -> Document:
        text = self._text()
        for number, line in enumerate(text.split("\n"), 1):
            if "\t" in line:
                self._say(Mark(number, line.index("\t") + 1), "a tab: use spaces")
        tabs = bool(self.faults)
        try:
            self.events = YAML(typ="safe", pure=True).parse(text.replace("\t", " "))
            value = self._whole()
        except (YAMLError, ValueError, OverflowError) as error:
            if not tabs:  # what a tab was meant for is a guess, and so is all that follows from it
                self._say(*_trouble(error))
            raise _UnreadableError from None
        return Document(self.path, value, self.marks, self.keys)

    def _text(self) -> str:
        try:
            with self.path.open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
        except OSError as error:
            self._stop(TOP, f"cannot be read: {error.strerror}")
        if len(raw) > MOST_BYTES:
            self._stop(TOP, "is larger than 1 MB")
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._stop(_after(raw[: error.start].decode("utf-8")), "is not UTF-8 from here on")
        for hidden in _HIDDEN.finditer(text):
            self._say(_after(text[: hidden.start()]), _unseen(hidden.group()))
        if self.faults:
            raise _UnreadableError
        return text

    def _whole(self) -> object:
        next(self.events)
        start = next(self.events)
        if isinstance(start, StreamEndEvent):
            self._stop(TOP, "is empty")
        if start.version or start.tags:
            self._say(TOP, "a line that begins with %: leave it out")
        value = self._value(next(self.events), ())
        next(self.events)
        after = next(self.events)
        if not isinstance(after, StreamEndEvent):
            self._stop(_mark(after), "a second document begins here: one file holds one")
        return value

    def _value(self, event: Any, loc: Loc) -> object:
        self.marks[loc] = _mark(event)
        if isinstance(event, AliasEvent):
            self._stop(_mark(event), "a * reference: write the value out")
        if len(loc) > DEEPEST:
            self._stop(_mark(event), f"lies more than {DEEPEST} levels deep")
        self._refuse_extras(event)
        if isinstance(event, MappingStartEvent):
            return self._mapping(loc)
        if isinstance(event, SequenceStartEvent):
            return self._list(loc)
        return self._scalar(event)

    def _mapping(self, loc: Loc) -> dict[str, object]:
        found: dict[str, object] = {}
        while not isinstance(key := next(self.events), MappingEnd):
            if not isinstance(key, ScalarEvent):
                self._stop(_mark(key), "a field's name must be a word")
            self._refuse_extras(key)
            name, again = key.value, key.value in found
            if again:
                self._say(_mark(key), f"`{name}` stands here already, on line {self.keys[(*loc, name)].line}")
            else:
                self.keys[(*loc, name)] = _mark(key)
            # The second value is read for its own faults, under a place that nothing asks for.
            place: Loc = (*loc, f"{name}\n" if again else name)
            event = next(self.events)
            found.setdefault(name, self._value(event, place))
            if isinstance(event, ScalarEvent) and not event.value:
                self.marks[place] = _mark(key)  # nothing stands there: YAML would point to the line below
        return found

    def _list(self, loc: Loc) -> tuple[object, ...]:
        found: list[object] = []
        while not isinstance(event := next(self.events), SequenceEnd):
            found.append(self._value(event, (*loc, len(found))))
        return tuple(found)

    def _scalar(self, event: ScalarEvent) -> object:
        text: str = event.value
        for hidden in _HIDDEN.finditer(text):
            self._say(_mark(event), _unseen(hidden.group()))
        if not event.implicit[0]:
            return text
        if _MINUTES.fullmatch(text):
            self._say(_mark(event), f'`{text}` is a number to some readers of YAML: write "{text}" in quotes')
        if text in _NAMED:
            return _NAMED[text]
        if _WHOLE.fullmatch(text):
            return int(text)
        return float(text) if _NUMBER.fullmatch(text) else text

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor:
            self._say(_mark(event), "an & name: every value is written out where it is needed")
        if event.ctag:
            self._say(_mark(event), "a ! type: leave it out")

    def _say(self, mark: Mark, message: str) -> None:
        self.faults.append(ConfigFault(str(self.path), mark.line, mark.col, message))

    def _stop(self, mark: Mark, message: str) -> NoReturn:
        self._say(mark, message)
        raise _UnreadableError


def _mark(event: Any) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


def _after(before: str) -> Mark:
    """The place that follows this much of a file."""
    return Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))


def _unseen(character: str) -> str:
    return f"a character that cannot be seen, U+{ord(character):04X}: leave it out"


def _trouble(error: Exception) -> tuple[Mark, str]:
    """Where the YAML breaks, and how: never the line itself, which may hold a text's words."""
    if not isinstance(error, MarkedYAMLError):
        return TOP, "is not YAML"
    mark = error.problem_mark or error.context_mark
    place = Mark(mark.line + 1, mark.column + 1) if mark else TOP
    begun = error.context_mark
    since = f" (begun on line {begun.line + 1})" if begun and mark and begun.line < mark.line else ""
    return place, f"is not YAML: {error.problem or error.context}{since}"

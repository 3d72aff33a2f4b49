"""Rules 6, 7 and 28: what would tell a stranger where somebody has been, or what ails them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from service.templates.easyread.findings import Finding, Kind, Words, error
from service.templates.easyread.folding import Token, joined, tokens
from service.templates.easyread.lists import ASKED_FOR, CLINICAL, JUSTICE, Entry

LOCK_SCREEN = 40  # characters that a phone shows to anybody who looks at it

_STREETS = (
    "road rd street st lane avenue ave place drive terrace square crescent gardens way close wynd brae row loan grove"
)
_IS_STREET = frozenset(_STREETS.split())
_MEDICINE = frozenset(("slow", "modified", "prolonged", "sustained", "extended"))  # slow release tablets
_WORTH_JOINING = 6  # letters: shorter words come about by chance, "hal l"
_WORTH_ABROAD = 5  # letters: shorter ones are other words in other languages, "ort" in Gaelic, "con" in Vietnamese

_TELLS_WHERE = "tells where somebody has been"
_TELLS_WHAT = "tells of an illness or a treatment"
_PRIVATE = "is private: only people who asked for it may get it"
_SEEN = f"stands in the first {LOCK_SCREEN} characters, which show on a locked phone"

_List = Mapping[str, tuple[Entry, ...]]  # by the first word of each entry


@dataclass(frozen=True)
class _Match:
    entry: Entry
    written: str
    start: int


@dataclass(frozen=True)
class _Reading:
    """A text, taken apart once for all lists."""

    text: str
    words: tuple[Token, ...]
    pieces: tuple[Token, ...]  # words that are put together from parts
    value: bool = False  # of a placeholder: an address, as it stands in somebody's system
    abroad: bool = False  # not English

    @classmethod
    def of(cls, text: str, *, value: bool = False, abroad: bool = False) -> Self:
        words = tokens(text)
        return cls(text, words, tuple(joined(text, words)), value, abroad)


def listed(words: Words) -> Iterator[Finding]:
    reading = _Reading.of(words.rendered, abroad=not words.english)
    yield from _never(reading)
    private = list(_matches(reading, ASKED_FOR))
    if words.opt_in or words.kind is Kind.CRISIS:
        seen = (match for match in private if match.start < LOCK_SCREEN and words.kind is not Kind.VOICE)
        yield from (_finding(28, match, _SEEN, "put it further back") for match in seen)
    else:
        yield from (_finding(7, match, _PRIVATE, match.entry.instead) for match in private)


def disclosing(value: str) -> tuple[Finding, ...]:
    """The same of what texts are filled with, such as an appointment's place; a street is called as it is."""
    reading = _Reading.of(value, value=True)
    private = (_finding(7, match, _PRIVATE, match.entry.instead) for match in _matches(reading, ASKED_FOR))
    return tuple(dict.fromkeys((*_never(reading), *private)))


def _never(reading: _Reading) -> Iterator[Finding]:
    for held, told in ((JUSTICE, _TELLS_WHERE), (CLINICAL, _TELLS_WHAT)):
        for match in _matches(reading, held):
            yield _finding(6, match, told, match.entry.instead)


def _finding(rule: int, match: _Match, told: str, instead: str) -> Finding:
    return error(rule, match.written, f"`{match.written}` {told}", instead)


def _matches(reading: _Reading, held: _List) -> Iterator[_Match]:
    """Each place once, the longest phrase first."""
    text, words = reading.text, reading.words
    taken = 0
    for place, word in enumerate(words):
        found = next(_phrases(words, place, held), None)
        if found is None or word.start < taken or _innocent(reading, place, found):
            continue
        end = words[place + len(found.words) - 1].end
        if not reading.abroad or _same_abroad(found, text[word.start : end]):
            taken = end
            yield _match(found, text, word.start, end)
    yield from _in_pieces(reading, held)


def _match(entry: Entry, text: str, start: int, end: int) -> _Match:
    return _Match(entry, text[start:end].strip("!|+"), start)


def _phrases(words: Sequence[Token], place: int, held: _List) -> Iterator[Entry]:
    for form in sorted(words[place].forms):
        for entry in held.get(form, ()):
            rest = words[place : place + len(entry.words)]
            if len(rest) == len(entry.words) and all(
                wanted in token.forms for wanted, token in zip(entry.words, rest, strict=True)
            ):
                yield entry


def _innocent(reading: _Reading, place: int, entry: Entry) -> bool:
    """A street's name, which a text must write with capitals; and slow release tablets."""
    text, words = reading.text, reading.words
    before = words[place - 1].forms if place else frozenset()
    if entry.words[0] == "release" and before & _MEDICINE:
        return True
    after = words[place + 1] if place + 1 < len(words) else None
    if not entry.street or after is None or not after.forms & _IS_STREET:
        return False
    return reading.value or (text[words[place].start].isupper() and text[after.start].isupper())


def _same_abroad(entry: Entry, written: str) -> bool:
    return len("".join(entry.words)) >= _WORTH_ABROAD or written.isupper()


def _in_pieces(reading: _Reading, held: _List) -> Iterator[_Match]:
    taken = 0
    for token in reading.pieces:
        if token.start < taken or held.keys().isdisjoint(token.forms):
            continue
        for entry in (entry for form in sorted(token.forms) for entry in held.get(form, ()) if len(entry.words) == 1):
            if token.spelt or len(entry.words[0]) >= _WORTH_JOINING:
                taken = token.end
                yield _match(entry, reading.text, token.start, token.end)
                break

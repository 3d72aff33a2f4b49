"""Rules 1 and 2: the letters of every phone, and one text's length."""

import unicodedata
from collections.abc import Iterator

from service.templates.easyread.findings import Finding, Kind, Words, error, warning
from service.templates.segments import segments, septets

MOST_SEPTETS = 160  # one text; a longer one is charged as two, and may come in two halves
EASY_SEPTETS = 140
MOST_PARTS, EASY_PARTS = 3, 2  # of a text in a language whose letters are not in GSM-7


def letters(words: Words) -> Iterator[Finding]:
    """Of English alone: other languages keep their letters, and rule 2 tells what that costs."""
    if words.english:
        for letter in (letter for letter in dict.fromkeys(words.template) if septets(letter) is None):
            name = unicodedata.name(letter, "no name")
            told = f"U+{ord(letter):04X} ({name}) is not in GSM-7, the letters of every phone"
            yield error(1, letter, told, "write it with the letters of a plain keyboard")


def length(words: Words) -> Iterator[Finding]:
    if words.kind is Kind.VOICE:
        return
    if not words.english:
        yield from _parts(words)
        return
    long = septets(words.rendered)
    if long is None or long <= EASY_SEPTETS:
        return
    told = f"can become {long} septets long{f', for {words.whose}' if words.whose else ''}"
    if long > MOST_SEPTETS:
        yield error(2, "", told, f"{MOST_SEPTETS} fit into one text")
    else:
        yield warning(2, "", told, f"{EASY_SEPTETS} or fewer are read at a glance")


def _parts(words: Words) -> Iterator[Finding]:
    parts = segments(words.rendered)
    told = f"can become {parts} texts"
    if parts > MOST_PARTS:
        yield error(2, "", told, f"{MOST_PARTS} at most")
    elif parts > EASY_PARTS:
        yield warning(2, "", told, f"{EASY_PARTS} cost less, and come in one piece")

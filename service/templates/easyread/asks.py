"""Rules 16, 17 and 18: what people may reply, that they can always end it, and who is writing."""

import re
from collections.abc import Iterator, Sequence

from service.templates.easyread.blanks import without_blanks
from service.templates.easyread.findings import Finding, Kind, Known, Words, error
from service.templates.render import names

# Twilio acts on these by itself: the person is cut off, brought back, or answered in words that are not ours.
_ENDS = frozenset(("STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"))
_RETURNS = frozenset(("START", "YES", "UNSTOP"))
_TELLS = frozenset(("HELP", "INFO"))
RESERVED = _ENDS | _RETURNS | _TELLS  # STOP is the carrier's too, and ours: the way out

MOST_WORDS = {Kind.MENU: 4}  # to reply, not counting STOP
_MOST_WORDS, _ONE_MENU = 2, 3
MOST_WITHOUT_STOP = 5  # texts in a row

_REPLY = re.compile(r"\b(?:reply|answer|respond|text back|text us|text|send us|send)(?: with| back)? ([^.?!\n]*)", re.I)
_STRICT = re.compile(r"reply|answer|respond", re.I)  # after these, a word in small letters can be a reply too
_FIRST = re.compile(r"([A-Za-z]+|\d)\b(?![ -]?\d)")
_NEXT = re.compile(r"(?:, ?(?:or |and )?| or | and | ?/ ?)([A-Z]{2,}|\d)\b(?![ :.-]?\d)")
_NO_REPLY = frozenset(("NHS", "ID", "OK", "SHOUT", "A"))
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_WAY_OUT = re.compile(r"\breply STOP\b", re.IGNORECASE)
_STOP = re.compile(r"\bSTOP\b")


def asked_for(text: str) -> tuple[tuple[str, ...], ...]:
    """The words that each "reply" names, in capitals."""
    return tuple(asked for found in _REPLY.finditer(text) if (asked := _named(found[0], found[1])))


def replies(words: Words, known: Known) -> Iterator[Finding]:
    text = without_blanks(words.template)
    if not words.english:
        yield from _reserved(dict.fromkeys(_CAPITALS.findall(text)), words)
        return
    menus = asked_for(text)
    every = dict.fromkeys(word for menu in menus for word in menu)
    yield from _reserved(every, words)
    for word in every:
        if word not in known.keywords | RESERVED:
            yield error(16, word, f"`{word}` is no word that the service understands", "name one that it does")
        if word == "CALL" and not words.call_back:
            yield error(16, word, "`CALL` is a promise, and this Board phones nobody back", "leave it out")
    many = [word for word in every if word != "STOP"]
    together = any(set(many) <= set(menu) for menu in menus)
    most = MOST_WORDS.get(words.kind, _ONE_MENU if together and words.kind is Kind.NUDGE else _MOST_WORDS)
    if len(many) > most:
        yield error(16, "", f"asks for one of {len(many)} words", f"{most} at most, STOP not counted")


def way_out(words: Words) -> Iterator[Finding]:
    """Of the first text; `stop_gaps` sees to the others."""
    if words.kind is Kind.WELCOME and not _says_stop(words.template, english=words.english):
        says = "Reply STOP" if words.english else "STOP"
        yield error(17, "", "does not tell how to end the texts", f'the first text must say "{says}"')


def sender(words: Words) -> Iterator[Finding]:
    if words.kind not in (Kind.WELCOME, Kind.APPOINTMENT):
        return
    if "board" not in names(words.template) and not re.search(r"\bNHS\b", words.template):
        yield error(18, "", "does not say who sends it", "the text must say {board} or NHS")


def stop_gaps(texts: Sequence[str], *, language: str = "en") -> tuple[int, ...]:
    """Rule 17 over what one number gets, in this order, the welcome first.

    The index of each text that had to say how to end it: the first, and the sixth of any six in a row that do not.
    """
    gaps: list[int] = []
    without = 0
    for index, text in enumerate(texts):
        without = 0 if _says_stop(text, english=language == "en") else without + 1
        if without > MOST_WITHOUT_STOP or (without and not index):
            gaps.append(index)
            without = 0
    return tuple(gaps)


def _named(whole: str, rest: str) -> tuple[str, ...]:
    """Two of `Reply 1 if you can come, 2 if not`; none of `reply to this text`."""
    first = _FIRST.match(rest)
    if first is None:
        return ()
    word = first[1]
    small = bool(_STRICT.match(whole)) and word.upper() in RESERVED | {"STOP", "NO"} and word.casefold() not in _SMALL
    if not (small or word.isdigit() or (word.isupper() and len(word) > 1)) or word in _NO_REPLY:
        return ()
    more = (found[1] for found in _NEXT.finditer(rest, first.end()))
    return tuple(dict.fromkeys((word.upper(), *(word for word in more if word not in _NO_REPLY))))


# "No one replies, no ...": too common a word to be taken for the reply NO unless it is in capitals.
_SMALL = frozenset(("no",))


def _reserved(asked: dict[str, None], words: Words) -> Iterator[Finding]:
    for word in asked:
        if word not in RESERVED or (word == "START" and words.way_back):
            continue
        if word in _ENDS:
            yield error(16, word, f"`{word}` makes the carrier end all texts to a phone", "use a figure: Reply 1")
        elif word in _RETURNS:
            yield error(16, word, f"`{word}` makes the carrier begin texts again", "use a figure: Reply 1")
        else:
            yield error(16, word, f"`{word}` may be answered by the carrier, in words of its own", "say it here")


def _says_stop(text: str, *, english: bool) -> bool:
    return bool((_WAY_OUT if english else _STOP).search(text))

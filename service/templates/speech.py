"""A text as a machine reads it aloud: figures one by one, initials letter by letter, times and addresses in words.

Whoever hears "reply 1" on a call presses 1, so what to text back is said to be by text.
"""

import re
from collections.abc import Callable

LONGEST = 4096  # characters of one <Say>: https://www.twilio.com/docs/voice/twiml/say

_Say = Callable[[re.Match[str]], str]

_INITIALS = "NHS|GP|ID|HIV|UK|CAB"  # others are known by having no vowel
_NOON = 12


def speech(words: str) -> str:
    """The words of one text, for an English voice."""
    for pattern, say in _RULES:
        words = pattern.sub(say, words)
    return " ".join(words.split())[:LONGEST]


def figures(number: str) -> str:
    """A phone number as it is dialled, with a pause where it is grouped: 0800 22 is "0 8 0 0, 2 2"."""
    return ", ".join(" ".join(group).replace("+", "plus") for group in number.split())


def _address(found: re.Match[str]) -> str:
    return found["place"].replace(".", " dot ").replace("/", " slash ").replace("-", " dash ")


def _aside(found: re.Match[str]) -> str:
    return f", {found['inside']}{found['after'] or ','}"


def _reply(found: re.Match[str]) -> str:
    return f"{found['verb']} by text with {_named(found['word'])}"


def _text(found: re.Match[str]) -> str:
    return f"{found['verb']} {_named(found['word'])}"


def _or_digit(found: re.Match[str]) -> str:
    return f"{found['before']}the number {found['digit']}"


def _named(word: str) -> str:
    if word.isdigit():
        return f"the number {word}"
    return f"the letters {word}" if re.fullmatch(_INITIALS, word) else f"the word {word.lower()}"


def _clock(found: re.Match[str]) -> str:
    half = found["half"] or found["dotted"]
    ends = "." if found["ends"] is not None else ""
    return _time(int(found["hour"]), found["minute"], is_morning=half == "a") + ends


def _day_clock(found: re.Match[str]) -> str:
    hour = int(found["hour"])
    return _time((hour - 1) % _NOON + 1, found["minute"], is_morning=hour < _NOON)


def _time(hour: int, minute: str | None, *, is_morning: bool) -> str:
    if hour == _NOON and minute in (None, "00"):
        return "12 midnight" if is_morning else "12 noon"
    past = "" if minute in (None, "00") else f" {minute}".replace(" 0", " oh ")
    return f"{hour}{past} {'A' if is_morning else 'P'} M"


def _figures(found: re.Match[str]) -> str:
    return figures(found[0])


def _letters(found: re.Match[str]) -> str:
    return " ".join(found[0])


def _lower(found: re.Match[str]) -> str:
    return found[0].lower()


def _as(words: str) -> _Say:
    return lambda _: words


_ADDRESS = r"(?:https?://)?(?:www\.)?(?P<place>\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:scot|uk|org|com|net)\b[a-z0-9/-]*)"
_ASIDE = r" ?\((?P<inside>[^()]*)\)(?P<after>[.,:;?!]?)"
_TEXT = r"\b(?P<verb>[Tt]ext) [\"']?(?P<word>[A-Z]{3,})\b[\"']?(?= to\b)"
_REPLY = r"\b(?P<verb>[Rr]eply)(?: with)? [\"']?(?P<word>[A-Z]{2,}|[0-9])\b[\"']?"
_OR_DIGIT = r"(?P<before>\bnumber [0-9]\b[^.?!0-9]{0,40}?(?:\bor |\band |, ))(?P<digit>[0-9])(?= (?:if|for)\b)"
_CLOCK = (
    r"\b(?P<hour>[0-9]{1,2})(?:[.:](?P<minute>[0-5][0-9]))? ?"
    r"(?:(?P<half>[ap])m\b|(?P<dotted>[ap])\.m\.(?P<ends>(?=\s+[A-Z]|\s*$))?)"
)
_DAY_CLOCK = r"\b(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])\b"
_ALONE = r"(?<![0-9£.,])"  # no part of a longer number, of money or of a fraction
_GROUPED = rf"{_ALONE}(?:\+44 ?[0-9]{{2,5}}|0[0-9]{{2,4}})(?: [0-9]{{2,6}})+(?![0-9])"
_WHOLE = rf"{_ALONE}(?:\+44[0-9]{{9,10}}|0[0-9]{{8,10}}|[0-9]{{5,6}}|999|111)(?![0-9]|,[0-9])"

# In this order: what is written as a phone number may hold what looks like a time, and the other way round.
_RULES: tuple[tuple[re.Pattern[str], _Say], ...] = tuple(
    (re.compile(pattern), say)
    for pattern, say in (
        (_ADDRESS, _address),
        (_ASIDE, _aside),
        (_TEXT, _text),
        (_REPLY, _reply),
        (_OR_DIGIT, _or_digit),
        (_CLOCK, _clock),
        (_DAY_CLOCK, _day_clock),
        (r"(?<=[AP] M) ?- ?(?=[0-9])", _as(" to ")),
        (_GROUPED, _figures),
        (_WHOLE, _figures),
        (rf"{_ALONE}116 [0-9]{{3}}(?![0-9])", _figures),
        (r"(?<=\b[Cc]all )[0-9]{3,4}(?![0-9]|,[0-9])", _figures),
        (rf"\b(?:{_INITIALS})(?=s?\b)", _letters),
        (r"\bNHS24\b", _as("N H S 24")),
        (r"^N H S:", _as("N H S.")),
        (r"\bA ?& ?E\b", _as("A and E")),
        (r" ?& ?", _as(" and ")),
        (r"\b24/7\b", _as("day and night")),
        (r"\be\.g\.", _as("for example")),
        (r"\b[B-DF-HJ-NP-TV-XZ]{2,}\b", _letters),
        (r"\b[A-Z]{4,}\b", _lower),
    )
)

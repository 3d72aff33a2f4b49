"""Rules 8 and 9: words in full, for people who read letter by letter."""

import re
from collections.abc import Iterator

from service.templates.easyread.blanks import without_blanks
from service.templates.easyread.findings import Finding, Words, error

_TAILS = {"n't": "not", "'re": "are", "'ll": "will", "'ve": "have", "'m": "am", "'d": "would"}
_NOT = {"can't": "cannot", "won't": "will not", "shan't": "will not"}
_IS = "it that he she what who there here where how when let everything everyone"
_APOSTROPHES = str.maketrans("\u2019\u2018\u02bc\u0060\u00b4", "'''''")
_CONTRACTION = re.compile(r"\b[a-z]+'(?:[a-z]+)\b", re.IGNORECASE)
# As people type them who leave the apostrophe out; "wont", "ill" and "were" are words too.
_BARE = re.compile(
    r"\b(?:dont|cant|didnt|doesnt|isnt|arent|wasnt|couldnt|wouldnt|shouldnt|youre|youll|theyre|theyll|weve|im|ive)\b",
    re.IGNORECASE,
)

_SHORT = {
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "jun": "June", "jul": "July", "aug": "August",
    "sep": "September", "sept": "September", "oct": "October", "nov": "November", "dec": "December", "mon": "Monday",
    "tue": "Tuesday", "tues": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "thur": "Thursday", "thurs": "Thursday",
    "fri": "Friday",
    "appt": "appointment", "appts": "appointments", "tel": "call", "hrs": "hours", "hr": "hour", "mins": "minutes",
    "min": "minutes", "secs": "seconds", "wk": "week", "wks": "weeks", "yrs": "years", "asap": "as soon as you can",
    "etc": "say what else, or stop", "dept": "department", "info": "advice", "pls": "please", "plz": "please",
    "msg": "text", "txt": "text", "thx": "thank you", "u": "you", "ur": "your", "approx": "about", "incl": "with",
    "eg": "such as", "ie": "say it in other words", "nr": "near", "meds": "medicine",
}  # fmt: skip
_SIGNS = {
    re.compile(r"\be\.g\.?", re.IGNORECASE): "such as",
    re.compile(r"\bi\.e\.?", re.IGNORECASE): "say it in other words",
    re.compile(r"\bno\. ?(?=\d)", re.IGNORECASE): "number",
    re.compile(r"&"): "and",
    re.compile(r"\bw/"): "with",
    re.compile(r"\b24/7\b"): "day and night",
    re.compile(r"\b(?:Sat|Sun)\b(?=\.|,? \d| ?-)"): "Saturday or Sunday",
}
_SHORT_WORD = re.compile(rf"\b(?:{'|'.join(_SHORT)})\b", re.IGNORECASE)
_REPLY_GP = re.compile(r"\breply [^.?!]*", re.IGNORECASE)
_GP = re.compile(r"\bGPs?\b")


def contractions(words: Words) -> Iterator[Finding]:
    text = words.template.translate(_APOSTROPHES)
    for found in _CONTRACTION.finditer(text):
        full = _in_full(found[0].casefold())
        if full:
            yield error(8, found[0], f"`{found[0]}` is drawn together", f'write "{full}"')
    for found in _BARE.finditer(text):
        yield error(8, found[0], f"`{found[0]}` is drawn together", "write both words in full")


def _in_full(word: str) -> str | None:
    """None where the apostrophe is an owner's: Scotland's."""
    if word in _NOT:
        return _NOT[word]
    stem, _, tail = word.partition("'")
    if tail == "s":
        return None if stem not in _IS.split() else f"{stem} {'us' if stem == 'let' else 'is'}"
    return next((f"{word.removesuffix(end)} {full}" for end, full in _TAILS.items() if word.endswith(end)), None)


def abbreviations(words: Words) -> Iterator[Finding]:
    text = without_blanks(words.template)
    for found in _SHORT_WORD.finditer(text):
        yield _short(found[0], _SHORT[found[0].casefold()])
    for sign, full in _SIGNS.items():
        for found in sign.finditer(text):
            yield _short(found[0].strip(), full)
    first = _GP.search(_REPLY_GP.sub("", text))
    if first and not _REPLY_GP.sub("", text)[: first.end()].endswith("doctor (GP"):
        yield error(9, first[0], "`GP` comes without the word it stands for", 'write "doctor (GP)" the first time')


def _short(written: str, full: str) -> Finding:
    return error(9, written, f"`{written}` is short for something", f'write "{full}"')

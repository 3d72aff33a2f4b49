"""Rules 14, 15 and 23: no links, no shouting, and no signs that stand for something unsaid."""

import re
import unicodedata
from collections.abc import Iterator

from service.templates.easyread.asks import asked_for
from service.templates.easyread.blanks import without_blanks
from service.templates.easyread.findings import Finding, Known, Words, error, warning

_LINK = re.compile(
    r"https?://\S+|\bwww\.\S+|\S+@\S+\.\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|co|uk|org|net|scot|info|ly|gl|me|io)\b(?:/\S*)?",
    re.IGNORECASE,
)
_GOOD_LINK = re.compile(r"https://www\.nhsinform\.scot(?:/[a-z0-9-]+)*/?")

_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_KNOWN_CAPITALS = frozenset(("NHS", "GP", "ID", "OK", "SHOUT"))

_SIGNS = {
    "!": 'end with "."',
    ";": "make two sentences of it",
    '"': "leave it out", "\u201c": "leave it out", "\u201d": "leave it out", "\u201e": "leave it out",
    "\u00ab": "leave it out", "\u00bb": "leave it out",
}  # fmt: skip
_QUOTED = re.compile(r"(?<!\w)['\u2018][^'\u2018\u2019]+['\u2019](?!\w)")
_BRACKETS = re.compile(r"[()\[\]]")
_GLOSSES = ("(GP)", "(pharmacy)")
_PICTURES = ("So", "Sk", "Cs", "Co")  # Unicode's symbols, marks that colour them, and what no phone can show
_MARKS = {"^", "`", "\u00b4", "\u00a8", "\u00b8", "\u02dc"}  # of category Sk, but letters' own


def links(words: Words) -> Iterator[Finding]:
    for found in _LINK.finditer(without_blanks(words.template)):
        link = found[0].rstrip(".,?!)")
        if _GOOD_LINK.fullmatch(link):
            yield warning(14, link, "a link costs data", "say it in words, or give a number to call")
        else:
            told = "has a link that is not a full address of https://www.nhsinform.scot"
            yield error(14, link, told, "say it in words, or give a number to call")


def capitals(words: Words, known: Known) -> Iterator[Finding]:
    text = without_blanks(words.template)
    asked = {word for menu in asked_for(text) for word in menu}  # rule 16 looks at those
    allowed = _KNOWN_CAPITALS | known.keywords | asked
    for written in dict.fromkeys(_CAPITALS.findall(text)):
        if written not in allowed:
            yield error(15, written, f"`{written}` is in capitals, and no word to reply", "write it small or in full")


def signs(words: Words) -> Iterator[Finding]:
    """Brackets and quoted words only in English: in other languages they may explain an English word."""
    text = without_blanks(words.template)
    for letter in dict.fromkeys(text):
        if letter in _SIGNS:
            yield _sign(letter, _SIGNS[letter])
        elif unicodedata.category(letter) in _PICTURES and letter not in _MARKS:
            yield _sign(letter, "say it in words")
    if not words.english:
        return
    rest = text
    for gloss in _GLOSSES:
        rest = rest.replace(gloss, "")
    for letter in dict.fromkeys(_BRACKETS.findall(rest)):
        yield _sign(letter, "say it in a sentence of its own; only (GP) and (pharmacy) may stand so")
    for found in _QUOTED.finditer(text):
        yield _sign(found[0][0], "leave it out")


def _sign(letter: str, instead: str) -> Finding:
    shown = letter if letter.isprintable() and letter.isascii() else f"U+{ord(letter):04X}"
    return error(23, letter, f"`{shown}` is a sign to puzzle over", instead)

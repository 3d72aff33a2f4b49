"""Words as an eye takes them, however they are dressed up: capitals, pris0n, p r i s o n, another alphabet's o."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

# Letters that look like Latin ones and are not taken apart by NFKD: Cyrillic, Greek, small capitals, crossed letters.
_ALIKE = {
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0455\u0458\u043a\u043c\u0442\u043d\u0432": "aeopcxyisjkmthb",
    "\u0501\u04bb\u04cf\u051b\u051d\u0433": "dhlqwr",
    "\u03b1\u03bf\u03bd\u03c1\u03b5\u03b9\u03ba\u03c4\u03c5\u03b7\u03c7\u03c9\u03b2\u03b3": "aovpeiktunxwby",
    "\u1d00\u0299\u1d04\u1d05\u1d07\ua730\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d": "abcdefghijklm",
    "\u0274\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22": "noprstuvwyz",
    "\u0131\u00f8\u0142\u0111\u0261\u0251": "ioldga",
}
_LATIN = str.maketrans("".join(_ALIKE), "".join(_ALIKE.values()))

_LEET = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
_LEET |= {"@": "a", "$": "s", "!": "il", "|": "il", "+": "t"}
_MOST_READINGS = 16  # of one word; a word of more signs than that allows is read letter for letter

_RUN = re.compile(r"[a-z0-9@$!|+]+")
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b")
_BETWEEN_LETTERS = re.compile(r"[\s._*/\-]+")
_BETWEEN_PARTS = re.compile(r"[\s_./*'\-]")  # a full stop ends a sentence only with a space behind it
_UNSEEN = ("Mn", "Me", "Cf")  # accents taken off a letter, zero-width marks, soft hyphens
_SPELT = 3  # letters in a row that stand alone: somebody spells a word
_LONGEST = 16  # letters of anything worth looking for
_MOST_PIECES = 6  # that a word is cut into
_WIDEST = 40  # characters that a word in pieces takes up, with all that cannot be seen


@dataclass(frozen=True)
class Token:
    forms: frozenset[str]  # what it can be read as, in small letters
    start: int  # in the text as it is written
    end: int
    pieces: int = 1  # that it was put together from
    spelt: bool = False  # letter by letter


def tokens(text: str) -> tuple[Token, ...]:
    """The words as they stand, each with all that it can be read as."""
    letters = list(_folded(text))
    plain = "".join(letter for letter, _ in letters)
    codes = [found.span() for found in _POSTCODE.finditer(plain)]
    return tuple(
        Token(
            _forms(found[0], leet=not any(start <= found.start() < end for start, end in codes)),
            letters[found.start()][1],
            letters[found.end() - 1][1] + 1,
        )
        for found in _RUN.finditer(plain)
    )


def joined(text: str, words: Sequence[Token]) -> Iterator[Token]:
    """What stands in pieces: letters one by one, and a word cut in a few."""
    yield from _spelt(text, words)
    near = [bool(_BETWEEN_PARTS.fullmatch(_gap(text, *pair))) for pair in pairwise(words)]
    for start, first in enumerate(words):
        for last in range(start + 1, min(len(words), start + _MOST_PIECES)):
            if not near[last - 1] or words[last].end - first.start > _WIDEST:
                break
            yield _together(words[start : last + 1])


def _folded(text: str) -> Iterator[tuple[str, int]]:
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKD", character).casefold().translate(_LATIN):
            if unicodedata.category(letter) not in _UNSEEN:
                yield letter, place


def _forms(run: str, *, leet: bool) -> frozenset[str]:
    letters = "".join(letter for letter in run if letter.isalpha())
    if letters == run:
        return frozenset((run,))
    bare = run.strip("!|+$@")  # "prison!" is a word and a sign
    choices = [_LEET.get(sign, sign) for sign in run]
    many = 1
    for choice in choices:
        many *= len(choice)
    if not leet or not letters or many > _MOST_READINGS:
        return frozenset((run, bare))
    return frozenset("".join(reading) for reading in product(*choices)) | {run, bare}


def _spelt(text: str, words: Sequence[Token]) -> Iterator[Token]:
    run: list[Token] = []
    for word in (*words, None):
        alone = word is not None and word.end - word.start == 1
        near = not run or word is None or _BETWEEN_LETTERS.fullmatch(_gap(text, run[-1], word))
        if word is not None and alone and near:
            run.append(word)
            continue
        yield from _parts_of(run)
        run = [word] if word is not None and alone else []


def _parts_of(run: Sequence[Token]) -> Iterator[Token]:
    """The whole run, and each part of four letters or more: "a p r i s o n" hides one too."""
    for start in range(len(run)):
        for end in range(start + _SPELT, min(len(run), start + _LONGEST) + 1):
            if end - start == len(run) or end - start > _SPELT:
                together = _together([_lettered(token) for token in run[start:end]])
                yield Token(together.forms, together.start, together.end, together.pieces, spelt=True)


def _lettered(token: Token) -> Token:
    """A sign that stands alone is every letter that it looks like."""
    forms = frozenset(letter for form in token.forms for letter in _LEET.get(form, form))
    return Token(forms, token.start, token.end)


def _together(parts: Sequence[Token]) -> Token:
    many = 1
    for part in parts:
        many *= len(part.forms)
    choices = [part.forms if many <= _MOST_READINGS else sorted(part.forms)[:1] for part in parts]
    forms = frozenset("".join(reading) for reading in product(*choices))
    return Token(forms, parts[0].start, parts[-1].end, len(parts))


def _gap(text: str, before: Token, after: Token) -> str:
    return "".join(letter for letter in text[before.end : after.start] if unicodedata.category(letter) not in _UNSEEN)

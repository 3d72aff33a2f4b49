"""A reply as the rules read it: small letters, one spelling, sentences, without what is not its own words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from service.understanding.marks import is_reaction, own_words, pictures_told, seen, unaccented, without_code
from service.understanding.spelling import Spelling
from service.understanding.text import BREAK, Phrase, Text

_MOST = 1600  # characters: what Twilio hands over
_PHONE = re.compile(r"(?<![\w+])(?:\+|00)?\d(?:[\d ()/.-]{7,16})\d(?!\w)")
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019`\u00b4", "'"))
_LINK = re.compile(r"https?://\S+|www\.\S+")
_SPELT = re.compile(r"(?<![\w@])(?:\w[ .\-_*/,]{1,2})+\w(?!\w)")
_PIECES = re.compile(
    r"(?:(?![\u4e00-\u9fff])[^\W\d_])+(?:'?[^\W_]+|[0-9@$!*](?=[^\W_])|[0-9])*|\d+[@$]?[^\W\d_]+\w*|\d+|[\u4e00-\u9fff]|[.!?;\n]+|[@$](?=\w)\w+|\w+"
)
_ENDS = re.compile(r"^(?:\.|[!?;\n]+.*|\.[!?\n]+.*)$", re.DOTALL)
_KEPT = frozenset(("1", "2", "111", "999", "112", "101"))  # figures that mean something by themselves
# Capitals stand for kinds of words: all that a person wrote is in small letters by then.
NUMBER, PHONE = "NUMBER", "PHONE"


@dataclass(frozen=True, slots=True)
class Folded:
    text: Text
    shown: Phrase  # as `text.words`, with the figures
    core: tuple[int, int]  # what is left in between when small talk is taken off both ends
    plain: str  # small letters, before spelling
    reaction: bool = False

    def words(self, start: int, end: int) -> str:
        return " ".join(word for word in self.shown[start:end] if word != BREAK)


@dataclass(frozen=True, slots=True)
class Folder:
    spelling: Spelling
    dropped: frozenset[str]  # words that change nothing: "please", "just"
    small_talk: frozenset[str]  # words that may stand before and after
    ours: Mapping[str, Sequence[Phrase]] = field(default_factory=dict)  # our own sentences, by their first word

    def knowing(self, ours: str) -> "Folder":
        """The same, with our own sentences, a line each."""
        found: dict[str, list[Phrase]] = {}
        for line in filter(None, map(str.strip, ours.splitlines())):
            phrase = tuple(word for word in self.all_words(line) if word != BREAK)
            found.setdefault(phrase[0], []).append(phrase)
        return replace(self, ours={word: sorted(some, key=len, reverse=True) for word, some in found.items()})

    def fold(self, raw: str) -> Folded:
        plain = without_code(seen(raw[:_MOST]).lower()).strip()
        reaction = is_reaction(plain)
        words = self.all_words("" if reaction else own_words(plain))
        words = self._without_ours(words)
        shown = tuple(word for word in words if word not in self.dropped)
        return self._folded(shown, plain, reaction=reaction)

    def part(self, folded: Folded, start: int, end: int) -> Folded:
        """Some of its words, as if nothing else had been said."""
        return self._folded(folded.shown[start:end], folded.plain, reaction=False)

    def all_words(self, plain: str) -> list[str]:
        text = _LINK.sub(" ", pictures_told(plain))
        text = _PHONE.sub(_phone, text)
        text = unaccented(_SPELT.sub(self._spelt, text)).translate(_APOSTROPHES)
        words: list[str] = []
        for found in _PIECES.finditer(text):
            piece = found[0]
            if piece[0] in ".!?;\n":
                if _ENDS.match(piece) and words and words[-1] != BREAK:
                    words.append(BREAK)
            elif piece.isdigit():
                words.append(piece)
            else:
                words += self.spelling.read(piece)
        return words

    def _spelt(self, found: re.Match[str]) -> str:
        """S T O P, where the letters make a word that is looked for."""
        joined = re.sub(r"[\W_]", "", found[0])
        return joined if joined in self.spelling.vocabulary and not joined.isdigit() else found[0]

    def _without_ours(self, words: list[str]) -> list[str]:
        place = 0
        kept: list[str] = []
        while place < len(words):
            sentences = self.ours.get(words[place])
            length = _length(sentences, words, place) if sentences else 0
            if not length:
                kept.append(words[place])
            elif kept and kept[-1] != BREAK:
                kept.append(BREAK)
            place += length or 1
        return kept

    def _folded(self, shown: Phrase, plain: str, *, reaction: bool) -> Folded:
        words = tuple(NUMBER if word.isdigit() and word not in _KEPT else word for word in shown)
        places: dict[str, list[int]] = {}
        for place, word in enumerate(words):
            places.setdefault(word, []).append(place)
        small = self.small_talk
        core = [place for place, word in enumerate(words) if word not in small and word != BREAK]
        text = Text(
            words,
            places,
            starts=_bits(_edges(words, small)),
            ends=_bits(len(words) - place for place in _edges(words[::-1], small)),
            inside=(1 << len(words)) - 1 & ~_bits(places.get(BREAK, ())),
        )
        return Folded(text, shown, (core[0], core[-1] + 1) if core else (0, 0), plain, reaction)


def _edges(words: Phrase, small: frozenset[str]) -> Iterator[int]:
    """Each place that a sentence can begin at: its first word, and each after small talk."""
    beginning = True
    for place, word in enumerate(words):
        if beginning:
            yield place
        beginning = word == BREAK or (beginning and word in small)
    if beginning:
        yield len(words)


def _bits(places: Iterable[int]) -> int:
    found = 0
    for place in places:
        found |= 1 << place
    return found


def _length(sentences: Sequence[Phrase], words: Sequence[str], place: int) -> int:
    """Of the sentence that stands there; 0 for none."""
    return next((len(own) for own in sentences if tuple(words[place : place + len(own)]) == own), 0)


def _phone(found: re.Match[str]) -> str:
    figures = sum(letter.isdigit() for letter in found[0])
    return f" {PHONE} " if figures >= 9 and ".." not in found[0] else found[0]

"""Words as they are written on phones, turned into the ones that the rules use."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from service.understanding.text import Phrase

_ALIKE = {
    "аеорсхуіѕјкмтнвԁһӏԛԝ": "aeopcxyisjkmthbdhlqw",
    "ανρειοκτυηχβγ": "avpeioktunxby",
}
_LATIN = str.maketrans("".join(_ALIKE), "".join(_ALIKE.values()))
_LEET = {
    "0": "o",
    "1": "il",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "@": "a",
    "$": "s",
    "!": "il",
    "*": "uio",
}
_PARTS = {
    "s": ("is",), "re": ("are",), "ve": ("have",), "ll": ("will",), "d": ("would",), "m": ("am",),
    "il": ("will",), "l": ("will",), "v": ("have",), "r": ("are",),
}  # fmt: skip
_MOST_SIGNS = 3  # of one word: more than that is no word
_THRICE = re.compile(r"(.)\1{2,}")
_FEW_EDITS, _MORE_EDITS = 6, 9  # letters from which one slip, and two, are mended
_MOST_LETTERS = 16  # of a word that is mended: a longer one is none of ours, and would cost its cube


@dataclass(frozen=True, slots=True)
class Spelling:
    table: Mapping[str, Phrase]  # how it is written: what it means
    vocabulary: frozenset[str]  # every word that a rule looks for
    mended: Mapping[str, str]  # a long word with letters left out: the word

    def read(self, word: str) -> Phrase:
        """The words meant by one that was written."""
        known = self._known(word)
        if known is not None:
            return known
        if "'" in word:
            return self._joined(word)
        for form in self._forms(word):
            known = self._known(form)
            if known is not None:
                return known
        return (self._mend(word),)

    def _joined(self, word: str) -> Phrase:
        """Of it'll, mum's, he'd: each part."""
        front, _, back = word.partition("'")
        if back in _PARTS:
            return (*self.read(front), *_PARTS[back])
        return self.read(word.replace("'", ""))

    def _known(self, word: str) -> Phrase | None:
        if word in self.table:
            return self.table[word]
        return (word,) if word in self.vocabulary else None

    def _forms(self, word: str) -> Iterator[str]:
        """Of look-alikes, of letters held down, of figures that stand for letters."""
        if not word.isascii():
            latin = in_latin(word)
            if latin.isascii():
                word = latin
                yield latin
        if word.endswith("in"):
            yield word + "g"
        if _THRICE.search(word):
            yield _THRICE.sub(r"\1\1", word)
            yield _THRICE.sub(r"\1", word)
        if not word.isalpha() and any(letter.isalpha() for letter in word):
            signs = [letter for letter in word if letter in _LEET]
            if len(signs) <= _MOST_SIGNS:
                yield from ("".join(form) for form in product(*(_LEET.get(letter, letter) for letter in word)))

    def _mend(self, word: str) -> str:
        if not _FEW_EDITS <= len(word) <= _MOST_LETTERS or not word.isalpha():
            return word
        for cut in _shortened(word, 2 if len(word) >= _MORE_EDITS else 1):
            if cut in self.mended:
                return self.mended[cut]
        return word


def in_latin(word: str) -> str:
    """With a Latin letter for each Cyrillic or Greek one that looks the same."""
    return word.translate(_LATIN)


def shortenings(words: Mapping[str, int] | frozenset[str]) -> dict[str, str]:
    """Each word, and each with one letter left out (two of a long one)."""
    return {cut: word for word in sorted(words) for cut in _shortened(word, 2 if len(word) > _MORE_EDITS else 1)}


def _shortened(word: str, letters: int) -> Iterator[str]:
    yield word
    if letters:
        for at in range(len(word)):
            yield from _shortened(word[:at] + word[at + 1 :], letters - 1)

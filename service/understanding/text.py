"""A reply's words, ready to be looked through. A set of places is the bits of a whole number."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

BREAK = "\n"  # stands between two sentences in a reply's words
_NEAR = 7  # words

Phrase = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Group:
    """Phrases, any of which will do."""

    phrases: Sequence[Phrase]

    @cached_property
    def by_first_word(self) -> Mapping[str, Sequence[Phrase]]:
        """Longest first. Of most groups never asked for."""
        found: dict[str, list[Phrase]] = {}
        for phrase in sorted(self.phrases, key=len, reverse=True):
            found.setdefault(phrase[0], []).append(phrase)
        return found


@dataclass(frozen=True, slots=True)
class Text:
    words: Phrase
    places: Mapping[str, Sequence[int]]  # of each word
    starts: int  # where a sentence begins, small talk passed over
    ends: int  # and after which word one ends
    inside: int  # and each word that is no break

    def places_of(self, words: Iterable[str]) -> list[int]:
        return sorted(chain.from_iterable(self.places[word] for word in words if word in self.places))

    def edge(self, sign: str) -> int:
        return self.starts if sign == "^" else self.ends

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Where what takes a sign back may begin: in the same sentence, at most some words before or after."""
        low, high = start, max(start + 1, end)
        while low > max(0, start - _NEAR) and self.words[low - 1] != BREAK:
            low -= 1
        while high < min(len(self.words), end + _NEAR) and self.words[high] != BREAK:
            high += 1
        return low, high


def numbers_in(bits: int) -> Iterator[int]:
    """The places of the ones, the least first."""
    ones = f"{bits:b}"
    last = len(ones) - 1
    at = ones.rfind("1")
    while at >= 0:
        yield last - at
        at = ones.rfind("1", 0, at)

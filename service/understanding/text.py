"""A reply's words, ready to be looked through: for each, its places as the bits of a whole number."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import groupby, pairwise

BREAK = "\n"  # stands between two sentences in a reply's words
_NEAR = 7  # words

Phrase = tuple[str, ...]
Key = str | Phrase  # what a phrase cannot stand without: its only word, or its first two
Reach = tuple[tuple[int, int], ...]  # a length, and the places as bits


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Phrases, any of which will do."""

    words: frozenset[str]  # the phrases of one word
    longer: Mapping[str, tuple[Phrase, ...]]  # the others, by their first word; longest first

    def size(self) -> int:
        return len(self.words) + len(self.longer)

    def beginnings(self) -> AbstractSet[Key]:
        """Of each phrase, what it cannot stand without."""
        return self.words.union(phrase[:2] for phrases in self.longer.values() for phrase in phrases)


@dataclass(frozen=True, slots=True)
class Text:
    words: Phrase
    bits: Mapping[str, int]  # the places of each word
    said: frozenset[str]  # the words, each once
    starts: int  # where a sentence begins, small talk passed over
    ends: int  # and after which word one ends
    inside: int  # and each word that is no break
    reached: dict[Group, Reach] = field(default_factory=dict, compare=False)  # what `reach` has found, kept

    def sentences(self) -> Iterator[AbstractSet[Key]]:
        """For each, the keys of every phrase that can stand in it. No pattern reaches from one into the next."""
        for is_break, run in groupby(self.words, BREAK.__eq__):
            if not is_break:
                words = tuple(run)
                yield {*words, *pairwise(words)}

    def reach(self, group: Group) -> Reach:
        """Where one of the phrases begins, by its length."""
        known = self.reached.get(group)
        if known is None:
            known = self.reached[group] = tuple(self._reach(group).items())
        return known

    def _reach(self, group: Group) -> dict[int, int]:
        bits = self.bits
        alone = 0
        for word in group.words.intersection(self.said):
            alone |= bits[word]
        found = {1: alone} if alone else {}
        for first in group.longer.keys() & self.said if group.longer else ():
            for phrase in group.longer[first]:
                places = bits[first]
                for after, word in enumerate(phrase[1:], 1):
                    places &= bits.get(word, 0) >> after
                if places:
                    found[len(phrase)] = found.get(len(phrase), 0) | places
        return found

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
    ones = f"{bits:b}"[::-1]
    at = ones.find("1")
    while at >= 0:
        yield at
        at = ones.find("1", at + 1)

"""Which patterns are worth a look, found for all of them at once by the words that they cannot stand without."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain, cycle, islice

from service.understanding.patterns import Pattern
from service.understanding.text import Group, Key, Text, numbers_in

_GROUPS = 3  # of a pattern's groups that must all be there: the ones of the fewest phrases


@dataclass(frozen=True, slots=True)
class Finder:
    """Bit n stands for a group of pattern n, and so does bit n + the number of patterns, for another of its groups."""

    patterns: Sequence[Pattern]
    bits: Mapping[Key, Sequence[Sequence[int]]]  # of each group with a phrase that begins so
    joined: dict[Key, int] = field(default_factory=dict)  # the same in one, of the keys met so far

    def worth_a_look(self, text: Text) -> tuple[Pattern, ...]:
        """The patterns of which three groups are there (or all, of fewer), in the order of the files."""
        found = 0
        for sentence in text.sentences():
            found |= self._in(sentence)
        return tuple(self.patterns[place] for place in numbers_in(found))

    def _in(self, sentence: AbstractSet[Key]) -> int:
        there = 0
        for key in sentence & self.bits.keys():
            there |= self.joined.get(key) or self._join(key)
        number = len(self.patterns)
        every = (1 << number) - 1
        for group in range(_GROUPS):
            every &= there >> group * number
        return every

    def _join(self, key: Key) -> int:
        ones = bytearray(b"0") * (len(self.patterns) * _GROUPS)
        for bit in chain.from_iterable(self.bits[key]):
            ones[-1 - bit] = ord("1")
        self.joined[key] = int(ones, 2)
        return self.joined[key]


def finder(patterns: Sequence[Pattern]) -> Finder:
    wanted: dict[Group, list[int]] = {}
    for place, pattern in enumerate(patterns):
        rarest = sorted(pattern.needed, key=Group.size)[:_GROUPS]
        for slot, group in enumerate(islice(cycle(rarest), _GROUPS)):
            wanted.setdefault(group, []).append(place + slot * len(patterns))
    bits: dict[Key, list[list[int]]] = {}
    for group, places in wanted.items():
        for key in group.beginnings():
            bits.setdefault(key, []).append(places)
    return Finder(patterns, bits)

"""Which patterns stand in a reply: all of them looked for at once, in one walk along its words.

Every step of every pattern is a bit of a whole number. At a place, the ones are the steps that come next: all before
them in their pattern have been taken by the words up to there. Each word takes the steps that look for it (Shift-And,
Baeza-Yates and Gonnet 1992; steps that may be missing, Navarro and Raffinot 2002).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from service.understanding.patterns import Pattern, Step
from service.understanding.text import BREAK, Group, Phrase, Text, numbers_in

_BETWEEN = Step(None, edge="|")  # behind one pattern and before the next


@dataclass(frozen=True, slots=True)
class Finder:
    patterns: Mapping[int, Pattern]  # by the bit behind the last step
    between: int  # the bits behind one and before the next
    any_word: int  # takes any word
    missing: tuple[int, int, int, int]  # may be missing: always, where a sentence begins, where one ends, and at both
    steps: Mapping[Phrase, Sequence[Sequence[int]]]  # the ones that a phrase takes
    longer: Mapping[Phrase, Sequence[Phrase]]  # the phrases of several words, by their first two
    joined: dict[Phrase, int] = field(default_factory=dict)  # as `steps`, in one number, of the phrases met so far

    def standing(self, text: Text) -> tuple[Pattern, ...]:
        """Each that stands somewhere, in the order of the files. `Pattern.matches` tells where."""
        taken = [self.between] * (len(text.words) + 1)  # the steps taken last, at each place
        found = 0
        for place, last in enumerate(taken):
            optional = self.missing[(text.starts >> place & 1) + (text.ends >> place & 1) * 2]
            # Added to itself, a one goes on by one; and is carried over all steps in a row that may be missing.
            either = last | optional
            coming = (last + either) ^ (last ^ either)
            found |= coming
            for length, steps in self._takers(text.words, place):
                taken[place + length] |= coming & steps
        return tuple(self.patterns[bit] for bit in numbers_in(found & self.between))

    def _takers(self, words: Phrase, place: int) -> Iterator[tuple[int, int]]:
        """Of each phrase that stands there: how many words, and the steps that they take."""
        two = words[place : place + 2]
        word = two[:1]
        if word and word[0] != BREAK:
            yield 1, self._taken(word) | self.any_word
            for phrase in self.longer.get(two, ()):
                if words[place : place + len(phrase)] == phrase:
                    yield len(phrase), self._taken(phrase)

    def _taken(self, phrase: Phrase) -> int:
        known = self.joined.get(phrase, 0)
        if not known and phrase in self.steps:
            known = self.joined[phrase] = _joined(chain.from_iterable(self.steps[phrase]))
        return known


def finder(patterns: Sequence[Pattern]) -> Finder:
    steps = [_BETWEEN, *(step for pattern in patterns for step in (*_word_by_word(pattern.steps), _BETWEEN))]
    between = [bit for bit, step in enumerate(steps) if step is _BETWEEN]
    optional = _joined(bit for bit, step in enumerate(steps) if step.optional)
    start, end = (_joined(bit for bit, step in enumerate(steps) if step.edge == edge) for edge in "^$")
    by_phrase = _by_phrase(steps)
    return Finder(
        dict(zip(between[1:], patterns, strict=True)),
        between=_joined(between),
        any_word=_joined(bit for bit, step in enumerate(steps) if step.group is None and not step.edge),
        missing=(optional, optional | start, optional | end, optional | start | end),
        steps=by_phrase,
        longer=_by_two(by_phrase),
    )


def _word_by_word(steps: Iterable[Step]) -> Iterator[Step]:
    """With a step for each word that a gap may hold."""
    for step in steps:
        yield from [Step(None, optional=True)] * step.gap if step.gap >= 0 else [step]


def _by_phrase(steps: Sequence[Step]) -> Mapping[Phrase, Sequence[Sequence[int]]]:
    bits: dict[Group, list[int]] = defaultdict(list)
    for bit, step in enumerate(steps):
        if step.group:
            bits[step.group].append(bit)
    found: dict[Phrase, list[list[int]]] = defaultdict(list)
    for group, some in bits.items():
        for phrase in group.phrases:
            found[phrase].append(some)
    return dict(found)


def _by_two(phrases: Iterable[Phrase]) -> Mapping[Phrase, Sequence[Phrase]]:
    found: dict[Phrase, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        if len(phrase) > 1:
            found[phrase[:2]].append(phrase)
    return dict(found)


def _joined(bits: Iterable[int]) -> int:
    ones = bytearray()
    for bit in sorted(bits):
        ones.extend(bytes(bit // 8 + 1 - len(ones)))
        ones[-1] |= 1 << bit % 8
    return int.from_bytes(ones, "little")

"""What a reply is like: a small linear model over its words and letters, trained on our own rows.

Rules are sure of what they know; this knows a little of everything. It adds a label that is more likely than not, and
doubts one that a rule saw and that is hardly likely (ADR 23). Weights and what they were made from stand in
`likeness.json`; `tests/corpora/train.py` makes it. Logistic regression, one for each label (Cox 1958), with n-grams of
words and of letters (Joachims 1998), and kinds of words, as its signs.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import exp, sqrt

from service.domain.meaning import Context, Label

_LETTERS = (4, 5)  # of a word, with its ends
_LONGEST = 24  # letters: of a longer word the rest says nothing
_ENOUGH = 4  # words: of fewer, pieces say too much, and "stoop down" would be like "stop"
_NEAR = 5  # words: of two kinds that stand so near to each other, the pair is a sign
_BITS = 32  # of a label's sum
_FIELD, _ZERO = (1 << _BITS) - 1, 1 << _BITS - 1


@dataclass(frozen=True, slots=True)
class Likeness:
    labels: tuple[Label, ...]
    start: Sequence[int]  # of each label, before anything is seen. Like all weights in tenths
    weights: Mapping[str, Sequence[int]]  # a sign -> the place of a label, its weight, the next place, its weight …
    packed: dict[str, int] = field(default_factory=dict)  # of the signs met so far

    def of(self, words: Sequence[str], plain: str, context: Context) -> Mapping[Label, float]:
        """How likely each label is, from 0 to 1."""
        seen = frozenset(signs(words, plain, context))
        sums = self._sums(frozenset(filter(self.weights.__contains__, seen)))
        each = zip(self.labels, self.start, sums, strict=True)
        return {label: _likely(start / 10 + total / 10 / sqrt(len(seen))) for label, start, total in each}

    def _sums(self, known: frozenset[str]) -> Iterator[int]:
        """For each label, of the weights that these signs have: added for all labels at once."""
        for sign in known.difference(self.packed):
            self.packed[sign] = _packed(self.weights[sign])
        total = sum(map(self.packed.__getitem__, known), _packed_zeros(len(self.labels)))
        for _ in self.labels:
            yield (total & _FIELD) - _ZERO
            total >>= _BITS


def _packed(told: Sequence[int]) -> int:
    """All weights of a sign in one whole number, each in bits of its own, so that one addition adds them all."""
    return sum(weight << place * _BITS for place, weight in zip(told[::2], told[1::2], strict=True))


def _packed_zeros(labels: int) -> int:
    """What keeps each sum above nought, so that none borrows from the next."""
    return sum(_ZERO << place * _BITS for place in range(labels))


def _likely(total: float) -> float:
    return 1 / (1 + exp(-total))


def signs(words: Sequence[str], plain: str, context: Context) -> Iterator[str]:
    """What is counted of a reply: folded words alone, in twos and threes, with what we texted last; kinds; pieces."""
    yield f"x {context}"
    around = ("^", *words, "$")
    for word in words:
        yield word
        yield f"x {context} {word}"
    for pair in pairwise(around):
        yield " ".join(pair)
    for three in zip(around, around[1:], around[2:], strict=False):
        yield " ".join(three)
    yield from _of_kinds(words, context)
    for word in frozenset(plain.split()) if len(words) >= _ENOUGH else ():
        marked = f"<{word[:_LONGEST]}>"
        for length in _LETTERS:
            for at in range(len(marked) - length + 1):
                yield f"~{marked[at : at + length]}"


def _of_kinds(words: Sequence[str], context: Context) -> Iterator[str]:
    """Each kind, with what we texted last; with the word on either side; and followed by another kind."""
    each = [kinds().get(word, ()) for word in words]
    for at, some in enumerate(each):
        for kind in some:
            yield f"K {kind}"
            yield f"K x {context} {kind}"
            if at + 1 < len(words):
                yield f"K {kind} {words[at + 1]}"
            if at:
                yield f"K {words[at - 1]} {kind}"
            for others in each[at + 1 : at + 1 + _NEAR]:
                yield from (f"K {kind}>{other}" for other in others if other != kind)


@cache
def kinds() -> Mapping[str, Sequence[str]]:
    """Of each word its kinds. Read at the first call."""
    told = tomllib.loads(files(__package__).joinpath("kinds.toml").read_text(encoding="utf-8"))["kind"]
    found: dict[str, list[str]] = {}
    for kind, words in told.items():
        for word in words.split():
            found.setdefault(word, []).append(kind)
    return found


@cache
def likeness() -> Likeness:
    """Read at the first call."""
    told = json.loads(files(__package__).joinpath("likeness.json").read_text(encoding="utf-8"))
    labels = tuple(map(Label, told["labels"]))
    return Likeness(
        labels=labels,
        start=told["start"],
        weights=told["weights"],
    )

"""A rule: what it looks for in a reply, and what it then says."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.domain.meaning import Context, Danger, Grade, Label, Sign, Surety, Wish
from service.understanding.folding import Folded
from service.understanding.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Reply:
    folded: Folded
    there: frozenset[Pattern]  # those that stand in it

    def has(self, patterns: Iterable[Pattern], low: int = 0, high: int | None = None) -> bool:
        return any(pattern.stands(self.folded.text, low, high) for pattern in patterns if pattern in self.there)


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    subject: str  # the file it stands in
    label: Label
    why: str
    says: tuple[Pattern, ...]
    alone: tuple[Pattern, ...]  # the same, where it is all that is said
    near: tuple[Pattern, ...]  # one of which must stand somewhere too
    unless: tuple[Pattern, ...]  # in the same sentence: no sign at all
    unless_anywhere: tuple[Pattern, ...]
    doubt: tuple[Pattern, ...]  # in the same sentence: for a person to look at
    milder: tuple[Pattern, ...]  # in the same sentence: amber
    contexts: frozenset[Context]
    surety: Surety
    danger: Danger | None
    grade: Grade | None
    wish: Wish | None
    examples: tuple[tuple[str, Context], ...]
    counters: tuple[tuple[str, Context], ...]

    def sign(self, pattern: Pattern, reply: Reply, *, alone: bool) -> Sign | None:
        """What it sees in a reply by one of its patterns."""
        signs = (self.judged(reply, *place) for place in self.places(pattern, reply, alone=alone))
        return next((sign for sign in signs if sign is not None), None)

    def places(self, pattern: Pattern, reply: Reply, *, alone: bool) -> Iterable[tuple[int, int]]:
        """Where a pattern of it stands, not yet judged."""
        core = reply.folded.core
        if not alone:
            return pattern.matches(reply.folded.text)
        return (core,) if pattern.covers(reply.folded.text, *core) else ()

    def judged(self, reply: Reply, start: int, end: int) -> Sign | None:
        low, high = reply.folded.text.around(start, end)
        if reply.has(self.unless, low, high) or reply.has(self.unless_anywhere):
            return None
        if self.near and not reply.has(self.near):
            return None
        doubtful = reply.has(self.doubt, low, high)
        mild = self.grade is Grade.RED and reply.has(self.milder, low, high)
        return Sign(
            self.label, self.name, reply.folded.words(start, end),
            Surety.DOUBTFUL if doubtful else self.surety,
            self.danger, Grade.AMBER if mild else self.grade, self.wish,
        )  # fmt: skip

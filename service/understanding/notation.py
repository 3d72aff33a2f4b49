"""The small language that rules are written in. docs/replies.md tells it to reviewers.

stop|quit|end           one of these words
(wrong number)          words in a row, as one
(wake up|come round)    one of these
<me>                    a word or phrase of a class in words.toml
pal?                    may be missing: of a word, a group or a class
..                      up to three words of any kind, within a sentence; ..6 up to six
_                       any one word
^  $                    where a sentence begins, and where it ends; small talk is passed over
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, product

from service.understanding.patterns import Pattern, Step
from service.understanding.text import Group, Phrase

_GAP = 3
_PIECE = re.compile(r"\.\.(\d*)|<([a-z_]+)>(\??)|\(([^)]*)\)(\??)|([^\s()<>]+)|(\S)")


class PatternError(ValueError):
    """A rule file says something that cannot be read."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a pattern's words stand for. What was read once is kept: rules share most of their words."""

    classes: Mapping[str, tuple[Phrase, ...]]
    table: Mapping[str, Phrase]  # the same spelling as for replies, so that a rule may be written in either
    dropped: frozenset[str]
    steps: dict[str, tuple[Step, ...]] = field(default_factory=dict)  # by what stands in a rule
    _members: dict[str, tuple[Phrase, ...]] = field(default_factory=dict)

    def group(self, source: str) -> Group:
        """Of `stop|quit`, or of `<me>`. Raises: PatternError."""
        return Group(self.phrases(source))

    def vocabulary(self) -> set[str]:
        """Every word of the patterns and classes that were read."""
        return {word for phrases in self._members.values() for phrase in phrases for word in phrase}

    def phrases(self, group: str) -> list[Phrase]:
        """Each alternative; one that names a class, once for each of the class's. Raises: PatternError."""
        members = group.split("|")
        for member in set(members).difference(self._members):
            self._members[member] = tuple(filter(None, self._expanded(member)))
        return list(chain.from_iterable(map(self._members.__getitem__, members)))

    def _expanded(self, member: str) -> Iterator[Phrase]:
        if member == "$":  # an edge, and no phrase
            return
        if "<" not in member and "NUMBER" not in member:
            yield self._spelt(member)
            return
        for choice in product(*map(self._meant, member.split())):
            yield tuple(word for part in choice for word in part)

    def _meant(self, word: str) -> tuple[Phrase, ...]:
        if word == "NUMBER":
            return (("NUMBER",), ("1",), ("2",))
        if word[0] != "<":
            return (self._spelt(word),)
        if word[1:-1] not in self.classes:
            message = f"no class {word}"
            raise PatternError(message)
        return self.classes[word[1:-1]]

    def _spelt(self, member: str) -> Phrase:
        found: list[str] = []
        for word in member.split():
            if "\u4e00" <= word[0] <= "\u9fff":  # Chinese has no spaces: each sign is a word of its own
                found += word
            elif word not in self.dropped:
                found += self.table.get(word, (word,))
        return tuple(found)


def read_lexicon(classes: Mapping[str, str], table: Mapping[str, Phrase], dropped: frozenset[str]) -> Lexicon:
    """Each class's phrases; one may name another class that stands above it."""
    done: dict[str, tuple[Phrase, ...]] = {}
    lexicon = Lexicon(done, table, dropped)
    for name, members in classes.items():
        done[name] = tuple(dict.fromkeys(lexicon.phrases(members.replace("\n", "|"))))
    return lexicon


def read_pattern(source: str, lexicon: Lexicon) -> Pattern:
    """Raises: PatternError."""
    steps = tuple(step for piece in _PIECE.finditer(source) for step in _steps(piece, lexicon))
    if not any(step.is_needed for step in steps):
        message = f"{source!r} has no word that must be there"
        raise PatternError(message)
    return Pattern(source, steps)


def _steps(piece: re.Match[str], lexicon: Lexicon) -> tuple[Step, ...]:
    known = lexicon.steps.get(piece[0])
    if known is None:
        known = lexicon.steps[piece[0]] = tuple(_read(piece, lexicon))
    return known


def _read(piece: re.Match[str], lexicon: Lexicon) -> Iterator[Step]:
    gap, name, name_optional, group, group_optional, word, stray = piece.groups()
    if stray is not None:
        message = f"{stray!r} in {piece.string!r}"
        raise PatternError(message)
    if gap is not None:
        yield Step(None, gap=int(gap or _GAP))
    elif name is not None:
        yield Step(lexicon.group(f"<{name}>"), optional=bool(name_optional))
    elif group is not None:
        yield Step(lexicon.group(group), optional=bool(group_optional), edge="$" if "$" in group else "")
    elif word in ("^", "$"):
        yield Step(None, edge=word)
    elif word == "_":
        yield Step(None)
    else:
        yield from _plain(lexicon.group(word.rstrip("?")), optional=word.endswith("?"))


def _plain(group: Group, *, optional: bool) -> Iterator[Step]:
    """No step for a word that changes nothing."""
    if group.phrases:
        yield Step(group, optional=optional)

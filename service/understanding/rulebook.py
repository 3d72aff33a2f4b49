"""The rules, as the files in rules/ say them."""

import gc
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from service.domain.meaning import Context, Danger, Grade, Label, Sign, Surety, Wish
from service.understanding.finder import Finder, finder
from service.understanding.folding import Folded, Folder
from service.understanding.notation import Lexicon, PatternError, read_lexicon, read_pattern
from service.understanding.patterns import Pattern
from service.understanding.rule import Reply, Rule
from service.understanding.spelling import Spelling, shortenings

_HERE = Path(__file__).parent / "rules"
_WORDS, _SPELLING, _OURS = "words.toml", "spelling.toml", "ours.toml"
_ASK = ("says", "alone")
_JUDGE = ("near", "unless", "unless_anywhere", "doubt", "milder")


@dataclass(frozen=True, slots=True)
class Book:
    rules: tuple[Rule, ...]
    folder: Folder
    finder: Finder
    asked: Mapping[Pattern, tuple[Rule, bool]]  # by which a rule speaks; whether that must be all that is said
    alive: tuple[Pattern, ...]  # beside a death: this danger is now
    someone_else: tuple[Pattern, ...]  # after a death: this danger is another person's

    def signs(self, folded: Folded, context: Context) -> tuple[Sign, ...]:
        """One of each rule at most, in the order of the files."""
        there = self.finder.standing(folded.text)
        reply = Reply(folded, frozenset(there))
        seen: dict[str, Sign] = {}
        for pattern in filter(self.asked.__contains__, there):
            rule, alone = self.asked[pattern]
            if rule.name not in seen and context in rule.contexts:
                sign = rule.sign(pattern, reply, alone=alone)
                if sign is not None:
                    seen[rule.name] = sign
        return tuple(seen.values())

    def places(self, label: Label, folded: Folded, context: Context) -> Iterator[tuple[int, int]]:
        """Of all words by which rules see this label."""
        there = self.finder.standing(folded.text)
        reply = Reply(folded, frozenset(there))
        for pattern in filter(self.asked.__contains__, there):
            rule, alone = self.asked[pattern]
            if rule.label is label and context in rule.contexts:
                found = rule.places(pattern, reply, alone=alone)
                yield from (place for place in found if rule.judged(reply, *place) is not None)


@cache
def book() -> Book:
    """Read once, at first use."""
    with _uncollected():
        return _read()


@contextmanager
def _uncollected() -> Iterator[None]:
    """All that is read is kept: looking for garbage in it would take a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read() -> Book:
    tables = {path.name: tomllib.loads(path.read_text("utf-8")) for path in sorted(_HERE.glob("*.toml"))}
    words, ours = tables.pop(_WORDS), tables.pop(_OURS)
    spelling = tables.pop(_SPELLING)
    table = {form: tuple(meant.split()) for part in spelling["table"].values() for meant, form in _spellings(part)}
    lexicon = read_lexicon(words["class"], table, frozenset(words["dropped"].split()))
    reader = _Reader(lexicon, words["list"])
    rules = tuple(reader.rule(rule, name[:-5]) for name, tabled in tables.items() for rule in tabled["rule"])
    alive, someone_else = (reader.patterns(words["list"][name]) for name in ("alive", "someone_else"))
    known = {*lexicon.vocabulary(), *words["small_talk"].split(), *spelling["keep"].split(), *lexicon.dropped}
    known.update(word for meant in table.values() for word in meant)
    # "bleedin" in a rule must not keep a reply's "bleedin" from being read as "bleeding".
    known -= {word for word in known if word.endswith("in") and f"{word}g" in known} - set(spelling["keep"].split())
    speller = Spelling(table, frozenset(known), shortenings(frozenset(spelling["mended"].split())))
    folder = Folder(speller, lexicon.dropped, frozenset(words["small_talk"].split())).knowing(ours["sentences"])
    patterns = tuple(pattern for fields in (_ASK, _JUDGE) for rule in rules for pattern in _patterns(rule, fields))
    return Book(rules, folder, finder(patterns), _asked(rules), alive, someone_else)


@dataclass(frozen=True, slots=True)
class _Reader:
    lexicon: Lexicon
    lists: Mapping[str, str]  # patterns that several rules share

    def rule(self, said: Mapping[str, str], subject: str) -> Rule:
        unknown = said.keys() - Rule.__dataclass_fields__.keys()
        if unknown:
            message = f"{subject}: {said.get('name')}: {sorted(unknown)}"
            raise PatternError(message)
        return Rule(
            name=said["name"],
            subject=subject,
            label=Label(said["label"]),
            why=said.get("why", ""),
            **{field: self.patterns(said.get(field, "")) for field in (*_ASK, *_JUDGE)},
            contexts=frozenset(Context(word) for word in said.get("contexts", " ".join(Context)).split()),
            surety=Surety[said.get("surety", "sure").upper()],
            danger=Danger(said["danger"]) if "danger" in said else None,
            grade=Grade[said["grade"].upper()] if "grade" in said else None,
            wish=Wish(said["wish"]) if "wish" in said else None,
            examples=tuple(_replies(said.get("examples", ""))),
            counters=tuple(_replies(said.get("counters", ""))),
        )

    def patterns(self, lines: str) -> tuple[Pattern, ...]:
        return tuple(read_pattern(line, self.lexicon) for line in self._lines(lines))

    def _lines(self, lines: str) -> Iterator[str]:
        for line in filter(None, map(str.strip, lines.splitlines())):
            if line.startswith("@"):
                yield from self._lines(self.lists[line[1:]])
            else:
                yield line


def _replies(lines: str) -> Iterator[tuple[str, Context]]:
    """A line each; `[appointment] naw` where our last text matters."""
    for line in filter(None, map(str.strip, lines.splitlines())):
        context, bracket, reply = line.removeprefix("[").partition("] ")
        known = bracket and line.startswith("[") and context in set(Context)
        yield (reply if known else line).replace("\\n", "\n"), Context(context) if known else Context.NONE


def _patterns(rule: Rule, fields: Iterable[str]) -> Iterator[Pattern]:
    for field in fields:
        yield from getattr(rule, field)


def _asked(rules: Iterable[Rule]) -> dict[Pattern, tuple[Rule, bool]]:
    asked = {pattern: (rule, False) for rule in rules for pattern in rule.says}
    return asked | {pattern: (rule, True) for rule in rules for pattern in rule.alone}


def _spellings(part: str) -> Iterator[tuple[str, str]]:
    """`do not: dont dnt dinny`, a line each."""
    for line in filter(None, map(str.strip, part.splitlines())):
        meant, _, forms = line.partition(":")
        for form in forms.split():
            yield meant, form

"""Whether the words of a text may go out: filled in as long as they can become, and held to every rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

from service.configuration.answers import accepted_at
from service.configuration.document import Document, Loc
from service.configuration.faults import ConfigFault, Level
from service.templates.easyread.blanks import filled
from service.templates.easyread.examine import Accepted, Finding, Kind, Known, Words, apply, examine
from service.templates.easyread.numbers import numbers_in as numbers_in  # contacts.py and others look for them too
from service.templates.render import names
from service.templates.segments import septets

LONGEST_PLACE = 40  # septets, as POST /v1/events takes it

# The longest that each placeholder can become; `board` and `phone` depend on what is configured. `text` was judged.
_LONGEST = {
    "weekday": "Wednesday",
    "d": "30",
    "month": "September",
    "time": "midnight",
    "when": "tomorrow, Wednesday 30 September",
    "place": "Bridge Street Centre, 100 Long Hill Road",
    "text": "",
    "nhs_inform": "0 8 0 0, 2 2, 4 4, 8 8",
}
_PHONE = "0800 027 1234"  # thirteen characters: as long as a UK number gets in its usual grouping
_PARTS = ("words", "without_call")  # of a step; each holds words by language
_STEP_DEPTH = 4  # ("steps", 3, "words", "en")


class Manner(TypedDict, total=False):
    """What kind of text it is; what is left out is as for a nudge in the step's language."""

    kind: Kind
    opt_in: bool  # only for people who asked for it
    call_back: bool  # whether CALL is a promise that can be kept
    way_back: bool  # the answer to STOP
    language: str
    accepted: Sequence[Accepted]


@dataclass(frozen=True)
class Judged:
    faults: tuple[ConfigFault, ...]
    argued: int  # findings that were accepted, with a reason


@dataclass(frozen=True)
class Wording:
    """What the words of one text are held against."""

    placeholders: frozenset[str]
    boards: tuple[str, ...]  # the names of the Boards that send it
    numbers: frozenset[str] | None  # of contacts.yaml, as they are grouped there; None: that file cannot be read

    def faults(self, document: Document, loc: Loc, words: str, **manner: Unpack[Manner]) -> Iterator[ConfigFault]:
        """What is wrong with one text. What `manner` leaves out is read off the step, where the text is a step's."""
        yield from self.judged(document, loc, words, **manner).faults

    def judged(self, document: Document, loc: Loc, words: str, **manner: Unpack[Manner]) -> Judged:
        """The same, and how much was accepted."""
        known: Manner = {**_of_step(document, loc), **manner}
        accepted = known.get("accepted", ())
        own = self._findings(loc, words, known)
        # One list of what is accepted belongs to all words of a step, in every language.
        others = [finding for beside in _beside(document, loc) for finding in self._findings(*beside, known)]
        every = (*own, *others)
        standing, argued = apply(every, accepted)
        faults = [_fault(document, loc, finding) for finding in own if finding in standing]
        idle = (finding for finding in standing if finding not in every)
        faults += [_fault(document, (*_owner(loc), "accepted"), finding) for finding in idle]
        return Judged(tuple(faults), len([finding for finding in own if finding in argued]))

    def words(self, template: str, **manner: Unpack[Manner]) -> Words:
        """The words as they can become, for `examine`."""
        longest = {name: value for name, value in self._longest().items() if name in self.placeholders}
        return Words(
            template=template,
            rendered=filled(template, longest),
            kind=manner.get("kind", Kind.NUDGE),
            language=manner.get("language", "en"),
            opt_in=manner.get("opt_in", False),
            call_back=manner.get("call_back", True),
            way_back=manner.get("way_back", False),
            placeholders=self.placeholders,
            whose=longest.get("board", "") if "board" in names(template) else "",
        )

    def _findings(self, loc: Loc, template: str, manner: Manner) -> tuple[Finding, ...]:
        spoken: Manner = {"language": _language(loc), **manner}
        return examine(self.words(template, **spoken), Known(self.numbers))

    def _longest(self) -> dict[str, str]:
        board = max(self.boards, key=lambda name: septets(name) or 0, default="")
        phone = max((_PHONE, *(self.numbers or ())), key=len)
        return {**_LONGEST, "board": board, "phone": phone}


def _of_step(document: Document, loc: Loc) -> Manner:
    if not _in_step(loc):
        return {}
    step = _owner(loc)
    return {
        "opt_in": document.text(*step, "sensitivity") == "opt_in",
        "call_back": loc[2] != "without_call",
        "accepted": accepted_at(document, *step),
    }


def _beside(document: Document, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """The step's other words."""
    if _in_step(loc):
        for part in _PARTS:
            yield from (text for text in document.texts(*_owner(loc), part) if text[0] != loc)


def _in_step(loc: Loc) -> bool:
    return len(loc) == _STEP_DEPTH and loc[0] == "steps" and loc[2] in _PARTS


def _owner(loc: Loc) -> Loc:
    """The step or answer whose words stand there."""
    return loc[:2] if _in_step(loc) else loc[:1]


def _language(loc: Loc) -> str:
    return str(loc[-1]) if _in_step(loc) else "en"


def _fault(document: Document, loc: Loc, finding: Finding) -> ConfigFault:
    step = document.text(*loc[:2], "id") if loc and loc[0] == "steps" else None
    whose = f"step {step}" if step else f"answer {loc[0]}"
    return document.fault(loc, f"{whose}, rule {finding.rule}: {finding.message}", Level(finding.level))

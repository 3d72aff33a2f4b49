"""A sequence on paper: the page that is signed before it runs, the drawing of its days, and the table of them."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from service.core.wording import filled, longest_values
from service.domain.board import Board
from service.domain.ids import SequenceId
from service.schedules import telling
from service.schedules.config import Config
from service.schedules.sequence import Anchor, Sequence, Step, Welcome
from service.templates.easyread.grade import grade
from service.templates.printing import printed
from service.templates.segments import segments, septets
from service.templates.timeline import Goes, Mark, timeline

_STEP = re.compile(r"\s*- id: *[\"']?(\w+)")
_FOR_AUTHORS = ("yaml-language-server:", "Every field is told in")  # how to write the file, not what it is for
_ANCHOR = {Anchor.LIBERATION: "the day of the release", Anchor.APPOINTMENT: "the day of the appointment"}
_LANGUAGE = {
    "en": "English", "gd": "Gaelic", "pl": "Polish", "uk": "Ukrainian", "ro": "Romanian",
    "ur": "Urdu", "ar": "Arabic", "vi": "Vietnamese", "sq": "Albanian",
}  # fmt: skip


@dataclass(frozen=True)
class Reasons:
    """What the author of a file wrote above things, for whoever reads it."""

    about: str  # the sequence
    steps: Mapping[str, str]  # by the step's id


@dataclass(frozen=True)
class Spoken:
    """The words of a text in one language."""

    language: str  # "English"
    tag: str
    words: str  # with {placeholders}
    draft: bool  # waits for a translator, and is not sent
    without_call: bool  # for Boards that phone nobody who replies CALL
    septets: int | None  # as long as it can become; None: not in GSM-7
    segments: int
    grade: float | None


def hash_of(config: Config, name: SequenceId) -> str:
    """The hash under which `publish` keeps this version: SHA-256 of its canonical document."""
    return hashlib.sha256(config.documents[name].encode()).hexdigest()


def reasons(text: str) -> Reasons:
    """The comments of a sequence's file: those at its head, and those right above each step."""
    about, steps, above, seen = "", dict[str, str](), list[str](), False
    for line in text.splitlines():
        stripped = line.strip()
        step = _STEP.match(line)
        if stripped.startswith("#"):
            above.append(stripped.lstrip("# "))
            continue
        if step:
            steps[step[1]] = " ".join(above)
        elif stripped and not seen:
            about, seen = " ".join(one for one in above if not one.startswith(_FOR_AUTHORS)), True
        above = []
    return Reasons(about.strip(), steps)


def page(config: Config, name: SequenceId, boards: Iterable[Board], file: str, warnings: Iterable[str]) -> str:
    """One HTML file to print and to sign. `file` is the sequence's own text; `warnings` is what `check` says of it."""
    sequence, told = config.sequences[name], reasons(file)
    document = {one["id"]: one for one in json.loads(config.documents[name])["steps"]}
    sending = tuple(board for board in boards if name in board.sequences)
    widest = max(sending or tuple(boards), key=lambda board: len(board.name))
    return printed(
        "sign_off.html",
        name=name,
        hash=hash_of(config, name),
        about=told.about,
        limits=telling.limits(sequence),
        sending=[board.name for board in sending],
        warnings=tuple(warnings),
        tested=sequence.tested_with,
        drawing=Markup(drawing(sequence)),  # noqa: S704  made by our own template, which escapes what it is given
        texts=[
            _text(step, sequence, document[step.id], told.steps.get(step.id, ""), widest) for step in sequence.steps
        ],
    )


def drawing(sequence: Sequence) -> str:
    return timeline(sequence.id, _ANCHOR[sequence.anchor], (_mark(step, sequence) for step in sequence.steps))


def tables(config: Config, folder: str) -> str:
    """Markdown: each drawing with its table beneath. `folder` is where the drawings lie, seen from this file."""
    return printed(
        "timelines.md",
        folder=folder,
        sequences=[
            {
                "name": name,
                "rows": [
                    {
                        "step": step.id,
                        "when": telling.when(step, sequence),
                        "to": telling.to_whom(step, sequence),
                        "late": telling.if_late(step),
                    }
                    for step in sequence.steps
                ],
            }
            for name, sequence in sorted(config.sequences.items())
        ],
    )


def _mark(step: Step, sequence: Sequence) -> Mark:
    day, clock = telling.at_day(step, sequence), telling.clock(step, sequence)
    signed = f"{day:+d}" if day and sequence.anchor is Anchor.APPOINTMENT else str(day)
    when = f"{step.when or 'now'}" if day is None else f"day {signed}"
    groups = sorted(sequence.only_if.groups | step.only_if.groups)
    some = bool(groups) or step.welcome is not None or step.when is not None or not step.only_if.is_empty
    goes = Goes.OPTIONAL if step.optional else Goes.SOME if some else Goes.ALL
    goes = Goes.ALL if step.welcome is Welcome.FIRST else goes
    return Mark(step.id, f"{when}, {clock:%H:%M}" if clock else when, day, goes, _note(step, groups))


def _note(step: Step, groups: Iterable[str]) -> str:
    after = sorted(step.only_if.sent)
    notes = [
        *([" or ".join(groups).replace("_", " ")] if groups else []),
        *([f"after {' or '.join(after)}"] if after else []),
        *(["welcomed elsewhere"] if step.welcome is Welcome.NEW_NUMBER else []),
        *(["if a text came"] if step.only_if.delivered else []),
    ]
    return ", ".join(notes)


def _text(step: Step, sequence: Sequence, document: Mapping[str, Any], why: str, board: Board) -> dict[str, object]:
    return {
        "id": step.id,
        "why": why,
        "when": telling.when(step, sequence),
        "to": telling.to_whom(step, sequence),
        "late": telling.if_late(step),
        "answers": telling.answers(step),
        "spoken": [
            _spoken(tag, held, sequence, board, without_call=part == "without_call")
            for part in ("words", "without_call")
            for tag, held in sorted(document.get(part, {}).items(), key=lambda pair: pair[0] != sequence.fallback)
        ],
        "accepted": document.get("accepted", ()),
    }


def _spoken(tag: str, held: str | Mapping[str, str], sequence: Sequence, board: Board, *, without_call: bool) -> Spoken:
    draft = not isinstance(held, str)
    words = held if isinstance(held, str) else held["needs_translator"]
    longest = filled(words, longest_values(board, sequence))
    return Spoken(
        language=_LANGUAGE.get(tag, tag),
        tag=tag,
        words=words,
        draft=draft,
        without_call=without_call,
        septets=septets(longest),
        segments=segments(longest),
        grade=grade(longest) if tag == "en" else None,
    )

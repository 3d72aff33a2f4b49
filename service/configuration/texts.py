"""What the words of a sequence must hold: each language they owe, the answers they ask for, no promise too many."""

import re
from collections.abc import Iterable, Iterator

from service.configuration.document import Document
from service.configuration.faults import ConfigFault, Level
from service.configuration.outline import Outline, StepOutline
from service.configuration.wording import Wording
from service.templates.easyread.examine import Kind
from service.templates.render import names

NUDGE_PLACEHOLDERS = frozenset({"board"})
APPOINTMENT_PLACEHOLDERS = frozenset({"board", "weekday", "d", "month", "time", "place", "phone", "when"})

_PARTS = ("words", "without_call")
_CALL = re.compile(r"\bCALL\b")
_ASKS = re.compile(r"\bReply \d\b")


def text_faults(sequence: Outline, boards: Iterable[Document], numbers: frozenset[str] | None) -> Iterator[ConfigFault]:
    boards = tuple(boards)
    placeholders = APPOINTMENT_PLACEHOLDERS if sequence.about_appointments else NUDGE_PLACEHOLDERS
    wording = Wording(placeholders, tuple(board.text("name") or "" for board in boards), numbers)
    for step in sequence.steps:
        yield from _fallback(sequence, step)
        yield from _answers(step)
        yield from _calls(step, boards)
        yield from _phones(step, boards)
        for part in _PARTS:
            for loc, words in step.texts(part):
                yield from wording.faults(sequence.document, loc, words, kind=_kind(sequence, step))
    yield from _drafts(sequence)


def _kind(sequence: Outline, step: StepOutline) -> Kind:
    if step.welcome is not None:
        return Kind.WELCOME
    return Kind.APPOINTMENT if sequence.about_appointments else Kind.NUDGE


def _fallback(sequence: Outline, step: StepOutline) -> Iterator[ConfigFault]:
    fallback = sequence.document.text("fallback")
    for part in _PARTS:
        words = step.document.at(*step.loc, part)
        if fallback is None or not isinstance(words, dict):
            continue
        if isinstance(words.get(fallback), dict):
            yield step.fault(
                f"the words in `{fallback}` are a draft, and it is the language to fall back on", part, fallback
            )
        elif fallback not in words:
            yield step.fault(f"no words in `{fallback}`, the language to fall back on", part)


def _answers(step: StepOutline) -> Iterator[ConfigFault]:
    """A text names what may be answered, and a text that names a figure says what it means."""
    answers = [str(loc[-1]) for loc, _ in step.texts("ask", "answers")]
    for part in _PARTS:
        for loc, words in step.texts(part):
            unnamed = [answer for answer in answers if not re.search(rf"\b{re.escape(answer)}\b", words)]
            if unnamed:
                yield step.fault(f"does not name the answer {', '.join(unnamed)} of its `ask`", *loc[len(step.loc) :])
            if _ASKS.search(words) and not step.holds("ask"):
                yield step.fault("asks for a figure, and no `ask` says what it means", *loc[len(step.loc) :])


def _calls(step: StepOutline, boards: Iterable[Document]) -> Iterator[ConfigFault]:
    """CALL is a promise: somebody phones."""
    silent = [board for board in boards if board.text("call_back") == "none"]
    for loc, words in step.texts("words"):
        if silent and _CALL.search(words) and step.text("without_call", loc[-1]) is None:
            told = f"{silent[0].text('name')} phones nobody who replies CALL: it needs `without_call`"
            yield step.fault(told, *loc[len(step.loc) :])


def _phones(step: StepOutline, boards: Iterable[Document]) -> Iterator[ConfigFault]:
    """A booking may name no number, and then the Board's line stands in the text."""
    for board in boards:
        if board.at("line") is None and any("phone" in names(words) for _, words in step.texts("words")):
            yield step.fault(f"has {{phone}}, and {board.text('name')} has no `line`", "words")
            return


def _drafts(sequence: Outline) -> Iterator[ConfigFault]:
    """One warning for each language of a file, at the first draft."""
    drafts: dict[str, list[StepOutline]] = {}
    for step in sequence.steps:
        words = step.document.at(*step.loc, "words")
        for language, held in words.items() if isinstance(words, dict) else ():
            if isinstance(held, dict):
                drafts.setdefault(language, []).append(step)
    for language, steps in drafts.items():
        told = f"texts in `{language}` that need a translator, and are not sent: {len(steps)}"
        yield steps[0].document.fault((*steps[0].loc, "words", language), told, Level.WARNING)

"""What the automatic answers must hold, written and spoken: every one that may have to be given, in words that fit."""

from collections.abc import Iterator

from service.configuration import notation
from service.configuration.answers import accepted_at, answer_at
from service.configuration.document import Document
from service.configuration.faults import ConfigFault
from service.configuration.files import Kind
from service.configuration.sources import Sources
from service.configuration.wording import Wording
from service.templates.easyread import examine

PLACEHOLDERS = frozenset({"board", "weekday", "d", "month", "time", "when", "place", "phone"})
SPOKEN_PLACEHOLDERS = frozenset({"board", "text", "nhs_inform"})

# fmt: off
KEYS = frozenset({
    "STOP", "START", "HELP", "WHO_IS_THIS",
    "GP", "GP_NO_CALL", "GP_REFUSED", "GP_REFUSED_NO_CALL", "YES_gp", "NO_gp", "NO_gp_NO_CALL",
    "CALL", "CALL_OUT_OF_HOURS", "CALL_NO_ANSWER", "CALL_LATE", "CALL_NOT_OFFERED",
    "WRONG", "DECEASED", "AWAY", "HELPED_1", "HELPED_2", "HELPED_2_NO_READER",
    "YES_visit", "NO_visit", "VISIT_AGAIN", "VISIT_LATE",
    "FOOD", "MONEY", "MONEY_ANYWHERE", "HOME", "HOME_ANYWHERE", "CHEMIST", "DENTIST", "NONE", "NONE_HEALTH",
    "NEW_NUMBER", "JOIN_OK", "JOIN_UNKNOWN", "LANGUAGE",
    "UNKNOWN", "UNKNOWN_NO_READER", "OUT_OF_HOURS", "SAFE",
    "CRISIS_self", "CRISIS_overdose", "CRISIS_overdose_self", "CRISIS_abuse", "CRISIS_abuse_SHARED",
    "CRISIS_threat", "CRISIS_child", "CRISIS_other", "CRISIS_amber",
})
SPOKEN_KEYS = frozenset({
    "known_caller", "known_caller_menu", "stopped", "no_text_to_read", "unknown_caller", "nothing_pressed", "fault",
})
# fmt: on

# Answers that tell all one can do, and so may name more than others.
_MENUS = frozenset({"HELP", "WHO_IS_THIS", "GP", "GP_NO_CALL", "UNKNOWN", "UNKNOWN_NO_READER", "OUT_OF_HOURS"})
_VISITS = frozenset({"YES_visit", "NO_visit", "VISIT_AGAIN", "VISIT_LATE"})
# Given where nobody phones people back.
_NO_CALL = frozenset({"GP_NO_CALL", "GP_REFUSED_NO_CALL", "NO_gp_NO_CALL", "CALL_NOT_OFFERED"})


def reply_faults(sources: Sources, numbers: frozenset[str] | None) -> Iterator[ConfigFault]:
    boards = tuple(board.text("name") or "" for _, board in sources.of(Kind.BOARD))
    written = Wording(PLACEHOLDERS, boards, numbers)
    for language, replies in sources.of(Kind.REPLIES):
        yield from _file_faults(language, replies, KEYS)
        for key in _held(replies):
            yield from _answer_faults(written, replies, key, language)
    spoken = Wording(SPOKEN_PLACEHOLDERS, boards, numbers)
    for language, voice in sources.of(Kind.VOICE):
        yield from _file_faults(language, voice, SPOKEN_KEYS)
        for key in _held(voice):
            yield from _answer_faults(spoken, voice, key, language, examine.Kind.VOICE)
    yield from _fallbacks(sources)


def _file_faults(language: str, document: Document, keys: frozenset[str]) -> Iterator[ConfigFault]:
    if language not in notation.LANGUAGES:
        yield document.fault((), f"the file is named for a language: {', '.join(notation.LANGUAGES)}")
    for key in sorted(keys - _held(document).keys()):
        yield document.fault((), f"the answer `{key}` is missing")
    for key in _held(document):
        if key not in keys:
            yield document.key_fault((key,), f"`{key}` is no answer that the service gives")


def _answer_faults(
    wording: Wording, document: Document, key: str, language: str, kind: examine.Kind | None = None
) -> Iterator[ConfigFault]:
    found = answer_at(document, key)
    if found is not None:
        yield from wording.faults(
            document,
            *found,
            kind=kind or kind_of(key),
            language=language,
            call_back=key not in _NO_CALL,
            way_back=key == "STOP",
            opt_in=key == "SAFE",
            accepted=accepted_at(document, key),
        )


def kind_of(key: str) -> examine.Kind:
    """Of an answer."""
    if key.startswith("CRISIS_"):
        return examine.Kind.CRISIS
    if key in _VISITS:
        return examine.Kind.APPOINTMENT
    return examine.Kind.MENU if key in _MENUS else examine.Kind.ANSWER


def _held(document: Document) -> dict[str, object]:
    return document.value if isinstance(document.value, dict) else {}


def _fallbacks(sources: Sources) -> Iterator[ConfigFault]:
    for _, sequence in sources.of(Kind.SEQUENCE):
        fallback = sequence.text("fallback")
        if fallback in notation.LANGUAGES and fallback not in sources.names(Kind.REPLIES):
            yield sequence.fault(("fallback",), f"there is no replies/{fallback}.yaml")

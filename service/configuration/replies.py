"""What the automatic answers must hold: every one that the service may have to give, in words that fit."""

from collections.abc import Iterator

from service.configuration import notation
from service.configuration.faults import ConfigFault
from service.configuration.files import Kind
from service.configuration.sources import Sources
from service.configuration.wording import Wording

PLACEHOLDERS = frozenset({"board", "weekday", "d", "month", "time", "place", "phone"})

# fmt: off
KEYS = frozenset({
    "STOP", "START", "HELP", "WHO_IS_THIS",
    "GP", "GP_NO_CALL", "GP_REFUSED", "GP_REFUSED_NO_CALL", "YES_gp", "NO_gp", "NO_gp_NO_CALL",
    "CALL", "CALL_OUT_OF_HOURS", "CALL_NO_ANSWER", "CALL_LATE", "CALL_NOT_OFFERED",
    "WRONG", "DECEASED", "AWAY", "HELPED_1", "HELPED_2", "HELPED_2_NO_READER",
    "YES_visit", "NO_visit", "VISIT_AGAIN", "VISIT_LATE",
    "NEW_NUMBER", "JOIN_OK", "JOIN_UNKNOWN", "LANGUAGE",
    "UNKNOWN", "UNKNOWN_NO_READER", "OUT_OF_HOURS",
    "CRISIS_self", "CRISIS_overdose", "CRISIS_overdose_self", "CRISIS_abuse", "CRISIS_abuse_SHARED",
    "CRISIS_threat", "CRISIS_child", "CRISIS_other", "CRISIS_amber",
})
# fmt: on


def reply_faults(sources: Sources, numbers: frozenset[str] | None) -> Iterator[ConfigFault]:
    boards = tuple(board.text("name") or "" for _, board in sources.of(Kind.BOARD))
    wording = Wording(PLACEHOLDERS, boards, numbers)
    for language, replies in sources.of(Kind.REPLIES):
        if language not in notation.LANGUAGES:
            yield replies.fault((), f"the file is named for a language: {', '.join(notation.LANGUAGES)}")
        held = replies.value if isinstance(replies.value, dict) else {}
        for key in sorted(KEYS - held.keys()):
            yield replies.fault((), f"the answer `{key}` is missing")
        for key in held:
            if key not in KEYS:
                yield replies.key_fault((key,), f"`{key}` is no answer that the service gives")
        for loc, words in replies.texts():
            yield from wording.faults(replies, loc, words)
    yield from _fallbacks(sources)


def _fallbacks(sources: Sources) -> Iterator[ConfigFault]:
    for _, sequence in sources.of(Kind.SEQUENCE):
        fallback = sequence.text("fallback")
        if fallback in notation.LANGUAGES and fallback not in sources.names(Kind.REPLIES):
            yield sequence.fault(("fallback",), f"there is no replies/{fallback}.yaml")

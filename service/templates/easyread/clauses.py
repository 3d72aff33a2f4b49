"""Rules 3 and 4: sentences, few and short; and how a text is cut into them."""

import re
from collections.abc import Iterator

from service.templates.easyread.findings import Finding, Kind, Words, error, warning

MOST_WORDS, EASY_WORDS = 15, 12  # of a sentence: GOV.UK, accessible formats
MOST_SENTENCES, EASY_SENTENCES = 5, 4

_SENDER = re.compile(r"^NHS: *")
_END = re.compile(r"(?<=[.?!])\s+|\n+")
_WORD = re.compile(r"\d+(?: \d+)*|[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|\w+")
_LETTER = re.compile(r"[^\W\d_]")


def sentences(text: str) -> tuple[str, ...]:
    """Each with words in it; "1." before a step is none, nor is the sender's name before all."""
    return tuple(part for part in _END.split(_SENDER.sub("", text)) if _LETTER.search(part))


def counted(sentence: str) -> int:
    """Words; a phone number, however it is grouped, is one thing to take in."""
    return len(_WORD.findall(sentence))


def sentence_findings(words: Words) -> Iterator[Finding]:
    held = sentences(words.rendered)
    for sentence in held:
        length = counted(sentence)
        told = f"a sentence of {length} words, which begins with `{_WORD.findall(sentence)[0]}`"
        if length > MOST_WORDS:
            yield error(3, "", told, f"{EASY_WORDS} words at most, one thought in each")
        elif length > EASY_WORDS:
            yield warning(3, "", told, f"{EASY_WORDS} words at most, one thought in each")
    if words.kind is Kind.VOICE:
        return
    told = f"has {len(held)} sentences"
    if len(held) > MOST_SENTENCES:
        yield error(4, "", told, f"{MOST_SENTENCES} at most; leave out what can wait for another text")
    elif len(held) > EASY_SENTENCES and words.kind is not Kind.MENU:
        yield warning(4, "", told, f"{EASY_SENTENCES} are easier; leave out what can wait for another text")

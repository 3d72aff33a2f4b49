"""All rules on one text. docs/words.md tells them to Boards, under the same numbers."""

from service.templates.easyread.acceptance import Accepted, apply
from service.templates.easyread.asks import replies, sender, stop_gaps, way_out
from service.templates.easyread.blanks import personal, unfilled
from service.templates.easyread.carriage import length, letters
from service.templates.easyread.clauses import sentence_findings
from service.templates.easyread.dates import dates, ranges, times
from service.templates.easyread.findings import KEYWORDS, PLACEHOLDERS, Finding, Kind, Known, Words
from service.templates.easyread.grade import grades, long_words
from service.templates.easyread.listed import disclosing, listed
from service.templates.easyread.marks import capitals, links, signs
from service.templates.easyread.numbers import amounts, phones
from service.templates.easyread.plain import blame, jargon, same_things, voice_and_orders
from service.templates.easyread.shorthand import abbreviations, contractions

__all__ = [
    "KEYWORDS",
    "PLACEHOLDERS",
    "Accepted",
    "Finding",
    "Kind",
    "Known",
    "Words",
    "apply",
    "disclosing",
    "examine",
    "stop_gaps",
]

# Of the letters, the blanks, the lists, links, signs and the sender, which are the same in every language.
_EVERYWHERE = (letters, length, unfilled, listed, links, way_out, sender, signs, personal)
# Of English words and grammar. A person who knows the language looks at other texts: no list of ours can.
_ENGLISH = (
    sentence_findings, contractions, abbreviations, times, dates, ranges, grades, long_words,
    voice_and_orders, jargon, amounts, blame, same_things,
)  # fmt: skip


def examine(words: Words, known: Known) -> tuple[Finding, ...]:
    """Every breach of every rule that can be seen on one text, by rule. `stop_gaps` sees to texts in a row."""
    if not words.template.strip():
        return ()
    rules = (*_EVERYWHERE, *(_ENGLISH if words.english else ()))
    found = [finding for rule in rules for finding in rule(words)]
    found += phones(words, known)
    if words.kind is not Kind.VOICE:
        found += replies(words, known)
    if words.english:
        found += capitals(words, known)
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: (finding.rule, finding.level)))

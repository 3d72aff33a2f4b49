"""Rules 19 and 20: the school grade that a text asks for, and its long words."""

import re
from collections.abc import Iterator

import textstat_rs

from service.templates.easyread.blanks import without_blanks
from service.templates.easyread.findings import Finding, Words, error, warning

EASY_GRADE, MOST_GRADE = 5, 7  # US school grades; NHS: a reading age of 9 to 11
MANY_SYLLABLES = 3

_ENGLISH = "en_GB"
_WORD = re.compile(r"[^\W\d_]+")
# Long, but known to everybody or the only word there is; and names that people must find again.
_KNOWN = (
    "appointment appointments pharmacy medicine medicines emergency samaritans papyrus tomorrow understand automatic"
    " anyone anybody another everyone hospital ambulance family optician naloxone inform"
    " saturday january february october november december aberdeen edinburgh inverness kilmarnock"
)
_IS_KNOWN = frozenset(_KNOWN.split())


def grade(text: str) -> float:
    """Flesch-Kincaid, to one place. Of a text this short it only helps to find what to look at."""
    return round(float(textstat_rs.flesch_kincaid_grade(text, lang=_ENGLISH)), 1)


def grades(words: Words) -> Iterator[Finding]:
    reached = grade(words.rendered)
    told = f"reads like school grade {reached:g}"
    if reached > MOST_GRADE:
        yield error(19, "", told, f"{EASY_GRADE} at most: shorter words, shorter sentences")
    elif reached > EASY_GRADE:
        yield warning(19, "", told, f"{EASY_GRADE} at most: shorter words, shorter sentences")


def long_words(words: Words) -> Iterator[Finding]:
    for word in dict.fromkeys(_WORD.findall(without_blanks(words.template))):
        syllables = textstat_rs.syllable_count(word, lang=_ENGLISH)
        if syllables >= MANY_SYLLABLES and word.casefold() not in _IS_KNOWN:
            yield warning(20, word, f"`{word}` has {syllables} syllables", "a shorter word, or two short ones")

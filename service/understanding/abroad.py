"""Whether a reply is written in another language, whatever it says: by its script, its accents, or its words."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from service.domain.meaning import Label, Sign
from service.understanding.folding import Folded
from service.understanding.marks import own_words, unaccented
from service.understanding.spelling import in_latin

RULE = "another_language"
_WORD = re.compile(r"[^\W\d_]+")
_SHARE = 0.4  # of a reply's words
_FEWEST = 2  # words that are known; in a reply of one or two words, one
_SHORT = 2  # words
_LONG_ENOUGH = 4  # letters, to count alone


def written_abroad(folded: Folded) -> tuple[Sign, ...]:
    """A sign of `language`, or none."""
    if folded.reaction:
        return ()
    words = _WORD.findall(own_words(folded.plain))
    known = list(filter(_is_abroad, words))
    if not known or len(known) < _SHARE * len(words) or not _is_enough(known, len(words)):
        return ()
    return (Sign(Label.LANGUAGE, RULE, " ".join(known)),)


def _is_enough(known: list[str], words: int) -> bool:
    if len(set(known)) >= _FEWEST:
        return True
    return words <= _SHORT and (len(known[0]) >= _LONG_ENOUGH or _is_other_script(known[0]))


def _is_abroad(word: str) -> bool:
    if word.isascii():
        return word in tongues()
    plain = unaccented(word)
    return plain in tongues() or plain != word or _is_other_script(plain)


def _is_other_script(word: str) -> bool:
    """Letters that no English text has, unless they only stand in for Latin ones."""
    known = (unicodedata.name(letter, "LATIN") for letter in word)
    return not in_latin(word).isascii() and not any("LATIN" in name for name in known)


@cache
def tongues() -> frozenset[str]:
    """Read at the first call."""
    told = tomllib.loads(files(__package__).joinpath("tongues.toml").read_text("utf-8"))
    return frozenset(word for words in told["tongue"].values() for word in words.split())

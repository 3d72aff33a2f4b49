"""A reply's words to what they mean."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from service.domain.meaning import LIKENESS, Context, Danger, Grade, Label, Meaning, Sign, Surety, Wish
from service.understanding.abroad import written_abroad
from service.understanding.answers import digit_of
from service.understanding.folding import Folded
from service.understanding.likeness import likeness
from service.understanding.living import beside_death
from service.understanding.order import settle
from service.understanding.rulebook import book

_REACTED = Sign(Label.OTHER, "reaction", "", wish=Wish.AUTOMATIC)
_BAR, _FLOOR = 0.5, 0.05  # likely enough to be added; too unlikely to be believed. Measured: ADR 23
_FEWEST, _FEW = 2, 3  # words: of less nobody can say what it is like; and a rule knows best


def understand(words: str, context: Context) -> Meaning:
    """What a reply says. Pure; rules and weights are read at the first call.

    Rules see what they know. Beside them speaks what the reply is like: it adds what is likely, danger only as amber;
    and what a rule saw that is hardly likely becomes a doubt, which acts on nothing and is shown to a person.
    """
    folded = book().folder.fold(words)
    signs, digit = _signs(folded, context), digit_of(folded)
    if folded.reaction or digit is not None or len(folded.text.words) < _FEWEST:
        return _meaning(signs, context, digit)
    likely = likeness().of(folded.text.words, folded.plain, context)
    ruled = signs if len(folded.text.words) < _FEW else tuple(_doubted(sign, likely) for sign in signs)
    return _meaning((*ruled, *_added(signs, folded, likely)), context)


def warm() -> None:
    """Read rules and weights now: what is wrong with them must stop a start, and not a reply."""
    book()
    likeness()


def by_rules(words: str, context: Context) -> Meaning:
    """What the rules alone say of it."""
    folded = book().folder.fold(words)
    return _meaning(_signs(folded, context), context, digit_of(folded))


def _signs(folded: Folded, context: Context) -> tuple[Sign, ...]:
    if folded.reaction:
        return (_REACTED,)
    signs = beside_death(book(), folded, context, book().signs(folded, context))
    has_language = any(sign.label is Label.LANGUAGE for sign in signs)
    return signs if has_language else (*signs, *written_abroad(folded))


def _doubted(sign: Sign, likely: Mapping[Label, float]) -> Sign:
    return replace(sign, surety=Surety.DOUBTFUL) if likely.get(sign.label, 1.0) < _FLOOR else sign


def _added(signs: tuple[Sign, ...], folded: Folded, likely: Mapping[Label, float]) -> Iterator[Sign]:
    """What no rule saw. A rule that saw danger and took it back is believed; so is one that saw how somebody died."""
    spoke = {sign.label for sign in signs}
    if Label.DECEASED in spoke:
        spoke.add(Label.CRISIS)
    yield from (_like(label, folded) for label, how in likely.items() if how >= _BAR and label not in spoke)


def _meaning(signs: tuple[Sign, ...], context: Context, digit: str | None = None) -> Meaning:
    settled = settle(signs, context)
    acting = frozenset(sign.label for sign in settled if sign.surety is not Surety.DOUBTFUL)
    return Meaning(acting or frozenset((Label.OTHER,)), settled, digit)


def _like(label: Label, folded: Folded) -> Sign:
    words = folded.words(0, len(folded.shown))
    if label is Label.CRISIS:
        return Sign(label, LIKENESS, words, Surety.LIKELY, Danger.OTHER, Grade.AMBER)
    return Sign(label, LIKENESS, words, Surety.LIKELY)

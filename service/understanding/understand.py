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
_PUZZLED = Sign(Label.HELP, "question_mark", "?")
# Likely enough to be added; of danger, to be shown to a person soon; too unlikely to be believed. Measured: ADR 23.
_BARS, _BAR = {Label.CRISIS: 0.65, Label.OPT_OUT: 0.6}, 0.5
_FLOOR, _FLOOR_OF_RED = 0.1, 0.03
_HINT_OF_DANGER = 0.3
# What weighs so much that it is looked for beside what a rule saw.
_GRAVE = frozenset(
    (
        Label.CRISIS, Label.DECEASED, Label.OPT_OUT, Label.WRONG_PERSON, Label.BACK_INSIDE, Label.CANT_ATTEND,
        Label.LANGUAGE,
    )
)  # fmt: skip
_FEWEST, _FEW = 2, 4  # words: of less nobody can say what it is like; and a rule knows best


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
    if not folded.text.words and "?" in folded.plain:
        return (_PUZZLED,)
    signs = beside_death(book(), folded, context, book().signs(folded, context))
    has_language = any(sign.label is Label.LANGUAGE for sign in signs)
    return signs if has_language else (*signs, *written_abroad(folded))


def _doubted(sign: Sign, likely: Mapping[Label, float]) -> Sign:
    floor = _FLOOR_OF_RED if sign.grade is Grade.RED else _FLOOR
    return replace(sign, surety=Surety.DOUBTFUL) if likely.get(sign.label, 1.0) < floor else sign


def _added(signs: tuple[Sign, ...], folded: Folded, likely: Mapping[Label, float]) -> Iterator[Sign]:
    """What no rule saw: anything where rules are silent, and what is grave beside what they say."""
    spoke = frozenset(sign.label for sign in signs) - {Label.OTHER}
    may: frozenset[Label] = (_GRAVE if spoke else frozenset(likely)) - spoke - {Label.CRISIS}
    if Label.CRISIS in spoke:
        may -= {Label.OPT_OUT}  # who wants it all to stop may not mean our texts
    is_on_ward = any(sign.wish is Wish.HOSPITAL for sign in signs)
    for label in sorted(may):
        if likely[label] >= _BARS.get(label, _BAR):
            yield _like(label, folded, wish=Wish.HOSPITAL if is_on_ward and label is Label.BACK_INSIDE else None)
    yield from _danger(signs, folded, likely[Label.CRISIS])


def _danger(signs: tuple[Sign, ...], folded: Folded, likely: float) -> Iterator[Sign]:
    """A rule that saw danger and took it back is believed, and so is one that saw how somebody died: a person reads."""
    if any(sign.label is Label.CRISIS and sign.surety is not Surety.DOUBTFUL for sign in signs):
        return
    is_against = any(sign.label in (Label.CRISIS, Label.DECEASED) for sign in signs)
    if likely >= _HINT_OF_DANGER:
        is_told = likely >= _BARS[Label.CRISIS] and not is_against
        surety = Surety.LIKELY if is_told else Surety.DOUBTFUL
        words = folded.words(0, len(folded.shown))
        yield Sign(Label.CRISIS, LIKENESS, words, surety, Danger.OTHER, Grade.AMBER)


def _meaning(signs: tuple[Sign, ...], context: Context, digit: str | None = None) -> Meaning:
    settled = settle(signs, context)
    acting = frozenset(sign.label for sign in settled if sign.surety is not Surety.DOUBTFUL)
    return Meaning(acting or frozenset((Label.OTHER,)), settled, digit)


def _like(label: Label, folded: Folded, *, wish: Wish | None) -> Sign:
    return Sign(label, LIKENESS, folded.words(0, len(folded.shown)), Surety.LIKELY, wish=wish)

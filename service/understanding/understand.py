"""A reply's words to what they mean."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from service.domain.meaning import LIKENESS, Context, Danger, Grade, Label, Meaning, Sign, Surety, Wish
from service.understanding.abroad import tongues, written_abroad
from service.understanding.answers import digit_of
from service.understanding.folding import Folded
from service.understanding.likeness import kinds, likeness
from service.understanding.living import beside_death
from service.understanding.order import settle
from service.understanding.rulebook import book
from service.understanding.text import BREAK

_REACTED = Sign(Label.OTHER, "reaction", "", wish=Wish.AUTOMATIC)
_PUZZLED = Sign(Label.HELP, "question_mark", "?")
# Likely enough to be added; of danger, to be shown to a person soon; too unlikely to be believed. Measured: ADR 23.
_BARS, _BAR = {Label.CRISIS: 0.65, Label.OPT_OUT: 0.6, Label.DECEASED: 0.65, Label.WRONG_PERSON: 0.65}, 0.5
_FLOOR = 0.1
_FIGURES = frozenset(("1", "2"))
_HINT_OF_DANGER, _BAR_BESIDE_DOUBT = 0.3, 0.7
# What weighs so much that it is looked for beside what a rule saw.
_GRAVE = frozenset(
    (
        Label.CRISIS, Label.DECEASED, Label.OPT_OUT, Label.WRONG_PERSON, Label.BACK_INSIDE, Label.CANT_ATTEND,
        Label.LANGUAGE,
    )
)  # fmt: skip
_FEWEST, _FEW = 2, 4  # words: of fewer nobody can say what they are like; of a sentence of fewer, rules know best


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
    ruled = tuple(_doubted(sign, likely) for sign in signs)
    if ruled != signs:
        lost = [frozenset(sign.words.split()) for sign, now in zip(signs, ruled, strict=True) if sign != now]
        at_best = _in_sentences(folded, context, likely, lost)
        ruled = tuple(_doubted(sign, at_best) for sign in signs)
    return _meaning((*ruled, *_added(signs, folded, likely)), context)


def warm() -> None:
    """Read rules, weights and words now: what is wrong with them must stop a start, and not a reply."""
    book()
    likeness()
    kinds()
    tongues()


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


def _in_sentences(
    folded: Folded, context: Context, whole: Mapping[Label, float], signs: list[frozenset[str]]
) -> Mapping[Label, float]:
    """How likely each label is where it is likeliest, in the whole or a sentence: chat beside a STOP takes nothing off.

    Only sentences that hold the words of one of these signs count. One of few words is the rules' alone.
    """
    best = dict(whole)
    for part in _sentences(folded):
        if not any(words.issubset(part.shown) for words in signs):
            continue
        if len(part.text.words) < _FEW:
            best.update({sign.label: 1.0 for sign in book().signs(part, context)})
        else:
            found = likeness().of(part.text.words, " ".join(part.text.words), context)
            best.update({label: max(how, best[label]) for label, how in found.items()})
    return best


def _sentences(folded: Folded) -> Iterator[Folded]:
    start = 0
    for at, word in enumerate((*folded.shown, BREAK)):
        if word == BREAK:
            if at > start:
                yield book().folder.part(folded, start, at)
            start = at + 1


def _doubted(sign: Sign, likely: Mapping[Label, float]) -> Sign:
    """Never of danger that a rule calls red."""
    is_hardly = sign.grade is not Grade.RED and likely.get(sign.label, 1.0) < _FLOOR
    return replace(sign, surety=Surety.DOUBTFUL) if is_hardly else sign


def _added(signs: tuple[Sign, ...], folded: Folded, likely: Mapping[Label, float]) -> Iterator[Sign]:
    """What no rule saw: anything where rules are silent, and what is grave beside what they say."""
    doubted = frozenset(sign.label for sign in signs if sign.surety is Surety.DOUBTFUL)
    sure = frozenset(sign.label for sign in signs) - doubted
    may: frozenset[Label] = (
        (_GRAVE if sure else frozenset(likely)) - sure - (doubted - {Label.OPT_OUT}) - {Label.CRISIS}
    )
    if not _FIGURES.isdisjoint(folded.text.words):
        may -= {Label.YES, Label.NO}  # what figures answer the rules know
    if Label.CRISIS in sure | doubted or likely[Label.CRISIS] >= _HINT_OF_DANGER:
        may -= {Label.OPT_OUT}  # who wants it all to stop may not mean our texts
    is_on_ward = any(sign.wish is Wish.HOSPITAL for sign in signs)
    for label in sorted(may):
        if likely[label] >= (_BAR_BESIDE_DOUBT if label in doubted else _BARS.get(label, _BAR)):
            yield _like(label, folded, wish=Wish.HOSPITAL if is_on_ward and label is Label.BACK_INSIDE else None)
    yield from _danger(signs, folded, likely[Label.CRISIS])


def _danger(signs: tuple[Sign, ...], folded: Folded, likely: float) -> Iterator[Sign]:
    """A rule that saw danger and took it back is believed, and so is one that saw how somebody died: a person reads."""
    sure = {sign.label for sign in signs if sign.surety is not Surety.DOUBTFUL}
    taken_back = any(sign.label is Label.CRISIS for sign in signs)
    if Label.CRISIS not in sure and likely >= _HINT_OF_DANGER:
        is_told = likely >= _BARS[Label.CRISIS] and not taken_back and Label.DECEASED not in sure
        surety = Surety.LIKELY if is_told else Surety.DOUBTFUL
        words = folded.words(0, len(folded.shown))
        yield Sign(Label.CRISIS, LIKENESS, words, surety, Danger.OTHER, Grade.AMBER)


def _meaning(signs: tuple[Sign, ...], context: Context, digit: str | None = None) -> Meaning:
    settled = settle(signs, context)
    acting = frozenset(sign.label for sign in settled if sign.surety is not Surety.DOUBTFUL)
    return Meaning(acting or frozenset((Label.OTHER,)), settled, digit)


def _like(label: Label, folded: Folded, *, wish: Wish | None) -> Sign:
    return Sign(label, LIKENESS, folded.words(0, len(folded.shown)), Surety.LIKELY, wish=wish)

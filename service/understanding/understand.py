"""A reply's words to what they mean."""

from service.domain.meaning import LIKENESS, Context, Danger, Grade, Label, Meaning, Sign, Surety, Wish
from service.understanding.answers import digit_of
from service.understanding.folding import Folded
from service.understanding.likeness import likeness
from service.understanding.living import beside_death
from service.understanding.order import settle
from service.understanding.rulebook import book

_REACTED = Sign(Label.OTHER, "reaction", "", wish=Wish.AUTOMATIC)
_KNOWN_OF_DANGER = frozenset((Label.CRISIS, Label.DECEASED))
_FEWEST = 4  # words: of less nobody can say what it is like


def understand(words: str, context: Context) -> Meaning:
    """What a reply says. Pure; the rules are read at the first call.

    Where every rule is silent, what the reply is like may speak: never against a rule, and of danger only as amber.
    Danger is looked for beside what a rule saw, too.
    """
    folded = book().folder.fold(words)
    found = _by_rules(folded, context)
    if found.signs or found.digit is not None:
        return _with_danger(found, folded, context)
    return _meaning(tuple(_like(label, folded) for label in sorted(_likely(folded, context))), context)


def warm() -> None:
    """Read rules and weights now: what is wrong with them must stop a start, and not a reply."""
    book()
    likeness()


def by_rules(words: str, context: Context) -> Meaning:
    """What the rules alone say of it."""
    return _by_rules(book().folder.fold(words), context)


def _by_rules(folded: Folded, context: Context) -> Meaning:
    if folded.reaction:
        return Meaning(frozenset((Label.OTHER,)), (_REACTED,))
    signs = beside_death(book(), folded, context, book().signs(folded, context))
    return _meaning(signs, context, digit_of(folded))


def _with_danger(found: Meaning, folded: Folded, context: Context) -> Meaning:
    """A rule that saw danger and took it back is believed; so is one that saw how somebody died."""
    spoke = {sign.label for sign in found.signs}
    if folded.reaction or spoke & _KNOWN_OF_DANGER or Label.CRISIS not in _likely(folded, context):
        return found
    return _meaning((*found.signs, _like(Label.CRISIS, folded)), context, found.digit)


def _likely(folded: Folded, context: Context) -> frozenset[Label]:
    if len(folded.text.words) < _FEWEST:
        return frozenset()
    return likeness().sure_of(folded.text.words, folded.plain, context)


def _meaning(signs: tuple[Sign, ...], context: Context, digit: str | None = None) -> Meaning:
    settled = settle(signs, context)
    acting = frozenset(sign.label for sign in settled if sign.surety is not Surety.DOUBTFUL)
    return Meaning(acting or frozenset((Label.OTHER,)), settled, digit)


def _like(label: Label, folded: Folded) -> Sign:
    words = folded.words(0, len(folded.shown))
    if label is Label.CRISIS:
        return Sign(label, LIKENESS, words, Surety.LIKELY, Danger.OTHER, Grade.AMBER)
    return Sign(label, LIKENESS, words, Surety.LIKELY)

"""Short ways to say what a reply means."""

from service.domain.meaning import Danger, Grade, Label, Meaning, Sign, Surety, Wish

_OF = {Wish.WHO_IS_THIS: Label.HELP, Wish.GP_REFUSED: Label.GP}


def meant(*labels: Label, digit: str | None = None) -> Meaning:
    return Meaning(frozenset(labels or {Label.OTHER}), tuple(Sign(label, "rule", "words") for label in labels), digit)


def wished(*wishes: Wish) -> Meaning:
    signs = tuple(Sign(_OF.get(wish, Label.OTHER), "rule", "words", wish=wish) for wish in wishes)
    return Meaning(frozenset(sign.label for sign in signs), signs)


def in_danger(danger: Danger | None, grade: Grade = Grade.RED, *labels: Label) -> Meaning:
    sign = Sign(Label.CRISIS, "rule", "words", danger=danger, grade=grade)
    return Meaning(frozenset({Label.CRISIS, *labels}), (sign,))


def doubtful(label: Label, *labels: Label) -> Meaning:
    """Perhaps the first; surely the others."""
    return Meaning(frozenset(labels or {Label.OTHER}), (Sign(label, "rule", "words", Surety.DOUBTFUL),))

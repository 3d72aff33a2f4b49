"""What is kept of how a reply was understood: labels, rules and the rows that acted, never its words."""

from collections.abc import Mapping

from service.core.scene import Scene
from service.domain.meaning import Label, Meaning, Wish
from service.domain.reply import Keyword, keyword
from service.domain.text import Reason
from service.replying.effects import Effects

_MEANT = {Reason.OPTED_OUT: Keyword.STOP, Reason.WRONG_PERSON: Keyword.WRONG}


def minutes_of(meaning: Meaning, scene: Scene, made: Effects) -> Mapping[str, object]:
    """As JSON. That somebody sent the word on the card is not among it: it would say something of them."""
    signs = [sign for sign in meaning.signs if sign.wish is not Wish.SAFE]
    danger = meaning.danger
    told: dict[str, object] = {
        "labels": sorted(meaning.labels),
        "rules": [sign.rule for sign in signs if sign not in meaning.doubts],
        "doubts": [sign.rule for sign in meaning.doubts],
        "wishes": sorted(meaning.wishes - {Wish.SAFE}),
        "context": scene.context,
        "whose": scene.whose,
        "rows": [row for row in made.rows if row != Wish.SAFE],
    }
    if danger is not None and danger.grade is not None:
        told |= {"danger": danger.danger, "grade": danger.grade.name.lower()}
    return told | ({"digit": meaning.digit} if meaning.digit is not None else {})


def keyword_of(words: str, made: Effects) -> Keyword | None:
    """The one that it amounts to, whatever its words: a START that is heard late must see the stop before it."""
    if made.stops:
        return keyword(words) or Keyword.STOP
    return keyword(words) or (_MEANT.get(made.close) if made.close is not None else None)


def language_of(meaning: Meaning) -> str | None:
    """The rule that saw it names the language."""
    return next((sign.rule for sign in meaning.signs if sign.label is Label.LANGUAGE), None)

"""The answer to the question that was asked last."""

from service.domain.meaning import Label, Meaning
from service.replying.effects import Effects, Given
from service.replying.situation import Situation
from service.replying.visits import CANNOT_COME, VISIT, cannot_come

_YES, _NO = "1", "2"  # what every question of ours has people type


def answers(meaning: Meaning, situation: Situation) -> str | None:
    """What it means, in the question's own word. None: these words answer nothing, or nobody knows whose they are."""
    question = situation.question
    if question is None or not situation.is_one:
        return None
    if question.name == VISIT and meaning.has(Label.CANT_ATTEND):
        return None  # said already, and more
    digit = meaning.digit or _spoken(meaning)
    return question.answers.get(digit) if digit is not None else None


def _spoken(meaning: Meaning) -> str | None:
    yes, no = meaning.has(Label.YES), meaning.has(Label.NO)
    if yes == no:
        return None
    return _YES if yes else _NO


def on_answer(meaning: Meaning, situation: Situation) -> Effects:
    question, meant = situation.question, answers(meaning, situation)
    if question is None or meant is None:
        return Effects()
    if meant == CANNOT_COME:
        return cannot_come(situation, question.occasion)
    is_called = meaning.has(Label.CALL_ME) and situation.calls_back  # that we phone says it all
    answer = None if is_called else _thanks_for(meant, situation)
    return Effects(answer=answer, given=(Given(question.name, question.occasion, meant),))


def _thanks_for(meant: str, situation: Situation) -> str | None:
    """None for a question of which the service has no answer."""
    return {
        "joined": "YES_gp",
        "not_joined": "NO_gp" if situation.calls_back else "NO_gp_NO_CALL",
        "can_come": "YES_visit" if situation.visit is not None else None,
        "helped": "HELPED_1",
        "not_helped": "HELPED_2" if situation.is_read else "HELPED_2_NO_READER",
    }.get(meant)

"""Danger, death, the end of messages and their return, a wrong person, custody, hospital."""

from dataclasses import replace

from service.domain.meaning import Danger, Grade, Label, Meaning, Sign
from service.domain.release import Pause
from service.domain.reply import Keyword
from service.domain.text import Reason
from service.replying.effects import Due, Effects, Priority, Task
from service.replying.reading import TO_READ, to_read
from service.replying.situation import Situation, Whose

# What is said of these begins with "if": true of a lesser danger too. The others speak as if it had come to the worst.
_FOR_EVERY_GRADE = frozenset({Danger.ABUSE, Danger.THREAT, Danger.CHILD})


def on_danger(meaning: Meaning, situation: Situation) -> Effects:
    sign = meaning.danger
    return Effects(answer=_answer_to(sign, situation), danger=sign) if sign is not None else Effects()


def _answer_to(sign: Sign, situation: Situation) -> str:
    danger = sign.danger or Danger.OTHER
    if danger is Danger.ABUSE:
        return "CRISIS_abuse" if situation.is_one else "CRISIS_abuse_SHARED"
    if sign.grade is Grade.AMBER and danger not in _FOR_EVERY_GRADE:
        return "CRISIS_amber"
    return f"CRISIS_{danger}"


def on_death(_: Meaning, situation: Situation) -> Effects:
    """Staff confirm it or undo it. Nobody learns from us whom we sought."""
    if situation.is_dead or situation.death_near:
        return Effects()  # told already
    if situation.is_one:
        return Effects(answer="DECEASED", dies=True, tasks=(_before_send("death_told"),))
    if situation.is_known:
        return Effects(answer="DECEASED", close=Reason.DEATH_NEAR, tasks=(_before_send("death_near"),))
    return Effects(seeks_dead=True, tasks=(replace(_before_send("death_of_whom"), once=True),))


def _before_send(kind: str) -> Task:
    return Task(kind, Priority.HIGH, Due.BEFORE_SEND)


def on_stop(meaning: Meaning, situation: Situation) -> Effects:
    """Confirmed once: by the carrier where the word stands alone, else by us. A second stop changes nothing."""
    tasks = (_which_visit(),) if situation.may_mean_visit and situation.visit is not None else ()
    is_ours = situation.keyword is None and not meaning.has(Label.WRONG_PERSON)
    is_new = situation.closed not in (Reason.OPTED_OUT, Reason.WRONG_PERSON)
    return Effects(answer="STOP" if is_ours and is_new else None, close=Reason.OPTED_OUT, tasks=tasks)


def _which_visit() -> Task:
    return Task("cancelled_or_stopped", Priority.HIGH, Due.TODAY, names_visit=True)


def on_start(_: Meaning, situation: Situation) -> Effects:
    """Only START and UNSTOP alone bring texts back: the carrier hears them too. Whoever asks otherwise asks staff."""
    is_alone = situation.keyword is Keyword.START
    asks = situation.is_away or situation.death_near or not is_alone
    return Effects(reopens=is_alone, tasks=(Task("asks_for_texts", once=True),) if asks else ())


def on_yes_after_stop(_: Meaning, situation: Situation) -> Effects:
    """YES alone opts in at the carrier. Here it never does, so that no answer to a question brings anybody back."""
    return Effects(tasks=(Task("carrier_disagrees", once=True),))


def on_wrong_person(_: Meaning, situation: Situation) -> Effects:
    if situation.closed is Reason.WRONG_PERSON:
        return Effects()
    return Effects(answer="WRONG", close=Reason.WRONG_PERSON, tasks=(Task("wrong_person"),))


def on_custody(_: Meaning, situation: Situation) -> Effects:
    return _away(situation, Pause.CUSTODY, Task("custody_told", once=True))


def on_hospital(_: Meaning, situation: Situation) -> Effects:
    return _away(situation, Pause.HOSPITAL, Task("hospital_told", once=True))


def _away(situation: Situation, why: Pause, task: Task) -> Effects:
    """Where only one person can be meant their texts wait; staff find out."""
    if situation.is_away:
        return Effects()
    if situation.whose in (Whose.ONE, Whose.SHARED):
        return Effects(answer="AWAY", pause=why, tasks=(task,))
    return to_read(situation, task if situation.is_known else TO_READ)

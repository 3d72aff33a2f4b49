"""`effects`: what one reply does, in the situation it comes in."""

from dataclasses import replace
from functools import reduce
from operator import or_

from service.domain.meaning import Label, Meaning, Wish
from service.domain.text import Reason
from service.replying.effects import NOTHING, Due, Effects, Priority, Task
from service.replying.reading import TO_READ, to_read
from service.replying.rows import TABLE
from service.replying.situation import Situation, Whose

CRISIS = "CRISIS_"
UNCLEAR_ROW = "unclear"  # no row of the table acted
_TEXTS_AGAIN = Task("wrong_number_texts_again", once=True)
# Tasks by which staff look whether it is so: nobody need be asked to read the reply as well.
_CONFIRMED = {
    "death_told": Label.DECEASED, "death_near": Label.DECEASED, "death_of_whom": Label.DECEASED,
    "custody_told": Label.BACK_INSIDE, "hospital_told": Label.BACK_INSIDE,
}  # fmt: skip
_PLAIN = frozenset({"end of messages", "texts again", "help", "thanks", "a machine"})  # nobody need read these


def effects(meaning: Meaning, situation: Situation) -> Effects:
    """Pure. What is doubtful does nothing but ask a person to read it."""
    if situation.whose is Whose.NO_PHONE:
        return _from_no_phone(meaning, situation)
    acting = [row for row in TABLE if row.when(meaning, situation)]
    made = reduce(or_, (replace(row.then(meaning, situation), rows=(row.name,)) for row in acting), NOTHING)
    if not acting:
        made = replace(to_read(situation), rows=(UNCLEAR_ROW,))
    return _read_doubts(meaning, situation, _from_wrong_number(meaning, situation, _quiet(meaning, situation, made)))


def _from_no_phone(meaning: Meaning, situation: Situation) -> Effects:
    """It cannot be stopped, nor answered."""
    danger = meaning.danger
    if danger is not None:
        return Effects(danger=danger, rows=("danger",))
    return Effects(tasks=(TO_READ,), rows=("no phone",))


def _quiet(meaning: Meaning, situation: Situation, made: Effects) -> Effects:
    """To a number that asked for no more texts, and to a machine, nothing is said; what would have been, staff read."""
    if is_crisis(made.answer):
        return made
    if Wish.AUTOMATIC in meaning.wishes:
        return replace(made, answer=None, help=None)
    if not situation.is_silent or (made.answer is None and made.help is None):
        return made
    is_read = made.tasks or _PLAIN.issuperset(made.rows)
    return replace(made, answer=None, help=None, tasks=made.tasks if is_read else (TO_READ,))


def _from_wrong_number(meaning: Meaning, situation: Situation, made: Effects) -> Effects:
    """Somebody writes from a number that was not our person's: staff find out who. Nothing begins again by itself."""
    is_news = not made.rows or not {"wrong person", "end of messages", "thanks", "a machine"}.issuperset(made.rows)
    if situation.closed is not Reason.WRONG_PERSON or not is_news:
        return made
    others = tuple(task for task in made.tasks if task.kind != TO_READ.kind)
    return replace(made, tasks=(*others, _TEXTS_AGAIN))


def _read_doubts(meaning: Meaning, situation: Situation, made: Effects) -> Effects:
    """A keyword alone is what it says; of danger a case tells more."""
    doubts = {sign.label for sign in meaning.doubts} - meaning.labels
    if meaning.is_guessed:
        doubts |= meaning.labels
    doubts -= {_CONFIRMED[task.kind] for task in made.tasks if task.kind in _CONFIRMED}
    if not doubts or made.danger is not None or situation.keyword is not None:
        return made
    others = tuple(task for task in made.tasks if task.kind != TO_READ.kind)
    if Label.CRISIS in doubts:
        return replace(made, tasks=(*others, replace(TO_READ, priority=Priority.HIGH, due=Due.TODAY)))
    return replace(made, tasks=(*others, TO_READ))


def is_crisis(answer: str | None) -> bool:
    return answer is not None and answer.startswith(CRISIS)

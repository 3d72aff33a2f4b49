"""What people say of an appointment. On a phone that others read nothing is said of it."""

from service.domain.meaning import Meaning
from service.replying.effects import Due, Effects, Given, Priority, Task
from service.replying.reading import TO_READ, to_read
from service.replying.situation import Situation

VISIT, CANNOT_COME = "visit", "cannot_come"
_TELL_CLINIC = Task(CANNOT_COME, Priority.HIGH, Due.TODAY, names_visit=True)
_URGENT = Task(TO_READ.kind, Priority.HIGH, Due.TODAY)


def on_cannot_come(_: Meaning, situation: Situation) -> Effects:
    visit = situation.visit
    if not situation.is_known:
        return to_read(situation, _URGENT)
    if visit is None or not situation.is_one:
        return to_read(situation, _TELL_CLINIC)
    return cannot_come(situation, visit.occasion)


def cannot_come(situation: Situation, occasion: str) -> Effects:
    """Somebody must tell the clinic."""
    has_phone = situation.visit is not None and situation.visit.has_phone
    given = (Given(VISIT, occasion, CANNOT_COME),)
    return Effects(answer="NO_visit" if has_phone else None, given=given, tasks=(_TELL_CLINIC,))


def on_late(_: Meaning, situation: Situation) -> Effects:
    visit = situation.visit
    if visit is None or not visit.has_phone or not situation.is_one:
        return to_read(situation, _URGENT)
    return Effects(answer="VISIT_LATE")


def on_visit_again(_: Meaning, situation: Situation) -> Effects:
    if situation.visit is None or not situation.is_one:
        return to_read(situation)
    return Effects(answer="VISIT_AGAIN")

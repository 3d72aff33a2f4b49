"""The last look before a text goes: send, wait or drop. Pure; asked at the claim and again just before the send."""

from dataclasses import dataclass
from datetime import datetime

from service.domain.board import SendingHours
from service.domain.london import at, london_day, london_time
from service.domain.release import WHY_ENDED, Hold, Person, Release
from service.domain.text import Reason, Text
from service.schedules.sequence import IfLate, SendWithin
from service.schedules.slots import SHORTEST_VALIDITY

LONGEST_VALIDITY_S = 36_000  # Twilio's ceiling for ValidityPeriod
# https://www.twilio.com/docs/messaging/api/message-resource


@dataclass(frozen=True)
class Look:
    """All that decides whether a text may go, as it stands at this moment."""

    text: Text
    person: Person
    release: Release
    hold: Hold | None
    suppressed: Reason | None  # why nothing may go to this number
    number_had_one_today: bool  # another text went, or is going, to this number today
    hours: SendingHours
    wanted_at: datetime | None  # aware UTC: when the step should go by what is known now
    if_late: IfLate | None  # None: this step is never too late
    deadline: datetime | None = None  # aware UTC: the appointment begins
    withdrawn: bool = False  # its text was taken out, for everybody
    day_fits: bool = True  # the sequence sends on this day, and the step may go on it
    fits: bool = True  # its conditions hold for this person as they stand
    in_turn: bool = True  # a welcome went to this number and did not fail; or this is the welcome that it needs


@dataclass(frozen=True)
class Send:
    validity_s: int  # practice seconds until the sending hours end


@dataclass(frozen=True)
class Wait:
    """Not now: it must be planned again."""


@dataclass(frozen=True)
class Drop:
    reason: Reason


Verdict = Send | Wait | Drop


def may_send(look: Look, now: datetime) -> Verdict:
    """What must happen with this text now. A STOP heard a second ago wins here."""
    against = _against(look, now)
    if against is not None:
        return Drop(against)
    ends = at(london_day(now), look.hours.closes)
    left = min(ends, look.deadline or ends) - now
    too_early = london_time(now) < look.hours.opens
    not_yet = look.number_had_one_today or not (look.day_fits and look.in_turn and look.fits)
    if _is_overtaken(look) or not_yet or too_early or left < SHORTEST_VALIDITY:
        return Wait()
    return Send(min(int(left.total_seconds()), LONGEST_VALIDITY_S))


def _is_overtaken(look: Look) -> bool:
    """The number, the Board or the date changed while the text was on its way out."""
    known = (look.person.number_id, look.person.board, look.wanted_at)
    return known != (look.text.number_id, look.text.board, look.text.wanted_at)


def _against(look: Look, now: datetime) -> Reason | None:
    if look.person.died_at is not None:
        return Reason.DIED
    if look.release.ended is not None:
        return WHY_ENDED[look.release.ended]
    if look.suppressed is not None:
        return look.suppressed
    if look.withdrawn:
        return Reason.WITHDRAWN
    if look.hold is not None:
        return Reason.HELD
    return Reason.LATE if _is_late(look, now) else None


def _is_late(look: Look, now: datetime) -> bool:
    if look.deadline is not None and now + SHORTEST_VALIDITY > look.deadline:
        return True
    match look.if_late:
        case None:
            return False
        case SendWithin(time=allowed):
            return now - look.text.wanted_at > allowed
        case _:
            return london_day(now) != london_day(look.text.wanted_at)

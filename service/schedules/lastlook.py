"""The last look before a text goes: send, wait or drop. Pure; asked at the claim and again just before the send."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.domain.board import SendingHours
from service.domain.london import at, london_day, london_time
from service.domain.release import WHY_ENDED, Hold, Person, Release
from service.domain.text import Reason, Text
from service.schedules.plan import SHORTEST_VALIDITY

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
    send_within: timedelta | None  # None: this step is never too late


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
    left = at(london_day(now), look.hours.closes) - now
    too_early = london_time(now) < look.hours.opens
    if _is_overtaken(look) or look.number_had_one_today or too_early or left < SHORTEST_VALIDITY:
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
    if look.hold is not None:
        return Reason.HELD
    if look.send_within is not None and now - look.text.wanted_at > look.send_within:
        return Reason.LATE
    return None

"""The last look before a text goes: send, wait or drop. Pure; asked at the claim and again just before the send."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.domain.board import SendingHours
from service.domain.london import at, london_day, london_time, next_day
from service.domain.release import WHY_ENDED, Hold, Person, Release
from service.domain.text import Reason, Text

SHORTEST_VALIDITY_S = 120  # with less than this left of the day, a text could arrive after the sending hours
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
    send_within: timedelta | None  # None: this step is never too late


@dataclass(frozen=True)
class Send:
    validity_s: int  # practice seconds until the sending hours end


@dataclass(frozen=True)
class Wait:
    until: datetime  # aware UTC, practice clock


@dataclass(frozen=True)
class Drop:
    reason: Reason


Verdict = Send | Wait | Drop


def may_send(look: Look, now: datetime) -> Verdict:
    """What must happen with this text now. A STOP heard a second ago wins here."""
    against = _against(look, now)
    if against is not None:
        return Drop(against)
    if look.text.number_id != look.person.number_id:
        return Wait(now)  # the number changed while the text was on its way out: it goes to the new one
    tomorrow = at(next_day(london_day(now)), max(london_time(look.text.due_at), look.hours.opens))
    if look.number_had_one_today:
        return Wait(tomorrow)
    if london_time(now) < look.hours.opens:
        return Wait(at(london_day(now), look.hours.opens))
    validity_s = int((at(london_day(now), look.hours.closes) - now).total_seconds())
    if validity_s < SHORTEST_VALIDITY_S:
        return Wait(tomorrow)
    return Send(min(validity_s, LONGEST_VALIDITY_S))


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

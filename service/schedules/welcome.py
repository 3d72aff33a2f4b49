"""Whether a number must be welcomed before anything else goes to it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from service.domain.ids import NumberId
from service.domain.london import london_day, next_day
from service.domain.text import State, Text
from service.schedules.course import WelcomeNeeded
from service.schedules.sequence import Welcome

TRIES = 3  # each on a day of its own; then a person looks
WELCOME_LASTS = timedelta(days=28)  # within them a number is not welcomed twice, whoever has it

_WENT = frozenset({State.ACCEPTED, State.SENT, State.DELIVERED})
_FAILED = frozenset({State.UNDELIVERED, State.FAILED, State.REVIEW})


@dataclass(frozen=True)
class Greeted:
    """What is known of the welcomes to one number."""

    number_id: NumberId
    to_number: tuple[Text, ...]  # of any release: those that went there, are on their way, or are planned

    @property
    def last_on(self) -> date | None:
        """The London day of the last welcome that has not failed."""
        return max((text.went_on for text in self.to_number if text.state in _WENT and text.went_on), default=None)

    @property
    def is_on_its_way(self) -> bool:
        """One may or may not have gone: until that is known, nothing else goes."""
        last = self.last_on or date.min
        open_ones = (text for text in self.to_number if text.state in (State.CLAIMED, State.UNKNOWN))
        return any(text.went_on is None or text.went_on > last for text in open_ones)

    def by_others(self, own: Iterable[Text], day: date) -> date | None:
        """The London day, no later than this one, on which somebody else with the same phone will have it welcomed."""
        mine = {text.id for text in own}
        planned = (text for text in self.to_number if text.state is State.PLANNED and text.id not in mine)
        return min((on for text in planned if (on := london_day(text.due_at)) <= day), default=None)

    def busy_until(self, own: Iterable[Text], day: date, today: date) -> date:
        """The London day before which nothing goes: another's welcome goes first, or nobody knows whether one went."""
        by_others = self.by_others(own, day)
        if by_others is not None:
            return next_day(by_others)
        return next_day(today) if self.is_on_its_way else date.min

    @property
    def failed(self) -> tuple[Text, ...]:
        """Tries since the last that went."""
        since = self.last_on or date.min
        return tuple(text for text in self.to_number if text.state in _FAILED and (text.went_on or since) >= since)


def welcome_needed(greeted: Greeted, own: Iterable[Text], day: date) -> WelcomeNeeded | None:
    """The welcome that this release owes the number from `day` (London) on. `own`: all the texts of the release."""
    own = tuple(own)
    if greeted.by_others(own, day) is not None:
        return None
    begun = any(text.number_id == greeted.number_id and text.state in _WENT for text in own)
    if greeted.is_on_its_way:
        return None
    if greeted.last_on is not None and (begun or day <= greeted.last_on + WELCOME_LASTS):
        return None
    tried = [text for text in own if text.welcome and text.attempt_id is not None]
    elsewhere = any(text.number_id != greeted.number_id and text.state in _WENT for text in tried)
    how = Welcome.NEW_NUMBER if elsewhere else Welcome.FIRST
    return WelcomeNeeded(how, f"{greeted.number_id}.{len(greeted.failed) + 1}" if tried else "")

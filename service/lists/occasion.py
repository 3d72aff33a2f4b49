"""Who gives us a list, and when: on this depends what may stand in it."""

from dataclasses import dataclass
from datetime import date, datetime

from service.domain.event import Source
from service.schedules.config import Config


@dataclass(frozen=True)
class Occasion:
    source: Source  # whose list it is: a prison, or a Board
    as_of: datetime  # aware UTC: the moment at which the list was true; orders its rows among events
    config: Config
    today: date  # in London, practice clock
    practice: bool  # no text can leave this machine

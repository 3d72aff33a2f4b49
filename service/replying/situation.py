"""What is known of a number at the moment at which a reply comes from it: all that decides what the reply does."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.domain.meaning import Context
from service.domain.reply import Keyword
from service.domain.text import Reason


class Whose(StrEnum):
    """Who may have written."""

    ONE = "one"  # the one person who has this number, and nobody else
    SHARED = "shared"  # one person has it, and somebody else holds the phone too
    SEVERAL = "several"  # more than one person has it
    NOBODY = "nobody"  # nobody we know
    NO_PHONE = "no_phone"  # a short code or a name: nothing can be answered


@dataclass(frozen=True)
class Question:
    """The one that was put last to this number and still waits."""

    name: str  # "gp", "visit", "helped"
    occasion: str  # which appointment; empty for any other
    answers: Mapping[str, str]  # the digit -> what it means


@dataclass(frozen=True)
class Visit:
    """The appointment that a reply is about: the one that was spoken of last, or the only one to come."""

    occasion: str
    has_phone: bool = True  # there is a number to call about it


@dataclass(frozen=True)
class Situation:
    whose: Whose
    context: Context = Context.NONE
    keyword: Keyword | None = None  # it stands alone: but for WRONG, the carrier has answered it
    is_yes_alone: bool = False  # YES and nothing else, which opts in at the carrier
    may_mean_visit: bool = False  # CANCEL, END and their like, alone: to the carrier a STOP, to people perhaps not
    closed: Reason | None = None  # why nothing may go to the number
    opted_out: bool = False  # it asked for no more texts, whatever graver came beside it
    death_near: bool = False
    is_dead: bool = False  # everybody who has the number is known to have died
    is_away: bool = False  # somebody told us that the person is in custody or in hospital
    question: Question | None = None
    visit: Visit | None = None
    calls_back: bool = True  # the Board phones whoever asks for it
    is_read: bool = True  # its staff read replies
    is_open: bool = True  # it is a working day, and its hours

    @property
    def is_one(self) -> bool:
        return self.whose is Whose.ONE

    @property
    def is_known(self) -> bool:
        return self.whose in (Whose.ONE, Whose.SHARED, Whose.SEVERAL)

    @property
    def is_stopped(self) -> bool:
        return self.opted_out or self.closed is Reason.OPTED_OUT

    @property
    def is_silent(self) -> bool:
        """Nothing is said to this number but in danger: it asked for no more texts, or somebody died there."""
        return self.is_stopped or self.death_near or self.is_dead

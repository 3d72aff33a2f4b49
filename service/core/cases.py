"""A case of danger: who may need help, of what, and which of the staff has taken it on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType, Protocol

from service.core.records import UserId
from service.domain.ids import BoardCode, MessageSid, NumberId, PersonId
from service.domain.meaning import Danger, Grade

CaseId = NewType("CaseId", str)

DUE_IN = timedelta(minutes=15)  # by the wall: so soon somebody has accepted it


class Outcome(StrEnum):
    """How a case ended. Nothing but a person ends one."""

    SAFE = "safe"  # somebody spoke to them
    EMERGENCY = "emergency"  # the ambulance or the police have it
    HANDED_ON = "handed_on"  # another service has it
    NOT_REACHED = "not_reached"
    NO_DANGER = "no_danger"  # the words meant something else


@dataclass(frozen=True)
class Case:
    """Of one number a Board has at most one that is open. Times aware UTC, wall clock."""

    id: CaseId
    board: BoardCode  # whose staff act: the person's, or the duty Board of the sender
    number_id: NumberId | None  # None: the sender was no telephone number
    person_id: PersonId | None  # None: nobody known, or one of several
    sid: MessageSid  # of the first reply
    kinds: Mapping[Danger, Grade]  # every one so far, in the order they came, with the highest grade of each
    opened_at: datetime
    due_at: datetime
    raised: int = 0  # how often people were told since it last began to wait
    raised_at: datetime | None = None  # None: it must be told now
    unanswered: str | None = None  # why no answer could be sent to the person
    accepted_by: UserId | None = None
    accepted_at: datetime | None = None
    closed_by: UserId | None = field(default=None)
    closed_at: datetime | None = None
    outcome: Outcome | None = None

    @property
    def kind(self) -> Danger:
        """The gravest; of two as grave, the first."""
        return max(self.kinds, key=lambda kind: self.kinds[kind])

    @property
    def grade(self) -> Grade:
        return max(self.kinds.values())

    @property
    def waits_since(self) -> datetime:
        """When it began to wait for somebody: as it opened, or as more came that nobody had accepted."""
        return self.due_at - DUE_IN


class Cases(Protocol):
    """Each is kept to the transaction that reads it in order to write."""

    def add(self, case: Case) -> None: ...
    def save(self, case: Case) -> None: ...
    def find(self, case_id: CaseId) -> Case | None: ...
    def open_at(self, board: BoardCode, number_id: NumberId) -> Case | None: ...
    def open_of(self, number_id: NumberId) -> tuple[Case, ...]:
        """Those of every Board, the oldest first. Locks none."""
        ...

    def open_without_number(self, board: BoardCode) -> Case | None: ...
    def standing(self, board: BoardCode | None = None) -> tuple[Case, ...]:
        """Those open, of that Board or of all: what nobody has accepted first, then the oldest. Locks none."""
        ...

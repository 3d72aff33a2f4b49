"""Joining codes as the core sees them kept."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NewType, Protocol

from service.domain.ids import BoardCode, NumberId, PersonId, PrisonSlug, ReleaseId

CodeId = NewType("CodeId", str)


@dataclass(frozen=True)
class Kept:
    """A code that was made, and how its release stands. Times aware UTC, wall clock."""

    id: CodeId
    release_id: ReleaseId
    person_id: PersonId
    board: BoardCode  # the person's
    expires_at: datetime  # from then on it is none
    used_at: datetime | None
    number_id: NumberId | None  # that used it
    persons_number: NumberId | None
    is_over: bool  # the release ended, or the person died, or the record is another's now


@dataclass(frozen=True)
class Unjoined:
    """A release without a number, of somebody whom a card may be given."""

    release_id: ReleaseId
    person_id: PersonId
    board: BoardCode
    liberation_date: date
    prison_number: str = field(repr=False)


class Codes(Protocol):
    """Codes by a keyed hash of their letters, and the tries that joined nobody."""

    def unjoined(self, prison: PrisonSlug, first: date, last: date) -> tuple[Unjoined, ...]:
        """Of this prison and these days, by prison number. Nobody who waits for staff, nor who is not to be texted."""
        ...

    def add(self, letters: str, release_id: ReleaseId, expires_at: datetime) -> bool:
        """False, and nothing changed, if there is such a code already."""
        ...

    def end(self, release_ids: Collection[ReleaseId]) -> None:
        """The unused codes of these releases expire now."""
        ...

    def find(self, letters: str) -> Kept | None:
        """One statement, found or not."""
        ...

    def use(self, code_id: CodeId, number_id: NumberId) -> None: ...
    def add_wrong(self, number_id: NumberId, wall: datetime) -> None: ...
    def wrong(self, after: datetime, until: datetime) -> int:
        """How many tries joined nobody, after the first moment and no later than the second."""
        ...

    def forget_wrong(self, before: datetime) -> None: ...

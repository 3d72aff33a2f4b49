"""What is asked of numbers themselves: which still live, what went to them, what came from them before anybody knew."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from service.core.records import Reply
from service.domain.ids import BoardCode, MessageSid, NumberId, PersonId, SequenceId, StepId


class Life(Protocol):
    def last_words(
        self, number_id: NumberId, person_id: PersonId, sequence: SequenceId, since: datetime, of: Collection[StepId]
    ) -> str | None:
        """Of the last text of that sequence to this person that went to this number since (practice clock)."""
        ...

    def silent(self, since: datetime, limit: int, *, of: NumberId | None = None) -> tuple[NumberId, ...]:
        """Numbers that were texted before that moment (practice clock) and gave no sign of life after it.

        Only those to which something may go still; `of`: this one alone.
        """
        ...

    def reply(self, name: str) -> Reply | None:
        """By its SID, or by our own name for it. Kept to this transaction if it writes."""
        ...

    def assign(self, sid: MessageSid, person_id: PersonId, board: BoardCode | None = None) -> None:
        """That person wrote it. `board`: whose staff read it from now on; None: those who did."""
        ...

    def of_strangers(self, number_id: NumberId, limit: int) -> tuple[MessageSid, ...]:
        """What came from there when nobody knew who has it: the newest, in the order in which they came."""
        ...

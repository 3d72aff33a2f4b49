"""Events as they came, sealed, with the answer they got; and the journal."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from service.core.records import Remembered
from service.domain.event import Answer, AnsweredText, Event, Outcome, Source
from service.domain.ids import BoardCode, PersonId
from service.store.ids import fresh
from service.store.rows import Rows
from service.store.tables import events, journal, tasks


class EventRows(Rows):
    def recall(self, source: Source, event_id: str) -> Remembered | None:
        indexes = self.sealer.indexes("event", f"{source.uri} {event_id}")
        row = self.connection.execute(select(events).where(events.c.key_index.in_(indexes))).first()
        return Remembered(_answer(row.answer, event_id), row.digest) if row is not None else None

    def same_content(self, event: Event, remembered: Remembered) -> bool:
        digests = self.sealer.indexes("document", event.document)
        return any(hmac.compare_digest(digest, remembered.digest) for digest in digests)

    def keep(self, event: Event, answer: Answer, person_id: PersonId | None) -> str:
        new = fresh("e")
        made = {
            "id": new,
            "key_index": self.sealer.index("event", f"{event.source.uri} {event.id}"),
            "digest": self.sealer.index("document", event.document),
            "source": event.source.uri,
            "type": event.kind,
            "person_id": person_id,
            "document_sealed": self.seal(events, "document", new, event.document),
            "answer": _document(answer),
            "kept_at": self.now,
        }
        self.insert(events, made)
        return new


@dataclass(frozen=True)
class JournalRows(Rows):
    """What is noted waits for the end of the transaction, and is written in one statement."""

    _noted: list[dict[str, Any]] = field(default_factory=list, repr=False)

    def note(self, action: str, *, about: Mapping[str, str | None], why: str | None = None) -> None:
        told = {name: value for name, value in about.items() if value is not None}
        made = {"at": self.now, "wall": self.wall, "actor": self.actor, "action": action, "about": told, "why": why}
        self._noted.append(made)

    def write_down(self) -> None:
        """The last thing that a transaction does."""
        self.insert_all(journal, self._noted)
        self._noted.clear()

    def ask_staff(  # noqa: PLR0913  what, about what, whose, how soon
        self,
        kind: str,
        *,
        about: Mapping[str, str | None],
        once: str | None = None,
        board: BoardCode | None = None,
        priority: int | None = None,
        due: datetime | None = None,
    ) -> None:
        told = {name: value for name, value in about.items() if value is not None}
        key = f"{kind} {once}" if once is not None else None
        is_open = select(tasks.c.id).where(tasks.c.key == key, tasks.c.done.is_(False))
        if key is not None and self.connection.execute(is_open).first() is not None:
            return
        new = fresh("k")
        made = {"id": new, "kind": kind, "about": told, "raised_at": self.now, "key": key}
        self.insert(tasks, made | {"board": board, "priority": priority, "due_at": due})
        self.note("task.raised", about={"task": new, **told}, why=kind)


def _document(answer: Answer) -> dict[str, Any]:
    """Without the event's id, which may hold a prison number: whoever asks for it knows it."""
    return {
        "outcome": answer.outcome,
        "release_id": answer.release_id,
        "held_reason": answer.held_reason,
        "texts": [[text.step, text.due_at.isoformat()] for text in answer.texts],
    }


def _answer(document: dict[str, Any], event_id: str) -> Answer:
    texts = tuple(AnsweredText(step, datetime.fromisoformat(due)) for step, due in document["texts"])
    return Answer(Outcome(document["outcome"]), event_id, document["release_id"], document["held_reason"], texts)

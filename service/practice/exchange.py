"""All that the carrier remembers, behind one lock. In memory only: a practice is over when its process is."""

import itertools
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from service.practice.message import UNSENT, Direction, Message, Status, Text, begin, delivered_at_once


class Exchange:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._serials = itertools.count(1)
        self._records: dict[str, Message] = {}  # by sid, oldest first: what the API shows
        self._phones: defaultdict[str, list[Message]] = defaultdict(list)  # by number: what the person sees
        self._blocked: set[tuple[str, str]] = set()  # (person, number of ours)

    def add(self, text: Text, now: datetime) -> Message:
        with self._lock:
            message = begin(text, next(self._serials), now)
            self._records[message.sid] = message
            if text.direction is Direction.INBOUND:
                self._phones[text.person].append(message)
        return message

    def answer_at_once(self, text: Text, now: datetime) -> None:
        """An automatic answer: on the phone, and in no list ("auto-replies are not in the logs", says Twilio)."""
        with self._lock:
            self._phones[text.person].append(delivered_at_once(text, next(self._serials), now))

    def change(self, sid: str, step: Callable[[Message], Message | None]) -> Message | None:
        """Take one step with the message; None, and nothing is changed, when there is none or it cannot be taken."""
        with self._lock:
            before = self._records.get(sid)
            after = step(before) if before else None
            if before and after:
                self._records[sid] = after
                if after.status is Status.DELIVERED and before.status is not Status.DELIVERED:
                    self._phones[after.text.person].append(after)
        return after

    def delete(self, sid: str) -> bool:
        """Whether it could be deleted: not before it is sent."""
        with self._lock:
            message = self._records.get(sid)
            if message is None or message.status in UNSENT:
                return False
            del self._records[sid]
        return True

    def find(self, sid: str) -> Message | None:
        with self._lock:
            return self._records.get(sid)

    def newest_first(self) -> tuple[Message, ...]:
        with self._lock:
            return tuple(reversed(self._records.values()))

    def conversation(self, person: str) -> tuple[Message, ...]:
        """What is on the person's phone, oldest first. Redacting or deleting at the carrier takes nothing off it."""
        with self._lock:
            return tuple(self._phones.get(person, ()))

    def block(self, person: str, number: str) -> bool:
        """Whether that is new."""
        with self._lock:
            known = (person, number) in self._blocked
            self._blocked.add((person, number))
        return not known

    def unblock(self, person: str, number: str) -> bool:
        """Whether there was a block to lift."""
        with self._lock:
            known = (person, number) in self._blocked
            self._blocked.discard((person, number))
        return known

    def is_blocked(self, person: str, numbers: Iterable[str]) -> bool:
        with self._lock:
            return any((person, number) in self._blocked for number in numbers)

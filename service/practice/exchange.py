"""All that the carrier remembers, behind one lock. In memory only: a practice is over when its process is."""

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from service.practice.message import UNSENT, Message, Text, begin, delivered_at_once
from service.practice.phones import Page, Phones
from service.practice.switches import Met, OtherFault, Switches, meet, meet_other


class Exchange:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._serials = itertools.count(1)
        self._records: dict[str, Message] = {}  # by sid, oldest first: what the API shows
        self._phones = Phones()  # what people see
        self._blocked: set[tuple[str, str]] = set()  # (person, number of ours)
        self._switches = Switches()
        self._met = Counter[str]()

    def add(self, text: Text, now: datetime) -> Message:
        with self._lock:
            message = begin(text, next(self._serials), now)
            self._records[message.sid] = message
            self._phones.put(message)
        return message

    def answer_at_once(self, text: Text, now: datetime) -> None:
        """An automatic answer: on the phone, and in no list ("auto-replies are not in the logs", says Twilio)."""
        with self._lock:
            self._phones.put(delivered_at_once(text, next(self._serials), now))

    def change(self, sid: str, step: Callable[[Message], Message | None]) -> Message | None:
        """Take one step with the message; None, and nothing is changed, when there is none or it cannot be taken."""
        with self._lock:
            before = self._records.get(sid)
            after = step(before) if before else None
            if after:
                self._records[sid] = after
                self._phones.put(after)
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
            return self._phones.conversation(person)

    def bring_in(self, person: str) -> None:
        """A phone that nobody has texted yet."""
        with self._lock:
            self._phones.bring_in(person)

    def version(self) -> int:
        """One higher with each change that a page of phones shows."""
        with self._lock:
            return self._phones.version

    def page(self, number: int) -> Page:
        with self._lock:
            return self._phones.page(number)

    def page_of(self, person: str) -> int:
        with self._lock:
            return self._phones.page_of(person)

    def block(self, person: str, number: str) -> bool:
        """Whether that is new."""
        with self._lock:
            known = (person, number) in self._blocked
            if not known:
                self._blocked.add((person, number))
                self._phones.set_blocked(person, number, blocked=True)
        return not known

    def unblock(self, person: str, number: str) -> bool:
        """Whether there was a block to lift."""
        with self._lock:
            known = (person, number) in self._blocked
            if known:
                self._blocked.discard((person, number))
                self._phones.set_blocked(person, number, blocked=False)
        return known

    def is_blocked(self, person: str, numbers: Iterable[str]) -> bool:
        with self._lock:
            return any((person, number) in self._blocked for number in numbers)

    def switches(self) -> Switches:
        with self._lock:
            return self._switches

    def switch(self, switches: Switches) -> None:
        with self._lock:
            self._set(switches)

    def meet(self, text: Text) -> Met:
        """What this create meets; no other meets it again."""
        with self._lock:
            met, after = meet(self._switches, has_callback=text.status_callback is not None, to=text.to)
            self._set(after)
            self._met.update((*([met.fault] if met.fault else ()), *met.callbacks))
            self._met.update(["refusals"] if met.refusal else ())
        return met

    def meets(self, fault: OtherFault) -> bool:
        """Whether this call meets it; no other meets it again."""
        with self._lock:
            is_met, after = meet_other(self._switches, fault)
            self._set(after)
            self._met.update([fault] if is_met else ())
        return is_met

    def ledger(self) -> tuple[Sequence[Message], Mapping[str, int]]:
        """Every text of the service's, oldest first and with its words; and how often each fault was met."""
        with self._lock:
            return self._phones.texts(), dict(self._met)

    def _set(self, switches: Switches) -> None:
        if switches != self._switches:
            self._switches = switches
            self._phones.version += 1

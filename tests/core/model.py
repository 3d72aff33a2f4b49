"""A plain model of what the carrier got and what we were told; it knows nothing of the ledger."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time

from service.core.sending import Outgoing
from service.domain.codes import ONCE_MORE, Meaning, meaning
from service.domain.ids import AttemptId, MessageSid, TextId
from service.domain.london import london_day, london_time
from service.domain.text import RANK, State, told_by

OPENS, CLOSES = time(9, 30), time(19)  # of the Board in the model
MOST_MESSAGES = 2  # of one text

Said = tuple[str, int | None]  # a status and an error code, as the carrier tells them


@dataclass
class Message:
    """A message that the carrier has."""

    sid: MessageSid
    ref: AttemptId
    text_id: TextId
    to: str
    words: str
    day: date  # London, when it was sent
    fate: str | None = None  # the last that the carrier knows of it
    code: int | None = None
    told: list[Said] = field(default_factory=list)  # what we know of it, by receipts and the list
    parked: list[Said] = field(default_factory=list)  # receipts that came, and may not be known to be of it
    is_listed: bool = False  # what the list said of it is known

    @property
    def state(self) -> State:
        """What its text is in, if this is the message that counts and we know its SID."""
        states = [told_by(status) or State.ACCEPTED for status, _ in self.told]
        return max(states, key=lambda state: RANK[state], default=State.ACCEPTED)

    @property
    def may_go_again(self) -> bool:
        """We were told that it did not arrive, and that another try is worth while."""
        return any(
            told_by(status) in (State.UNDELIVERED, State.FAILED) and code is not None and meaning(code) in ONCE_MORE
            for status, code in self.told
        )


@dataclass
class InHand:
    """A claim that a worker holds."""

    worker: str
    text_id: TextId
    attempt_id: AttemptId
    lease_until: datetime


@dataclass
class Model:
    """What is known of people, numbers, claims and messages; breaches are assertions."""

    stops: dict[str, set[str]] = field(default_factory=dict)  # E.164 -> why nothing may go to it
    silent: dict[str, set[str]] = field(default_factory=dict)  # prison number -> why nothing may go to the person
    number_of: dict[str, str] = field(default_factory=dict)  # prison number -> E.164
    text_of: dict[AttemptId, TextId] = field(default_factory=dict)
    person_of: dict[TextId, str] = field(default_factory=dict)
    claims: list[InHand] = field(default_factory=list)
    messages: dict[MessageSid, Message] = field(default_factory=dict)

    def stop(self, number: str, why: str) -> None:
        self.stops.setdefault(number, set()).add(why)

    def start(self, number: str, *why: str) -> None:
        self.stops.setdefault(number, set()).difference_update(why)

    def hears(self, number: str, words: str) -> None:
        """Whoever writes from a number has it; START takes back a STOP, and nothing else."""
        self.start(number, "not textable")
        match words:
            case "STOP":
                self.stop(number, "opted out")
            case "START":
                self.start(number, "opted out")
            case "WRONG":
                self.stop(number, "wrong person")

    def gets_number(self, whom: str, before: str | None, after: str) -> None:
        """Who said STOP on the old phone said it of the new one; where others have that too, of themselves."""
        self.number_of[whom] = after
        others = [one for one, number in self.number_of.items() if number == after and one != whom]
        if any("died" in self.silent.get(one, ()) for one in others) and "died" not in self.silent.get(whom, ()):
            self.stop(after, "death near")
        closed = self.stops.get(before or "") or set()
        if before in (None, after) or "opted out" not in closed or "wrong person" in closed:
            return
        if others:
            self.silent.setdefault(whom, set()).add("paused")
        else:
            self.stop(after, "opted out")

    def dies(self, whom: str) -> None:
        number = self.number_of.get(whom)
        others = [one for one in self.number_of if one != whom and self.number_of[one] == number]
        if number and any("died" not in self.silent.get(one, ()) for one in others):
            self.stop(number, "death near")

    def learns_code(self, number: str, code: int | None) -> None:
        """What a refusal or a receipt tells of a number, but for the strikes of several days."""
        if code is None:
            return
        if meaning(code) is Meaning.OPTED_OUT:
            self.stop(number, "opted out")
        if meaning(code) is Meaning.NOT_TEXTABLE:
            self.stop(number, "not textable")

    def claims_text(self, worker: str, text_id: TextId, attempt_id: AttemptId, now: datetime, until: datetime) -> None:
        """`now` and `until` by the wall, `now` as the worker sees it."""
        others = [one for one in self.claims if one.text_id == text_id and one.lease_until >= now]
        assert others == [], "two live claims of one text"
        self.text_of[attempt_id] = text_id
        self.claims.append(InHand(worker, text_id, attempt_id, until))

    def gives_up(self, attempt_id: AttemptId) -> None:
        self.claims = [one for one in self.claims if one.attempt_id != attempt_id]

    def reaches(self, outgoing: Outgoing, now: datetime) -> None:
        """A request comes as far as the carrier. `now`: practice clock."""
        why = self.stops.get(outgoing.to.e164) or set()
        assert why == set(), f"sent to a number that was stopped: {why}"
        person = self.person_of[self.text_of[outgoing.ref]]
        silent = self.silent.get(person) or set()
        assert silent == set(), f"sent to a person to whom nothing may go: {silent}"
        assert OPENS <= london_time(now) < CLOSES, f"sent outside the hours, at {london_time(now)}"

    def takes(self, outgoing: Outgoing, sid: MessageSid, now: datetime) -> None:
        """The carrier has it. `now`: practice clock, when it was sent."""
        if sid in self.messages:
            return
        text_id = self.text_of[outgoing.ref]
        before = [one for one in self.messages.values() if one.text_id == text_id]
        assert len(before) < MOST_MESSAGES, "the carrier has three messages of one text"
        assert all(one.may_go_again for one in before), "a text went twice"
        assert not any(one.state is State.DELIVERED for one in before), "it had arrived"
        self.messages[sid] = Message(sid, outgoing.ref, text_id, outgoing.to.e164, outgoing.words, london_day(now))
        self._one_a_day()

    def _one_a_day(self) -> None:
        texts = {(one.to, one.day, one.text_id) for one in self.messages.values()}
        counted = Counter((to, day) for to, day, _ in texts)
        assert max(counted.values()) <= 1, "two texts on one day to one number"

    def is_told(self, sid: MessageSid, status: str, code: int | None) -> None:
        """By a receipt that is known to be of this message, or by the list."""
        message = self.messages[sid]
        if (status, code) in message.told:
            return
        before = message.state
        message.told.append((status, code))
        if before is not State.DELIVERED and message.state is State.DELIVERED:
            self.start(message.to, "not textable")
        if message.state is not State.DELIVERED or (code and meaning(code) is Meaning.OPTED_OUT):
            self.learns_code(message.to, code)

"""The trip of a text: claim (committed), last look, carrier (no transaction open), settle (committed)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from service.core.consequences import about, after_answer
from service.core.looking import look_at, verdict, words_of
from service.core.pacing import Gate, is_refused, opens_at, without_room
from service.core.planning import replan_of
from service.core.ports import Core, Transaction
from service.core.records import FIRST_TURN, Attempt, AttemptOutcome, SenderState, Stamp, Turn
from service.core.sending import Outcome, Outgoing
from service.core.settle import settle
from service.domain.board import Sender
from service.domain.errors import UnfitError
from service.domain.ids import AttemptId, BoardCode, NumberId, TextId
from service.domain.london import london_day
from service.domain.number import Number
from service.domain.text import Reason, State, Text
from service.schedules.lastlook import Drop, Look, Send, Verdict, Wait, may_send
from service.templates.segments import segments

_LONGEST_CALL_S, _SHARE = 10.0, 0.8  # of a lease, all tries of a text may take this share; the rest is for settling
_SKEW_S = 30.0  # so much the clocks of two workers may differ while each still sees the other's lease as it is
_BEGUN_BY = 0.5  # of the time that all tries may take: a text that waited longer for a thread goes back to the table


def call_timeout_s(lease_s: float) -> float:
    """The longest that one call to the carrier may take, so that it ends before the claim does."""
    return min(_LONGEST_CALL_S, _SHARE * lease_s)


def tries_end_s(lease_s: float) -> float:
    """How long after its claim a text may be tried: over before a worker whose clock is fast sees the lease end."""
    return max(call_timeout_s(lease_s), _SHARE * lease_s - _SKEW_S)


@dataclass(frozen=True)
class Claim:
    """A text that is this worker's alone until the lease ends."""

    text: Text
    attempt: Attempt
    number: Number
    look: Look | None = field(repr=False)  # what decided that it may go; None: an answer, looked at again each time
    stamp: Stamp | None = None  # of everything that look rests on; None: look again


@dataclass(frozen=True)
class Ready:
    """A text that may go as everything stands, if its sender has room."""

    text: Text
    number: Number
    look: Look | None = field(repr=False)  # None: it is an answer
    words: str = field(repr=False)


@dataclass(frozen=True)
class Claims:
    taken: tuple[Claim, ...] = ()
    looked: frozenset[TextId] = frozenset()  # the due texts that were looked at; none: nothing is due
    last: BoardCode | None = None  # the Board that was served last


def claim(core: Core, worker: str, limit: int, turn: Turn = FIRST_TURN) -> Claims:
    """Take up to `limit` due texts. Those that must wait or may not go any more are settled here and now.

    None beyond what their senders have room for: these stay planned, as they are. While the service is on hold only
    answers: what a person wrote just now is no matter of what was lost.
    """
    now, wall = core.clock.now(), core.clock.wall()
    with core.store.write(actor=worker) as tx:
        only_answers = turn.only_answers or tx.hold.held() is not None
        full = replace(turn, without=turn.without | without_room(core, tx, wall), only_answers=only_answers)
        due = tx.texts.due(now, wall, limit, full)
        ready, others = _ready(core, tx, due, now)
        taken = _taken(core, tx, ready)
        for text in map(tx.texts.get, (one.id for one in others)):
            if _is_due(text, now):
                _look(core, tx, tx, text, now)  # the first has taken the day
    return Claims(taken, frozenset(text.id for text in due), due[-1].board if due else None)


def next_look(core: Core, *, only_answers: bool = False) -> datetime | None:
    """When something may go next (aware UTC, wall clock): it is due, and its sender has room. None: nothing may."""
    with core.store.read() as tx:
        only_answers = only_answers or tx.hold.held() is not None
        first, senders = tx.texts.first_due(only_answers=only_answers), tx.senders.all()
    return min((_opens(core, senders, board, due) for board, due in first.items()), default=None)


def _opens(core: Core, senders: Mapping[str, SenderState], code: BoardCode, due: datetime) -> datetime:
    at, board = core.clock.wall_at(due), core.config.boards.get(code)
    opens = opens_at(senders, board.sender) if board else None
    return max(at, opens) if opens else at


def dispatch(core: Core, worker: str, claim: Claim) -> Outcome | None:
    """Send one claimed text and record what came of it. None: the last look kept it back."""
    outcome = hand_over(core, worker, claim)
    if outcome is not None:
        settle(core, worker, (claim.attempt.id, outcome))
    return outcome


def hand_over(core: Core, worker: str, claim: Claim) -> Outcome | None:
    """What the carrier says to it, and nobody else knows yet. None: the last look kept it back."""
    try:
        last = _last_look(core, claim)
    except UnfitError:
        _to_person(core, worker, claim)
        return None
    if isinstance(last, Outgoing):
        return core.carrier.send(last)
    if last is not None:
        _give_back(core, worker, claim, last)
    return None


def put_back(core: Core, worker: str, claim: Claim) -> None:
    """A text that was claimed and not begun is planned again."""
    _give_back(core, worker, claim, Wait())


def _last_look(core: Core, claim: Claim) -> Outgoing | Wait | Drop | None:
    """What must happen with the text as everything stands now. None: the lease ended, and it is no longer ours."""
    now, wall = core.clock.now(), core.clock.wall()
    begun_by = claim.attempt.wall + timedelta(seconds=tries_end_s(core.lease_s) * _BEGUN_BY)
    with core.store.read() as tx:
        if claim.look is not None and _is_as_it_was(tx, claim):
            found: Verdict | None = may_send(claim.look, now)
        else:
            found = _looked_again(core, tx, claim, now, wall)
    if found is not None and wall > begun_by:
        return Wait()
    return _outgoing(core, claim, found) if isinstance(found, Send) else found


def _is_as_it_was(tx: Transaction, claim: Claim) -> bool:
    return claim.stamp is not None and tx.texts.stamps([claim.text.id]).get(claim.text.id) == claim.stamp


def _looked_again(core: Core, tx: Transaction, claim: Claim, now: datetime, wall: datetime) -> Verdict | None:
    """Something has changed since the claim, perhaps nothing that matters."""
    text = tx.texts.get(claim.text.id)
    if not _is_ours(text, claim):
        return None
    is_held = tx.hold.held() is not None and not text.is_answer
    if is_held or is_refused(tx, _sender(core, text), wall):
        return Wait()
    return verdict(core, tx, text, now)


def _give_back(core: Core, worker: str, claim: Claim, verdict: Wait | Drop) -> None:
    """Put back what may not go now, as everything stands now."""
    with core.store.write(actor=worker) as tx:
        tx.lines.hold(claim.text.number_id)
        text = tx.texts.get(claim.text.id)
        if _is_ours(text, claim):
            tx.attempts.save(replace(claim.attempt, outcome=AttemptOutcome.DROPPED))
            _keep_back(core, tx, text, verdict)


def _to_person(core: Core, worker: str, claim: Claim) -> None:
    """Its Board or its words left the configuration since the claim."""
    with core.store.write(actor=worker) as tx:
        tx.lines.hold(claim.text.number_id)
        text = tx.texts.get(claim.text.id)
        if _is_ours(text, claim):
            tx.attempts.save(replace(claim.attempt, outcome=AttemptOutcome.DROPPED))
            _review(core, tx, replace(text, attempt_id=None, lease_until=None, went_on=None))


def _is_ours(text: Text, claim: Claim) -> bool:
    return text.state is State.CLAIMED and text.attempt_id == claim.attempt.id


def _ready(core: Core, tx: Transaction, due: tuple[Text, ...], now: datetime) -> tuple[list[Ready], list[Text]]:
    """Those that may go now, one for each number; and the others to these numbers."""
    found: dict[NumberId, Ready] = {}
    others: list[Text] = []
    is_fresh = True  # nothing was planned anew since `due` was read
    seen = tx.seen(due)
    for text in due:
        known = text if is_fresh else tx.texts.get(text.id)
        if known.number_id in found:
            others.append(known)
        elif _is_due(known, now):
            ready = _look(core, tx, seen if is_fresh else tx, known, now)
            if ready is None:
                is_fresh = False
            else:
                found[known.number_id] = ready
    return list(found.values()), others


def _is_due(text: Text, now: datetime) -> bool:
    return text.state is State.PLANNED and text.due_at <= now


def _look(core: Core, tx: Transaction, seen: Transaction, text: Text, now: datetime) -> Ready | None:
    """None: it may not go, and that is settled."""
    try:
        look = None if text.is_answer else look_at(core, seen, text, now)
        found = may_send(look, now) if look else verdict(core, tx, text, now)
        if isinstance(found, Send):
            number = seen.lines.get(text.number_id).number
            return Ready(text, number, look, words_of(core, seen, text, now))
    except UnfitError:
        _review(core, tx, text)
    else:
        _keep_back(core, tx, text, found)
    return None


def _taken(core: Core, tx: Transaction, ready: list[Ready]) -> tuple[Claim, ...]:
    gate = Gate(core, tx, [_sender(core, one.text) for one in ready])
    admitted = [one for one in ready if gate.admits(_sender(core, one.text), segments(one.words))]
    gate.close()
    claims = tuple(_claim(core, one) for one in admitted)
    tx.attempts.add(*(claim.attempt for claim in claims))
    tx.texts.save(*(claim.text for claim in claims))
    for claim in claims:
        tx.journal.note("text.claimed", about={"text": claim.text.id, "attempt": claim.attempt.id})
    stamps = tx.texts.stamps([claim.text.id for claim in claims])
    return tuple(replace(claim, stamp=stamps.get(claim.text.id)) for claim in claims)


def _claim(core: Core, ready: Ready) -> Claim:
    now, wall, text = core.clock.now(), core.clock.wall(), ready.text
    attempt = Attempt(AttemptId(core.new_id("a")), text.id, text.number_id, ready.words, at=now, wall=wall)
    claimed = replace(
        text,
        state=State.CLAIMED,
        attempt_id=attempt.id,
        lease_until=wall + timedelta(seconds=core.lease_s),
        not_before=None,
        went_on=None if text.is_answer else london_day(now),
    )
    return Claim(claimed, attempt, ready.number, ready.look)


def _sender(core: Core, text: Text) -> Sender:
    """Raises UnfitError for a Board that is configured no more."""
    board = core.config.boards.get(text.board)
    if board is None:
        raise UnfitError
    return board.sender


def _keep_back(core: Core, tx: Transaction, text: Text, verdict: Wait | Drop) -> None:
    """Plan the text again, or end it with the reason. A hold that appeared since asks a person, once for all texts."""
    free = replace(text, attempt_id=None, lease_until=None, went_on=None)
    if isinstance(verdict, Wait) or verdict.reason is Reason.HELD:
        tx.texts.save(replace(free, state=State.PLANNED))
        tx.journal.note("text.waits", about=about(text))
        replan_of(core, tx, text)
        if isinstance(verdict, Drop):
            tx.journal.ask_staff("release_held", about=about(text))
        return
    state = State.SKIPPED if verdict.reason is Reason.LATE else State.CANCELLED
    tx.texts.save(replace(free, state=state, reason=verdict.reason))
    tx.journal.note(f"text.{state}", about=about(text), why=verdict.reason)
    after_answer(core, tx, replace(free, state=state, reason=verdict.reason))


def _review(core: Core, tx: Transaction, text: Text) -> None:
    """A text that cannot be put into words is never sent half filled, and holds up no other."""
    unfit = replace(text, state=State.REVIEW, reason=Reason.WORDS)
    tx.texts.save(unfit)
    tx.journal.ask_staff("text_for_review", about=about(text))
    after_answer(core, tx, unfit)


def _outgoing(core: Core, claim: Claim, verdict: Send) -> Outgoing:
    return Outgoing(
        ref=claim.attempt.id,
        to=claim.number,
        sender=_sender(core, claim.text),
        words=claim.attempt.words,
        validity_s=verdict.validity_s,
        until=claim.attempt.wall + timedelta(seconds=tries_end_s(core.lease_s)),
    )

"""The trip of a text: claim (committed), last look, carrier (no transaction open), settle (committed)."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from service.core.looking import look_at, words_of
from service.core.planning import replan_release
from service.core.ports import Core, Transaction
from service.core.records import Attempt, AttemptOutcome
from service.core.sending import Outcome, Outgoing
from service.core.settle import settle
from service.domain.errors import UnavailableError, UnfitError
from service.domain.ids import AttemptId, TextId
from service.domain.london import london_day
from service.domain.text import Reason, State, Text
from service.schedules.lastlook import Drop, Send, Wait, may_send

_LONGEST_CALL_S, _SHARE = 10.0, 0.8  # of a lease, all tries of a text may take this share; the rest is for settling
_SETTLE_TRIES = 3


def call_timeout_s(lease_s: float) -> float:
    """The longest that one call to the carrier may take, so that it ends before the claim does."""
    return min(_LONGEST_CALL_S, _SHARE * lease_s)


@dataclass(frozen=True)
class Claim:
    """A text that is this worker's alone until the lease ends."""

    text: Text
    attempt: Attempt


@dataclass(frozen=True)
class Claims:
    taken: tuple[Claim, ...]
    looked: frozenset[TextId]  # the due texts that were looked at; none: nothing is due


def claim(core: Core, worker: str, limit: int) -> Claims:
    """Take up to `limit` due texts. Those that must wait or may not go any more are settled here and now."""
    now, wall = core.clock.now(), core.clock.wall()
    with core.store.write(actor=worker) as tx:
        due = tx.texts.due(now, wall, limit)
        looked = [_claim_one(core, tx, text, now, wall) for text in due]
    taken = tuple(claim for claim in looked if claim is not None)
    return Claims(taken, frozenset(text.id for text in due))


def next_due(core: Core) -> datetime | None:
    """When the next planned text is due (aware UTC, practice clock): a look that locks nothing."""
    with core.store.read() as tx:
        return tx.texts.next_due()


def dispatch(core: Core, worker: str, claim: Claim) -> Outcome | None:
    """Send one claimed text and record what came of it. None: the last look kept it back."""
    last = _last_look(core, claim)
    if isinstance(last, Outgoing):
        outcome = core.carrier.send(last)
        _settle(core, worker, claim, outcome)
        return outcome
    if last is not None:
        _give_back(core, worker, claim, last)
    return None


def _settle(core: Core, worker: str, claim: Claim, outcome: Outcome) -> None:
    """The answer is known to nobody else: a database that stumbles is asked again before it is lost."""
    for _ in range(_SETTLE_TRIES - 1):
        with suppress(UnavailableError):
            settle(core, worker, claim.attempt.id, outcome)
            return
    settle(core, worker, claim.attempt.id, outcome)


def _last_look(core: Core, claim: Claim) -> Outgoing | Wait | Drop | None:
    """What must happen with the text as everything stands now. None: the lease ended, and it is no longer ours."""
    now = core.clock.now()
    with core.store.read() as tx:
        text = tx.texts.get(claim.text.id)
        if not _is_ours(text, claim):
            return None
        verdict = may_send(look_at(core, tx, text, now), now)
        return _outgoing(core, tx, claim, verdict) if isinstance(verdict, Send) else verdict


def _give_back(core: Core, worker: str, claim: Claim, verdict: Wait | Drop) -> None:
    """Put back what may not go now, as everything stands now."""
    with core.store.write(actor=worker) as tx:
        tx.lines.hold(claim.text.number_id)
        text = tx.texts.get(claim.text.id)
        if _is_ours(text, claim):
            tx.attempts.save(replace(claim.attempt, outcome=AttemptOutcome.DROPPED))
            _keep_back(core, tx, text, verdict)


def _is_ours(text: Text, claim: Claim) -> bool:
    return text.state is State.CLAIMED and text.attempt_id == claim.attempt.id


def _claim_one(core: Core, tx: Transaction, text: Text, now: datetime, wall: datetime) -> Claim | None:
    try:
        verdict = may_send(look_at(core, tx, text, now), now)
        words = words_of(core, tx, text, now) if isinstance(verdict, Send) else ""
    except UnfitError:
        _review(tx, text)
        return None
    if not isinstance(verdict, Send):
        _keep_back(core, tx, text, verdict)
        return None
    attempt = Attempt(AttemptId(core.new_id("a")), text.id, text.number_id, words, at=now, wall=wall)
    claimed = replace(
        text,
        state=State.CLAIMED,
        attempt_id=attempt.id,
        lease_until=wall + timedelta(seconds=core.lease_s),
        not_before=None,
        went_on=london_day(now),
    )
    tx.attempts.add(attempt)
    tx.texts.save(claimed)
    tx.journal.note("text.claimed", about={"text": text.id, "attempt": attempt.id})
    return Claim(claimed, attempt)


def _keep_back(core: Core, tx: Transaction, text: Text, verdict: Wait | Drop) -> None:
    """Plan the text again, or end it with the reason. A hold that appeared since asks a person, once for all texts."""
    free = replace(text, attempt_id=None, lease_until=None, went_on=None)
    about = {"text": text.id, "release": text.release_id}
    if isinstance(verdict, Wait) or verdict.reason is Reason.HELD:
        tx.texts.save(replace(free, state=State.PLANNED))
        tx.journal.note("text.waits", about=about)
        replan_release(core, tx, text.release_id)
        if isinstance(verdict, Drop):
            tx.journal.ask_staff("release_held", about=about)
        return
    state = State.SKIPPED if verdict.reason is Reason.LATE else State.CANCELLED
    tx.texts.save(replace(free, state=state, reason=verdict.reason))
    tx.journal.note(f"text.{state}", about=about, why=verdict.reason)


def _review(tx: Transaction, text: Text) -> None:
    """A text that cannot be put into words is never sent half filled, and holds up no other."""
    tx.texts.save(replace(text, state=State.REVIEW, reason=Reason.WORDS))
    tx.journal.ask_staff("text_for_review", about={"text": text.id, "release": text.release_id})


def _outgoing(core: Core, tx: Transaction, claim: Claim, verdict: Send) -> Outgoing:
    return Outgoing(
        ref=claim.attempt.id,
        to=tx.lines.get(claim.attempt.number_id).number,
        sender=core.config.boards[claim.text.board].sender,
        words=claim.attempt.words,
        validity_s=verdict.validity_s,
        until=claim.attempt.wall + timedelta(seconds=core.lease_s * _SHARE),
    )

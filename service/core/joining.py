"""Joining by text: somebody who left without a number texts the code on their card, and gets their texts there.

What may not be told apart. A wrong code, and one that is used up, expired, of an ended release or of one that has a
number, get the same words (JOIN_UNKNOWN) by the same road: the same statements in the same order, in the transaction
that keeps the reply. Each is looked up by its hash, in one statement that brings all it takes to judge it; each is
counted; of each a row is kept and a task is raised. The truth stands in the task alone. The answer is a row like any
text, and a worker sends it: the webhook's response, which is empty, goes to the carrier and not to the sender. So
neither the moment of an answer nor its words tell whoever guesses that a code is somebody's. A code that joins gets
other words, JOIN_OK, and so has no secret to keep; until it is known to be right, its statements are the same too.

All tries are made one after another (`look_up`): the count is exact, and no code is used twice.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from service.core.assigning import offer_replies
from service.core.casework import heed_danger_before
from service.core.codes import Kept
from service.core.joining_pause import WITHIN, count_wrong, is_paused
from service.core.planning import replan
from service.core.ports import Core, Transaction
from service.core.records import Line, Reply
from service.core.stopping import replan_line
from service.domain.ids import BoardCode, PersonId, ReleaseId
from service.domain.joining import read_code
from service.domain.london import london_day
from service.domain.meaning import Label
from service.domain.release import Contact, Hold, Person, Release
from service.domain.reply import Keyword, keyword

OK, UNKNOWN = "JOIN_OK", "JOIN_UNKNOWN"
# Whoever says one of these beside a code does not ask for texts: "stop, my code was ...".
_OUTRANK = frozenset({Label.OPT_OUT, Label.WRONG_PERSON, Label.DECEASED, Label.BACK_INSIDE})


class Why(StrEnum):
    """Why a code joined nobody: the kind of the task that staff get."""

    UNKNOWN = "code_unknown"  # no card has it
    USED = "code_used"
    HAS_NUMBER = "code_has_number"  # the release has a number by now
    ENDED = "code_ended"  # the release ended, or the person died
    EXPIRED = "code_expired"
    STOPPED = "code_from_stopped_number"
    DEATH = "code_from_number_of_dead"
    NO_BOARD = "code_board_unknown"  # the person's Board is configured no more
    PAUSED = "code_while_paused"  # it is right, and joining is paused


@dataclass(frozen=True)
class Joined:
    """What a code in a reply came to."""

    answer_key: str
    board: BoardCode | None = None  # that answers; None: the sender's own, so that nothing is told
    person_id: PersonId | None = None  # who joined
    release_id: ReleaseId | None = None


def look_up(tx: Transaction, words: str) -> frozenset[PersonId | None]:
    """Whose record `join` will need, to be held with all others and before the sender's line. None: nobody's.

    Words that are no code cost nothing.
    """
    letters = read_code(words)
    if letters is None:
        return frozenset()
    tx.alone("joining")
    kept = tx.codes.find(letters)
    return frozenset({kept.person_id if kept else None})


def join(core: Core, tx: Transaction, reply: Reply, line: Line) -> Joined | None:
    """Give the person whose code this is the number that it came from.

    None: these words are no code at all, or say something that comes before a code, which is then not even looked up.
    """
    letters = read_code(reply.words)
    if letters is None or _says_otherwise(reply):
        return None
    kept = tx.codes.find(letters)
    stopped = tx.lines.get(line.id).stopped
    holders = tx.people.with_number(line.id)
    wrong, paused = tx.codes.wrong(reply.wall - WITHIN, reply.wall), is_paused(tx)
    if kept is not None and _joined_here(kept, line):
        return Joined(OK, kept.board, kept.person_id, kept.release_id)  # the same card once more, by the same phone
    why = _why_not(core, reply, kept)
    if why is None and stopped is not None:
        why = Why.STOPPED
    if why is None and any(one.died_at is not None for one in holders):
        why = Why.DEATH
    if why is None and paused:
        why = Why.PAUSED
    if kept is None or why is not None:
        count_wrong(tx, line.id, reply.wall, wrong)
        return _refused(tx, reply, line, kept, why or Why.UNKNOWN, paused=paused)
    return _give(core, tx, reply, line, kept)


def _says_otherwise(reply: Reply) -> bool:
    """Also where only a single word tells it, "STOP" beside the code: then a person reads what was meant."""
    labels = (reply.meaning or {}).get("labels")
    is_meant = isinstance(labels, list) and not _OUTRANK.isdisjoint(labels)
    return is_meant or any(keyword(word) is Keyword.STOP for word in reply.words.split())


def _joined_here(kept: Kept, line: Line) -> bool:
    return kept.number_id == line.id == kept.persons_number and not kept.is_over and line.stopped is None


def _why_not(core: Core, reply: Reply, kept: Kept | None) -> Why | None:
    """What stands against the code itself, the gravest first."""
    if kept is None:
        return Why.UNKNOWN
    found = (
        (kept.is_over, Why.ENDED),
        (kept.used_at is not None, Why.USED),
        (kept.persons_number is not None, Why.HAS_NUMBER),
        (kept.expires_at <= reply.wall, Why.EXPIRED),
        (kept.board not in core.config.boards, Why.NO_BOARD),
    )
    return next((why for holds, why in found if holds), None)


def _refused(  # noqa: PLR0913  what was tried, by whom, and why it came to nothing
    tx: Transaction, reply: Reply, line: Line, kept: Kept | None, why: Why, *, paused: bool
) -> Joined:
    """One task for each number that guesses; while joining is paused, one for all that no card has."""
    about = {
        "reply": reply.sid,
        "number": line.id,
        "release": kept.release_id if kept else None,
        "person": kept.person_id if kept else None,
    }
    tx.journal.note("code.refused", about=about, why=why)
    theirs = f"{kept.id} {line.id}" if kept else line.id
    once = "paused" if paused and kept is None else theirs
    tx.journal.ask_staff(why, about=about, once=once, board=kept.board if kept else reply.board)
    return Joined(UNKNOWN)


def _give(core: Core, tx: Transaction, reply: Reply, line: Line, kept: Kept) -> Joined:
    """As if the person had told the prison: the number is theirs, by their own word, from now on."""
    person, release = tx.people.get(kept.person_id), tx.releases.get(kept.release_id)
    now = core.clock.now()
    word = Contact(number=line.number, confirmed_by_person=True, confirmed_on=london_day(now))
    told = replace(person.with_said(person.said.heard(word, now), now), number_id=line.id)
    tx.codes.use(kept.id, line.id)
    tx.people.save(told)
    tx.life.assign(reply.sid, person.id, person.board)
    about = {"release": release.id, "person": person.id, "number": line.id, "reply": reply.sid}
    tx.journal.note("person.joined", about=about)
    offer_replies(tx, told, line.id)
    _plan(core, tx, heed_danger_before(tx, told, line.id), release)
    return Joined(OK, person.board, person.id, release.id)


def _plan(core: Core, tx: Transaction, person: Person, release: Release) -> None:
    """Only what still makes sense is planned. What waits for staff is told to them: the person was told of texts."""
    hold = replan(core, tx, person, release).hold
    if hold is not None and hold is not Hold.PRISON_SILENT:
        about = {"release": release.id, "person": person.id}
        tx.journal.ask_staff("joined_and_held", about=about, once=release.id, board=person.board)
    if person.number_id is not None:
        replan_line(core, tx, person.number_id, but=person.id)

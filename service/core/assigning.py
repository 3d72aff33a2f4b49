"""Whose a reply is, where the number does not tell: shared phones, and numbers that nobody knew when it came."""

from service.core.acting import ask_staff
from service.core.ports import Core, Transaction
from service.core.publishing import sequences_of
from service.core.questions import OPEN_FOR, Spoken, context_of, question_of, visit_of, visits_to_come
from service.core.records import Reply
from service.core.scene import Scene
from service.core.stopping import replan_line
from service.domain.errors import ConflictError, NotFoundError
from service.domain.ids import BoardCode, NumberId, PersonId
from service.domain.release import Person, Release
from service.domain.text import UNSENT, Text
from service.replying.asked import on_answer
from service.replying.effects import Given
from service.replying.situation import Situation, Whose
from service.understanding.understand import understand

_MOST_OFFERED = 10  # the newest


def offer_replies(tx: Transaction, person: Person, number_id: NumberId) -> None:
    """What came from this number before anybody knew whose it is: staff may see whether it was this person."""
    if any(one.id != person.id for one in tx.people.with_number(number_id)):
        return  # then somebody was known
    sids = tx.life.of_strangers(number_id, _MOST_OFFERED)
    if sids:
        about = {"number": number_id, "person": person.id, "replies": " ".join(sids)}
        tx.journal.note("replies.offered", about=about)
        tx.journal.ask_staff("replies_before", about=about, once=f"{person.id} {number_id}", board=person.board)


def assign_reply(core: Core, actor: str, board: BoardCode | None, reply_id: str, person_id: PersonId) -> bool:
    """Staff say who wrote it. True: it answers a question that we had asked this person, and counts as the answer.

    `reply_id` is its SID, or our name for it; `board` whose people these staff may touch, None: all.

    Raises:
        NotFoundError: there is no such reply or person for these staff.
        ConflictError: it was said to be somebody else's.
    """
    with core.store.write(actor=actor) as tx:
        person = _person(tx, board, person_id)
        reply = tx.life.reply(reply_id)
        if reply is None or not _is_theirs(reply, person, board):
            raise NotFoundError
        tx.lines.hold(reply.number_id, person.number_id)
        author = tx.people.named(reply.person_id) if reply.person_id is not None else None
        if author is not None and author.id != person.id:
            raise ConflictError
        if author is not None:
            return False
        tx.life.assign(reply.sid, person.id)
        tx.journal.note("reply.assigned", about={"reply": reply.sid, "person": person.id, "number": reply.number_id})
        return _take(core, tx, reply, person)


def _person(tx: Transaction, board: BoardCode | None, person_id: PersonId) -> Person:
    """With nobody else at their record."""
    found = tx.people.named(person_id)
    if found is None:
        raise NotFoundError
    tx.alone(f"record {found.id}")
    person = tx.people.named(found.id)
    if person is None or (board is not None and person.board != board):
        raise NotFoundError
    return person


def _is_theirs(reply: Reply, person: Person, board: BoardCode | None) -> bool:
    """These staff may read it: it came to them, or before anybody had the number that a person of theirs has now."""
    is_strangers = (reply.meaning or {}).get("whose") == Whose.NOBODY
    is_from_there = reply.number_id is not None and reply.number_id == person.number_id
    return board in (None, reply.board) or (is_strangers and is_from_there)


def _take(core: Core, tx: Transaction, reply: Reply, person: Person) -> bool:
    """Only from the number that was asked, and not over what was answered since. Nothing is said back: staff are."""
    release = tx.releases.latest(person.id)
    if release is None or reply.number_id is None or reply.number_id != person.number_id:
        return False
    if person.board not in core.config.boards:
        return False
    scene = _scene(core, tx, reply, person, release)
    situation = Situation(Whose.ONE, scene.context, question=scene.question)
    made = on_answer(understand(reply.words, scene.context), situation)
    known = tx.answers.of_release(release.id)
    given = [one for one in made.given if (one.occasion, one.question) not in known]
    for one in given:
        _give(tx, release, reply.number_id, one)
    for task in made.tasks if given else ():
        ask_staff(core, tx, reply, scene, task)
    if given:
        replan_line(core, tx, reply.number_id)
    return bool(given)


def _give(tx: Transaction, release: Release, number_id: NumberId, given: Given) -> None:
    tx.answers.give(release.id, given.occasion, given.question, given.meaning)
    about = {"release": release.id, "number": number_id}
    tx.journal.note("question.answered", about=about, why=f"{given.question}: {given.meaning}")


def _scene(core: Core, tx: Transaction, reply: Reply, person: Person, release: Release) -> Scene:
    """As it was when the reply came, had we known who wrote it."""
    spoken, visits = _spoken(core, tx, reply, person, release), visits_to_come(core, tx, (person,))
    question = question_of(spoken, visits)
    visit = visit_of(question, spoken, visits)
    board = core.config.boards[person.board]
    return Scene(board, person, release, context_of(spoken), question, visit, visits, Whose.ONE)


def _spoken(core: Core, tx: Transaction, reply: Reply, person: Person, release: Release) -> tuple[Spoken, ...]:
    """What had gone to this person at that number in the days before the reply, the newest first."""
    rows = [text for text in tx.texts.of_release(release.id) if text.state not in UNSENT]
    sequences = sequences_of(core, tx, person, release, rows, pin=False)
    found: list[Spoken] = []
    for text in sorted(rows, key=lambda text: text.due_at, reverse=True):
        sequence = sequences.get(text.sequence)
        step = sequence.step(text.step) if sequence is not None else None
        if sequence is not None and step is not None and _was_open(core, tx, reply, text):
            found.append(Spoken(text, sequence, step))
    return tuple(found)


def _was_open(core: Core, tx: Transaction, reply: Reply, text: Text) -> bool:
    attempt = tx.attempts.find(text.attempt_id) if text.attempt_id is not None else None
    if attempt is None or attempt.number_id != reply.number_id:
        return False
    return attempt.wall <= reply.wall <= core.clock.wall_at(attempt.at + OPEN_FOR)

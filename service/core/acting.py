"""Doing what a reply means: the number, the person, the answer to a question, and what a person must look at."""

from dataclasses import replace

from service.core import obeying
from service.core.deadlines import due_of
from service.core.ports import Core, Transaction
from service.core.records import Line, Reply
from service.core.scene import Scene
from service.core.stopping import end_release, hold_others, replan_line, stop_number
from service.domain.release import Ended, Pause, Person
from service.domain.text import Reason
from service.replying.effects import Effects, Task


def act(core: Core, tx: Transaction, reply: Reply, line: Line, scene: Scene, made: Effects, *, is_late: bool) -> None:  # noqa: PLR0913  a reply, its scene, its effects
    if made.stops:
        obeying.stop(core, tx, reply, line, is_late=is_late)
    if made.close not in (None, Reason.OPTED_OUT):
        stop_number(core, tx, line.id, made.close)
    if made.reopens:
        obeying.start(core, tx, reply, line, is_late=is_late)
    if scene.person is not None and made.dies:
        _die(core, tx, tx.people.get(scene.person.id))
    if made.pause is not None:
        pause(core, tx, tx.people.with_number(line.id), made.pause)
    _keep_answers(core, tx, line, scene, made)


def _die(core: Core, tx: Transaction, person: Person) -> None:
    """As if a prison had told us; staff confirm it or undo it."""
    dead = replace(person, died_at=core.clock.now())
    tx.people.save(dead)
    tx.journal.note("person.died", about={"person": person.id}, why="reply")
    release = tx.releases.latest(person.id)
    if release is not None and release.ended is None:
        end_release(core, tx, dead, release, Ended.DIED)
    hold_others(core, tx, dead)


def pause(core: Core, tx: Transaction, people: tuple[Person, ...], why: Pause) -> None:
    changed = [one.paused_for(why) for one in people if one.paused_for(why) != one]
    for person in changed:
        tx.people.save(person)
        tx.journal.note("person.paused", about={"person": person.id}, why=why)
    for number_id in sorted({one.number_id for one in changed if one.number_id is not None}):
        replan_line(core, tx, number_id)


def _keep_answers(core: Core, tx: Transaction, line: Line, scene: Scene, made: Effects) -> None:
    if scene.release is None or not made.given:
        return
    for given in made.given:
        about = {"release": scene.release.id, "number": line.id}
        tx.answers.give(scene.release.id, given.occasion, given.question, given.meaning)
        tx.journal.note("question.answered", about=about, why=f"{given.question}: {given.meaning}")
    replan_line(core, tx, line.id)


def ask_staff(  # noqa: PLR0913  what, about which reply, in which scene
    core: Core,
    tx: Transaction,
    reply: Reply,
    scene: Scene,
    task: Task,
    *,
    language: str | None = None,
    once: str | None = None,
) -> None:
    """`once`: whom or what it is about, if not the number; not again while such a task is open."""
    visit = scene.visit if task.names_visit else None
    about = {
        "reply": reply.sid,
        "number": reply.number_id,
        "person": scene.person.id if scene.person is not None else None,
        "appointment": visit.id if visit is not None else None,
        "language": language,
    }
    tx.journal.ask_staff(
        task.kind,
        about=about,
        once=once or (visit.occasion if visit is not None else (reply.number_id if task.once else None)),
        board=scene.board.code,
        priority=int(task.priority),
        due=due_of(core, tx, scene.board, task.due),
    )

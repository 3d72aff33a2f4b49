"""The scene in which a reply is heard: whose number it is, whose staff read it, what our texts had said."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from service.core.caller import Caller
from service.core.casework import duty_board
from service.core.ports import Core, Transaction
from service.core.questions import Spoken, context_of, question_of, spoken_to, visit_of, visits_to_come
from service.domain.appointment import Appointment
from service.domain.board import Board
from service.domain.london import london_day, london_time
from service.domain.meaning import Context
from service.domain.release import Pause, Person, Release, SafeToText
from service.domain.reply import keyword, opts_in_at_carrier, sounds_like_visit
from service.domain.text import Reason
from service.replying.situation import Question, Situation, Visit, Whose
from service.schedules.calendar import Calendar

# When staff are taken to be there: what our answers promise, they promise by 5pm.
OPENS, CLOSES = time(9), time(17)
_STILL_FRESH = timedelta(hours=1)  # later another question may have come: a person reads what was meant
_AWAY = frozenset({Pause.CUSTODY, Pause.HOSPITAL})


@dataclass(frozen=True)
class Scene:
    board: Board
    person: Person | None  # who wrote, where only one can have
    release: Release | None  # theirs
    context: Context
    question: Question | None
    visit: Appointment | None = field(repr=False)
    visits: tuple[Appointment, ...] = field(repr=False)
    whose: Whose


def scene_of(core: Core, tx: Transaction, caller: Caller, to: str, *, said_at: datetime) -> Scene:
    age = max(core.clock.wall() - said_at, timedelta(0))
    spoken = spoken_to(core, tx, caller.line.id, core.clock.now() - age) if caller.line is not None else ()
    whose = _whose(caller)
    person = caller.people[0] if whose is Whose.ONE else None
    release = tx.releases.latest(person.id) if person is not None else None
    visits = visits_to_come(core, tx, caller.people) if whose is not Whose.NOBODY else ()
    own = tuple(one for one in spoken if release is not None and one.text.release_id == release.id)
    question = question_of(own, visits) if age <= _STILL_FRESH else None
    return Scene(
        board=_board(core, caller, spoken, to),
        person=person,
        release=release,
        context=context_of(spoken),
        question=question,
        visit=visit_of(question, spoken, visits),
        visits=visits,
        whose=whose,
    )


def situation_of(core: Core, caller: Caller, scene: Scene, words: str) -> Situation:
    board, line, visit = scene.board, caller.line, scene.visit
    return Situation(
        whose=scene.whose,
        context=scene.context,
        keyword=keyword(words),
        is_yes_alone=opts_in_at_carrier(words),
        may_mean_visit=sounds_like_visit(words) and scene.context is Context.APPOINTMENT,
        closed=line.closed if line is not None else None,
        opted_out=line is not None and line.has_opted_out,
        death_near=line is not None and line.death_near,
        is_dead=bool(caller.people) and all(one.died_at is not None for one in caller.people),
        is_away=any(one.paused in _AWAY for one in caller.people),
        question=scene.question,
        visit=Visit(visit.occasion, bool(visit.phone or board.line)) if visit is not None else None,
        calls_back=board.calls_back,
        is_read=board.reads_replies,
        is_open=is_open(board, core.clock.now()),
    )


def _whose(caller: Caller) -> Whose:
    """A number that was wrong is nobody's: what staff find out of it, they say."""
    if caller.line is None:
        return Whose.NO_PHONE
    if caller.line.closed is Reason.WRONG_PERSON or all(one.died_at is not None for one in caller.people):
        return Whose.NOBODY
    if len(caller.people) > 1 or not caller.is_sure:
        return Whose.SEVERAL
    is_theirs = caller.people[0].contact.safe_to_text in (None, SafeToText.YES)
    return Whose.ONE if is_theirs else Whose.SHARED


def _board(core: Core, caller: Caller, spoken: tuple[Spoken, ...], to: str) -> Board:
    """The person's; of several people, or of nobody, that of our last text; else the one on duty."""
    homes = {one.board for one in caller.people}
    named = [*homes] if len(homes) == 1 else [one.text.board for one in spoken[:1]]
    found = (core.config.boards.get(code) for code in named)
    return next((board for board in found if board is not None), None) or duty_board(core.config, to)


def is_open(board: Board, now: datetime) -> bool:
    return Calendar(board.closed).is_open(london_day(now)) and OPENS <= london_time(now) < CLOSES

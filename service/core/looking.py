"""Everything that decides about one text at this moment, and the words that it would go with."""

from dataclasses import replace
from datetime import datetime

from service.core.gathering import courses, facts_of, liberation_of, place_of, visits_of
from service.core.planning import standing_hold, suppression
from service.core.ports import Core, Transaction
from service.core.publishing import sequences_of
from service.core.records import Line
from service.core.wording import filled, spoken, values_for
from service.domain.errors import UnfitError
from service.domain.london import london_day
from service.domain.release import Hold, Person, Release
from service.domain.text import Reason, State, Text
from service.schedules.answers import AnswerLook, good_for, may_answer
from service.schedules.conditions import fits
from service.schedules.course import Course, Liberation
from service.schedules.lastlook import Look, Verdict, may_send
from service.schedules.sequence import Anchor, Sequence
from service.schedules.timing import deadline, hours_of, may_go, wanted_at
from service.schedules.welcome import Greeted, welcome_needed
from service.templates.render import RenderError


def verdict(core: Core, tx: Transaction, text: Text, now: datetime) -> Verdict:
    """What must happen with this text now. Raises UnfitError for one that the configuration no longer knows."""
    if text.is_answer:
        if text.board not in core.config.boards:
            raise UnfitError
        return may_answer(look_at_answer(tx, text), core.clock.wall())
    return may_send(look_at(core, tx, text, now), now)


def look_at_answer(tx: Transaction, text: Text) -> AnswerLook:
    people = tx.people.with_number(text.number_id)
    all_dead = bool(people) and all(one.died_at is not None for one in people)
    line = tx.lines.get(text.number_id)
    return AnswerLook(text, None if _wrote_since(line, text) else line.stopped, all_dead)


def _wrote_since(line: Line, text: Text) -> bool:
    """Who is another than we sought, or may be, is answered when they write, and still not texted."""
    may_be_another = line.stopped in (Reason.WRONG_PERSON, Reason.AGED_OUT)
    if not may_be_another or line.has_opted_out or line.death_near:
        return False
    if line.closed_at is None or text.good_until is None:
        return False
    return text.good_until - good_for(text.step) > line.closed_at


def look_at(core: Core, tx: Transaction, text: Text, now: datetime) -> Look:
    """Raises UnfitError for a text that the configuration no longer knows."""
    release = tx.releases.get(text.of_release)
    person = tx.people.get(release.person_id)
    if not {person.board, text.board} <= core.config.boards.keys():
        raise UnfitError
    board = core.config.boards[person.board]
    sequence = _sequence(core, tx, person, release, text)
    step, course = sequence.step(text.step), _course(core, tx, person, release, text, sequence)
    return Look(
        text=text,
        person=person,
        release=release,
        hold=standing_hold(core, tx, person, release) or _pause(tx, person, sequence, text),
        suppressed=suppression(tx, person),
        withdrawn=step is None,
        number_had_one_today=tx.texts.went_on_day(text.number_id, london_day(now), but=text.id),
        hours=hours_of(sequence, board.hours),
        wanted_at=wanted_at(step, course, place_of(board)) if step and course else None,
        if_late=step.if_late if step and not text.welcome else None,
        deadline=deadline(step, course) if step and course else None,
        day_fits=step is None or may_go(london_day(now), step, sequence, place_of(board).calendar),
        in_turn=_is_in_turn(tx, text, now),
        fits=step is None or course is None or fits(step, course, facts_of(board, person, tx, release)),
    )


def _pause(tx: Transaction, person: Person, sequence: Sequence, text: Text) -> Hold | None:
    """Danger keeps back every text but those of appointments, and the welcome that must go before them."""
    if not person.in_danger or sequence.anchor is Anchor.APPOINTMENT:
        return None
    return None if text.welcome and _is_before_visit(tx, text) else Hold.PAUSED


def _is_before_visit(tx: Transaction, text: Text) -> bool:
    rows = tx.texts.of_release(text.of_release)
    return any(one.state is State.PLANNED and one.occasion and not one.welcome for one in rows)


def _is_in_turn(tx: Transaction, text: Text, now: datetime) -> bool:
    """A welcome only where one is needed, and anything else only after it."""
    greeted = Greeted(text.number_id, tx.texts.welcomes(text.number_id))
    if not text.welcome:
        return greeted.last_on is not None
    others = replace(greeted, to_number=tuple(one for one in greeted.to_number if one.id != text.id))
    own = (one for one in tx.texts.of_release(text.of_release) if one.id != text.id)
    return not others.is_on_its_way and welcome_needed(others, own, london_day(now)) is not None


def words_of(core: Core, tx: Transaction, text: Text, now: datetime) -> str:
    """In the language of the person, or the one to fall back on. Raises UnfitError where they cannot be filled in."""
    if text.is_answer:
        return tx.texts.words_of(text.id)
    release = tx.releases.get(text.of_release)
    person = tx.people.get(release.person_id)
    board = core.config.boards[text.board]
    sequence = _sequence(core, tx, person, release, text)
    step, course = sequence.step(text.step), _course(core, tx, person, release, text, sequence)
    if step is None or course is None:
        raise UnfitError
    words = spoken(step, sequence, board, person.contact.language)
    try:
        return filled(words, values_for(board, course.anchor, london_day(now)))
    except RenderError as error:
        raise UnfitError from error


def _sequence(core: Core, tx: Transaction, person: Person, release: Release, text: Text) -> Sequence:
    """As the release runs it. Raises UnfitError where nobody knows it any more."""
    found = sequences_of(core, tx, person, release, (text,), pin=False).get(text.sequence)
    if found is None:
        raise UnfitError
    return found


def _course(  # noqa: PLR0913  whose text it is, and what it belongs to
    core: Core, tx: Transaction, person: Person, release: Release, text: Text, sequence: Sequence
) -> Course | None:
    """What the text's step counts from; None where that is no longer there."""
    board = core.config.boards[person.board]
    visits = visits_of(tx.appointments.of_release(release.id), tx.texts.of_release(release.id))
    found = courses(board, {sequence.id: sequence}, liberation_of(board, release), visits)
    return next((one for one in found if isinstance(one.anchor, Liberation) or one.occasion == text.occasion), None)

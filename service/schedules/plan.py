"""From anchors and sequences to dated texts. Pure: the same arguments give the same plan.

All that one release may bring is planned together, because the number gets one text a day: first a welcome if it needs
one, then what is said of appointments, on its own day or hardly later, then the nudges, which move on to free days.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType

from service.domain.text import Key, Reason
from service.schedules.conditions import Candidate, candidates
from service.schedules.course import Course, Facts, Past, Place, PlannedText, Visit
from service.schedules.draft import Draft
from service.schedules.timing import wanted_at


@dataclass(frozen=True)
class Plan:
    texts: tuple[PlannedText, ...] = ()  # in the order in which they are due
    late: tuple[Key, ...] = ()  # steps that can no longer go in time
    left_out: Mapping[Key, Reason] = field(default_factory=lambda: MappingProxyType({}))  # steps kept out by a rule


def plan(courses: Iterable[Course], facts: Facts, place: Place, past: Past, now: datetime) -> Plan:
    """The texts still to come: one a day, inside the sending hours, none stale, none over the caps."""
    courses = tuple(courses)
    draft = Draft(courses, facts, place, past, now)
    able = [one for one in candidates(courses, facts, past.welcome) if draft.is_new(one)]
    welcome = next((one for one in able if one.step.welcome is not None), None)
    if past.welcome is not None and welcome is None:
        return Plan()  # nothing goes to a number that cannot be welcomed
    if welcome is not None:
        draft.place_welcome(welcome)
    rest = [one for one in able if one.step.welcome is None]
    for one in _in_order(rest, place, about_visits=True):
        draft.place_visit(one)
    for one in draft.not_too_many(_in_order(rest, place, about_visits=False)):
        draft.place_nudge(one)
    return _finished(draft, welcome, past)


def _in_order(found: Iterable[Candidate], place: Place, *, about_visits: bool) -> list[Candidate]:
    """By the moment they are wanted; of two at once the sooner appointment, or the one whose sequence stands first."""
    mine = [one for one in found if isinstance(one.course.anchor, Visit) is about_visits]
    return sorted(mine, key=lambda one: (wanted_at(one.step, one.course, place), _begins(one)))


def _begins(one: Candidate) -> datetime:
    anchor = one.course.anchor
    return anchor.appointment.start if isinstance(anchor, Visit) else datetime.min.replace(tzinfo=UTC)


def _finished(draft: Draft, welcome: Candidate | None, past: Past) -> Plan:
    """A welcome does not go alone: a welcome to nothing is none."""
    texts = tuple(sorted(draft.texts, key=lambda text: text.due_at))
    alone = welcome is not None and [text.key for text in texts] == [welcome.key]
    if welcome is not None and alone and (draft.late or past.gone or past.passed):
        return Plan((), (welcome.key, *draft.late), MappingProxyType(draft.left_out))
    return Plan(texts, tuple(draft.late), MappingProxyType(draft.left_out))

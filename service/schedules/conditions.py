"""Which steps of which courses a person may get at all. What went before, and on which day, is the plan's matter."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from service.domain.ids import SequenceId, StepId
from service.domain.text import Key
from service.schedules.course import Course, Facts, Visit, WelcomeNeeded
from service.schedules.sequence import Condition, Step, StepName, Welcome


@dataclass(frozen=True)
class Candidate:
    """A step that may go, and where it stands among all that may."""

    course: Course
    step: Step
    key: Key
    not_after: frozenset[StepId] = frozenset()  # steps after which it is not wanted any more


def candidates(courses: Iterable[Course], facts: Facts, welcome: WelcomeNeeded | None) -> tuple[Candidate, ...]:
    """Every step whose conditions hold, in the order of the courses and their steps; a variant in place of its step."""
    fitting = [
        Candidate(course, step, course.key(step), _not_after(step, course, facts))
        for course in courses
        for step in course.sequence.steps
        if fits(step, course, facts)
    ]
    left = list(_one_of_each(fitting))
    return (*_welcome(left, welcome), *(one for one in left if one.step.welcome is None))


def relatives(courses: Iterable[Course]) -> dict[StepName, frozenset[StepName]]:
    """For each step, those that say the same: its variants, what it is a variant of, and the other variants of that."""
    families: dict[StepName, frozenset[StepName]] = {}
    for course in courses:
        for step in course.sequence.steps:
            name = StepName(course.sequence.id, step.id)
            for other in step.replaces:
                family = families.get(name, frozenset({name})) | families.get(other, frozenset({other}))
                families |= dict.fromkeys(family, family)
    return families


def _one_of_each(fitting: list[Candidate]) -> Iterator[Candidate]:
    """Of a step and its variants the first variant, in the order of the sequences."""
    replaced: set[StepName] = set()
    for one in fitting:
        if one.step.replaces and not one.step.replaces <= replaced:
            replaced |= one.step.replaces
            yield one
    yield from (one for one in fitting if not one.step.replaces and StepName(*one.key[:2]) not in replaced)


def _welcome(fitting: Iterable[Candidate], needed: WelcomeNeeded | None) -> list[Candidate]:
    """The one welcome that is needed. A sequence without words for a new number welcomes it like the first."""
    if needed is None:
        return []
    by_kind = {one.step.welcome: one for one in reversed(list(fitting)) if one.step.welcome is not None}
    found = by_kind.get(needed.how) or by_kind.get(Welcome.FIRST)
    return [Candidate(found.course, found.step, found.key._replace(occasion=needed.occasion))] if found else []


def fits(step: Step, course: Course, facts: Facts) -> bool:
    """Apart from what was sent: that depends on the plan."""
    sequence, occasion = course.sequence, course.occasion
    if step.optional and step.id in facts.left_out:
        return False
    if step.opt_in and facts.shared:
        return False
    if any(facts.answers.get((occasion, question)) in ends for question, ends in sequence.stop_on.items()):
        return False
    if isinstance(course.anchor, Visit) and not _fits_visit(step, course.anchor):
        return False
    unless = step.unless
    forbidden = not unless.is_empty and not unless.sent and _holds(unless, course, facts)
    return _holds(sequence.only_if, course, facts) and _holds(step.only_if, course, facts) and not forbidden


def _not_after(step: Step, course: Course, facts: Facts) -> frozenset[StepId]:
    return step.unless.sent if _holds(step.unless, course, facts) else frozenset()


def _fits_visit(step: Step, visit: Visit) -> bool:
    """A reminder is for an appointment that stands; news is told once, and its end only to whoever knew of it."""
    if step.notice is not None and visit.appointment.start - visit.known_from < step.notice:
        return False
    if step.when is None:
        return visit.news is not None and visit.news.stands
    return step.when is visit.news and (visit.news.stands or visit.told)


def _holds(condition: Condition, course: Course, facts: Facts) -> bool:
    """Apart from what was sent: that depends on the plan."""
    if condition.groups and not condition.groups & facts.groups:
        return False
    if condition.delivered and not (isinstance(course.anchor, Visit) and course.anchor.delivered):
        return False
    given = ((facts.answers.get((course.occasion, question)), wanted) for question, wanted in condition.answers.items())
    return all(answer in wanted for answer, wanted in given)


def was_sent(wanted: frozenset[StepId], sequence: SequenceId, sent: Container[StepName]) -> bool:
    """One of the steps, or what stands in its place, went or is planned before. `sent` holds the relatives too."""
    return not wanted or any(StepName(sequence, step) in sent for step in wanted)

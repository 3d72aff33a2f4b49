"""From a liberation date and a sequence to dated texts. Pure: the same arguments give the same plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.domain.board import SendingHours
from service.domain.ids import StepId
from service.domain.london import at, london_day, london_time, next_day
from service.schedules.sequence import Sequence, Step

SHORTEST_VALIDITY = timedelta(seconds=120)  # with less than this left of the day, a text could arrive after hours


@dataclass(frozen=True)
class Liberation:
    """When a person leaves, as far as it is known."""

    day: date  # in Scotland
    heard_at: datetime | None = None  # aware UTC: the release, or its arrival here if later; None: the date alone


@dataclass(frozen=True)
class PlannedText:
    step: StepId
    wanted_at: datetime  # aware UTC: when it would go if nothing stood in its way; lateness counts from here
    due_at: datetime  # aware UTC


@dataclass(frozen=True)
class Plan:
    texts: tuple[PlannedText, ...] = ()
    late: tuple[StepId, ...] = ()  # steps that can no longer go in time


def plan(  # noqa: PLR0913  every fact on which a plan depends
    liberation: Liberation,
    sequence: Sequence,
    hours: SendingHours,
    *,
    now: datetime,
    gone: Mapping[StepId, date],
    taken: frozenset[date],
) -> Plan:
    """The texts still to come: in order, one a day, inside the sending hours, none of them stale.

    `gone` holds the steps that went already and their days; `taken` the days on which the same number gets a text of
    another release. The first step is never too late in itself, but it does not go alone: a welcome to nothing is none.
    """
    texts: list[PlannedText] = []
    late: list[StepId] = []
    free_from = max((next_day(day) for day in gone.values()), default=liberation.day)
    for step in sequence.steps:
        if step.id in gone:
            continue
        wanted = wanted_at(step, liberation, hours)
        due = _first_slot(wanted, step, hours, free_from, now, taken)
        if due - wanted > sequence.send_within and step is not sequence.steps[0]:
            late.append(step.id)
            continue
        texts.append(PlannedText(step.id, wanted, due))
        free_from = next_day(london_day(due))
    if late and [text.step for text in texts] == [sequence.steps[0].id]:
        return Plan((), (sequence.steps[0].id, *late))
    return Plan(tuple(texts), tuple(late))


def wanted_at(step: Step, liberation: Liberation, hours: SendingHours) -> datetime:
    """When the step should go if nothing stood in its way. Aware UTC."""
    rule = step.on_release
    if rule is None or liberation.heard_at is None:
        return at(liberation.day + timedelta(days=step.day), step.at)
    moment = liberation.heard_at + rule.after + timedelta(days=step.day)
    if london_time(moment) >= hours.closes:
        return at(next_day(london_day(moment)), rule.not_before)
    return max(moment, at(london_day(moment), rule.not_before))


def _first_slot(  # noqa: PLR0913  every fact on which a slot depends
    wanted: datetime, step: Step, hours: SendingHours, free_from: date, now: datetime, taken: frozenset[date]
) -> datetime:
    """The first moment, from `wanted` on, on a free day inside the sending hours and not past."""
    day = max(london_day(wanted), free_from, london_day(now))
    while True:
        moment = wanted if day == london_day(wanted) else _usual(day, step, hours)
        moment = max(moment, now)
        if day not in taken and london_day(moment) == day and _open(moment, hours):
            return moment
        day = next_day(day)


def _usual(day: date, step: Step, hours: SendingHours) -> datetime:
    usual = at(day, step.on_release.not_before if step.on_release else step.at)
    return min(usual, at(day, hours.closes) - SHORTEST_VALIDITY)


def _open(moment: datetime, hours: SendingHours) -> bool:
    left = at(london_day(moment), hours.closes) - moment
    return london_time(moment) >= hours.opens and left >= SHORTEST_VALIDITY

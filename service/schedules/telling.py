"""A step's rules in words, as the people who sign the texts read them."""

from collections.abc import Iterable
from datetime import time, timedelta

from service.schedules.sequence import (
    Anchor,
    Condition,
    Days,
    News,
    SendWithin,
    Sequence,
    Skip,
    Step,
    StepName,
    Welcome,
)

_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_NEWS = {
    News.BOOKED: "as soon as we hear that it is booked",
    News.CHANGED: "as soon as we hear that its time or place is another",
    News.CANCELLED: "as soon as we hear that it is called off",
    News.MISSED: "after we hear that the person was not there",
}
_WELCOMES = {
    Welcome.FIRST: "whoever was not welcomed at this number yet: it goes before anything else",
    Welcome.NEW_NUMBER: "whoever was welcomed before, at another number: it stands in the place of the first welcome",
}
_PEOPLE = {
    "no_fixed_address": "people without a fixed address",
    "woman": "women",
    "young_18_25": "people from 18 to 25",
    "veteran": "veterans",
    "harm_reduction": "people in the group for harm reduction",
    "pregnancy": "people who are pregnant",
    "domestic_abuse": "people in the group for domestic abuse",
}


def when(step: Step, sequence: Sequence) -> str:
    """Its day and hour: "2 days after the release, at 10:00, on the next open day"."""
    return ", ".join(part for part in (_day(step, sequence), _hour(step), _open_day(step)) if part)


def to_whom(step: Step, sequence: Sequence) -> str:
    """Every condition; "everybody" where there is none."""
    whoever = (
        *([_WELCOMES[step.welcome]] if step.welcome else []),
        *(f"only {one}" for one in (*_conditions(sequence.only_if), *_conditions(step.only_if))),
        *(["only who agreed to it, and never on a phone that somebody else uses too"] if step.opt_in else []),
        *(["only whoever had a text about it before"] if step.when in (News.CANCELLED, News.MISSED) else []),
        *([f"only where we heard of the appointment {_long(step.notice)} ahead"] if step.notice else []),
    )
    besides = (
        *([] if step.unless.is_empty else [f"but not {' and '.join(_conditions(step.unless))}"]),
        *([f"in the place of {_names(step.replaces)}"] if step.replaces else []),
        *(["a Board may leave it out, and it gives way first where texts are too many"] if step.optional else []),
    )
    return "; ".join((*(whoever or ("everybody",)), *besides))


def if_late(step: Step) -> str:
    if step.welcome is not None:
        return "is never too late"
    match step.if_late:
        case SendWithin(time=allowed):
            return f"still goes up to {_long(allowed)} late"
        case Skip():
            return "goes on its own day or not at all"
        case _:
            return "goes on its own day; else it and the later texts of its group are left out"


def answers(step: Step) -> str | None:
    """What may be replied, and what we take it for."""
    if step.ask is None:
        return None
    meant = ", ".join(f"{typed} means {_plain(meaning)}" for typed, meaning in step.ask.answers.items())
    return f"question {step.ask.question}: {meant}"


def limits(sequence: Sequence) -> tuple[str, ...]:
    """What holds for the sequence as a whole."""
    days = [] if len(sequence.days) == len(_WEEKDAYS) else [_WEEKDAYS[day] for day in sorted(sequence.days)]
    hours = sequence.hours
    about = (
        "about one appointment" if sequence.anchor is Anchor.APPOINTMENT else "of one release, all sequences together"
    )
    ends = [f"the answer {_plain(one)}" for meanings in sequence.stop_on.values() for one in sorted(meanings)]
    return (
        "one text a day to a number",
        f"at most {sequence.most_in_week} texts in any seven days",
        f"at most {sequence.most_in_all} texts {about}",
        *([f"on {', '.join(days)} only"] if days else []),
        *([f"{hours.opens:%H:%M} to {hours.closes:%H:%M}, never wider than the Board's hours"] if hours else []),
        "it ends when somebody replies STOP or WRONG, goes back to custody or dies, or the release is called off",
        *(f"and with {end}" for end in ends),
    )


def people(group: str) -> str:
    return _PEOPLE.get(group, f"people in the group {group}")


def at_day(step: Step, sequence: Sequence) -> int | None:
    """The day on which it is wanted, counted from the release or the appointment; None: as soon as we hear."""
    if sequence.anchor is Anchor.APPOINTMENT and step.when not in (None, News.MISSED):
        return None
    return step.offset.days if isinstance(step.offset, Days) else step.offset.time.days


def clock(step: Step, sequence: Sequence) -> time | None:
    return None if at_day(step, sequence) is None else step.at or step.not_before


def _day(step: Step, sequence: Sequence) -> str:
    news = _NEWS.get(step.when) if step.when else None
    begins = "the appointment" if sequence.anchor is Anchor.APPOINTMENT else "the release"
    if news and step.when is not News.MISSED:
        return news if _is_now(step) else f"{_far(step)} after that: {news}"
    if isinstance(step.offset, Days):
        days = step.offset.days
        day = f"on the day of {begins}" if not days else f"{_far(step)} {'after' if days > 0 else 'before'} {begins}"
        return f"{day}, {news}" if news else day
    side = "before" if step.offset.time < timedelta() else "after"
    return f"{_far(step)} {side} {begins if sequence.anchor is Anchor.APPOINTMENT else 'we hear of the release'}"


def _hour(step: Step) -> str:
    if isinstance(step.offset, Days):
        return f"at {step.at:%H:%M}" if step.at else "when the sending hours begin"
    earliest = f"not before {step.not_before:%H:%M}" if step.not_before else ""
    by_date = f"at {step.at:%H:%M} where the date alone is known" if step.at else ""
    return "; ".join(part for part in (earliest, by_date) if part)


def _open_day(step: Step) -> str:
    if not step.open_days:
        return ""
    back = isinstance(step.offset, Days) and step.offset.days < 0
    return f"or the {'last day before' if back else 'first day after'} on which practices are open"


def _conditions(condition: Condition) -> tuple[str, ...]:
    groups = [" or ".join(map(people, sorted(condition.groups)))] if condition.groups else []
    given = [
        f"whoever answered {' or '.join(map(_plain, sorted(meanings)))} to the question {question}"
        for question, meanings in condition.answers.items()
    ]
    sent = [f"whoever got {' or '.join(sorted(condition.sent))}, or what stands in its place"] if condition.sent else []
    reached = ["where a text about it reached the phone"] if condition.delivered else []
    return (*groups, *given, *sent, *reached)


def _names(names: Iterable[StepName]) -> str:
    return ", ".join(f"{one.sequence}/{one.step}" for one in sorted(names))


def _is_now(step: Step) -> bool:
    return not isinstance(step.offset, Days) and not step.offset.time


def _far(step: Step) -> str:
    if isinstance(step.offset, Days):
        return _counted(abs(step.offset.days), "day")
    return _long(abs(step.offset.time))


def _long(span: timedelta) -> str:
    hours = int(span / timedelta(hours=1))
    return _counted(hours // 24, "day") if hours >= 48 and not hours % 24 else _counted(hours, "hour")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _plain(name: str) -> str:
    return name.replace("_", " ")

"""A report as lines of Markdown."""

from collections.abc import Iterator
from dataclasses import fields

from service.domain.text import State
from tests.chaos.storm import Report

COLUMNS = (
    "storm", "kills", "texts", "taken", "faults met", "lost", "twice", "unknown", "wrong", "review", "skipped",
    "no receipt", "stops", "after stop", "asked", "unanswered", "seconds",
)  # fmt: skip
HEAD = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"
_AWAIT_RECEIPT = (State.ACCEPTED, State.SENT)


def row(name: str, report: Report) -> str:
    """`texts`: all that had to be decided. `wrong`: unseen, strange or without a reason.

    `stops`: people who texted STOP, by who heard of it first. `after stop`: of these, what was not obeyed.
    `asked`: questions that were taken; `unanswered`: of these, those to which no answer was planned.
    """
    found, states = report.reckoning, report.states
    cells = (
        name,
        sum(report.kills.values()),
        sum(states.values()) - states.get(State.PLANNED, 0),
        report.taken,
        sum(report.faults.values()),
        len(found.lost),
        len(found.twice),
        len(found.unknown),
        len(found.unseen) + len(found.strange) + len(found.unreasoned),
        found.review,
        states.get(State.SKIPPED, 0) + states.get(State.CANCELLED, 0),
        sum(states.get(state, 0) for state in _AWAIT_RECEIPT),
        " + ".join(f"{count} {way}" for way, count in sorted(report.stops.items())),
        len(found.unheard) + len(found.after_stop),
        report.asked,
        len(found.unanswered),
        f"{report.seconds:.0f}",
    )
    return f"| {' | '.join(map(str, cells))} |"


def told(report: Report) -> Iterator[str]:
    """What went wrong, each fault by its id; nothing where all is well."""
    if not report.is_at_rest:
        yield "It did not come to rest in time."
    for field in fields(report.reckoning):
        found = getattr(report.reckoning, field.name)
        if isinstance(found, tuple) and found:
            yield f"{field.name}: {', '.join(found)}"

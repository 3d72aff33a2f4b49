"""One question for all that decides whether a text may go: cheap enough to ask again just before it goes."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    select,
)

from service.store.among import any_of
from service.store.tables import (
    answers,
    appointments,
    database,
    lines,
    people,
    prisons,
    releases,
    senders,
    texts,
    versions,
)

_OTHERS, _HOLDERS = texts.alias("others"), people.alias("holders")
# As they stand: no values of which the same are sent each time.
_NOTHING: Any = literal_column("''", String)
_BETWEEN: Any = literal_column("'/'", String)


def _said(*columns: Any) -> ColumnElement[str]:
    """All of these as one string: to take a row of many columns apart would cost more than to read it."""
    said: ColumnElement[str] = _NOTHING
    for column in columns:
        said = said.concat(func.coalesce(cast(column, String), _NOTHING)).concat(_BETWEEN)
    return said


def _all(*columns: Any) -> Any:
    """These columns of every row. In another order it is another stamp, which is never wrong."""
    return func.aggregate_strings(_said(*columns), _NOTHING)


def _one(what: Any, *where: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(what).where(*where).scalar_subquery()


# A row that was written again counts as changed: then everything is looked at anew, which is never wrong.
_DECIDES = (
    *(texts.c[name] for name in ("state", "attempt_id", "line_id", "board", "due_at", "wanted_at")),
    *(lines.c[name] for name in ("stopped", "stopped_wall", "death_near")),
    *(people.c[name] for name in ("line_id", "board", "died_at", "returned_at", "paused")),
    *(releases.c[name] for name in ("person_id", "ended", "liberation_date", "released_at", "heard_at", "prison")),
    _one(_all(_OTHERS.c.id, _OTHERS.c.state, _OTHERS.c.went_on), _OTHERS.c.line_id == texts.c.line_id),
    _one(func.count(), _HOLDERS.c.line_id == texts.c.line_id, _HOLDERS.c.merged_into.is_(None)),
    _one(
        _all(*(appointments.c[name] for name in ("id", "status", "as_of", "set_at"))),
        appointments.c.release_id == releases.c.id,
    ),
    _one(func.count(), answers.c.release_id == releases.c.id),
    _one(func.max(answers.c.at), answers.c.release_id == releases.c.id),
    _one(prisons.c.heard_at, prisons.c.slug == releases.c.prison),
    _one(func.max(versions.c.published_wall)),
)


def _stamps(which: ColumnElement[bool]) -> Select[Any]:
    return (
        select(texts.c.id, people.c.contact_sealed, _said(*_DECIDES).label("said"))
        .join_from(texts, lines)
        .join(releases, releases.c.id == texts.c.release_id)
        .join(people, people.c.id == releases.c.person_id)
        # While the service is on hold or the carrier refuses somebody there is no stamp: everything is looked at.
        .where(which, ~exists().where(database.c.held_wall.is_not(None)), ~exists().where(senders.c.code.is_not(None)))
    )


STAMPS = _stamps(any_of(texts.c.id, "ids"))
STAMP = _stamps(texts.c.id == bindparam("id"))  # planned once: a server plans anew for each list

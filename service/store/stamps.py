"""One question for all that decides whether a text may go: cheap enough to ask again just before it goes."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, String, bindparam, cast, exists, func, literal, select

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


def _all(*columns: Any) -> Any:
    """These columns of every row, as one string. In another order it is another stamp, which is never wrong."""
    row: Any = literal("")
    for column in columns:
        row = row.concat(func.coalesce(cast(column, String), "")).concat("/")
    return func.aggregate_strings(row, ",")


def _one(what: Any, *where: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(what).where(*where).scalar_subquery()


# A row that was written again counts as changed: then everything is looked at anew, which is never wrong.
STAMPS = (
    select(
        texts.c.id,
        *(texts.c[name] for name in ("state", "attempt_id", "line_id", "board", "due_at", "wanted_at")),
        *(lines.c[name] for name in ("stopped", "stopped_wall", "death_near")),
        *(people.c[name] for name in ("line_id", "board", "died_at", "returned_at", "paused", "contact_sealed")),
        *(releases.c[name] for name in ("person_id", "ended", "liberation_date", "released_at", "heard_at", "prison")),
        _one(_all(_OTHERS.c.id, _OTHERS.c.state, _OTHERS.c.went_on), _OTHERS.c.line_id == texts.c.line_id).label(
            "others"
        ),
        _one(func.count(), _HOLDERS.c.line_id == texts.c.line_id, _HOLDERS.c.merged_into.is_(None)).label("holders"),
        _one(
            _all(*(appointments.c[name] for name in ("id", "status", "as_of", "set_at"))),
            appointments.c.release_id == releases.c.id,
        ).label("visits"),
        _one(func.count(), answers.c.release_id == releases.c.id).label("answers"),
        _one(func.max(answers.c.at), answers.c.release_id == releases.c.id).label("answer"),
        _one(prisons.c.heard_at, prisons.c.slug == releases.c.prison).label("prison_heard"),
        _one(func.max(versions.c.published_wall)).label("published"),
    )
    .join_from(texts, lines)
    .join(releases, releases.c.id == texts.c.release_id)
    .join(people, people.c.id == releases.c.person_id)
    .where(texts.c.id.in_(bindparam("ids", expanding=True)))
    # While the service is on hold or the carrier refuses somebody there is no stamp: everything is looked at.
    .where(~exists().where(database.c.held_wall.is_not(None)), ~exists().where(senders.c.code.is_not(None)))
)

"""POST /v1/releases.csv and /v1/releases.xlsx: a prison's own list, row by row."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict

from service.api.answers import FaultAnswer
from service.api.auth import owner
from service.api.body import check_size, check_type
from service.api.faults import named
from service.api.present import as_json
from service.core.importing import Came, Imported, TakenRow, take
from service.core.ports import Core
from service.domain.errors import Fault, InvalidError, NotYoursError
from service.domain.event import Source, SourceKind
from service.domain.ids import PrisonSlug
from service.domain.listing import RefusedRow, Status, in_words
from service.domain.london import london_day
from service.lists.moments import read_as_of
from service.lists.occasion import Occasion
from service.lists.reader import FileKind, read_list
from service.lists.refusal import WrongError

MEDIA_TYPES = {
    FileKind.CSV: "text/csv",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_AS_OF, _DRY_RUN = "as_of", "dry_run"
_SWITCH = {"1": True, "true": True, "0": False, "false": False}


def hang(door: Blueprint, core: Core) -> None:
    @door.post("/v1/releases.csv")
    def post_csv() -> Response:
        return _post(core, FileKind.CSV)

    @door.post("/v1/releases.xlsx")
    def post_xlsx() -> Response:
        return _post(core, FileKind.XLSX)


def _post(core: Core, kind: FileKind) -> Response:
    source = _speaker(core)
    check_size()
    check_type(MEDIA_TYPES[kind])
    asked = _asked(core.clock.now())
    today = london_day(core.clock.now())
    occasion = Occasion(source, asked.as_of, core.config, today, practice=core.practice)
    listing = read_list(request.get_data(cache=False), kind, occasion)
    return as_json(answered(take(core, listing, keep=not asked.dry_run), dry_run=asked.dry_run))


def _speaker(core: Core) -> Source:
    """Raises Unauthorized; NotYoursError for a key of an appointments system, or of a place that is gone."""
    source = owner(core)
    if source.kind is SourceKind.APPOINTMENTS:
        message = "this key speaks of appointments and of nothing else"
        raise NotYoursError(message)
    is_prison = source.kind is SourceKind.PRISON
    if not (PrisonSlug(source.slug) in core.config.prisons if is_prison else core.config.board_named(source.slug)):
        message = f"{source.uri} is no longer among the prisons and Boards of this service"
        raise NotYoursError(message)
    return source


@dataclass(frozen=True)
class _Asked:
    """What the address says beside its path."""

    as_of: datetime
    dry_run: bool


def _asked(now: datetime) -> _Asked:
    """Raises InvalidError. What is not understood is refused: perhaps it was to keep the list from being stored."""
    given = request.args
    faults = [Fault(named(name), "is not taken here") for name in given if name not in (_AS_OF, _DRY_RUN)]
    faults += [Fault(named(name), "is given twice") for name in given if len(given.getlist(name)) > 1]
    as_of = now
    try:
        as_of = read_as_of(given[_AS_OF]) if _AS_OF in given else now
    except WrongError as wrong:
        faults.append(Fault(_AS_OF, str(wrong)))
    dry_run = _SWITCH.get(given.get(_DRY_RUN, "0"))
    if dry_run is None:
        faults.append(Fault(_DRY_RUN, f"must be one of {', '.join(_SWITCH)}"))
    if faults or dry_run is None:
        raise InvalidError(tuple(faults))
    return _Asked(as_of, dry_run)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class HeldAnswer(_Part):
    line: int
    reason: str  # the little that a prison may know


class RefusedRowAnswer(_Part):
    line: int
    faults: list[FaultAnswer]


class RowAnswer(_Part):
    """What would come of a row; nothing of who it speaks of."""

    line: int
    outcome: Came
    status: Status
    liberation_date: str | None  # "Wednesday 23 December 2026", to be checked by a person


class ListAnswer(_Part):
    accepted: int
    unchanged: int
    held: list[HeldAnswer]
    refused: list[RefusedRowAnswer]
    dropped_columns: list[str]  # nobody asked for them: nothing of what stood in them was looked at or kept


class DryRunAnswer(ListAnswer):
    """What the answer would be. Nothing was stored."""

    rows: list[RowAnswer]


def answered(imported: Imported, *, dry_run: bool) -> ListAnswer:
    answer = ListAnswer(
        accepted=imported.accepted,
        unchanged=imported.unchanged,
        held=[HeldAnswer(line=one.row.line, reason=one.reason or "") for one in imported.held],
        refused=[_refused(row) for row in imported.listing.refused],
        dropped_columns=list(imported.listing.dropped_columns),
    )
    return DryRunAnswer(**dict(answer), rows=[_row(one) for one in imported.rows]) if dry_run else answer


def _refused(row: RefusedRow) -> RefusedRowAnswer:
    faults = [FaultAnswer(field=fault.field, message=fault.message) for fault in row.faults]
    return RefusedRowAnswer(line=row.line, faults=faults)


def _row(taken: TakenRow) -> RowAnswer:
    row = taken.row
    day = in_words(row.day) if row.day else None
    return RowAnswer(line=row.line, outcome=taken.came, status=row.status, liberation_date=day)

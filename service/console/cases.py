"""A case of danger: what the person wrote, what we answered, and who of the staff has it."""

from typing import Any

from flask import Blueprint, Response, request

from service.console import forms, query, session, told
from service.console.frame import Frame
from service.console.rows import case_row, seen, when
from service.console.texts import reader, seer
from service.core import desk_work
from service.core.cases import CaseId, Outcome
from service.core.casework import accept, close_case
from service.core.desk_work import CaseView
from service.core.ports import Core
from service.core.records import User

_OUTCOME = "outcome"


def hang(door: Blueprint, frame: Frame) -> None:
    core = frame.core

    @door.get("/cases/<given>")
    def case(given: str) -> Response:
        return _page(frame, reader(core), _id(given))

    @door.post("/cases/<given>/accept")
    def accept_case(given: str) -> Response:
        forms.check(frame.terms, token=True)
        user, case_id = seer(core), _id(given)
        if accept(core, user.id, user.seat.board, case_id):
            session.tell("You have accepted this case. Nobody else is told of it unless more comes.")
        else:
            session.tell("Nothing was changed: somebody else was quicker.")
        return frame.go(f"/cases/{case_id}")

    @door.post("/cases/<given>/close")
    def close(given: str) -> Response:
        forms.check(frame.terms, token=True)
        user, case_id, outcome = seer(core), _id(given), request.form.get(_OUTCOME, "")
        if outcome not in set(Outcome):
            return _page(frame, user, case_id, faults=[(_OUTCOME, "Choose how it ended.")])
        if close_case(core, user.id, user.seat.board, case_id, Outcome(outcome)):
            session.tell("The case is closed. The texts stay paused until somebody lets them go on.")
        else:
            session.tell("Nothing was changed: somebody else was quicker.")
        return frame.go(f"/cases/{case_id}")


def _page(frame: Frame, user: User, case_id: CaseId, faults: list[tuple[str, str]] | None = None) -> Response:
    core = frame.core
    view = desk_work.case_view(core, user, case_id)
    case, may_act = view.line.case, user.seat.reads_words
    return frame.page(
        "case",
        422 if faults else 200,
        faults=faults or [],
        case=case_row(core, view.line),
        ended=_ended(core, view),
        replies=[seen(core, one) for one in view.replies],
        people=[{"id": one.id, "is_paused": one.in_danger} for one in view.people],
        may_read=may_act,
        may_accept=may_act and case.accepted_at is None and case.closed_at is None,
        may_close=may_act and case.closed_at is None,
        outcomes=[(one.value, said) for one, said in told.OUTCOMES.items()],
    )


def _ended(core: Core, view: CaseView) -> list[dict[str, Any]]:
    case = view.line.case
    if case.closed_at is None or case.outcome is None:
        return []
    closed = f"{when(core, case.closed_at)}, by {view.closed_by or case.closed_by}"
    return [{"key": "Closed", "value": closed}, {"key": "How it ended", "value": told.OUTCOMES[case.outcome]}]


def _id(given: str) -> CaseId:
    return CaseId(query.known(given, "case"))

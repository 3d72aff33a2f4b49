"""One person, by the random id: how things stand, and what staff of their Board may do. Never a name or a place."""

from typing import Any

from flask import Blueprint, Response, request

from service.console import deeds, forms, query, session, words
from service.console.deeds import DEEDS, Deed
from service.console.frame import Frame
from service.console.texts import reader, row_of
from service.console.words import Said
from service.core.desk_work import open_cases_of
from service.core.log import PersonView, person_view
from service.core.ports import Core
from service.core.records import User
from service.domain.appointment import Appointment
from service.domain.errors import NotFoundError, NotYoursError
from service.domain.release import WHY_ENDED, Ended, Hold, Release


def hang(door: Blueprint, frame: Frame) -> None:
    core = frame.core

    @door.get("/people/<given>")
    def person(given: str) -> Response:
        user = reader(core)
        view = _view(core, user, given)
        fitting = deeds.fitting(view) if deeds.may_act(user.seat) else []
        cases = open_cases_of(core, user, view.person)
        return frame.page("person", **_shown(core, view), cases=cases, deeds=fitting)

    @door.get("/people/<given>/<deed_id>")
    def ask_before_deed(given: str, deed_id: str) -> Response:
        _, view, deed = _asked(core, given, deed_id)
        return _question(frame, view, deed) if deed.fits(view) else _nothing_to_do(frame, view)

    @door.post("/people/<given>/<deed_id>")
    def do_deed(given: str, deed_id: str) -> Response:
        forms.check(frame.terms, token=True)
        user, view, deed = _asked(core, given, deed_id)
        if not deed.fits(view):
            return _nothing_to_do(frame, view)
        faults = deed.faults(request.form)
        if faults:
            return _question(frame, view, deed, faults)
        deed.do(core, user, view, request.form)
        session.tell(deed.done)
        return frame.go(_address(view))


def _view(core: Core, user: User, given: str) -> PersonView:
    return person_view(core, user.seat.board, query.person_id(given))


def _asked(core: Core, given: str, deed_id: str) -> tuple[User, PersonView, Deed]:
    """Raises SignInFirstError, NotYoursError, NotFoundError."""
    user = reader(core)
    if not deeds.may_act(user.seat):
        message = "Your account may look, and change nothing here. A responder, an approver or an admin can."
        raise NotYoursError(message)
    view = _view(core, user, given)
    if deed_id not in DEEDS:
        raise NotFoundError
    return user, view, DEEDS[deed_id]


def _question(frame: Frame, view: PersonView, deed: Deed, faults: list[tuple[str, str]] | None = None) -> Response:
    """Asked before anything is done."""
    values = {**_known(frame.core, view), "deed": deed, "chosen": request.form.get(deeds.WHY, "")}
    return frame.page("deed", 422 if faults else 200, faults=faults or [], **values)


def _nothing_to_do(frame: Frame, view: PersonView) -> Response:
    """Somebody else was quicker, or this is a page of yesterday."""
    session.tell("Nothing was changed: it no longer fits how things stand.")
    return frame.go(_address(view))


def _address(view: PersonView) -> str:
    return f"/people/{view.person.id}"


def _known(core: Core, view: PersonView) -> dict[str, Any]:
    return {
        "id": view.person.id,
        "address": _address(view),
        "board": core.config.boards[view.person.board].name,
        "number": words.ending(view.line.number.masked) if view.line else "None yet",
    }


def _shown(core: Core, view: PersonView) -> dict[str, Any]:
    return {
        **_known(core, view),
        "standing": _standing(view),
        "notices": _notices(view),
        "liberation": _liberation(view.release),
        "rows": [row_of(core, one) for one in view.texts],
        "visits": [_visit(one) for one in view.appointments],
    }


def _standing(view: PersonView) -> Said:
    """In one tag, the gravest first."""
    if view.person.died_at is not None or (view.line is not None and view.line.stopped is not None):
        return Said("Stopped", "red")
    if view.release is None:
        return Said("No release", "grey")
    if view.release.ended is not None:
        return Said("Ended", "grey")
    if view.person.paused is not None:
        return Said("Paused", "yellow")
    return Said("Waiting", "orange") if view.hold else Said("Under way", "green")


def _notices(view: PersonView) -> list[tuple[str, str]]:
    """Everything that keeps texts back, each with why: one may end and another still stand."""
    person, ended = view.person, view.release.ended if view.release else None
    found = []
    if person.died_at is not None:
        found.append(("Died", f"We were told so: {words.moment(person.died_at)}."))
    if person.returned_at is not None and _is_back(view.release):
        found.append(("Back in prison", f"We were told so: {words.moment(person.returned_at)}."))
    if view.line is not None and view.line.stopped is not None:
        found.append(("Number stopped", words.sentence(words.because(view.line.stopped))))
    if person.paused is not None:
        found.append(("Paused", words.sentence(words.paused_because(person.paused))))
    if ended not in (None, Ended.DIED, Ended.RETURNED):
        found.append(("Release ended", words.sentence(words.because(WHY_ENDED[ended]))))
    if view.hold not in (None, Hold.PAUSED):
        found.append(("Waits", words.sentence(words.waits_because(view.hold))))
    return found


def _is_back(release: Release | None) -> bool:
    """A return that a later release followed is over."""
    return release is None or release.ended is Ended.RETURNED


def _liberation(release: Release | None) -> str:
    if release is None:
        return "None yet"
    return words.day(release.liberation_date) if release.liberation_date else "No day yet"


def _visit(appointment: Appointment) -> dict[str, Any]:
    return {
        "when": words.visit_moment(appointment),
        "iso": words.iso(appointment.start) if appointment.place else "",
        "status": words.visit_status(appointment.status),
    }

"""A password chosen or changed, and the links that work once: to set an account up, and the demo's."""

import ipaddress

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from service.console import forms, session
from service.console.frame import Frame
from service.core import accounts
from service.core.records import LinkPurpose, User
from service.domain.errors import Fault, InvalidError


def hang(door: Blueprint, frame: Frame) -> None:
    core = frame.core

    @door.get("/password")
    def ask_for_new_password() -> Response:
        session.seated(core)
        return frame.page("password", faults=())

    @door.post("/password")
    def change_password() -> Response:
        forms.check(frame.terms, token=True)
        user = session.seated(core)
        try:
            changed = accounts.change_password(core, user, request.form.get("old_password", ""), _chosen())
        except InvalidError as error:
            return frame.page("password", 422, faults=_pairs(error))
        return _enter(frame, changed, "Your password is changed. Wherever else you were signed in, you are signed out.")


def hang_links(door: Blueprint, frame: Frame) -> None:
    core = frame.core

    @door.get("/set-up/<secret>")
    def ask_for_password(secret: str) -> Response:
        user = accounts.owner_of_link(core, LinkPurpose.SET_UP, secret)
        return frame.page("set_up", owner=user, faults=())

    @door.post("/set-up/<secret>")
    def set_up(secret: str) -> Response:
        forms.check(frame.terms, token=True)
        user = accounts.owner_of_link(core, LinkPurpose.SET_UP, secret)
        try:
            user = accounts.set_up(core, secret, _chosen())
        except InvalidError as error:
            return frame.page("set_up", 422, owner=user, faults=_pairs(error))
        return _enter(frame, user)

    @door.get("/open/<secret>")
    def ask_to_open(secret: str) -> Response:
        _only_at_home(frame)
        return frame.page("open", owner=accounts.owner_of_link(core, LinkPurpose.OPEN, secret))

    @door.post("/open/<secret>")
    def open_(secret: str) -> Response:
        _only_at_home(frame)
        forms.check(frame.terms, token=False)
        return _enter(frame, accounts.open_with(core, secret))


def _enter(frame: Frame, user: User, words: str = "") -> Response:
    session.begin(frame.core, user)
    if words:
        session.tell(words)
    return frame.go("/texts")


def _chosen() -> str:
    """The new password. Raises InvalidError where the two that were typed differ."""
    password = request.form.get("password", "")
    if request.form.get("again", "") != password:
        raise InvalidError((Fault("again", "This is not the same password."),))
    return password


def _pairs(error: InvalidError) -> tuple[tuple[str, str], ...]:
    return tuple((fault.field, fault.message) for fault in error.faults)


def _only_at_home(frame: Frame) -> None:
    """The demo's link is for whoever sits at this machine. Raises NotFound."""
    here = frame.core.practice and frame.terms.at_home
    if not here or request.remote_addr is None or not ipaddress.ip_address(request.remote_addr).is_loopback:
        raise NotFound

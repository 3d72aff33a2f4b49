"""In and out by password."""

import re

from flask import Blueprint, Response, request

from service.console import forms, session
from service.console.frame import Frame
from service.core import accounts

_OWN_PAGE = re.compile(r"/(?![/\\])[!-~]*")  # an address of ours, not another site's
_WRONG = "The e-mail address or the password is wrong."


def hang(door: Blueprint, frame: Frame) -> None:
    core = frame.core

    @door.get("/sign-in")
    def ask() -> Response:
        if session.member(core):
            return frame.go("/texts")
        return _form(frame)

    @door.post("/sign-in")
    def sign_in() -> Response:
        forms.check(frame.terms, token=True)
        email, password = request.form.get("email", ""), request.form.get("password", "")
        user = accounts.sign_in(core, email, password) if email and password else None
        if user is None:
            return _form(frame, (("password" if email else "email", _WRONG),))
        session.begin(core, user)
        return frame.go(_wanted(request.form.get("next", "")))

    @door.post("/sign-out")
    def sign_out() -> Response:
        forms.check(frame.terms, token=True)
        user = session.member(core)
        if user is not None:
            accounts.sign_out(core, user)
        session.end()
        session.tell("You are signed out, here and wherever else you were signed in.")
        return frame.go("/sign-in")


def _form(frame: Frame, faults: tuple[tuple[str, str], ...] = ()) -> Response:
    typed = {"email": request.form.get("email", ""), "next": _wanted(request.values.get("next", ""))}
    return frame.page("sign_in", 422 if faults else 200, faults=faults, typed=typed)


def _wanted(address: str) -> str:
    return address if _OWN_PAGE.fullmatch(address) else "/texts"

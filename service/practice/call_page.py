"""The page of a call: what a person hears who calls the service, and the keys they may press."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from service.practice.practice import Practice
from service.practice.scene import written
from service.practice.validate import E164
from service.practice.voice import Played, press, ring


def door(practice: Practice) -> Blueprint:
    calls = Blueprint("calls", __name__, url_prefix="/practice/call")

    @calls.get("")
    def before() -> Response:
        return _drawn(practice, _person(), None)

    @calls.post("")
    def step() -> Response:
        person, to, action = _person(), request.form.get("to") or practice.senders[0], request.form.get("action")
        if to not in practice.senders:
            abort(400)
        if action is None:
            return _drawn(practice, person, ring(practice, person, to))
        try:
            return _drawn(practice, person, press(practice, person, to, action, request.form.get("key", "")))
        except ValueError:
            abort(400)

    return calls


def _person() -> str:
    person = request.values.get("from", "")
    if not E164.fullmatch(person):
        abort(400)
    return person


def _drawn(practice: Practice, person: str, played: Played | None) -> Response:
    senders = {number: written(number) for number in practice.senders}
    to = request.form.get("to") or practice.senders[0]
    number, back = written(person), person.removeprefix("+")
    return make_response(
        render_template(
            "call.html",
            person=person,
            number=number,
            back=back,
            senders=senders,
            to=to,
            played=played,
            keys="123456789*0#",
        )
    )

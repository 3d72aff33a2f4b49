"""The page of phones: `GET /practice`, its news, and its forms. Works without JavaScript; htmx spares the reload."""

import re
from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from service.practice import drawing, people_api, scene, switches_fields, switches_form, switches_json
from service.practice.drawing import Trouble, Wish
from service.practice.hearing import take_in, tell
from service.practice.message import Direction, Text
from service.practice.practice import Practice
from service.practice.switches_json import Unfit
from service.practice.validate import E164, LONGEST_BODY

NOTHING_NEW = 204
VERSION = re.compile(r"[0-9]{1,12}")


def door(practice: Practice) -> Blueprint:
    phones = Blueprint("phones", __name__, url_prefix="/practice")

    @phones.get("")
    @phones.get("/")
    def whole() -> Response:
        return drawing.whole(practice, _wish(practice, request.args))

    @phones.get("/news")
    def news() -> Response:
        wish = _wish(practice, request.args)
        if wish.since is None:
            return drawing.again()
        if wish.since == practice.exchange.version():
            return Response(status=NOTHING_NEW)
        return drawing.news(practice, wish)

    @phones.get("/clock")
    def clock() -> Response:
        shown = scene.clock(practice.wall(), practice.shown_at)
        if request.args.get("shown") == shown:
            return Response(status=NOTHING_NEW)
        return drawing.clock(_wish(practice, request.args), shown)

    _add_texts(phones, practice)
    _add_numbers(phones, practice)
    _add_faults(phones, practice)
    return phones


def _add_texts(phones: Blueprint, practice: Practice) -> None:
    @phones.post("/texts")
    def text() -> AnyResponse:
        wish, person = _wish(practice, request.form), request.form.get("from", "")
        said = {
            "from": person,
            "to": request.form.get("to") or practice.senders[0],
            "body": request.form.get("quick") or request.form.get("body", ""),
        }
        faults = people_api.faults_in(said, practice.senders)
        if any(not fault.startswith("body:") for fault in faults):
            abort(400)  # these fields nobody types
        if faults or not said["body"].strip():
            words = f"A text has 1 to {LONGEST_BODY} characters."
            return _not_sent(practice, wish, Trouble(person, {"body": said["body"]}, {"body": words}))
        message = take_in(practice, Text(Direction.INBOUND, to=said["to"], sender=person, body=said["body"]))
        practice.pacer.after(0, partial(tell, practice, message))
        if not _by_htmx():
            return _show(practice, wish, person)
        return drawing.again() if wish.since is None else drawing.news(practice, wish, person)


def _add_numbers(phones: Blueprint, practice: Practice) -> None:
    @phones.post("/phones")
    def number() -> AnyResponse:
        wish, typed = _wish(practice, request.form), request.form.get("number", "")
        person = e164(typed)
        if person is None or person in practice.senders:
            words = "Give a phone number, such as 07700 900555." if person is None else "This is the service's number."
            return drawing.whole(practice, wish, Trouble("phone", {"number": typed}, {"number": words}))
        practice.exchange.bring_in(person)
        return _show(practice, wish, person)


def _add_faults(phones: Blueprint, practice: Practice) -> None:
    @phones.post("/faults")
    def faults() -> AnyResponse:
        wish, form = _wish(practice, request.form), request.form.to_dict()
        asked = {name: said for name, said in form.items() if name in switches_fields.FIELDS}
        try:
            wanted = switches_json.read({} if "off" in form else switches_form.from_form(asked))
        except Unfit as unfit:
            return drawing.whole(practice, replace(wish, faults_open=True), Trouble("faults", asked, unfit.faults))
        practice.exchange.switch(wanted)
        return redirect(f"/practice{wish.query(faults='open')}#faults", 303)


def e164(typed: str) -> str | None:
    """The number as E.164, if it can be one: `07700 900 555`, `+44 7700 900555`, `0044 …`."""
    digits = re.sub(r"[\s().-]", "", typed)
    digits = re.sub(r"^00", "+", digits)
    digits = re.sub(r"^0", "+44", digits)
    return digits if E164.fullmatch(digits) else None


def _wish(practice: Practice, said: MultiDict[str, str]) -> Wish:
    run, _, version = said.get("since", "").partition("-")
    known = run == practice.run and VERSION.fullmatch(version)
    return Wish(
        page=max(said.get("page", 0, type=int), 0),
        paused=said.get("paused") == "1",
        since=int(version) if known else None,
        look=said.get("look", 0, type=int),
        faults_open=said.get("faults") == "open",
    )


def _by_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"


def _not_sent(practice: Practice, wish: Wish, trouble: Trouble) -> Response:
    return drawing.form_again(practice, wish, trouble) if _by_htmx() else drawing.whole(practice, wish, trouble)


def _show(practice: Practice, wish: Wish, person: str) -> AnyResponse:
    """By another GET, so that a reload texts nobody again."""
    there = replace(wish, page=practice.exchange.page_of(person))
    return redirect(f"/practice{there.query()}#phone-{person.removeprefix('+')}", 303)

"""The door for the SDK: Twilio's Messages resource."""

import hmac
from functools import partial

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import Authorization

from service.practice import faults
from service.practice.faults import Fault, TwilioError, not_found
from service.practice.filters import Filter, read_filter
from service.practice.message import API_VERSION, Message, Text, canceled, present, redacted
from service.practice.paging import cut
from service.practice.practice import Practice
from service.practice.sending import report, send
from service.practice.stumbling import after_taking, before_taking
from service.practice.switches import CreateFault, Met, OtherFault, is_listed
from service.practice.validate import first_fault, text_asked_for


def door(practice: Practice) -> Blueprint:
    api = Blueprint("messages", __name__, url_prefix=f"/{API_VERSION}/Accounts/<account_sid>")

    @api.before_request
    def check_caller() -> None:
        if not _is_account(request.authorization, practice):
            raise TwilioError(faults.NOT_AUTHENTICATED)
        if (request.view_args or {}).pop("account_sid") != practice.account_sid:
            raise TwilioError(not_found(request.path))

    _add_list(api, practice)
    _add_instance(api, practice)
    return api


def _add_list(api: Blueprint, practice: Practice) -> None:
    @api.post("/Messages.json")
    def create() -> tuple[Response, int]:
        text = _asked_for(practice)
        met = practice.exchange.meet(text)
        before_taking(practice, text, met)
        message = send(practice, text, met.callbacks)
        after_taking(practice, met)
        return _answer(practice, message, met), 201

    @api.get("/Messages.json")
    def read_list() -> Response:
        messages = _listed(practice, read_filter(request.args))
        page, envelope = cut(messages, request.args, request.path)
        return jsonify(envelope | {"messages": [present(message, practice.account_sid) for message in page]})


def _add_instance(api: Blueprint, practice: Practice) -> None:
    @api.get("/Messages/<sid>.json")
    def fetch(sid: str) -> Response:
        return _shown(practice, _found(practice, sid))

    @api.post("/Messages/<sid>.json")
    def update(sid: str) -> Response:
        _found(practice, sid)
        if request.form.to_dict() == {"Status": "canceled"}:
            return _shown(practice, _cancel(practice, sid))
        if request.form.to_dict() == {"Body": ""}:
            return _shown(practice, _redact(practice, sid))
        raise TwilioError(faults.NOTHING_TO_UPDATE)

    @api.delete("/Messages/<sid>.json")
    def delete(sid: str) -> tuple[str, int]:
        _found(practice, sid)
        if not practice.exchange.delete(sid):
            raise TwilioError(faults.NOT_FINISHED)
        return "", 204


def _is_account(caller: Authorization | None, practice: Practice) -> bool:
    if caller is None:
        return False
    said, right = (caller.username, caller.password), (practice.account_sid, practice.auth_token)
    return all(hmac.compare_digest((a or "").encode(), b.encode()) for a, b in zip(said, right, strict=True))


def _asked_for(practice: Practice) -> Text:
    fault = first_fault(request.form, practice.senders)
    if fault:
        raise TwilioError(fault)
    text = text_asked_for(request.form, practice.senders)
    # An opt-out from one number of a messaging service counts for all of them.
    if practice.exchange.is_blocked(text.to, practice.senders if text.service_sid else [text.sender]):
        raise TwilioError(faults.OPTED_OUT)
    return text


def _listed(practice: Practice, wanted: Filter) -> list[Message]:
    if practice.exchange.meets(OtherFault.LISTS_SILENT):
        raise TwilioError(faults.SERVER_ERROR)
    now, switches = practice.wall(), practice.exchange.switches()
    newest_first = practice.exchange.newest_first()
    return [one for one in newest_first if wanted.passes(one) and is_listed(switches, one, now)]


def _answer(practice: Practice, message: Message, met: Met) -> Response:
    shown = present(message, practice.account_sid)
    if met.fault is CreateFault.NO_SID:
        del shown["sid"]
    return jsonify(shown)


def _cancel(practice: Practice, sid: str) -> Message:
    message = _changed(practice.exchange.change(sid, partial(canceled, now=practice.wall())), faults.TOO_LATE_TO_CANCEL)
    practice.pacer.after(0, partial(report, practice, message))
    return message


def _redact(practice: Practice, sid: str) -> Message:
    return _changed(practice.exchange.change(sid, partial(redacted, now=practice.wall())), faults.NOT_FINISHED)


def _changed(message: Message | None, otherwise: Fault) -> Message:
    if message is None:
        raise TwilioError(otherwise)
    return message


def _found(practice: Practice, sid: str) -> Message:
    return _changed(practice.exchange.find(sid), not_found(request.path))


def _shown(practice: Practice, message: Message) -> Response:
    return jsonify(present(message, practice.account_sid))

"""What Twilio posts, as values. https://www.twilio.com/docs/messaging/guides/webhook-request."""

import re
from datetime import datetime

from flask import Request, abort

from service.core.records import Receipt, Spooled
from service.domain.ids import AttemptId, MessageSid

_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}", re.ASCII)
_CODE = re.compile(r"[0-9]{1,6}", re.ASCII)
_STATUS = re.compile(r"[a-z_]{1,20}", re.ASCII)
_OF_A_REPLY = frozenset({"receiving", "received"})


def sid_of(request: Request) -> MessageSid:
    """Answers 400 where there is none."""
    sid = request.form.get("MessageSid", "")
    if not _SID.fullmatch(sid):
        abort(400)
    return MessageSid(sid)


def ref_of(request: Request) -> AttemptId | None:
    ref = request.args.get("ref")
    return AttemptId(ref) if ref else None


def receipt_of(request: Request, wall: datetime) -> Receipt:
    """Answers 400 where it is none. Not matched yet."""
    told = request.form.get("MessageStatus", "")
    if not _STATUS.fullmatch(told):
        abort(400)
    return Receipt(sid_of(request), told, _code(request), None, wall)


def spooled_of(request: Request, wall: datetime) -> Spooled:
    """Of what was first posted elsewhere, and failed there: a reply, or with a status a receipt. Else answers 400."""
    form = request.form
    if form.get("MessageStatus", "received") not in _OF_A_REPLY:
        told = receipt_of(request, wall)
        return Spooled(told.sid, wall, status=told.status, code=told.code, ref=ref_of(request))
    if "From" not in form:
        abort(400)
    return Spooled(sid_of(request), wall, form["From"], form.get("To", ""), form.get("Body", ""))


def _code(request: Request) -> int | None:
    """The message's error. With ErrorUrl it is that of the webhook: why the call comes to the fallback."""
    code = request.form.get("ErrorCode", "")
    return int(code) if _CODE.fullmatch(code) and "ErrorUrl" not in request.form else None

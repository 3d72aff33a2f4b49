"""`/webhooks/status` and `/webhooks/sms`: signed, or 403 and nothing stored; database down is 503, never 200."""

import logging
import re
import traceback

from flask import Blueprint, Response, abort, request
from twilio.twiml.messaging_response import MessagingResponse
from werkzeug.exceptions import HTTPException

from service.core.inbound import hear
from service.core.ports import Core
from service.core.records import Receipt
from service.core.settle import take_receipt
from service.domain.errors import UnavailableError
from service.domain.ids import AttemptId, MessageSid
from service.webhooks.signature import Signature

log = logging.getLogger(__name__)

_LARGEST = 64 * 1024  # bytes: a text of 1,600 characters, every one escaped, with room for what Twilio may add
_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}", re.ASCII)
_CODE = re.compile(r"[0-9]{1,6}", re.ASCII)
_STATUS = re.compile(r"[a-z_]{1,20}", re.ASCII)


def blueprint(core: Core, signature: Signature) -> Blueprint:
    door = Blueprint("webhooks", __name__, url_prefix="/webhooks")

    @door.before_request
    def check_signature() -> None:
        request.max_content_length = _LARGEST
        if not signature.fits(request):
            abort(403)

    @door.errorhandler(Exception)
    def refuse(error: Exception) -> Response:
        return Response("", _status_of(error))

    @door.post("/status")
    def status() -> Response:
        ref = request.args.get("ref")
        take_receipt(core, _receipt(core), AttemptId(ref) if ref else None)
        return Response("", 204)

    @door.post("/sms")
    def sms() -> Response:
        form = request.form
        hear(core, _sid(), form.get("From", ""), form.get("To", ""), form.get("Body", ""))
        return Response(str(MessagingResponse()), mimetype="text/xml")

    return door


def _status_of(error: Exception) -> int:
    """Without a body: nobody reads it. Of a fault of ours the log says where it is, never what it held."""
    if isinstance(error, UnavailableError):
        return 503
    if isinstance(error, HTTPException):
        return error.code or 500
    log.error("%s in a webhook at %s", type(error).__name__, traceback.extract_tb(error.__traceback__)[-1])
    return 500


def _receipt(core: Core) -> Receipt:
    told = request.form.get("MessageStatus", "")
    if not _STATUS.fullmatch(told):
        abort(400)
    code = request.form.get("ErrorCode", "")
    return Receipt(_sid(), told, int(code) if _CODE.fullmatch(code) else None, None, core.clock.wall())


def _sid() -> MessageSid:
    sid = request.form.get("MessageSid", "")
    if not _SID.fullmatch(sid):
        abort(400)
    return MessageSid(sid)

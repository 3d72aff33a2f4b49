"""`/webhooks/status` and `/webhooks/sms`: signed, or 403 and nothing stored; database down is 503, never 200.

`/webhooks/fallback` needs no database: it keeps the request on the disk, and answers 503 where it cannot.
"""

import logging
import traceback

from flask import Blueprint, Response, abort, request
from twilio.twiml.messaging_response import MessagingResponse
from werkzeug.exceptions import HTTPException

from service.core.inbound import hear
from service.core.ports import Core, Spool
from service.core.receipts import take_receipt
from service.domain.errors import UnavailableError
from service.webhooks.forms import receipt_of, ref_of, sid_of, spooled_of
from service.webhooks.signature import Signature

log = logging.getLogger(__name__)

_LARGEST = 64 * 1024  # bytes: a text of 1,600 characters, every one escaped, with room for what Twilio may add


def blueprint(core: Core, signature: Signature, spool: Spool | None = None) -> Blueprint:
    """Without a spool the fallback keeps nothing, and says so."""
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
        take_receipt(core, receipt_of(request, core.clock.wall()), ref_of(request))
        return Response("", 204)

    @door.post("/sms")
    def sms() -> Response:
        form = request.form
        hear(core, sid_of(request), form.get("From", ""), form.get("To", ""), form.get("Body", ""))
        return _nothing_to_say()

    @door.post("/fallback")
    def fallback() -> Response:
        told = spooled_of(request, core.clock.wall())
        if spool is None:
            raise UnavailableError
        spool.keep(told)
        return _nothing_to_say()

    return door


def _nothing_to_say() -> Response:
    return Response(str(MessagingResponse()), mimetype="text/xml")


def _status_of(error: Exception) -> int:
    """Without a body: nobody reads it. Of a fault of ours the log says where it is, never what it held."""
    if isinstance(error, UnavailableError):
        return 503
    if isinstance(error, HTTPException):
        return error.code or 500
    log.error("%s in a webhook at %s", type(error).__name__, traceback.extract_tb(error.__traceback__)[-1])
    return 500

"""`/webhooks/status`, `/webhooks/sms` and `/webhooks/voice`: signed, or 403 and nothing stored; database down is 503.

`/webhooks/fallback` needs no database: it keeps a message on the disk, and answers 503 where it cannot; a caller hears
that the line does not work.
"""

import logging
import traceback
from functools import partial

from flask import Blueprint, Response, abort, request
from twilio.twiml.messaging_response import MessagingResponse
from werkzeug.exceptions import HTTPException

from service.core.inbound import hear
from service.core.ports import Core, Spool
from service.core.receipts import Told, take_receipts
from service.domain.errors import UnavailableError
from service.webhooks.forms import receipt_of, ref_of, sid_of, spooled_of
from service.webhooks.signature import Signature
from service.webhooks.together import Together
from service.webhooks.voice import add_voice, is_call, say_fault

log = logging.getLogger(__name__)

_LARGEST = 64 * 1024  # bytes: a text of 1,600 characters, every one escaped, with room for what Twilio may add


def blueprint(core: Core, signature: Signature, spool: Spool | None = None) -> Blueprint:
    """Without a spool the fallback keeps nothing, and says so."""
    door = Blueprint("webhooks", __name__, url_prefix="/webhooks")
    receipts: Together[Told] = Together(partial(take_receipts, core))

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
        receipts.take((receipt_of(request, core.clock.wall()), ref_of(request)))
        return Response("", 204)

    @door.post("/sms")
    def sms() -> Response:
        form = request.form
        hear(core, sid_of(request), form.get("From", ""), form.get("To", ""), form.get("Body", ""))
        return _nothing_to_say()

    add_voice(door, core, signature.public_url)

    @door.post("/fallback")
    def fallback() -> Response:
        if is_call(request):
            return say_fault(core, request, spool)
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

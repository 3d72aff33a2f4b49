"""What a caller hears, as TwiML. https://www.twilio.com/docs/voice/twiml.

Where it cannot be told, Twilio is answered 503 and calls the fallback, which needs no database to say so.
"""

import re
from urllib.parse import urlsplit

from flask import Blueprint, Request, Response, request
from twilio.twiml import TwiML
from twilio.twiml.voice_response import Gather, Pause, Say, VoiceResponse

from service.core.calling import STOP_KEY, Script, Spoken, answer, fault, press
from service.core.ports import Core, Spool
from service.core.records import Spooled
from service.domain.ids import MessageSid
from service.domain.reply import Keyword

# Twilio has no voice with a Scottish accent: https://www.twilio.com/docs/voice/twiml/say/text-speech#amazon-polly
_VOICE = {"voice": "Polly.Amy-Neural", "language": "en-GB"}
_SLOW = "slow"
_KEY_WITHIN_S = 10
_AGAIN = "/webhooks/voice/again"
_TIMES = re.compile(r"[1-9][0-9]?", re.ASCII)
_CALL = re.compile(r"CA[0-9a-fA-F]{32}", re.ASCII)


def add_voice(door: Blueprint, core: Core, public_url: str) -> None:
    """The two addresses of a call. `public_url` is what Twilio calls."""
    base = urlsplit(public_url).path

    @door.post("/voice")
    def voice() -> Response:
        return _told(answer(core, *_numbers(request)), base)

    @door.post("/voice/again")
    def again() -> Response:
        return _told(press(core, *_numbers(request), request.form.get("Digits", ""), _times(request)), base)


def is_call(request: Request) -> bool:
    return "CallSid" in request.form and "MessageSid" not in request.form


def say_fault(core: Core, request: Request, spool: Spool | None) -> Response:
    """A call that could not be answered: a wish to end the texts is kept, and heard when the database is up again."""
    call = request.form["CallSid"]
    if spool is not None and request.form.get("Digits") == STOP_KEY and _CALL.fullmatch(call):
        sender, to = _numbers(request)
        spool.keep(Spooled(MessageSid(call), core.clock.wall(), sender, to, Keyword.STOP))
    return _told(fault(core), "")


def _numbers(request: Request) -> tuple[str, str]:
    return request.form.get("From", ""), request.form.get("To", "")


def _times(request: Request) -> int:
    told = request.args.get("n", "")
    return int(told) if _TIMES.fullmatch(told) else 1


def _told(script: Script, base: str) -> Response:
    response = VoiceResponse()
    if script.times is None:
        _speak(response, script.spoken)
        response.hangup()
    else:
        key = Gather(
            input="dtmf",
            num_digits=1,
            timeout=_KEY_WITHIN_S,
            action=f"{base}{_AGAIN}?n={script.times}",
            method="POST",
            action_on_empty_result=True,  # else no key falls through to what stands behind
        )
        _speak(key, script.spoken)
        response.append(key)
    return Response(str(response), mimetype="text/xml")


def _speak(into: TwiML, spoken: tuple[Spoken, ...]) -> None:
    for at, one in enumerate(spoken):
        if at:
            into.append(Pause(length=1))
        into.append(_said(one))


def _said(one: Spoken) -> Say:
    if not one.slowly:
        return Say(one.words, **_VOICE)
    said = Say(**_VOICE)
    said.prosody(one.words, rate=_SLOW)
    return said

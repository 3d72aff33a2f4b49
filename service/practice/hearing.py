"""The trip of a person's text: keywords first, then the webhook, then the replies it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from service.practice.message import API_VERSION, Direction, Message, Text, told
from service.practice.optout import ANSWERS, Keyword, keyword
from service.practice.practice import Practice
from service.practice.sending import send
from service.practice.switches import OtherFault
from service.practice.twiml import MIME_TYPES, Reply, replies
from service.practice.validate import LONGEST_BODY
from service.practice.webhook import Answer, End, call

RETRIEVAL = "11200"  # there was a connection, and no good answer
ERROR_CODES: Mapping[End, str] = MappingProxyType({End.NOT_CONNECTED: "11205"})
# Twilio sends these always, and for a British mobile mostly empty.
PLACES = {
    f"{end}{place}": "GB" if place == "Country" else ""
    for end in ("From", "To")
    for place in ("City", "State", "Zip", "Country")
}


@dataclass(frozen=True)
class Heard:
    sid: str
    webhook_status: int | None  # HTTP; None: no answer
    fallback_status: int | None = None  # HTTP; None: no answer, or not asked


def hear(practice: Practice, text: Text) -> Heard:
    """Take in a person's text and wait for what the webhook says to it."""
    return tell(practice, take_in(practice, text))


def take_in(practice: Practice, text: Text) -> Message:
    """The text is there, and answered where it is a keyword; the webhook knows nothing yet."""
    message = practice.exchange.add(text, practice.wall())
    _obey_keyword(practice, text)
    return message


def tell(practice: Practice, message: Message) -> Heard:
    """Tell the webhook, and send what it replies."""
    if practice.exchange.meets(OtherFault.INBOUND_LOST):
        practice.exchange.change(message.sid, partial(told, heard=False))
        return Heard(message.sid, None)
    parameters = _parameters(message, practice.account_sid)
    answer = call(practice, practice.sms_url, parameters)
    second = _ask_fallback(practice, parameters, answer)
    last = second or answer
    practice.exchange.change(message.sid, partial(told, heard=last.ok))
    _reply(practice, message.text, last)
    return Heard(message.sid, answer.status, second.status if second else None)


def _obey_keyword(practice: Practice, text: Text) -> None:
    said = keyword(text.body)
    if said and _is_answered(practice, text, said):
        answer = replace(_back_to(text, Reply(ANSWERS[said])), automatic=True)
        practice.exchange.answer_at_once(answer, practice.wall())


def _is_answered(practice: Practice, text: Text, said: Keyword) -> bool:
    if said is Keyword.STOP:
        return practice.exchange.block(text.person, text.to)
    if said is Keyword.START:
        return practice.exchange.unblock(text.person, text.to)
    return True


def _ask_fallback(practice: Practice, parameters: dict[str, str], answer: Answer) -> Answer | None:
    if practice.fallback_url is None or answer.ok:
        return None
    trouble = {"ErrorCode": ERROR_CODES.get(answer.end, RETRIEVAL), "ErrorUrl": practice.sms_url.partition("#")[0]}
    return call(practice, practice.fallback_url, parameters | trouble)


def _reply(practice: Practice, text: Text, answer: Answer) -> None:
    if not answer.ok or answer.mime_type not in MIME_TYPES:
        return
    for reply in replies(answer.body):
        fits = 0 < len(reply.body) <= LONGEST_BODY
        if fits and not practice.exchange.is_blocked(text.person, [text.to]):
            send(practice, _back_to(text, reply))


def _back_to(text: Text, reply: Reply) -> Text:
    return Text(Direction.REPLY, to=text.sender, sender=text.to, body=reply.body, status_callback=reply.status_callback)


def _parameters(message: Message, account_sid: str) -> dict[str, str]:
    text = message.text
    return PLACES | {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "Body": text.body,
        "From": text.sender,
        "MessageSid": message.sid,
        "NumMedia": "0",
        "NumSegments": str(message.segments),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": message.status.value,
        "To": text.to,
    }

from datetime import timedelta

from service.carrier.twilio import TwilioCarrier
from service.clock import WallClock
from service.core.sending import Outgoing
from service.domain.board import Sender, SenderNumber
from service.domain.ids import AttemptId
from service.domain.number import Number

wall = WallClock().wall

ACCOUNT = "AC" + "0" * 32
TOKEN = "not-a-real-token"
TO = "+447700900101"
FROM = "+447700900000"
WORDS = "Hi Sam, the nurse is in at 10."


def carrier(  # noqa: PLR0913  as many as there are settings
    base_url: str,
    *,
    account: str = ACCOUNT,
    token: str = TOKEN,
    call_timeout_s: float = 2,
    patience_s: float = 5,
    region: str | None = None,
) -> TwilioCarrier:
    return TwilioCarrier(
        account,
        token,
        base_url=base_url,
        region=region,
        edge=None,
        public_url="https://texts.example.scot/",
        call_timeout_s=call_timeout_s,
        wall=wall,
        patience_s=patience_s,
    )


def outgoing(
    ref: str = "at_7-Qz", *, to: str = TO, words: str = WORDS, sender: Sender | None = None, left_s: float = 30
) -> Outgoing:
    return Outgoing(
        ref=AttemptId(ref),
        to=Number.trusted(to),
        sender=sender or SenderNumber(Number.trusted(FROM)),
        words=words,
        validity_s=3600,
        until=wall() + timedelta(seconds=left_s),
    )

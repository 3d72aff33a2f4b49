"""The words a long code answers by itself, unless Advanced Opt-Out is set up: one word alone, in any case.

Words: Twilio's Advanced Opt-Out page; REVOKE and OPTOUT since 29 April 2025. Answers: as others quote them.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Keyword(StrEnum):
    STOP = "stop"
    START = "start"
    HELP = "help"


WORDS: Mapping[str, Keyword] = MappingProxyType(
    dict.fromkeys(("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "CANCEL", "REVOKE", "OPTOUT"), Keyword.STOP)
    | dict.fromkeys(("START", "YES", "UNSTOP"), Keyword.START)
    | dict.fromkeys(("HELP", "INFO"), Keyword.HELP)
)

ANSWERS: Mapping[Keyword, str] = MappingProxyType(
    {
        Keyword.STOP: "You have successfully been unsubscribed. "
        "You will not receive any more messages from this number. Reply START to resubscribe.",
        Keyword.START: "You have successfully been re-subscribed to messages from this number. "
        "Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
        Keyword.HELP: "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    }
)


def keyword(body: str) -> Keyword | None:
    return WORDS.get(body.strip().upper())

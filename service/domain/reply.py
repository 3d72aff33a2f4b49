"""The words of a reply that a carrier acts on by itself, and ours beside them."""

from enum import StrEnum


class Keyword(StrEnum):
    STOP = "stop"
    START = "start"
    HELP = "help"
    WRONG = "wrong"


# Twilio's default keywords on a long number: a message that is one of these words and nothing else.
# https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out (REVOKE and OPTOUT since 29 April 2025)
# YES opts in at Twilio too. Here it never does: it answers questions, and must not bring anybody back.
_WORDS = {
    **dict.fromkeys(("stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"), Keyword.STOP),
    **dict.fromkeys(("start", "unstop"), Keyword.START),
    **dict.fromkeys(("help", "info"), Keyword.HELP),
    "wrong": Keyword.WRONG,  # ours: every welcome asks for it
}
_YES = "yes"
_OF_A_VISIT = frozenset({"cancel", "end", "quit", "revoke"})


def keyword(words: str) -> Keyword | None:
    """The keyword that stands alone in a reply, whatever its case and the spaces around it."""
    return _WORDS.get(_alone(words))


def opts_in_at_carrier(words: str) -> bool:
    """YES alone: the carrier sends to that number again."""
    return _alone(words) == _YES


def sounds_like_visit(words: str) -> bool:
    """A word that ends all texts at the carrier, and that somebody may have meant for an appointment."""
    return _alone(words) in _OF_A_VISIT


def _alone(words: str) -> str:
    return words.strip().casefold()

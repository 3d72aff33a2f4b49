"""Refusals that can be asked for: any code of Twilio's, with the HTTP status that goes with it.

The words are as Twilio is quoted. Some hold the number: who writes them to a log gives it away, here as there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from service.practice.faults import Fault
from service.practice.message import Text

BAD_REQUEST = 400
STATUSES: Mapping[int, int] = MappingProxyType({20003: 401, 20404: 404, 20429: 429, 20500: 500, 20503: 503})
WORDS: Mapping[int, str] = MappingProxyType(
    {
        20003: "Authenticate",
        20404: "The requested resource was not found",
        20429: "Too Many Requests",
        20500: "An internal server error has occurred",
        20503: "Service unavailable",
        21211: "The 'To' number {to} is not a valid phone number.",
        21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {to}.",
        21606: "The 'From' phone number {sender} is not a valid, message-capable Twilio phone number.",
        21608: "The number {to} is unverified. Trial accounts cannot send messages to unverified numbers.",
        21610: "Attempt to send to unsubscribed recipient",
        21611: "This 'From' number has exceeded the maximum number of queued messages.",
        21612: "The 'To' phone number {to} is not currently reachable using the 'From' phone number {sender} via SMS.",
        21614: "'To' number {to} is not a valid mobile number",
        21635: "'To' number {to} cannot be a landline",
        30450: "Message delivery blocked",
    }
)
ANY_OTHER = "The request could not be carried out"


@dataclass(frozen=True)
class Refusal:
    code: int  # Twilio's, or one that it has not
    status: int  # HTTP

    @property
    def is_usual(self) -> bool:
        """Whether the code goes with that status anyway."""
        return self.status == usual_status(self.code)

    def fault(self, text: Text) -> Fault:
        words = WORDS.get(self.code, ANY_OTHER)
        return Fault(self.code, words.format(to=text.to, sender=text.sender), self.status)


def usual_status(code: int) -> int:
    return STATUSES.get(code, BAD_REQUEST)


def usual(code: int) -> Refusal:
    return Refusal(code, usual_status(code))

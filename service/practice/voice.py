"""A call to the service: what it says, key by key. Only what is spoken and what waits for a key is understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from urllib.parse import urljoin, urlsplit

from service.practice import markup
from service.practice.hearing import PLACES, RETRIEVAL
from service.practice.message import API_VERSION
from service.practice.practice import Practice
from service.practice.twiml import MIME_TYPES
from service.practice.webhook import Answer, call

KEYS = frozenset("0123456789*#")
_VOICE = "voice"  # beside the address for texts


@dataclass(frozen=True)
class Played:
    """One answer of the service, as the caller hears it."""

    words: tuple[str, ...] = field(repr=False)
    action: str | None = None  # where a key is posted to; None: the call is over


NO_ANSWER = Played(())


def ring(practice: Practice, person: str, to: str) -> Played:
    return _ask(practice, _address(practice), _parameters(practice, person, to))


def press(practice: Practice, person: str, to: str, action: str, key: str) -> Played:
    """`key` is empty where none was pressed. Raises ValueError for an address that is not the service's."""
    address = urljoin(_address(practice), action)
    if urlsplit(address)[:2] != urlsplit(_address(practice))[:2] or key not in KEYS | {""}:
        raise ValueError
    return _ask(practice, address, _parameters(practice, person, to) | {"Digits": key})


def _address(practice: Practice) -> str:
    return urljoin(practice.sms_url.partition("#")[0], _VOICE)


def _ask(practice: Practice, address: str, parameters: Mapping[str, str]) -> Played:
    answer = call(practice, address, parameters)
    if not answer.ok and practice.fallback_url is not None:
        answer = call(practice, practice.fallback_url, {**parameters, "ErrorCode": RETRIEVAL, "ErrorUrl": address})
    return played(answer)


def played(answer: Answer) -> Played:
    if not answer.ok or answer.mime_type not in MIME_TYPES:
        return NO_ANSWER
    reader = _Reader()
    if not markup.read(answer.body, reader):
        return NO_ANSWER
    return Played(tuple(" ".join(words.split()) for words in reader.words), reader.action)


class _Reader:
    def __init__(self) -> None:
        self.words: list[str] = []
        self.action: str | None = None
        self._speaks = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Gather":
            self.action = attributes.get("action")
        elif name == "Say":
            self._speaks = True
            self.words.append("")

    def hear(self, words: str) -> None:
        if self._speaks:
            self.words[-1] += words

    def end(self, name: str) -> None:
        self._speaks = self._speaks and name != "Say"


def _parameters(practice: Practice, person: str, to: str) -> dict[str, str]:
    return PLACES | {
        "AccountSid": practice.account_sid,
        "ApiVersion": API_VERSION,
        "CallSid": f"CA{token_hex(16)}",
        "CallStatus": "in-progress",
        "Called": to,
        "Caller": person,
        "Direction": "inbound",
        "From": person,
        "To": to,
    }

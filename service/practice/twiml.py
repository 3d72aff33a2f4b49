"""The replies in a TwiML document. Only `<Message>` is understood: text in, text out is all this carrier does."""

from dataclasses import dataclass, field

from service.practice import markup

MIME_TYPES = ("text/xml", "application/xml", "text/html")  # Twilio takes these three (error 12300 else)


@dataclass(frozen=True)
class Reply:
    body: str = field(repr=False)
    status_callback: str | None = None


def replies(document: bytes) -> tuple[Reply, ...]:
    """In order; none when the document is broken, as Twilio then sends nothing (error 12100)."""
    reader = _Reader()
    return tuple(reader.replies) if markup.read(document, reader) else ()


class _Reader:
    MESSAGE = ("Response", "Message")
    WORDS = (MESSAGE, (*MESSAGE, "Body"))  # words stand in either

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self._path: tuple[str, ...] = ()
        self._words: list[str] = []
        self._callback: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._path = (*self._path, name)
        if self._path == self.MESSAGE:
            self._words, self._callback = [], attributes.get("statusCallback")

    def hear(self, words: str) -> None:
        if self._path in self.WORDS:
            self._words.append(words)

    def end(self, _name: str) -> None:
        if self._path == self.MESSAGE:
            self.replies.append(Reply("".join(self._words).strip(), self._callback))
        self._path = self._path[:-1]

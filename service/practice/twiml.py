"""The replies in a TwiML document. Only `<Message>` is understood: text in, text out is all this carrier does."""

from dataclasses import dataclass, field
from xml.parsers import expat

MIME_TYPES = ("text/xml", "application/xml", "text/html")  # Twilio takes these three (error 12300 else)


@dataclass(frozen=True)
class Reply:
    body: str = field(repr=False)
    status_callback: str | None = None


def replies(document: bytes) -> tuple[Reply, ...]:
    """In order; none when the document is broken, as Twilio then sends nothing (error 12100)."""
    reader = _Reader()
    try:
        reader.read(document)
    except expat.ExpatError:
        return ()
    return tuple(reader.replies)


class _Reader:
    MESSAGE = ("Response", "Message")
    WORDS = (MESSAGE, (*MESSAGE, "Body"))  # words stand in either

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self._path: tuple[str, ...] = ()
        self._words: list[str] = []
        self._callback: str | None = None

    def read(self, document: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._hear
        parser.EndElementHandler = self._end
        parser.Parse(document, True)

    def _refuse(self, *_declaration: object) -> None:
        # No document type, so no entities: neither a file of this machine nor a billion laughs.
        raise expat.ExpatError

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path = (*self._path, name)
        if self._path == self.MESSAGE:
            self._words, self._callback = [], attributes.get("statusCallback")

    def _hear(self, words: str) -> None:
        if self._path in self.WORDS:
            self._words.append(words)

    def _end(self, _name: str) -> None:
        if self._path == self.MESSAGE:
            self.replies.append(Reply("".join(self._words).strip(), self._callback))
        self._path = self._path[:-1]

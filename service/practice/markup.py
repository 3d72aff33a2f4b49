"""What an answer in TwiML is made of, told element by element."""

from typing import Protocol
from xml.parsers import expat


class Listener(Protocol):
    """Who is told."""

    def start(self, name: str, attributes: dict[str, str], /) -> None: ...

    def hear(self, words: str, /) -> None:
        """A part of the words that stand in the innermost open element."""

    def end(self, name: str, /) -> None: ...


def read(document: bytes, listener: Listener) -> bool:
    """Whether it is whole. Where it is not, the listener was told of what stands before the fault."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = listener.start
    parser.CharacterDataHandler = listener.hear
    parser.EndElementHandler = listener.end
    try:
        parser.Parse(document, True)
    except expat.ExpatError:
        return False
    return True


def _refuse(*_declaration: object) -> None:
    # No document type, so no entities: neither a file of this machine nor a billion laughs.
    raise expat.ExpatError

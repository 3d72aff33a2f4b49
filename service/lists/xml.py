"""Walks through XML without building anything of it, and without what in XML can be turned against its reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from service.lists.package import damaged


def _nothing(_: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Listener:
    """What is told of the elements, by their names without prefix."""

    start: Callable[[str, Mapping[str, str]], None]
    end: Callable[[str], None] = _nothing
    text: Callable[[str], None] = _nothing


def walk(xml: bytes, listener: Listener) -> None:
    """Raises InvalidError for what is no XML, and for a document type, in which entities could be told."""
    parser = expat.ParserCreate("UTF-8")  # whatever it asks for: it could be any of the encodings that Python has
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = lambda *_: damaged()
    parser.StartElementHandler = lambda name, attributes: listener.start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: listener.end(name.rpartition(":")[2])
    parser.CharacterDataHandler = listener.text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        damaged()

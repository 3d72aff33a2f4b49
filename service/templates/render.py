"""Filling in the words of a text: `{name}`, and nothing else.

Never Jinja: the words come from Boards, and a template language would let them read and run what they should not.
"""

import re
from collections.abc import Iterable, Mapping

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_BRACE = re.compile(r"[{}]")


class RenderError(ValueError):
    """Words and values that do not fit together. Holds every fault, and none of the words or values."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


def names(words: str) -> frozenset[str]:
    """The placeholders in the words, each once."""
    return frozenset(_PLACEHOLDER.findall(words))


def render(words: str, values: Mapping[str, str]) -> str:
    """Put the values in, letter for letter: a `{name}` inside a value stays as it is.

    Raises:
        RenderError: a placeholder has no value, a value has no placeholder, or a brace is not part of a `{name}`.
    """
    faults = [*_missing(words, values), *_unknown(words, values), *_stray_braces(words)]
    if faults:
        raise RenderError(faults)
    return _PLACEHOLDER.sub(lambda found: values[found[1]], words)


def _missing(words: str, values: Mapping[str, str]) -> list[str]:
    return [f"no value for {{{name}}}" for name in sorted(names(words) - values.keys())]


def _unknown(words: str, values: Mapping[str, str]) -> list[str]:
    return [f"the words have no {{{name}}}" for name in sorted(values.keys() - names(words))]


def _stray_braces(words: str) -> list[str]:
    """Positions count from 1, as editors do."""
    # same length, so that positions stay true
    rest = _PLACEHOLDER.sub(lambda found: " " * len(found[0]), words)
    return [f"a brace at character {found.start() + 1} is not part of a {{name}}" for found in _BRACE.finditer(rest)]

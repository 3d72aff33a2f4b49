"""Rules 5 and 27: what is filled in, and what never may be."""

import re
from collections.abc import Iterator, Mapping

from service.templates.easyread.findings import Finding, Kind, Words, error, warning
from service.templates.render import RenderError, names, render

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

_PERSONAL = frozenset(
    ("name", "full_name", "last_name", "surname", "chi", "dob", "date_of_birth", "age", "address", "postcode", "prison")
) | {"prison_number", "establishment", "worker", "team", "keyworker"}


def without_blanks(template: str) -> str:
    """The words that somebody wrote, a bar for each placeholder."""
    return _PLACEHOLDER.sub("|", template)


def filled(template: str, values: Mapping[str, str]) -> str:
    """With these values, as far as they go: what is wrong with the rest is a finding, not an exception."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], ""), template)


def unfilled(words: Words) -> Iterator[Finding]:
    allowed = ", ".join(sorted(f"{{{name}}}" for name in words.placeholders)) or "nothing"
    for name in sorted(names(words.template) - words.placeholders):
        yield error(5, name, f"{{{name}}} is never filled in here", f"only {allowed}")
    try:
        render(words.template, dict.fromkeys(names(words.template), ""))
    except RenderError as strays:
        for stray in strays.faults:
            yield error(5, "", stray, "write it in small letters, or leave the brace out")


def personal(words: Words) -> Iterator[Finding]:
    """Nobody knows who holds the phone. What rule 5 refuses already is not refused twice."""
    if words.kind not in (Kind.WELCOME, Kind.NUDGE):
        return
    for name in sorted(names(words.template) & words.placeholders):
        if name in _PERSONAL:
            yield error(27, name, f"{{{name}}} tells who somebody is", "leave it out")
        elif name == "first_name":
            yield warning(27, name, "{first_name} tells whoever holds the phone whom we mean", "leave it out")

"""Pages and drawings that are files of their own: nothing in them asks anybody for anything."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_HERE = Path(__file__).parent / "printed"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def printed(template: str, **values: object) -> str:
    """The template filled in; whatever comes from a file or a Board is escaped."""
    return _environment().get_template(template).render(values)

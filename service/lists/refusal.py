"""How a list says no: the file as a whole, or one cell. No message holds what stood in a cell."""

from service.domain.errors import Fault, InvalidError, ReleaseDayError

WHOLE_FILE = "file"


def refused(message: str, line: int | None = None) -> InvalidError:
    """The error for a file of which nothing can be used."""
    return InvalidError((Fault(WHOLE_FILE if line is None else f"line {line}", message),))


class WrongError(ReleaseDayError):
    """One cell cannot be used. The message goes on from the name of its column: "is missing"."""

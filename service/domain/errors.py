"""The few errors of this service. Each lists every fault at once, in our words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: "data.person.mobile", "line 4"."""

    field: str
    message: str


class ReleaseDayError(Exception):
    """What this service raises on purpose."""


class InvalidError(ReleaseDayError):
    """The input cannot be used. Nothing of it was stored."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = faults


class ConflictError(ReleaseDayError):
    """The same event id came with other content."""


class NotYoursError(ReleaseDayError):
    """The caller's key may not do this."""


class UnfitError(ReleaseDayError):
    """A row cannot be used: its seal is broken, or the configuration no longer knows what it speaks of."""


class UnavailableError(ReleaseDayError):
    """The database does not answer. Nothing was stored; it may be tried again."""


class NotFoundError(ReleaseDayError):
    """There is no such thing, or none that the caller may see."""

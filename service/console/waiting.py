"""What nobody may overlook on any page of staff: danger that nobody has accepted, and a service on hold."""

from dataclasses import dataclass

from service.core.cases import Case
from service.core.ports import Core
from service.core.records import User
from service.domain.errors import UnavailableError


@dataclass(frozen=True)
class Waits:
    label: str  # for those who hear the page
    words: str
    href: str = ""  # where it is seen to; "": on no page


_ON_HOLD = Waits("On hold", "The service is on hold: no text goes out until a person releases it.")


def waiting(core: Core, user: User | None) -> list[Waits]:
    if user is None or not user.seat.reads_log:
        return []
    try:
        with core.store.read() as tx:
            cases, held = tx.cases.standing(user.seat.board), tx.hold.held()
    except UnavailableError:
        return []  # the page itself says so
    unaccepted = [case for case in cases if case.accepted_at is None]
    return [*([_danger(unaccepted)] if unaccepted else []), *([_ON_HOLD] if held is not None else [])]


def _danger(cases: list[Case]) -> Waits:
    if len(cases) == 1:
        words = "Somebody may be in danger, and nobody has accepted the case."
        return Waits("Danger", words, f"/cases/{cases[0].id}")
    return Waits("Danger", f"{len(cases)} cases of danger are open that nobody has accepted.", "/tasks")

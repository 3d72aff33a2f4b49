"""HMPPS domain events at the same door: who left prison and who came back, in the words of England's prison service.

Source: github.com/ministryofjustice/hmpps-domain-events, spec/schemas/prison-offender-events. A release is told for
court visits, transfers and hospital too, sometimes more than once, and may be taken back within 45 minutes. So it
counts only where the person is outside and no longer in prison care; and the first text goes hours after it, never
minutes: the configuration allows no `on_release` below an hour.
"""

import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict

from service.api.faults import shaped
from service.api.fields import Moment, Subject
from service.api.occasion import Occasion
from service.domain.errors import Fault, InvalidError, NotYoursError
from service.domain.event import Answer, Event, Kind, Outcome, SourceKind

RELEASED = "prison-offender-events.prisoner.released"
RECEIVED = "prison-offender-events.prisoner.received"
MERGED = "prison-offender-events.prisoner.merged"


class _Told(BaseModel):
    """Further fields may stand beside these: HMPPS adds them without notice."""

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)


class _Information(_Told):
    nomsNumber: Subject  # noqa: N815  as HMPPS writes it, like those below
    reason: str


class _ReleaseInformation(_Information):
    currentLocation: str  # noqa: N815
    currentPrisonStatus: str  # noqa: N815


class _MergeInformation(_Information):
    removedNomsNumber: Subject  # noqa: N815


class _Released(_Told):
    eventType: Literal["prison-offender-events.prisoner.released"]  # noqa: N815
    occurredAt: Moment  # noqa: N815
    additionalInformation: _ReleaseInformation  # noqa: N815


class _Received(_Told):
    eventType: Literal["prison-offender-events.prisoner.received"]  # noqa: N815
    occurredAt: Moment  # noqa: N815
    additionalInformation: _Information  # noqa: N815


class _Merged(_Told):
    eventType: Literal["prison-offender-events.prisoner.merged"]  # noqa: N815
    occurredAt: Moment  # noqa: N815
    additionalInformation: _MergeInformation  # noqa: N815


TYPES: Mapping[object, type[_Released] | type[_Received] | type[_Merged]] = MappingProxyType(
    {RELEASED: _Released, RECEIVED: _Received, MERGED: _Merged}
)


def read_hmpps(document: object, occasion: Occasion) -> Event | Answer:
    """The event as one of ours, or the answer to one that changes nothing (court, transfer, hospital).

    Raises:
        NotYoursError: it comes with another key than a prison's.
        InvalidError: every fault. No message holds a value.
    """
    if occasion.source.kind is not SourceKind.PRISON:
        message = "only a prison's key may send these events"
        raise NotYoursError(message)
    if not isinstance(document, dict):
        raise InvalidError((Fault("", "an event is an object"),))
    named = document.get("eventType")
    model = TYPES.get(named) if isinstance(named, str) else None  # a list or an object cannot be looked up
    if model is None:
        message = f"is no type of event that is known here: {', '.join(map(str, TYPES))}"
        raise InvalidError((Fault("eventType", message),))
    told, faults = shaped(model, document, occasion)
    if told is None:
        raise InvalidError(faults)
    kind = _kind(told)
    return _event(told, kind, occasion) if kind else Answer(Outcome.IGNORED, _id(told))


def _kind(told: _Released | _Received | _Merged) -> Kind | None:
    """What it means here; None: the person is not out, and not back either."""
    information = told.additionalInformation
    if isinstance(information, _MergeInformation):
        return Kind.MERGED
    if isinstance(information, _ReleaseInformation):
        where = (information.reason, information.currentLocation, information.currentPrisonStatus)
        return Kind.RELEASED if where == ("RELEASED", "OUTSIDE_PRISON", "NOT_UNDER_PRISON_CARE") else None
    return Kind.RETURNED if information.reason == "ADMISSION" else None


def _event(told: _Released | _Received | _Merged, kind: Kind, occasion: Occasion) -> Event:
    information = told.additionalInformation
    return Event(
        source=occasion.source,
        id=_id(told),
        kind=kind,
        time=told.occurredAt,
        prison_number=information.nomsNumber,
        document=json.dumps(_identity(told)),
        removed=information.removedNomsNumber if isinstance(information, _MergeInformation) else None,
    )


def _id(told: _Released | _Received | _Merged) -> str:
    """HMPPS gives no id, and may tell one release twice: the same type, person, moment and reason are one event."""
    return "hmpps-" + hashlib.sha256("\x1f".join(_identity(told)).encode(errors="surrogatepass")).hexdigest()


def _identity(told: _Released | _Received | _Merged) -> list[str]:
    information = told.additionalInformation
    removed = information.removedNomsNumber if isinstance(information, _MergeInformation) else ""
    return [told.eventType, information.nomsNumber, told.occurredAt.isoformat(), information.reason, removed]

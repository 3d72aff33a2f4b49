"""Events as prisons and Boards write them."""

import copy
import itertools
from typing import Any

from service.domain.event import Source
from tests.builders import BARLINNIE

Document = dict[str, Any]

# The example of the contract, word for word.
EXAMPLE: Document = {
    "specversion": "1.0",
    "id": "b1-000001",
    "source": "/prisons/barlinnie",
    "subject": "48213",
    "type": "liberation.scheduled",
    "time": "2026-12-01T10:15:00Z",
    "data": {
        "liberation_date": "2026-12-23",
        "home_board": "S08000031",
        "person": {
            "first_name": "Sam",
            "mobile": "07700 900123",
            "language": "en",
            "groups": ["no_fixed_address"],
            "number_confirmed_by_person": True,
        },
    },
}

_NOTHING: Any = object()
_numbers = itertools.count(2)


def example(**attributes: Any) -> Document:
    """The example with these attributes instead."""
    return copy.deepcopy(EXAMPLE) | attributes


def event(kind: str, data: Any = _NOTHING, *, source: Source = BARLINNIE, **attributes: Any) -> Document:
    """An event with an id of its own; without `data` if none is given."""
    made = example(id=f"b1-{next(_numbers):06}", type=kind, source=source.uri, **attributes)
    del made["data"]
    return made if data is _NOTHING else made | {"data": data}


def without(document: Document, *names: str) -> Document:
    return {name: value for name, value in document.items() if name not in names}


def scheduled(source: Source = BARLINNIE, /, **data: Any) -> Document:
    """The example, with these fields of its data instead."""
    return event("liberation.scheduled", copy.deepcopy(EXAMPLE["data"]) | data, source=source)


def about(source: Source = BARLINNIE, /, **person: Any) -> Document:
    """The example, with these fields of its person instead."""
    return scheduled(source, person=EXAMPLE["data"]["person"] | person)

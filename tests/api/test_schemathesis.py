"""schemathesis calls everything that the document describes, rightly and wrongly, and checks every answer.

A few calls of each kind, the same each time. By hand, with all its phases and many more, against a service that runs:
    schemathesis run $URL/openapi.json -H "Authorization: Bearer $KEY" --checks all -n 100
"""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode

from service.api.openapi.calls import CALLS
from service.domain.event import Source
from tests.api.door import Door
from tests.builders import BARLINNIE, GLASGOW_STAFF

# schemathesis cannot make a workbook, but tests/lists sends many; and no worker is at work here, which /readyz tells.
LEFT_OUT = {("POST", "/v1/releases.xlsx"), ("GET", "/readyz")}
A_FEW = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),  # a busy machine is slow to make them
)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("key", [BARLINNIE, GLASGOW_STAFF], ids=["prison", "board"])
@pytest.mark.parametrize("call", sorted(CALLS.keys() - LEFT_OUT), ids=" ".join)
def test_every_answer_is_as_the_document_says(
    shared_door: Door, call: tuple[str, str], key: Source, mode: GenerationMode
) -> None:
    method, address = call
    schema = schemathesis.openapi.from_wsgi("/openapi.json", shared_door.client.application)
    operation = schema[address][method]
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query or operation.path_parameters):
        pytest.skip("nothing can be said wrongly")

    @A_FEW
    @given(operation.as_strategy(generation_mode=mode))
    def check(case: Case[Any]) -> None:
        if call == ("GET", "/v1/texts"):
            case.query.pop("after", None)  # no schema can say which texts there are
        case.call_and_validate(headers=shared_door.key(key))

    check()

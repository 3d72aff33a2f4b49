"""schemathesis calls everything that the document describes, rightly and wrongly, and checks every answer.

A few calls of each kind, the same each time. By hand, with all its phases and many more, against a service that runs:
    schemathesis run $URL/openapi.json -H "Authorization: Bearer $KEY" --checks all -n 100
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, Config, GenerationMode

from service.api.openapi.calls import CALLS
from tests.api.door import Door
from tests.builders import BARLINNIE, GLASGOW_STAFF

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# schemathesis cannot make a workbook, but tests/lists sends many; and no worker is at work here, which /readyz tells.
LEFT_OUT = {("POST", "/v1/releases.xlsx"), ("GET", "/readyz")}
A_FEW = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),  # a busy machine is slow to make them
)


# It would leave out keys and call that wrong, while the test gives one with every call.
NO_KEYS = Config.from_dict({"generation": {"with-security-parameters": False}})


def _with_length(app: "WSGIApplication") -> "WSGIApplication":
    """As every HTTP client sends it; Werkzeug's own leaves out a length of nought."""

    def called(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        return app({"CONTENT_LENGTH": "0"} | environ, start)

    return called


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("call", sorted(CALLS.keys() - LEFT_OUT), ids=" ".join)
def test_every_answer_is_as_the_document_says(shared_door: Door, call: tuple[str, str], mode: GenerationMode) -> None:
    method, address = call
    key = GLASGOW_STAFF if CALLS[call].tag == "Delivery log" else BARLINNIE
    schema = schemathesis.openapi.from_wsgi(
        "/openapi.json", _with_length(shared_door.client.application), config=NO_KEYS
    )
    operation = schema[address][method]
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
        pytest.skip("nothing can be said wrongly")

    @A_FEW
    @given(operation.as_strategy(generation_mode=mode))
    def check(case: Case[Any]) -> None:
        case.call_and_validate(headers=shared_door.key(key))

    check()

import json

import pytest
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from service.api import answers
from service.api.models import DATA, Envelope, TextsQuery
from service.domain.event import Kind


def test_each_type_of_event_has_its_data() -> None:
    assert set(DATA) == set(Kind)


@pytest.mark.parametrize("model", [Envelope, TextsQuery, *dict.fromkeys(DATA.values())])
def test_what_may_be_sent_can_be_described(model: type[BaseModel]) -> None:
    assert json.dumps(model.model_json_schema(mode="validation"))


@pytest.mark.parametrize("mode", ["validation", "serialization"])
@pytest.mark.parametrize(
    "name", ["EventAnswer", "BatchAnswer", "TextsAnswer", "TextHistoryAnswer", "ReleaseAnswer", "Problem"]
)
def test_what_is_answered_can_be_described(name: str, mode: JsonSchemaMode) -> None:
    model: type[BaseModel] = getattr(answers, name)
    assert json.dumps(model.model_json_schema(mode=mode))


def test_no_model_repeats_its_input_in_an_error() -> None:
    models: list[type[BaseModel]] = [Envelope, TextsQuery, *DATA.values()]
    assert all(model.model_config["hide_input_in_errors"] for model in models)

"""Twilio's SDK under oath: each answer it gets is held against Twilio's own OpenAPI document before the SDK sees it."""

import json
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from jsonschema import FormatChecker
from openapi_schema_validator import OAS30Validator
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

CONTRACT = json.loads((Path(__file__).parents[1] / "contracts" / "twilio_messages_openapi.json").read_text("utf-8"))
LIST = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
ONE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"
ENVELOPE = {"code", "message", "more_info", "status"}

formats = FormatChecker()


@formats.checks("date-time-rfc-2822")
def is_rfc_2822(value: object) -> bool:
    return not isinstance(value, str) or parsedate_to_datetime(value).tzinfo is not None


@formats.checks("phone-number")
def is_phone_number(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"\+[1-9][0-9]{6,14}", value) is not None


class Witness(TwilioHttpClient):
    def __init__(self) -> None:
        super().__init__(timeout=10)
        self.session.trust_env = False  # no proxy from the environment
        self.seen: list[tuple[str, int]] = []  # method and status of each answer
        self.last_body = ""

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        answer = super().request(method, url, *args, **kwargs)
        self.seen.append((method, answer.status_code))
        self.last_body = answer.text
        check_answer(method, url, answer.status_code, answer.text)
        return answer


def check_answer(method: str, url: str, status: int, body: str) -> None:
    if status >= 400:
        check_envelope(status, json.loads(body))
    elif status == 204:
        assert body == ""
    else:
        OAS30Validator(schema_of(method, url, status), format_checker=formats).validate(json.loads(body))


def check_envelope(status: int, envelope: dict[str, Any]) -> None:
    """The OpenAPI document has no errors in it; this shape is from Twilio's error pages."""
    assert set(envelope) == ENVELOPE
    assert envelope["status"] == status
    assert envelope["more_info"] == f"https://www.twilio.com/docs/errors/{envelope['code']}"


def schema_of(method: str, url: str, status: int) -> dict[str, Any]:
    path = LIST if url.partition("?")[0].endswith("/Messages.json") else ONE
    answers = CONTRACT["paths"][path][method.lower()]["responses"]
    schema = answers[str(status)]["content"]["application/json"]["schema"]
    return {**every_field_wanted(relaxed(schema)), "components": with_every_field_of_a_message()}


def relaxed(schema: dict[str, Any]) -> dict[str, Any]:
    """Without `format: uri`: the document says so of the addresses of pages, and gives relative ones in its examples."""
    kept = {
        name: {key: value for key, value in field.items() if (key, value) != ("format", "uri")}
        for name, field in schema.get("properties", {}).items()
    }
    return schema | ({"properties": kept} if kept else {})


def every_field_wanted(schema: dict[str, Any]) -> dict[str, Any]:
    """Twilio marks no field as required, but sends each: an empty object must not pass, nor a field it has not."""
    fields = schema.get("properties", {})
    return schema | ({"required": list(fields), "additionalProperties": False} if fields else {})


def with_every_field_of_a_message() -> dict[str, Any]:
    schemas = CONTRACT["components"]["schemas"]
    return {"schemas": {name: every_field_wanted(schema) for name, schema in schemas.items()}}

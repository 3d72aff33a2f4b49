"""Twilio's SDK under oath: each answer it gets is held against Twilio's own OpenAPI document before the SDK sees it."""

import json
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30Validator, oas30_format_checker
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

CONTRACT = json.loads((Path(__file__).parents[1] / "contracts" / "twilio_messages_openapi.json").read_text("utf-8"))
LIST = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
ONE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"
ENVELOPE = {"code", "message", "more_info", "status"}

# Formats that no validator knows: two of Twilio's, one of ours.
PATTERNS = {
    "date-time-rfc-2822": "^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} [+]0000$",
    "relative": "^/2010-04-01/Accounts/",
    "phone-number": "^[+][1-9][0-9]{6,14}$",
}


class Witness(TwilioHttpClient):
    def __init__(self) -> None:
        super().__init__(timeout=10)
        assert self.session is not None
        self.session.trust_env = False  # no proxy from the environment
        self.seen: list[tuple[str, int]] = []  # method and status of each answer
        self.last_body = ""

    def request(self, *asked: Any, **more: Any) -> Response:
        method, url = asked[:2]
        answer = super().request(*asked, **more)
        self.seen.append((method, answer.status_code))
        self.last_body = answer.text
        check_answer(method, url, answer.status_code, answer.text)
        return answer

    def close(self) -> None:
        assert self.session is not None
        self.session.close()


def check_answer(method: str, url: str, status: int, body: str) -> None:
    if status >= 400:
        check_envelope(status, json.loads(body))
    elif status == 204:
        assert body == ""
    else:
        validator = OAS30Validator(schema_of(method, url, status), format_checker=oas30_format_checker)
        assert [error.message for error in validator.iter_errors(json.loads(body))] == []


def check_envelope(status: int, envelope: dict[str, Any]) -> None:
    """The OpenAPI document has no errors in it; this shape is from Twilio's error pages."""
    assert set(envelope) == ENVELOPE
    assert envelope["status"] == status
    assert envelope["more_info"] == f"https://www.twilio.com/docs/errors/{envelope['code']}"


def schema_of(method: str, url: str, status: int) -> dict[str, Any]:
    path = LIST if url.partition("?")[0].endswith("/Messages.json") else ONE
    answers = CONTRACT["paths"][path][method.lower()]["responses"]
    schema = answers[str(status)]["content"]["application/json"]["schema"]
    schemas = CONTRACT["components"]["schemas"]
    held = {name: strict(schema) for name, schema in schemas.items()}
    return {**strict(relaxed(schema)), "components": {"schemas": held}}


def relaxed(schema: dict[str, Any]) -> dict[str, Any]:
    """With "relative" for `format: uri` on the addresses of pages: relative they are in the document's own examples."""
    fields = schema.get("properties", {})
    kept = {name: relative(field) if field.get("format") == "uri" else field for name, field in fields.items()}
    return schema | ({"properties": kept} if kept else {})


def relative(field: dict[str, Any]) -> dict[str, Any]:
    return field | {"format": "relative"}


def strict(schema: dict[str, Any]) -> dict[str, Any]:
    """Twilio marks no field as required, yet sends each: one too few must not pass, nor one that it has not."""
    fields = schema.get("properties", {})
    if not fields:
        return schema
    held = {name: field | pattern(field) for name, field in fields.items()}
    return schema | {"properties": held, "required": list(fields), "additionalProperties": False}


def pattern(field: dict[str, Any]) -> dict[str, str]:
    known = PATTERNS.get(field.get("format", ""))
    return {"pattern": known} if known else {}

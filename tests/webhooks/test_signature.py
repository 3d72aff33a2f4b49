"""Our check against Twilio's own published examples, and against what a proxy does to a request."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Request
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from service.webhooks.signature import HEADER, Signature
from tests.webhooks.door import PUBLIC_URL, Door, new_sid, signature_of

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "contracts" / "twilio_signature_vectors.json").read_text("utf-8")
)["vectors"]
FORMS = [vector for vector in VECTORS if vector["raw_body"] is None and vector["algorithm"] == "HMAC_SHA1"]
JSON_BODIES = [vector for vector in VECTORS if vector["raw_body"] is not None]
SHARED_KEY = next(vector for vector in VECTORS if vector["algorithm"] == "HMAC_SHA256")

# Node's library tries a second, older way of escaping the query; Python's does not, so neither do we. Our own addresses
# hold no apostrophe.
KNOWN_TO_DIFFER = {"url_special_characters"}


def request_of(vector: dict[str, Any], **headers: str) -> tuple[Signature, Request]:
    parts = urlsplit(vector["url"])
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    told = Headers({HEADER: vector["signature"], **headers})
    environ = EnvironBuilder(path, method="POST", data=vector["params"], headers=told).get_environ()
    public_url = f"{parts.scheme}://{parts.netloc}"
    return Signature(vector["auth_token"], public_url), Request({**environ, "RAW_URI": path})


def fits(vector: dict[str, Any], **headers: str) -> bool:
    signature, request = request_of(vector, **headers)
    return signature.fits(request)


def test_every_published_example_is_here() -> None:
    assert len(VECTORS) == 23
    assert len(FORMS) + len(JSON_BODIES) + 1 == len(VECTORS)


@pytest.mark.parametrize("vector", FORMS, ids=lambda vector: vector["name"])
def test_a_form_fits_where_twilios_own_validator_says_so(vector: dict[str, Any]) -> None:
    assert fits(vector) is vector["twilio_python_result"]


def test_twilios_libraries_disagree_on_one_example_alone() -> None:
    told = {vector["name"] for vector in VECTORS if vector["expected_valid_in_source"] not in (None, fits(vector))}
    assert told - {vector["name"] for vector in JSON_BODIES} == KNOWN_TO_DIFFER


def test_the_header_of_a_shared_key_changes_nothing_for_the_accounts_own_token() -> None:
    settings = {"X-Twilio-Webhooks-Signature-Settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}
    assert fits(next(vector for vector in FORMS if vector["name"] == "derived_uk_inbound_hmac_sha1"), **settings)
    assert not fits(SHARED_KEY, **settings)


@pytest.mark.parametrize("vector", JSON_BODIES, ids=lambda vector: vector["name"])
def test_a_body_that_is_no_form_is_never_taken_even_signed(door: Door, vector: dict[str, Any]) -> None:
    """Nobody looks at the hash of such a body, so nothing of it may ever be used."""
    before = door.rows()
    path = f"/webhooks/sms?{urlsplit(vector['url']).query}"
    headers = {HEADER: signature_of(path, {}), "Content-Type": "application/json"}
    assert door.client().post(path, data=vector["raw_body"], headers=headers).status_code in (400, 403)
    assert door.rows() == before


FORM = {"From": "+447700900123", "To": "+447700900000", "Body": "Aye, done 👍 £5", "MessageStatus": "sent"}


@pytest.mark.parametrize("path", ["/webhooks/sms", "/webhooks/status", "/webhooks/status?ref=a-1"])
@pytest.mark.parametrize("signature", ["", "WRONG", "wröng", "A" * 28, "=" * 10_000])
def test_a_missing_or_wrong_signature_is_403_and_nothing_is_stored(door: Door, path: str, signature: str) -> None:
    door.plan_sam()
    before = door.rows()
    assert door.post(path, {**FORM, "MessageSid": new_sid()}, signature=signature).status_code == 403
    assert door.rows() == before


def test_no_signature_header_at_all_is_403_and_nothing_is_stored(door: Door) -> None:
    before = door.rows()
    for path in ("/webhooks/sms", "/webhooks/status"):
        assert door.client().post(path, data={**FORM, "MessageSid": new_sid()}).status_code == 403
    assert door.rows() == before


def changed(form: dict[str, str]) -> list[dict[str, str]]:
    without = {name: value for name, value in form.items() if name != "Body"}
    return [form | {"Body": "STOP"}, form | {"Added": ""}, without, form | {"From": "+447700900124"}]


def test_a_form_that_was_changed_after_it_was_signed_is_403_and_nothing_is_stored(door: Door) -> None:
    form = {**FORM, "MessageSid": new_sid()}
    before = door.rows()
    for tampered in changed(form):
        answer = door.post("/webhooks/sms", tampered, signature=signature_of("/webhooks/sms", form))
        assert answer.status_code == 403
    assert door.rows() == before


def test_a_signature_for_another_address_or_token_is_403(door: Door) -> None:
    form = {**FORM, "MessageSid": new_sid()}
    others = [
        signature_of("/webhooks/status", form),
        signature_of("/webhooks/sms?ref=a-1", form),
        signature_of("/webhooks/sms", form, url="https://elsewhere.example"),
        signature_of("/webhooks/sms", form, url=PUBLIC_URL.replace("https", "http")),
        signature_of("/webhooks/sms", form, token="another token"),
    ]
    for signature in others:
        assert door.post("/webhooks/sms", form, signature=signature).status_code == 403


def test_behind_a_proxy_only_the_public_address_counts(door: Door) -> None:
    proxied = {
        "Host": "10.0.0.7:8000",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Port": "81",
        "X-Forwarded-Prefix": "/elsewhere",
        "Forwarded": "host=evil.example;proto=http",
    }
    form = {**FORM, "MessageSid": new_sid()}
    assert door.post("/webhooks/sms", form, headers=proxied).status_code == 200
    for url in ("http://10.0.0.7:8000", "http://evil.example", "http://evil.example:81/elsewhere"):
        told = signature_of("/webhooks/sms", form, url=url)
        assert door.post("/webhooks/sms", form, headers=proxied, signature=told).status_code == 403


@pytest.mark.parametrize("query", ["?ref=a-1", "?ref=it%27s", "?ref=%C3%A4%2f%7E", "?ref=a+b&ref=c", "?ref="])
def test_the_query_counts_as_it_came_over_the_wire(door: Door, query: str) -> None:
    path = f"/webhooks/status{query}"
    form = {"MessageSid": new_sid(), "MessageStatus": "sent"}
    assert door.post(path, form).status_code == 204
    signed_otherwise = signature_of("/webhooks/status?ref=it's", form)
    assert door.post(path, form, signature=signed_otherwise).status_code == 403


def test_a_server_that_does_not_tell_the_raw_address_still_has_path_and_query(door: Door) -> None:
    form = {"MessageSid": new_sid(), "MessageStatus": "sent"}
    for path in ("/webhooks/status", "/webhooks/status?ref=a-1"):
        answer = door.client().post(
            path,
            data=form,
            headers={HEADER: signature_of(path, form)},
            environ_overrides={"RAW_URI": "", "REQUEST_URI": ""},
        )
        assert answer.status_code == 204


def test_the_token_is_in_no_repr() -> None:
    assert "secret" not in repr(Signature("the secret token", PUBLIC_URL))

"""The document says what the door does; the page shows it; the calls in docs/ were run."""

import json
import re
import shlex
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_schema_validator import OAS31Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from werkzeug.serving import make_server

from service.api.openapi import exactly, examples
from service.api.openapi.calls import CALLS
from service.api.openapi.document import addresses
from service.api.openapi.forms import FORM_IN_APPOINTMENTS, FORM_OF, forms
from service.console.terms import Terms
from service.domain.event import Source
from service.web import create_app
from service.webhooks.signature import Signature
from tests.api.documents import about, event, example, scheduled
from tests.api.door import Door, told
from tests.api.test_appointments import DIARY, booked, of_sam
from tests.browser import watched
from tests.builders import BARLINNIE, GLASGOW_STAFF, LIBERATION, shipped_config

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DOCS = Path(__file__).parents[2] / "docs"
NOT_DESCRIBED = {("GET", "/openapi.json"), ("GET", "/docs"), ("GET", "/metrics")}


@pytest.fixture(scope="module")
def api(shared_door: Door) -> dict[str, Any]:
    return dict(told(shared_door.client.get("/openapi.json")))


def _validator(api: Mapping[str, Any], name: str) -> OAS31Validator:
    whole = Resource.from_contents(api, default_specification=DRAFT202012)
    return OAS31Validator(
        {"$ref": f"urn:api#/components/schemas/{name}"}, registry=Registry().with_resource("urn:api", whole)
    )


def _operations(api: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for address, methods in api["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {address}", operation


def _pointers(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from _pointers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pointers(inner)


def test_every_address_is_described_and_every_description_has_an_address(shared_door: Door) -> None:
    rules = shared_door.client.application.url_map.iter_rules()
    own = [rule for rule in rules if rule.endpoint.startswith("api.") and rule.methods]
    assert set(addresses(own)) - NOT_DESCRIBED == set(CALLS)


def test_every_pointer_leads_somewhere_and_every_schema_is_one(api: dict[str, Any]) -> None:
    for pointer in set(_pointers(api)):
        found = api
        for part in pointer.removeprefix("#/").split("/"):
            found = found[part]
    for schema in api["components"]["schemas"].values():
        OAS31Validator.check_schema(schema)


def test_the_document_is_openapi_3_1_with_a_relative_server_and_bearer_keys(api: dict[str, Any]) -> None:
    assert api["openapi"].startswith("3.1.")
    assert api["servers"] == [{"url": "/"}]
    (scheme,) = api["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_errors_are_problems(api: dict[str, Any]) -> None:
    for line, operation in _operations(api):
        for status, answer in operation["responses"].items():
            if status.startswith(("4", "5")) and line != "GET /readyz":
                assert answer == {"$ref": f"#/components/responses/{status}"}, line
    for status, answer in api["components"]["responses"].items():
        (shown,) = answer["content"]["application/problem+json"]["examples"].values()
        assert shown["value"]["status"] == int(status)
        _validator(api, "Problem").validate(shown["value"])


def test_every_example_fits_what_it_is_an_example_of(api: dict[str, Any]) -> None:
    seen = 0
    for line, operation in _operations(api):
        contents = [operation.get("requestBody", {}), *(a for a in operation["responses"].values() if "$ref" not in a)]
        for media, content in ((m, c) for one in contents for m, c in one.get("content", {}).items()):
            assert content.get("examples") or media.endswith("sheet"), line
            for shown in content.get("examples", {}).values():
                kinds = content["schema"].get("anyOf", [content["schema"]])
                names = [kind["$ref"].rpartition("/")[2] for kind in kinds]
                assert any(_validator(api, name).is_valid(shown["value"]) for name in names), (line, shown["summary"])
                seen += 1
    assert seen > len(CALLS)


@pytest.mark.parametrize("name", examples.EVENTS)
def test_the_events_shown_are_taken(door: Door, name: str) -> None:
    told(door.post(examples.EVENTS[name], _teller(examples.EVENTS[name])), 202)


def _teller(document: Mapping[str, Any]) -> Source:
    return next(one for one in (BARLINNIE, GLASGOW_STAFF, DIARY) if one.uri == document["source"])


def test_the_batch_the_domain_event_and_the_list_shown_are_taken(door: Door) -> None:
    first, second = told(door.post_all(examples.BATCH), 202)
    assert (first["outcome"], second) == ("planned", examples.REFUSED)
    told(door.send(json.dumps(examples.HMPPS), content_type="application/json"), 202)
    key = door.key(BARLINNIE)
    answer = told(door.client.post("/v1/releases.csv", data=examples.LIST, content_type="text/csv", headers=key))
    assert answer == examples.LIST_ANSWER


def test_the_document_follows_the_day(door: Door) -> None:
    pattern = told(door.client.get("/openapi.json"))["components"]["schemas"]["LiberationDate"]["pattern"]
    assert re.search(pattern, "2026-12-23")
    assert re.search(pattern, "2028-10-31")
    for wrong in ("2025-10-31", "2029-01-01", "2027-02-29", "2026-11-31", "23/12/2026"):
        assert not re.search(pattern, wrong)


def test_an_expression_matches_its_days_and_no_others() -> None:
    week = re.compile(exactly.words(["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]))
    for day, is_in in {"2026-12-29": False, "2026-12-30": True, "2027-01-02": True, "2027-12-30": False}.items():
        assert bool(week.fullmatch(day)) is is_in


FORMS = forms(shipped_config(), LIBERATION)


def _like(name: str) -> st.SearchStrategy[str]:
    """What the schema of that name allows. `$` would let a line break through at the end."""
    schema = FORMS[name]
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    pattern = schema["pattern"].removesuffix("$") + r"\Z"
    return st.from_regex(pattern, alphabet=st.characters(codec="utf-8")).filter(
        lambda text: len(text) <= schema.get("maxLength", len(text))
    )


WORKER = {"name": "Jo Reid", "phone": "0141 496 0000"}
AGREED = {"group": "veteran", "agreed_on": "2026-11-20", "recorded_by": "Jo Reid"}


@pytest.mark.parametrize("name", sorted({*FORM_OF.values(), *FORM_IN_APPOINTMENTS.values()} - {"PageSize", "Day"}))
def test_what_fits_a_form_is_taken(shared_door: Door, name: str) -> None:
    @settings(max_examples=12, deadline=None, derandomize=True, database=None)
    @given(_like(name))
    def check(text: str) -> None:
        document = {
            "EventId": lambda: scheduled() | {"id": text},
            "Subject": lambda: scheduled() | {"subject": text},
            "Moment": lambda: scheduled() | {"time": text},
            "LiberationDate": lambda: scheduled(liberation_date=text),
            "PastDay": lambda: about(number_confirmed_on=text),
            "HomeBoard": lambda: scheduled(home_board=text),
            "CouncilArea": lambda: scheduled(home_board=None, council_area=text),
            "FirstName": lambda: about(first_name=text),
            "Name": lambda: event("contact.updated", {"worker": WORKER | {"name": text}}),
            "Mobile": lambda: about(mobile=text),
            "Phone": lambda: event("contact.updated", {"worker": WORKER | {"phone": text}}),
            "Prison": lambda: event("person.transferred", {"to": text}),
            "PersonName": lambda: booked() | {"subject": text},
            "AppointmentId": lambda: booked(appointment_id=text),
            "Start": lambda: booked(start=text),
            "Place": lambda: booked(place=text),
            "ContactPhone": lambda: booked(phone=text),
        }[name]()
        answer = shared_door.post(document, _teller(document))
        assert answer.status_code in (202, 409), answer.text

    check()


def test_every_text_that_may_be_sent_has_a_form_or_is_one_of_a_few(api: dict[str, Any]) -> None:
    words = ("ByPrison", "ByBoard", "Appointment", "Transferred")
    sent = [
        schema
        for name, schema in api["components"]["schemas"].items()
        if any(word in name for word in words) and "properties" in schema
    ]
    assert sent
    for schema in (
        *sent,
        *(api["components"]["schemas"][name] for name in ("PersonPart", "WorkerPart", "AgreedGroupPart")),
    ):
        for name, part in schema["properties"].items():
            choices = part.get("anyOf", [part])
            assert not any(one.get("type") == "string" and not one.keys() & {"enum", "const"} for one in choices), name


@pytest.mark.parametrize(
    ("document", "fits"),
    [
        (example(), True),
        (example(offence="theft"), False),
        (event("liberation.cancelled"), True),
        (event("liberation.cancelled", {"liberation_date": "2026-12-23"}), False),
        (event("contact.updated", {}), False),
        (event("contact.updated", {"worker": WORKER}), True),
        (event("contact.updated", {"person": {"groups": [AGREED]}}, source=GLASGOW_STAFF), True),
        (event("contact.updated", {"person": {"groups": [AGREED]}}), False),
        (scheduled(home_board=None), False),
        (scheduled(council_area="glasgow city"), True),
        (scheduled(council_area="fife"), False),
        (scheduled(liberation_date="23/12/2026"), False),
        (event("person.transferred", {"to": "Low Moss"}), True),
        (event("person.transferred", {"to": "nowhere"}), False),
        (event("person.transferred"), False),
        (booked(), True),
        (booked(clinic="Sandyford", specialty=None, clinician=["Kerr"]), True),
        (booked(place="Café"), True),
        (booked(place="x" * 41), False),
        (booked(place="St Andrew’s"), False),
        (booked(place="=1+1"), False),
        (booked(place="Ring 0141 496 0000"), False),
        (booked(phone="0141 496 0000"), False),
        (booked(phone=None), True),
        (booked(reason="x"), False),
        (booked("place"), False),
        (booked(start="2027-01-06T10:30:00"), False),
        (booked() | {"subject": "48213"}, False),
        (booked() | {"source": BARLINNIE.uri}, False),
        (booked() | {"source": GLASGOW_STAFF.uri}, True),
        (of_sam("appointment.missed", {"appointment_id": "a-1"}), True),
        (of_sam("appointment.missed", {"appointment_id": "a-1", "clinic": "x"}), False),
        (of_sam("appointment.missed", None), False),
        (scheduled() | {"subject": "urn:x-release-day:p"}, False),
    ],
)
def test_the_schema_of_an_event_and_the_door_agree(
    shared_door: Door, api: dict[str, Any], document: Any, fits: bool
) -> None:
    assert _validator(api, "Event").is_valid(document) is fits
    assert (shared_door.post(document, _teller(document)).status_code == 202) is fits


# The page


@pytest.fixture
def origin(door: Door) -> Iterator[str]:
    """The whole service on a port of its own."""
    terms = Terms("of these tests, long and made up by nobody else", "http://127.0.0.1", at_home=True, phones_url=None)
    server = make_server(
        "127.0.0.1", 0, create_app(door.core, Signature("a token", terms.public_url), terms), threaded=True
    )
    worker = threading.Thread(target=server.serve_forever)
    worker.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    worker.join()
    server.server_close()


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (390, False)])
def test_the_page_reads_well_and_asks_nobody_else(
    browser: "Browser", origin: str, width: int, javascript: bool
) -> None:
    with watched(browser, origin, width=width, javascript=javascript) as seen:
        answer = seen.page.goto("/docs", wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        for call in CALLS.values():
            assert seen.page.get_by_role("heading", name=call.summary, exact=True).count() == 1
        assert seen.sideways() == 0
        if javascript:
            assert seen.barriers() == []


# The calls of docs/

BLOCK = re.compile(r"```(\w*) ?([\w.]*)\n(.*?)```", re.DOTALL)
IDS = re.compile(r"\b([a-z])-[0-9a-z]{10,}\b")


@dataclass
class Reader:
    """Somebody who pastes the calls of a page, one after the other."""

    door: Door
    files: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)  # as a page shows it -> as it came

    def call(self, line: str) -> Any:
        line = IDS.sub(lambda shown: self.ids.get(shown[0], shown[0]), line)
        for name, source in (("$KEY", BARLINNIE), ("$BOARD_KEY", GLASGOW_STAFF), ("$APPOINTMENTS_KEY", DIARY)):
            line = line.replace(name, self._secret(source))
        program, address, *words = shlex.split(line)
        assert (program, address[:4]) == ("curl", "$URL")
        headers, body = {}, None
        for flag, value in zip(words[::2], words[1::2], strict=True):
            if flag == "-H":
                name, _, told_of_it = value.partition(": ")
                headers[name] = told_of_it
            else:
                assert flag in ("-d", "--data-binary")
                body = self.files[value[1:]] if value.startswith("@") else value.replace("\n", "")
        answer = self.door.client.open(address[4:], method="POST" if body else "GET", headers=headers, data=body)
        return json.loads(answer.text)

    def learn(self, shown: Any, came: Any) -> None:
        """The ids of an answer, as one would copy them into the next call."""
        if isinstance(shown, dict) and isinstance(came, dict):
            for name in shown.keys() & came.keys():
                self.learn(shown[name], came[name])
        elif isinstance(shown, str) and isinstance(came, str) and IDS.fullmatch(shown):
            self.ids[shown] = came

    def _secret(self, source: Source) -> str:
        return self.door.key(source)["Authorization"].removeprefix("Bearer ")


def _shown(page: str, reader: Reader) -> Iterator[tuple[str, Any, Any]]:
    """Each call of the page, the answer shown and the answer that came."""
    calls: list[str] = []
    for language, name, words in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
        if language == "csv":
            reader.files[name] = words
        elif language == "sh":
            calls.append(words)
        elif language == "json":
            line, shown = calls.pop(), json.loads(words)
            came = reader.call(line)
            reader.learn(shown, came)
            yield line, shown, came
    assert calls == []


def _fits(shown: Any, came: Any) -> bool:
    """Ids are made up anew each time; "…" stands for the rest of a list; Python 3.13 words the title of a 422 anew."""
    if isinstance(shown, dict) and isinstance(came, dict):
        return shown.keys() == came.keys() and all(_fits(shown[name], came[name]) for name in shown if name != "title")
    if isinstance(shown, list) and isinstance(came, list):
        rest = shown[-1:] == ["…"]
        few, same = (shown[:-1], came[: len(shown) - 1]) if rest else (shown, came)
        return len(few) == len(same) and all(_fits(one, other) for one, other in zip(few, same, strict=True))
    if isinstance(shown, str) and isinstance(came, str):
        return IDS.sub(r"\1", shown) == IDS.sub(r"\1", came)
    return bool(shown == came)


@pytest.mark.parametrize("page", ["for-prisons.md", "for-systems.md"])
def test_the_calls_that_a_page_shows_get_the_answers_it_shows(door: Door, page: str) -> None:
    shipped = Door(replace(door.core, config=shipped_config()))
    seen = list(_shown(page, Reader(shipped)))
    assert len(seen) > 3
    for line, shown, came in seen:
        assert _fits(shown, came), f"{line}\n{json.dumps(came)}"

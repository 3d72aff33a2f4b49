import pytest
import requests

from service.practice.switches import Switches
from tests.practice.running import BOARD, SAM, RunningPractice

FORMS = [
    ("POST", "/practice/texts", {"from": SAM, "to": BOARD, "body": "STOP"}),
    ("POST", "/practice/phones", {"number": SAM}),
    ("POST", "/practice/faults", {"error_before": "1"}),
    ("POST", "/practice/inbound", {}),
    ("PUT", "/practice/faults", {}),
]
ELSEWHERE = [
    {"Origin": "https://example.org"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:8000"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://example.org"},
]


def send(running: RunningPractice, method: str, path: str, form: dict[str, str], headers: dict[str, str]) -> int:
    answer = requests.request(
        method, running.base_url + path, data=form, headers=headers, timeout=10, allow_redirects=False
    )
    return answer.status_code


@pytest.mark.parametrize(("method", "path", "form"), FORMS)
@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_a_form_on_somebody_elses_page_does_nothing(
    running: RunningPractice, method: str, path: str, form: dict[str, str], headers: dict[str, str]
) -> None:
    assert send(running, method, path, form, headers) == 403
    assert running.client.messages.list() == []
    assert running.practice.exchange.version() == 0
    assert running.practice.exchange.switches() == Switches()


@pytest.mark.parametrize("path", ["/practice", "/practice/news", "/practice/messages", "/practice/faults"])
@pytest.mark.parametrize("host", ["example.org", "example.org:4010", "127.0.0.1.example.org", "192.0.2.1", ""])
def test_nothing_is_shown_under_a_name_that_may_be_made_to_mean_this_machine(
    running: RunningPractice, path: str, host: str
) -> None:
    answer = requests.get(running.base_url + path, headers={"Host": host}, timeout=10)
    assert answer.status_code in (400, 403)
    assert "7700" not in answer.text


@pytest.mark.parametrize("host", ["localhost:4010", "127.0.0.1", "[::1]:4010"])
def test_this_machine_by_any_of_its_own_names_is_let_in(running: RunningPractice, host: str) -> None:
    headers = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
    assert requests.get(f"{running.base_url}/practice", headers=headers, timeout=10).status_code == 200
    assert send(running, "POST", "/practice/phones", {"number": SAM}, headers) == 303


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "same-origin"}], ids=["program", "typed", "own"]
)
def test_programs_and_the_pages_own_forms_are_let_in(running: RunningPractice, headers: dict[str, str]) -> None:
    assert send(running, "POST", "/practice/texts", {"from": SAM, "body": "Hello"}, headers) == 303
    assert [message.body for message in running.client.messages.list()] == ["Hello"]


@pytest.mark.parametrize("path", ["/practice", "/practice/static/practice.css", "/static/vendor/htmx/htmx.min.js"])
def test_every_answer_forbids_what_is_not_its_own(running: RunningPractice, path: str) -> None:
    answer = requests.get(running.base_url + path, timeout=10)
    assert answer.status_code == 200
    policy = dict(part.partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "script-src" not in policy
    assert "style-src" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] in ("no-store", "no-cache")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../practice.py",
        "/static/%2e%2e/practice/practice.py",
        "/practice/static/..%2fguard.py",
        "/static/no.css",
    ],
)
def test_a_file_outside_its_folder_is_not_given(running: RunningPractice, path: str) -> None:
    request = requests.Request("GET", running.base_url).prepare()
    request.url = running.base_url + path  # as it stands: requests would tidy it up
    with requests.Session() as session:
        assert session.send(request, timeout=10).status_code == 404

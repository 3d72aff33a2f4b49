"""Alerts reach a real mail server and a real web server, and what goes wrong there is told and stops nothing."""

import json
import logging
import smtplib
import ssl
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from service.alerts.mail import Mail
from service.alerts.messenger import Ways, messenger
from service.core.vitals import Letter, Notice
from service.domain.mail import MailRoute, mail_route
from tests.alerts.servers import PASSWORD, USER, MailHouse, WebHouse, mail_server, web_server
from tests.carrier.certificate import self_signed

PUBLIC_URL = "https://texts.example.scot"
SINCE, OVER = datetime(2026, 12, 23, 14, tzinfo=UTC), datetime(2026, 12, 23, 15, tzinfo=UTC)
STANDS = Notice("alert-1", "A person should have been texted, and was not.", "/people/p-1", SINCE, None)
IS_OVER = Notice("alert-2", "No worker.", "/readyz", SINCE, OVER)
FROM, TO, BOARDS = "release-day@example.scot", "on-call@example.scot", "alerts@fife.example.scot"
NOWHERE = 9  # the discard port: nothing listens there


def route(port: int, *, scheme: str = "smtp", login: str = "", host: str = "127.0.0.1") -> MailRoute:
    return mail_route(f"{scheme}://{login}{host}:{port}/?from={FROM}&to={TO}")


LOGIN = f"{USER}:{quote(PASSWORD, safe='')}@"


def test_a_letter_goes_to_the_national_address_or_to_the_boards_own() -> None:
    house = MailHouse()
    with mail_server(house) as port:
        ways = messenger(route(port), None, PUBLIC_URL)
        assert ways.tell(Letter(None, (STANDS, IS_OVER)))
        assert ways.tell(Letter(BOARDS, (IS_OVER,)))
    assert [to for to, _ in house.taken] == [TO, BOARDS]
    first, second = (message for _, message in house.taken)
    assert (first["From"], first["To"], second["To"]) == (FROM, TO, BOARDS)
    assert first["Subject"] == "[release-day] A person should have been texted, and was not, and 1 more"
    assert second["Subject"] == "[release-day] over: No worker"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first.get_content().splitlines() == [
        "A person should have been texted, and was not.",
        "since 2026-12-23 14:00 UTC",
        "case alert-1",
        "https://texts.example.scot/people/p-1",
        "",
        "No worker.",
        "since 2026-12-23 14:00 UTC, over 2026-12-23 15:00 UTC",
        "case alert-2",
        "https://texts.example.scot/readyz",
    ]


@pytest.mark.parametrize("wrapped", [False, True], ids=["STARTTLS", "smtps"])
def test_user_and_password_go_only_by_tls(tmp_path: Path, wrapped: bool) -> None:
    house = MailHouse(self_signed(tmp_path / "own.pem", "localhost"), wrapped=wrapped, wants_login=True)
    with mail_server(house) as port:
        there = route(port, scheme="smtps" if wrapped else "smtp", login=LOGIN, host="localhost")
        trusted = ssl.create_default_context(cafile=tmp_path / "own.pem")
        Mail(there, PUBLIC_URL, trusted).send(Letter(None, (STANDS,)))
    assert [to for to, _ in house.taken] == [TO]
    assert [words for words in house.heard_in_clear if "AUTH" in words.upper()] == []


def test_a_server_whose_certificate_nobody_knows_gets_nothing(tmp_path: Path) -> None:
    house = MailHouse(self_signed(tmp_path / "own.pem", "localhost"), wants_login=True)
    with mail_server(house) as port:
        ways = messenger(route(port, login=LOGIN, host="localhost"), None, PUBLIC_URL)
        assert ways.try_each(Letter(None, (STANDS,))) == {"e-mail": "SSLCertVerificationError"}
    assert house.taken == []
    assert not any("AUTH" in words for words in house.heard_in_clear)


def test_a_password_never_goes_to_a_server_without_tls() -> None:
    house = MailHouse(wants_login=True)
    with mail_server(house) as port:
        mail = Mail(route(port, login=LOGIN), PUBLIC_URL)
        with pytest.raises(smtplib.SMTPException):
            mail.send(Letter(None, (STANDS,)))
    assert not any("AUTH" in words for words in house.heard_in_clear)


def test_the_web_address_gets_what_stands_and_what_is_over() -> None:
    house = WebHouse(status=204, body=b"")
    with web_server(house) as url:
        assert messenger(None, f"{url}/hooks/secret", PUBLIC_URL).tell(Letter(BOARDS, (STANDS, IS_OVER)))
    assert house.seen == ["POST /hooks/secret"]
    document = json.loads(house.posted[0])
    assert document["to"] == BOARDS
    assert document["alerts"] == [
        {
            "case": "alert-1",
            "what": "A person should have been texted, and was not.",
            "link": "https://texts.example.scot/people/p-1",
            "since": "2026-12-23T14:00:00+00:00",
            "over": None,
        },
        {
            "case": "alert-2",
            "what": "No worker.",
            "link": "https://texts.example.scot/readyz",
            "since": "2026-12-23T14:00:00+00:00",
            "over": "2026-12-23T15:00:00+00:00",
        },
    ]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_address_that_does_not_take_it_has_not_been_told(status: int, caplog: pytest.LogCaptureFixture) -> None:
    with web_server(WebHouse(status=status, headers={"Location": "/elsewhere"})) as url:
        ways = messenger(None, f"{url}/hooks/secret", PUBLIC_URL)
        assert not ways.tell(Letter(None, (STANDS,)))
    assert "RefusedError" in caplog.text
    assert "secret" not in caplog.text


def test_nobody_at_either_address_is_told_in_the_log_and_raises_nothing(caplog: pytest.LogCaptureFixture) -> None:
    ways = messenger(route(NOWHERE, login=LOGIN), f"http://127.0.0.1:{NOWHERE}/secret", PUBLIC_URL)
    assert not ways.tell(Letter(None, (STANDS,)))
    assert "by e-mail: ConnectionRefusedError" in caplog.text
    assert "by webhook: NewConnectionError" in caplog.text
    assert "secret" not in caplog.text


def test_one_way_that_works_is_enough() -> None:
    house = WebHouse()
    with web_server(house) as url:
        assert messenger(route(NOWHERE), url, PUBLIC_URL).tell(Letter(None, (STANDS,)))
    assert len(house.posted) == 1


def test_an_address_that_the_server_refuses_has_not_been_told() -> None:
    with mail_server(MailHouse(refuses=(BOARDS,))) as port:
        ways = messenger(route(port), None, PUBLIC_URL)
        assert ways.try_each(Letter(BOARDS, (STANDS,))) == {"e-mail": "SMTPRecipientsRefused"}
        assert ways.tell(Letter(None, (STANDS,)))


def test_without_any_way_the_log_has_it(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert Ways({}).tell(Letter(None, (STANDS,)))
    assert "alert-1" in caplog.text


def test_the_address_of_a_mail_server_is_read_and_its_password_not_shown() -> None:
    read = mail_route(f"smtps://{LOGIN}mail.example.scot/?from={FROM}&to={TO}")
    assert (read.host, read.port, read.wrapped, read.user, read.password) == (
        "mail.example.scot",
        465,
        True,
        USER,
        PASSWORD,
    )
    assert PASSWORD not in repr(read)
    assert mail_route(f"smtp://mail.example.scot?from={FROM}&to={TO}").port == 587


WRONG = [
    "mail.example.scot",
    "https://mail.example.scot/?from=a@b.scot&to=c@d.scot",
    "smtp://mail.example.scot",
    "smtp://mail.example.scot/?to=c@d.scot",
    "smtp://mail.example.scot/?from=a@b.scot&to=c@d.scot&to=e@f.scot",
    "smtp://mail.example.scot/?from=a@b.scot&to=nobody",
    "smtp://mail.example.scot/?from=a@b.scot&to=c@d.scot%0aBcc:%20e@f.scot",
    "smtp://user@mail.example.scot/?from=a@b.scot&to=c@d.scot",
    "smtp://mail.example.scot:99999/?from=a@b.scot&to=c@d.scot",
    "smtp://mail.example.scot/secret?from=a@b.scot&to=c@d.scot",
]


@pytest.mark.parametrize("url", WRONG)
def test_what_is_no_way_to_send_mail_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(ValueError, match="must") as refused:
        mail_route(url)
    assert "secret" not in str(refused.value)

"""SECRET_KEY: the contract asks for its length on loopback; off loopback it must not be easy to guess either."""

import secrets

import pytest

from service.settings import Need, SettingsError, read_settings

LOOPBACK, TWILIO = "http://127.0.0.1:8010", "https://api.twilio.com"


def faults(key: str | None, base_url: str, needs: Need = Need.SESSIONS) -> list[str]:
    environ = {"TWILIO_BASE_URL": base_url} | ({"SECRET_KEY": key} if key is not None else {})
    try:
        settings = read_settings(environ, needs=needs)
    except SettingsError as error:
        return [str(fault) for fault in error.faults]
    assert settings.secret_key == (key or "")
    assert not key or key not in repr(settings)
    return []


@pytest.mark.parametrize("base_url", [LOOPBACK, TWILIO])
@pytest.mark.parametrize("make", [secrets.token_urlsafe, secrets.token_hex])
def test_a_key_made_by_chance_is_taken_everywhere(base_url: str, make: object) -> None:
    assert callable(make)
    for _ in range(200):
        assert faults(make(32), base_url) == []
        assert faults(secrets.token_hex(16), base_url) == []


@pytest.mark.parametrize("key", ["x" * 32, "0123456789abcdef" * 2, "change-me-" * 4])
def test_on_loopback_only_the_length_is_asked(key: str) -> None:
    assert faults(key, LOOPBACK) == []
    assert faults(key[:31], LOOPBACK) == ["SECRET_KEY: must hold 32 characters or more"]


@pytest.mark.parametrize("key", ["x" * 32, "xy" * 20, "0123456789abcdef" * 2, "change-me-" * 4, "aaaabbbbccccdddd" * 2])
def test_off_loopback_what_is_easy_to_guess_is_refused(key: str) -> None:
    (fault,) = faults(key, TWILIO)
    assert fault.startswith("SECRET_KEY: is easy to guess")
    assert key not in fault


def test_a_key_that_is_too_short_is_told_once() -> None:
    assert faults("x" * 31, TWILIO) == ["SECRET_KEY: must hold 32 characters or more"]


def test_whatever_lets_staff_sign_in_needs_it_and_nothing_else_does() -> None:
    assert faults(None, LOOPBACK) == ["SECRET_KEY: is missing"]
    assert faults("", TWILIO) == ["SECRET_KEY: is missing"]
    assert faults(None, TWILIO, Need.DATABASE) == []

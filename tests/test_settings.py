import base64
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from service.settings import (
    Need,
    PracticeClockSetting,
    SettingsError,
    carrier_is_practice,
    config_dir,
    read_settings,
)

NEW, OLD = bytes(range(32)), bytes(range(32, 64))
LOOPBACK = "http://127.0.0.1:8010"


def b64(*keys: bytes) -> str:
    return ",".join(base64.b64encode(key).decode() for key in keys)


FULL = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "made-up-token",
    "DATA_KEYS": b64(NEW, OLD),
    "INDEX_KEYS": b64(OLD),
}


def faults(**changes: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        read_settings({**FULL, **changes}, needs=Need.ALL)
    return [str(fault) for fault in refused.value.faults]


def test_what_is_not_set_has_the_default_of_the_contract() -> None:
    settings = read_settings(FULL, needs=Need.ALL)
    assert settings.database_url == "sqlite:///var/release-day.db"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.port == 8000
    assert (settings.twilio_region, settings.twilio_edge) == (None, None)
    assert settings.twilio_base_url == "https://api.twilio.com"
    assert settings.config_dir == Path("config")
    assert settings.lease_s == 60
    assert settings.practice_clock is None
    assert settings.log_level == "INFO"
    assert settings.log_format in {"console", "json"}
    assert not settings.practice


def test_what_is_set_is_taken() -> None:
    settings = read_settings(
        {
            **FULL,
            "DATABASE_URL": "postgresql://service@db/release_day",
            "PUBLIC_URL": "https://texts.example/",
            "PORT": "8080",
            "TWILIO_REGION": "ie1",
            "TWILIO_EDGE": "dublin",
            "TWILIO_BASE_URL": f"{LOOPBACK}/",
            "CONFIG_DIR": "/etc/release-day",
            "LEASE_S": "2.5",
            "PRACTICE_CLOCK": "2026-12-24T09:00:00+00:00/600/2026-11-21T21:00:00+01:00",
            "LOG_LEVEL": "debug",
            "LOG_FORMAT": "json",
        },
        needs=Need.ALL,
    )
    assert settings.database_url == "postgresql://service@db/release_day"
    assert settings.public_url == "https://texts.example"
    assert settings.port == 8080
    assert (settings.twilio_region, settings.twilio_edge) == ("ie1", "dublin")
    assert settings.twilio_base_url == LOOPBACK
    assert settings.config_dir == Path("/etc/release-day")
    assert settings.lease_s == 2.5
    hour_east = timezone(timedelta(hours=1))
    assert settings.practice_clock == PracticeClockSetting(
        datetime(2026, 12, 24, 9, tzinfo=UTC), 600, datetime(2026, 11, 21, 21, tzinfo=hour_east)
    )
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")
    assert settings.practice


@pytest.mark.parametrize("url", ["sqlite:///var/a.db", "sqlite:////srv/a.db", "postgresql:///release_day"])
def test_a_database_is_a_file_or_a_postgresql(url: str) -> None:
    assert read_settings({"DATABASE_URL": url}, needs=Need.DATABASE).database_url == url


def test_keys_come_newest_first() -> None:
    settings = read_settings(FULL, needs=Need.ALL)
    assert settings.data_keys == (NEW, OLD)
    assert settings.index_keys == (OLD,)


def test_a_variable_set_to_nothing_is_not_set() -> None:
    assert read_settings({**FULL, "PORT": "", "LEASE_S": "  "}, needs=Need.ALL).port == 8000
    assert faults(TWILIO_AUTH_TOKEN=" ") == ["TWILIO_AUTH_TOKEN: is missing"]


@pytest.mark.parametrize(
    ("needs", "missing"),
    [
        (Need.DATABASE | Need.KEYS, ["DATA_KEYS", "INDEX_KEYS"]),
        (Need.CARRIER, ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"]),
        (Need.ALL, ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "DATA_KEYS", "INDEX_KEYS"]),
    ],
)
def test_a_process_is_asked_only_for_what_it_needs(needs: Need, missing: list[str]) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({}, needs=needs)
    assert [str(fault) for fault in refused.value.faults] == [f"{name}: is missing" for name in missing]


def test_bringing_the_schema_up_needs_no_secret() -> None:
    settings = read_settings({}, needs=Need.DATABASE)
    assert (settings.twilio_account_sid, settings.twilio_auth_token) == ("", "")
    assert (settings.data_keys, settings.index_keys) == ((), ())


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("DATABASE_URL", "mysql://x/y", "must begin with sqlite:/// or postgresql://"),
        ("DATABASE_URL", "postgresql+psycopg://x/y", "must begin with"),
        ("DATABASE_URL", "sqlite:var/x.db", "must begin with"),
        ("DATABASE_URL", "postgresql://", "must begin with"),
        ("DATABASE_URL", "sqlite:///", "must name a file"),
        ("DATABASE_URL", "sqlite:///:memory:", "must name a file"),
        ("PUBLIC_URL", "texts.example", "must be the address of a web server"),
        ("PUBLIC_URL", "ftp://texts.example", "must be the address of a web server"),
        ("PUBLIC_URL", "https://", "must be the address of a web server"),
        ("PUBLIC_URL", "https://texts.example:0", "must be the address of a web server"),
        ("PUBLIC_URL", "https://texts.example:99999", "must be the address of a web server"),
        ("PUBLIC_URL", "https://[::1", "must be the address of a web server"),
        ("PUBLIC_URL", "https://texts example", "must be the address of a web server"),
        ("PUBLIC_URL", "https://texts.example/?a=1", "must end before any ? or #"),
        ("PUBLIC_URL", "https://texts.example/#", "must end before any ? or #"),
        ("PUBLIC_URL", "https://me:secret@texts.example", "must not hold a user name or password"),
        ("PORT", "0", "must be a port, 1 to 65535"),
        ("PORT", "65536", "must be a port"),
        ("PORT", "-1", "must be a port"),
        ("PORT", "80.0", "must be a port"),
        ("PORT", "\u0668\u0660", "must be a port"),
        ("TWILIO_ACCOUNT_SID", "AC 1", "must be one word"),
        ("TWILIO_AUTH_TOKEN", "two words", "must be one word"),
        ("TWILIO_REGION", "IE1/x", "must be a name such as ie1"),
        ("TWILIO_EDGE", "du blin", "must be a name such as ie1"),
        ("TWILIO_BASE_URL", "http://api.twilio.com", "must be https"),
        ("TWILIO_BASE_URL", "http://10.0.0.1", "must be https"),
        ("TWILIO_BASE_URL", "http://localhost.example", "must be https"),
        ("TWILIO_BASE_URL", "api.twilio.com", "must be the address of a web server"),
        ("LEASE_S", "0", "must be a number above 0"),
        ("LEASE_S", "-1", "must be a number above 0"),
        ("LEASE_S", "inf", "must be a number above 0"),
        ("LEASE_S", "nan", "must be a number above 0"),
        ("LEASE_S", "a minute", "must be a number above 0"),
        ("LOG_LEVEL", "loud", "must be one of DEBUG, INFO"),
        ("LOG_FORMAT", "xml", "must be one of console, json"),
        ("DATA_KEYS", b64(NEW) + ",x", "key 2 is not base64 of 32 bytes"),
        ("DATA_KEYS", b64(NEW) + ",", "key 2 is not base64 of 32 bytes"),
        ("DATA_KEYS", b64(NEW[:16], OLD, OLD[:31]), "key 1, 3 is not base64 of 32 bytes"),
        ("INDEX_KEYS", b64(NEW, OLD, NEW), "key 3 stands there already"),
        ("INDEX_KEYS", b64(NEW, NEW) + ",x", "key 3 is not base64 of 32 bytes; key 2 stands there already"),
    ],
)
def test_a_wrong_value_is_told_by_its_name_and_never_repeated(name: str, value: str, message: str) -> None:
    [fault] = faults(**{name: value})
    assert fault.startswith(f"{name}: {message}")


def test_no_secret_is_repeated_in_a_fault() -> None:
    told = faults(
        DATABASE_URL="mysql://me:made-up@db/x",
        PUBLIC_URL="https://me:made-up@texts.example",
        TWILIO_BASE_URL="https://me:made-up@texts.example",
        TWILIO_AUTH_TOKEN="made up",
        DATA_KEYS="made-up",
        INDEX_KEYS="made-up",
    )
    assert len(told) == 6
    assert "made" not in " ".join(told)


@pytest.mark.parametrize(
    "value",
    [
        "2026-12-24T09:00:00+00:00",
        "2026-12-24T09:00:00+00:00/600",
        "2026-12-24T09:00:00+00:00/600/2026-11-21T20:00:00+00:00/1",
        "2026-12-24T09:00:00/600/2026-11-21T20:00:00+00:00",
        "2026-12-24T09:00:00+00:00/600/2026-11-21",
        "Christmas/600/2026-11-21T20:00:00+00:00",
        "2026-12-24T09:00:00+00:00/0/2026-11-21T20:00:00+00:00",
        "2026-12-24T09:00:00+00:00/-600/2026-11-21T20:00:00+00:00",
        "2026-12-24T09:00:00+00:00/inf/2026-11-21T20:00:00+00:00",
        "2026-12-24T09:00:00+00:00/nan/2026-11-21T20:00:00+00:00",
        "2026-12-24T09:00:00+00:00/fast/2026-11-21T20:00:00+00:00",
    ],
)
def test_a_practice_clock_needs_two_moments_with_a_zone_and_a_rate_above_nought(value: str) -> None:
    [fault] = faults(PRACTICE_CLOCK=value, TWILIO_BASE_URL=LOOPBACK)
    assert fault.startswith("PRACTICE_CLOCK: must ")


def test_no_practice_clock_runs_beside_the_real_carrier() -> None:
    clock = "2026-12-24T09:00:00+00:00/600/2026-11-21T20:00:00+00:00"
    assert faults(PRACTICE_CLOCK=clock)[0].startswith("PRACTICE_CLOCK: is for the practice carrier alone")
    assert read_settings({**FULL, "PRACTICE_CLOCK": clock, "TWILIO_BASE_URL": LOOPBACK}, needs=Need.ALL).practice


def test_everything_missing_or_wrong_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({"PORT": "x", "LEASE_S": "x", "DATABASE_URL": "x", "DATA_KEYS": "x"}, needs=Need.ALL)
    names = [fault.name for fault in refused.value.faults]
    assert names == [
        "DATABASE_URL", "PORT", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "DATA_KEYS", "INDEX_KEYS", "LEASE_S",
    ]  # fmt: skip
    assert str(refused.value).splitlines() == [str(fault) for fault in refused.value.faults]


def test_no_secret_is_printed_with_the_settings() -> None:
    database = "postgresql://service:made-up-password@db/release_day"
    printed = repr(read_settings({**FULL, "DATABASE_URL": database}, needs=Need.ALL))
    for secret in (FULL["TWILIO_AUTH_TOKEN"], FULL["TWILIO_ACCOUNT_SID"], "made-up-password", repr(NEW), repr(OLD)):
        assert secret not in printed


@pytest.mark.parametrize(
    ("base_url", "practice"),
    [
        ("http://127.0.0.1:8010", True),
        ("http://127.8.9.10", True),
        ("https://localhost:1", True),
        ("http://LOCALHOST", True),
        ("http://[::1]:8010", True),
        ("https://api.twilio.com", False),
        ("https://127.0.0.1.example", False),
        ("https://localhost.example", False),
        ("https://128.0.0.1", False),
        ("https://[::2]", False),
        ("https://me@127.0.0.1@api.twilio.com", False),
        ("127.0.0.1", False),
        ("http://[::1", False),
        ("http://127.0.0.1:x", False),
    ],
)
def test_only_a_carrier_on_this_machine_is_practice(base_url: str, practice: bool) -> None:
    assert carrier_is_practice({"TWILIO_BASE_URL": base_url}) is practice


@pytest.mark.parametrize("environ", [{}, {"TWILIO_BASE_URL": ""}])
def test_no_carrier_at_all_is_practice_for_the_commands_and_twilio_for_the_processes(environ: dict[str, str]) -> None:
    assert carrier_is_practice(environ)
    assert not read_settings({**FULL, **environ}, needs=Need.ALL).practice


def test_the_configuration_lies_where_config_dir_says() -> None:
    assert config_dir({}) == Path("config")
    assert config_dir({"CONFIG_DIR": "elsewhere"}) == Path("elsewhere")


def test_asking_for_the_carrier_loads_no_heavy_library() -> None:
    heavy = ("pydantic", "ruamel", "sqlalchemy", "flask", "twilio", "phonenumbers")
    program = "import sys, service.settings; print(*(name.split('.')[0] for name in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not set(heavy) & set(loaded)

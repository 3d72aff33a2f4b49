"""The logs of a process, as somebody reads them: each in a process of its own, for they take the root logger over."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).parents[1]
SET_UP = (
    "import logging, sys; from service import logs; logs.set_up({level!r}, {form!r}); log = logging.getLogger('x')\n"
)


def logged(code: str, *, form: str = "json", level: str = "INFO") -> str:
    """What stands on stderr after this code, with `log` a logger of some module."""
    program = [sys.executable, "-c", SET_UP.format(level=level, form=form) + code]
    ended = subprocess.run(program, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert ended.stdout == ""
    return ended.stderr


def entries(code: str, level: str = "INFO") -> list[dict[str, Any]]:
    return [json.loads(line) for line in logged(code, level=level).splitlines()]


def test_every_entry_is_a_line_of_json_with_its_level_its_logger_and_its_moment() -> None:
    first, second = entries("log.info('one\\nof two lines'); logging.getLogger('sqlalchemy.pool').warning('%s', 'two')")
    assert (first["event"], first["level"], first["logger"]) == ("one\nof two lines", "info", "x")
    assert (second["event"], second["level"], second["logger"]) == ("two", "warning", "sqlalchemy.pool")
    assert first["at"].endswith("Z")
    assert "[number]" not in first["at"]


def test_what_is_below_the_level_is_left_out() -> None:
    assert [entry["event"] for entry in entries("log.info('low'); log.warning('high')", level="WARNING")] == ["high"]


@pytest.mark.parametrize(
    "number", ["+447700900123", "07700900123", "07700 900 123", "+44 7700 900123", "0141 496 0000", "447700900123"]
)
@pytest.mark.parametrize("form", ["json", "console"])
def test_a_whole_number_in_a_message_is_masked(number: str, form: str) -> None:
    code = f"""
n = {number!r}
log.warning('to ' + n + ' it went')
log.warning('to %s it went', n)
log.warning('to=%s;', n)
log.warning(n)
"""
    told = logged(code, form=form)
    assert told.count("[number]") == 4
    assert number not in told
    assert number[-6:] not in told


def test_a_number_given_as_a_number_is_masked_too() -> None:
    assert [entry["event"] for entry in entries("log.warning('to %d', 447700900123)")] == ["to [number]"]


def test_ids_codes_and_counts_stay_readable() -> None:
    message = "text=t-abcdefghjk23456mn attempt=a-23kmnpqrs45tvwx67 code=21610 looked=400 in 12.5 s"
    assert [entry["event"] for entry in entries(f"log.warning({message!r})")] == [message]


RAISES = """
def deep(number):
    raise ValueError(f'no way to {number}')
try:
    deep('+447700900123')
except ValueError:
    log.exception('it failed')
"""


@pytest.mark.parametrize("form", ["json", "console"])
def test_an_exception_keeps_its_traceback_and_loses_its_number(form: str) -> None:
    told = logged(RAISES, form=form)
    for kept in ("it failed", "Traceback (most recent call last)", "in deep", "ValueError: no way to [number]"):
        assert kept in told
    assert "7700900123" not in told


def test_an_exception_is_still_one_line_of_json() -> None:
    [entry] = entries(RAISES)
    assert (entry["event"], entry["level"]) == ("it failed", "error")
    assert entry["exception"].endswith("ValueError: no way to [number]")


def test_the_scheduler_does_not_complain_of_a_long_pass_and_the_sdk_tells_no_address() -> None:
    code = "logging.getLogger('apscheduler.scheduler').warning('x'); logging.getLogger('twilio.http_client').info('x')"
    assert logged(code) == ""

"""The group of commands: what it lists, what it loads, and how it refuses."""

import subprocess
import sys

import pytest

from service.cli import COMMANDS
from tests.commands.house import said
from tests.commands.processes import CHECKOUT, settings

HEAVY = ("alembic", "apscheduler", "flask", "requests", "sqlalchemy", "twilio")
TELL_WHAT_IS_LOADED = f"""
import sys
from service.cli import release_day
release_day(sys.argv[1:], standalone_mode=False)
print(*sorted(set({HEAVY}) & set(sys.modules)), file=sys.stderr)
"""


def loaded_by(*words: str) -> subprocess.CompletedProcess[str]:
    """The heavy modules that a fresh process holds after the command, on stderr."""
    program = [sys.executable, "-c", TELL_WHAT_IS_LOADED, *words]
    return subprocess.run(program, cwd=CHECKOUT, capture_output=True, text=True, check=True)


@pytest.mark.parametrize("words", [("number", "07700900101"), ("--help",), ("number", "--help")])
def test_a_small_command_starts_without_a_heavy_module(words: tuple[str, ...]) -> None:
    ended = loaded_by(*words)
    assert ended.stdout
    assert ended.stderr.split() == []


def test_help_lists_every_command_with_a_sentence() -> None:
    answer = said("--help")
    assert answer.exit_code == 0
    for name, sentence in COMMANDS.items():
        assert any(line.split() == [name, *sentence.split()] for line in answer.lines), name


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_that_is_listed_is_there(command: str) -> None:
    answer = said(command, "--help")
    assert answer.exit_code == 0
    assert answer.out.startswith(f"Usage: release-day {command}")


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nosuch",),
        ("--nosuch",),
        ("number",),
        ("number", "--nosuch", "07700900101"),
        ("migrate", "now"),
        ("keys",),
        ("keys", "nosuch"),
        ("keys", "revoke"),
        ("keys", "create", "--expires", "2026-13-01", "--prison", "barlinnie"),
        ("check", "/no/such/file.yaml"),
        ("practice", "--port", "0"),
        ("worker", "twice"),
        ("web", "--port", "x"),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2_and_says_how_it_is_used(words: tuple[str, ...]) -> None:
    answer = said(*words, environ=settings("sqlite:////nonexistent/x.db"))
    assert answer.exit_code == 2
    assert answer.err.startswith("Usage: release-day")
    assert answer.out == ""

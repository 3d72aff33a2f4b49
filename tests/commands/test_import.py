"""`release-day import`, as a person types it."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands.processes import CHECKOUT, finished, settings
from tests.lists.lists import SAMPLES, listed, sam
from tests.lists.workbooks import HEADER, workbook

CLOCK = "2026-12-01T10:15:00+00:00/1/2027-01-01T00:00:00+00:00"
SAMPLE, WITH_FAULTS = SAMPLES / "releases-barlinnie.csv", SAMPLES / "releases-with-faults.csv"
Import = Callable[..., subprocess.CompletedProcess[str]]


def ready(database_url: str) -> dict[str, str]:
    made = settings(database_url, PRACTICE_CLOCK=CLOCK)
    assert finished("migrate", environ=made).returncode == 0
    return made


def importing(environ: dict[str, str]) -> Import:
    def run(file: Path, *words: str, prison: str = "barlinnie") -> subprocess.CompletedProcess[str]:
        return finished("import", str(file), "--prison", prison, *words, environ=environ)

    return run


@pytest.fixture
def environ(sqlite_url: str) -> dict[str, str]:
    return ready(sqlite_url)


@pytest.fixture
def import_(environ: dict[str, str]) -> Import:
    return importing(environ)


def as_json(done: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(done.stdout)


def test_a_list_is_taken_in_and_again_unchanged(databases: str) -> None:
    import_ = importing(ready(databases))
    first = import_(SAMPLE)
    assert first.returncode == 0
    assert first.stdout.splitlines() == [
        "line 5: held (no_number): planned, Wednesday 23 December 2026",
        "accepted 5, unchanged 0, held 1, refused 0",
    ]
    assert first.stderr == ""
    assert as_json(import_(SAMPLE, "--json", prison="HMP Barlinnie")) == {
        "accepted": 0,
        "unchanged": 6,
        "held": [],
        "refused": [],
        "dropped_columns": [],
    }


def test_a_dry_run_shows_every_day_in_words_and_stores_nothing(import_: Import) -> None:
    done = import_(SAMPLE, "--dry-run")
    assert done.returncode == 0
    assert done.stdout.count("Wednesday 23 December 2026") == 4
    assert "line 6: accepted: planned, Thursday 24 December 2026" in done.stdout.splitlines()
    assert as_json(import_(SAMPLE, "--json", "--dry-run"))["rows"][0]["liberation_date"] == "Wednesday 23 December 2026"
    assert "accepted 5" in import_(SAMPLE, "--as-of", "2026-11-30").stdout


def test_refused_rows_are_told_by_line_with_every_fault_and_end_in_1(import_: Import, tmp_path: Path) -> None:
    done = import_(WITH_FAULTS)
    assert done.returncode == 1
    told = done.stdout.splitlines()
    assert [line.split(":")[0] for line in told[:-1]] == [f"line {number}" for number in range(2, 12)]
    assert told[2] == "line 4: refused: prison_number: is missing; liberation_date: there is no such day"
    mixed = tmp_path / "mixed.csv"
    mixed.write_text(listed(sam(Offence="Theft"), sam(prison_number="2", mobile="0141 496 0000")))
    done = import_(mixed)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-2:] == [
        "left out, nobody asked for them: Offence",
        "accepted 1, unchanged 0, held 0, refused 1",
    ]


def test_no_name_and_no_number_is_printed(import_: Import, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(listed(sam(), sam(prison_number="2", first_name="@Sam", mobile="07700 900101 (mum)")))
    for words in ((), ("--dry-run",), ("--json",), ("--json", "--dry-run")):
        done = import_(file, *words)
        for secret in ("Sam", "900101", "900 101", "48213"):
            assert secret not in done.stdout + done.stderr


def test_a_workbook_is_taken_in_by_its_name(import_: Import, tmp_path: Path) -> None:
    file = tmp_path / "Liberations.XLSX"
    file.write_bytes(workbook({"List": [HEADER, ["48213", "Sam", 7700900101.0, 46379, "Fife"]]}))
    assert as_json(import_(file, "--json"))["accepted"] == 1


def test_a_file_that_cannot_be_used_is_told_with_all_its_faults(import_: Import, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("mobile\n1\n")
    done = import_(file)
    assert (done.returncode, done.stdout) == (1, "")
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        "prison_number",
        "liberation_date",
        "home_board",
    ]
    answer = import_(file, "--json")
    assert answer.returncode == 1
    assert as_json(answer)["status"] == 422
    assert len(as_json(answer)["faults"]) == 3


def test_of_a_file_that_never_ends_only_its_beginning_is_read(import_: Import) -> None:
    done = import_(Path("/dev/zero"))
    assert done.returncode == 1
    assert done.stderr == "file: is larger than 1 MB\n"


def test_a_prison_that_nobody_configured_is_told(import_: Import) -> None:
    done = import_(SAMPLE, prison="wandsworth")
    assert (done.returncode, done.stderr) == (1, "--prison: is not in the configuration\n")


def test_wrong_usage_ends_in_2(import_: Import, environ: dict[str, str]) -> None:
    assert import_(Path("nowhere.csv")).returncode == 2
    assert import_(SAMPLE, "--as-of", "yesterday").returncode == 2
    assert finished("import", str(SAMPLE), environ=environ).returncode == 2


def test_on_a_terminal_a_bar_shows_how_far_it_is(environ: dict[str, str]) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "service", "import", str(SAMPLE), "--prison", "barlinnie"],
        cwd=CHECKOUT,
        env={"PATH": os.defpath, "TERM": "xterm", **environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        timeout=60,
        check=True,
    )
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "100%" in shown
    assert done.stdout.decode().endswith("accepted 5, unchanged 0, held 1, refused 0\n")


def test_the_command_is_listed_and_explains_itself() -> None:
    assert "import " in finished("--help", environ={}).stdout
    assert "--dry-run" in finished("import", "--help", environ={}).stdout

import ast
import os
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

CHECKOUT = Path(__file__).parents[2]
LOCKS = sorted(CHECKOUT.glob("*.lock"))


@pytest.mark.parametrize("program", ["go", ".ci/run"])
def test_a_fresh_clone_can_run_its_two_programs(program: str) -> None:
    assert os.access(CHECKOUT / program, os.X_OK)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_versions_and_hashes_and_no_address(lock: Path) -> None:
    words = lock.read_text()
    assert "--hash=sha256:" in words
    for forbidden in ("://", "index-url", "find-links", " @ ", str(CHECKOUT), str(Path.home())):
        assert forbidden not in words


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_of_a_lock_has_a_hash(lock: Path) -> None:
    lines = lock.read_text().splitlines()
    for line, below in pairwise(lines):
        if "==" in line and not line.lstrip().startswith("#"):
            assert "--hash=sha256:" in below, line


def test_what_runs_is_what_was_tested() -> None:
    """The development lock holds every version of the other, none of them changed by a tool that only tests need."""
    runtime, development = (
        {line for line in (CHECKOUT / name).read_text().splitlines() if "==" in line}
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert runtime <= development


def test_every_dependency_says_why_it_is_here() -> None:
    lines = [line.strip() for line in (CHECKOUT / "pyproject.toml").read_text().splitlines()]
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    for dependency in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        above = lines[lines.index(f'"{dependency}",') - 1]
        assert above.startswith("# "), f"{dependency} has no reason in the line above it"


def test_outside_the_carrier_twilio_gives_signatures_and_twiml_only() -> None:
    """An import contract sees a library as one thing, so what may be had of it is told here."""
    allowed = {"webhooks": ("twilio.request_validator", "twilio.twiml"), "practice": ("twilio.request_validator",)}
    for room, parts in allowed.items():
        for file in (CHECKOUT / "service" / room).rglob("*.py"):
            for module in _imported(file):
                if module.split(".")[0] == "twilio":
                    assert module.startswith(parts), f"{file} imports {module}"


def test_both_kinds_of_database_answer(databases: str) -> None:
    engine = create_engine(databases)
    with engine.connect() as connection:
        assert connection.execute(text("select 1")).scalar_one() == 1
    engine.dispose()


def test_a_test_on_postgresql_finds_an_empty_database(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.dialect.driver == "psycopg"
        assert connection.execute(text("select count(*) from pg_tables where schemaname = 'public'")).scalar_one() == 0
    engine.dispose()


def _imported(file: Path) -> set[str]:
    modules = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules |= {f"{node.module}.{alias.name}" for alias in node.names}
    return modules

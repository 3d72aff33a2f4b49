"""`./go chaos [PART]...`: nothing lost, nothing twice, whatever is killed or cut off."""

import secrets
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from tests.chaos import failover, hosts
from tests.chaos.away import lock, restart
from tests.chaos.furnishing import furnished_at
from tests.chaos.namespaces import Hosts, why_not
from tests.chaos.storm import Blow, Plan, Report, storm
from tests.chaos.telling import HEAD, row, told
from tests.postgres_pair import durable

PARTS = ("sqlite", "postgresql", "failover", "hosts")
KILLS_A_DAY, MOST_PEOPLE = 100, 900
AWAY_AFTER, AWAY_EACH = 20, 50  # waves: then the database is away for a moment, and again
_NAME = "release_day"


@click.group(invoke_without_command=True)
@click.option("--kills", type=click.IntRange(min=1), default=200, show_default=True, help="Of processes, a database.")
@click.option("--seed", type=int, help="Who is killed when, and what the carrier does. A new one if none is given.")
@click.option("--minutes", type=click.FloatRange(min=0.1), default=15.0, show_default=True, help="At most, a database.")
@click.option("--part", "parts", type=click.Choice(PARTS), multiple=True, help="This alone; may be repeated.")
@click.pass_context
def chaos(context: click.Context, kills: int, seed: int | None, minutes: float, parts: tuple[str, ...]) -> None:
    """Kill, cut and stumble, then compare the carrier's ledger with the database. Exit 1 unless they agree."""
    if context.invoked_subcommand:
        return
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    click.echo(f"Seed: {seed}\n\n{HEAD}")
    chosen = parts or PARTS
    storms: dict[str, Callable[[Path], Report]] = {
        "sqlite": lambda folder: _on_sqlite(folder, _plan(1, kills, seed, minutes)),
        "postgresql": lambda folder: _on_postgresql(folder, _plan(2, kills, seed, minutes)),
        "failover": lambda folder: failover.run(folder, seed),
    }
    exact = [_tell(name, storms[name]) for name in PARTS if name in chosen and name in storms]
    if "hosts" in chosen:
        exact.append(_hosts(seed))
    sys.exit(0 if all(exact) else 1)


@chaos.command(hidden=True)
@click.argument("near")
@click.argument("far")
@click.option("--seed", type=int, required=True)
def near(near: str, far: str, seed: int) -> None:
    """Run the storm of the two hosts: started on the near one."""
    is_exact = _tell("hosts", lambda folder: hosts.run_near(Hosts(near, far), folder, seed))
    sys.exit(0 if is_exact else 1)


def _plan(workers: int, kills: int, seed: int, minutes: float) -> Plan:
    days = -(-kills // KILLS_A_DAY)
    return Plan(workers, kills, min(MOST_PEOPLE, 4 * kills), seed, days, 60 * minutes)


def _away_at_times(plan: Plan, away: Blow) -> Plan:
    return replace(plan, blows=dict.fromkeys(range(AWAY_AFTER, plan.waves, AWAY_EACH), away))


def _on_sqlite(folder: Path, plan: Plan) -> Report:
    file = folder / "chaos.db"
    return storm(furnished_at(f"sqlite:///{file}"), folder, _away_at_times(plan, partial(lock, file)))


def _on_postgresql(folder: Path, plan: Plan) -> Report:
    with durable() as server:
        server.do(f"create database {_NAME}")
        return storm(furnished_at(server.url(_NAME)), folder, _away_at_times(plan, partial(restart, server)))


def _hosts(seed: int) -> bool:
    missing = why_not()
    if missing is not None:
        click.echo(f"\nhosts: skipped, {missing}")
        return True
    return hosts.run(seed) == 0


def _tell(name: str, storm_of: Callable[[Path], Report]) -> bool:
    with tempfile.TemporaryDirectory(prefix="release-day-chaos-") as folder:
        report = storm_of(Path(folder))
    click.echo(row(name, report))
    for line in told(report):
        click.echo(line)
    return report.is_exact


def _end(*_: object) -> None:
    sys.exit(143)  # as an exception, so that everything is cleared away


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    chaos(prog_name="./go chaos")

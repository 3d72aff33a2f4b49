"""`./go bench [NAME]...`: the named benchmarks, or all."""

import os
import platform
from collections.abc import Callable, Iterator

import click

from bench import claims, dispatch, inbound, memory, peer, plans, receipts, releases, understand

BENCHES: dict[str, Callable[[int | None, int | None], Iterator[str]]] = {
    "plans": plans.run,
    "dispatch0": dispatch.run_at_once,
    "dispatch50": dispatch.run_after_50_ms,
    "apscheduler": peer.run,
    "releases": releases.run,
    "receipts": receipts.run,
    "inbound": inbound.run,
    "claims": claims.run,
    "memory": memory.run,
    "understand": understand.run,
}


@click.command()
@click.argument("names", metavar="[NAME]...", nargs=-1, type=click.Choice(sorted(BENCHES)))
@click.option("--rows", type=click.IntRange(min=1), help="How many of what is measured, a round.")
@click.option("--rounds", type=click.IntRange(min=1), help="How often.")
def bench(names: tuple[str, ...], rows: int | None, rounds: int | None) -> None:
    """Measure, and print tables as docs/benchmarks.md holds them."""
    for name in names or sorted(BENCHES):
        load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
        click.echo(f"## {name}\n\nPython {platform.python_version()}, cores: {os.cpu_count()}, load before: {load}.")
        for line in BENCHES[name](rows, rounds):
            click.echo(line)


if __name__ == "__main__":
    bench(prog_name="./go bench")

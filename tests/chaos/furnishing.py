"""What a storm needs to begin: a database with schema and the one key, and programs beside the service's own."""

import subprocess
from collections.abc import Mapping, Sequence

from tests.journeys.house import CHECKOUT, Database, House, Keys, Process, run


def furnished_at(url: str) -> Database:
    run(url, "migrate")
    key = run(url, "keys", "create", "--prison", "barlinnie", "--json")["key"]
    return Database(url, Keys(key, "", {}))


def start_beside(house: House, name: str, words: Sequence[str], variables: Mapping[str, str]) -> Process:
    """A program that ends with the house."""
    log = house.folder / f"{name}-{len(house.processes)}.log"
    with log.open("wb") as out:
        popen = subprocess.Popen(
            [*words], cwd=CHECKOUT, env={**variables}, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    process = Process((name,), log, popen)
    house.processes.append(process)
    return process

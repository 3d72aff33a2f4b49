"""PostgreSQL dies under the service: restarted, then its standby promoted. No process of ours is started anew."""

from functools import partial
from pathlib import Path

from tests.chaos.away import restart
from tests.chaos.furnishing import furnished_at
from tests.chaos.storm import Blow, Plan, Report, storm
from tests.postgres_pair import pair

NAME = "release_day"
WAVES, PEOPLE = 9, 90
RESTART_AT, FAIL_OVER_AT = 2, 6  # the waves under which it happens


def run(folder: Path, seed: int) -> Report:
    with pair() as servers:
        servers.primary.do(f"create database {NAME}")
        blows: dict[int, Blow] = {RESTART_AT: partial(restart, servers.primary), FAIL_OVER_AT: servers.fail_over}
        database = furnished_at(servers.url(NAME))
        return storm(database, folder, Plan(2, WAVES, PEOPLE, seed, kills=False, blows=blows))

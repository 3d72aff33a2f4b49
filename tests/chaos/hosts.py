"""The cable between a worker and its database is cut for longer than a lease, then the one to the carrier, then both.

The storm itself runs on the near host, beside database, carrier and web; the far worker reaches them by the cables.
"""

import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.chaos import forward
from tests.chaos.carrier import start_carrier
from tests.chaos.furnishing import furnished_at, start_beside
from tests.chaos.namespaces import CARRIER, DATABASE, Hosts, near_end, two_hosts
from tests.chaos.storm import LEASE_S, Plan, Report, hurried, storm_over
from tests.chaos.victims import Crew
from tests.journeys.between import between
from tests.journeys.house import CHECKOUT, ENDS_WITHIN_S, House, Process, command, furnished
from tests.postgres_pair import durable

NAME = "release_day"
WAVES, PEOPLE = 12, 150
CUT_S = 2.5 * LEASE_S
CUTS = {2: (DATABASE,), 5: (CARRIER,), 8: (DATABASE, CARRIER)}  # by the number of their wave
LIMIT_S = 400.0


def run(seed: int) -> int:
    """The exit code of the storm on the near host, which prints its report."""
    with two_hosts() as hosts:
        words = [sys.executable, "-m", "tests.chaos", "near", hosts.near, hosts.far, "--seed", str(seed)]
        storm = subprocess.Popen(hosts.words(hosts.near, *words), cwd=CHECKOUT, stdin=subprocess.DEVNULL)
        try:
            return storm.wait(LIMIT_S)
        finally:
            storm.terminate()
            storm.wait(ENDS_WITHIN_S)


def run_near(hosts: Hosts, folder: Path, seed: int) -> Report:
    with durable(listen=near_end(DATABASE)) as server:
        server.do(f"create database {NAME}")
        database = furnished_at(server.url(NAME))
        with furnished(database, folder, **hurried(folder)) as house, between(house.carrier) as line:
            house.variables["TWILIO_BASE_URL"] = line.url
            start_carrier(house)
            port = int(line.url.rpartition(":")[2])
            crew = CrewOnBoth(house, random.Random(seed), hosts=hosts, carrier_port=port)  # noqa: S311
            blows = {wave: partial(_cut, hosts, cables) for wave, cables in CUTS.items()}
            with _forwarding(port):
                return storm_over(crew, line, Plan(2, WAVES, PEOPLE, seed, kills=False, blows=blows))


@dataclass
class CrewOnBoth(Crew):
    """One worker here, the others on the far host."""

    hosts: Hosts = field(kw_only=True)
    carrier_port: int = field(kw_only=True)

    def start(self, workers: int) -> None:
        super().start(1)
        start_far(self.house, self.hosts, f"{sys.executable} -m tests.chaos.forward".split(), self._way_to_carrier())
        self.workers += [start_far(self.house, self.hosts, command("worker"), ()) for _ in range(workers - 1)]
        self.await_workers()

    def _way_to_carrier(self) -> tuple[str, str]:
        return f"127.0.0.1:{self.carrier_port}", f"{near_end(CARRIER)}:{self.carrier_port}"


def start_far(house: House, hosts: Hosts, words: list[str], more: tuple[str, ...]) -> Process:
    environ = house.variables | {"DATABASE_URL": f"postgresql://postgres@{near_end(DATABASE)}:5432/{NAME}"}
    return start_beside(house, "far", hosts.words(hosts.far, *words, *more), environ)


def _cut(hosts: Hosts, cables: Sequence[str], meanwhile: Callable[[], object]) -> None:
    for cable in cables:
        hosts.cut(cable)
    meanwhile()
    time.sleep(CUT_S)
    for cable in cables:
        hosts.heal(cable)


@contextmanager
def _forwarding(port: int) -> Iterator[None]:
    """From the near end of the cable to the carrier, which listens on loopback only."""
    here, there = (near_end(CARRIER), port), ("127.0.0.1", port)
    threading.Thread(target=forward.serve, args=(here, there), daemon=True).start()
    with socket.socket() as probe:
        until = time.monotonic() + 5
        while probe.connect_ex(here) and time.monotonic() < until:
            time.sleep(0.02)
    yield

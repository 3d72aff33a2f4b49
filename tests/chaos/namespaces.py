"""Two hosts on one machine: network namespaces and two cables between them. Root alone can make them."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

NEAR, FAR = "10.77.{}.1", "10.77.{}.2"  # one on each end of a cable
DATABASE, CARRIER = "db0", "sms0"  # the cables
CABLES = {DATABASE: 1, CARRIER: 2}
_LIMIT_S = 30


def why_not() -> str | None:
    """What is missing for it."""
    if os.geteuid() != 0:
        return "only root can make network namespaces"
    return None if _ip() else "the program ip is missing: apt-get install iproute2"


def near_end(cable: str) -> str:
    return NEAR.format(CABLES[cable])


@dataclass(frozen=True)
class Hosts:
    """Names of the namespaces."""

    near: str  # database, carrier, web and a worker
    far: str  # a worker

    def words(self, host: str, *command: str) -> list[str]:
        """The command, to be run on that host."""
        return [_ip(), "netns", "exec", host, *command]

    def cut(self, cable: str) -> None:
        _do("-n", self.near, "link", "set", cable, "down")

    def heal(self, cable: str) -> None:
        _do("-n", self.near, "link", "set", cable, "up")


@contextmanager
def two_hosts() -> Iterator[Hosts]:
    """They go in any case, and whatever still runs on them."""
    hosts = Hosts(f"rd-near-{os.getpid()}", f"rd-far-{os.getpid()}")
    _remove_abandoned()
    try:
        for host in (hosts.near, hosts.far):
            _do("netns", "add", host)
            _do("-n", host, "link", "set", "lo", "up")
        for cable, number in CABLES.items():
            _lay(hosts, cable, number)
        yield hosts
    finally:
        for host in (hosts.near, hosts.far):
            _remove(host)


def _lay(hosts: Hosts, cable: str, number: int) -> None:
    _do("-n", hosts.near, "link", "add", cable, "type", "veth", "peer", "name", cable, "netns", hosts.far)
    for host, address in ((hosts.near, NEAR), (hosts.far, FAR)):
        _do("-n", host, "address", "add", f"{address.format(number)}/30", "dev", cable)
        _do("-n", host, "link", "set", cable, "up")


def _remove_abandoned() -> None:
    """Those of a run that was killed: their names tell its process."""
    for host in subprocess.run([_ip(), "netns", "list"], check=True, capture_output=True, text=True).stdout.split():
        name, _, pid = host.rpartition("-")
        if name in ("rd-near", "rd-far") and not Path(f"/proc/{pid}").exists():
            _remove(host)


def _remove(host: str) -> None:
    running = subprocess.run(
        [_ip(), "netns", "pids", host], check=False, capture_output=True, text=True, timeout=_LIMIT_S
    )
    for pid in running.stdout.split():
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)
    subprocess.run([_ip(), "netns", "delete", host], check=False, stderr=subprocess.DEVNULL, timeout=_LIMIT_S)


def _do(*words: str) -> None:
    subprocess.run([_ip(), *words], check=True, timeout=_LIMIT_S)


def _ip() -> str:
    return shutil.which("ip", path="/usr/sbin:/sbin:/usr/bin:/bin") or ""

from collections.abc import Callable, Iterator

import pytest

from service.core.ports import Clock, Core
from service.core.sending import Carrier
from tests.builders import close, make_core
from tests.worker.ledger import without_waiting_for_the_disk


@pytest.fixture
def make(sqlite_url: str) -> Iterator[Callable[[Clock, Carrier | None], Core]]:
    """A core on this test's database; closed afterwards."""
    made: list[Core] = []

    def make_one(clock: Clock, carrier: Carrier | None = None) -> Core:
        made.append(without_waiting_for_the_disk(make_core(sqlite_url, clock=clock, carrier=carrier)))
        return made[-1]

    yield make_one
    for core in made:
        close(core)

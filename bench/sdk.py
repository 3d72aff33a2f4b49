"""The calls of the SDK and nothing else: as many threads, the same client, no database. Words: threads, calls."""

import sys
from datetime import timedelta
from functools import partial

from bench.crowd import Act, work_off
from bench.ledger import number
from service import wiring
from service.core.ports import Core
from service.core.sending import Outgoing, Sent
from service.domain.ids import AttemptId
from service.settings import Need, environment_with, read_settings

_WORDS = (
    "NHS Lothian: hello. These texts help you with your health. Reply STOP to end them. NHS inform is on 0141 496 0000."
)
_WARM = 3  # calls of each thread before the clock runs


def outgoing(core: Core, serial: int) -> Outgoing:
    sender = next(iter(core.config.boards.values())).sender
    until = core.clock.wall() + timedelta(seconds=60)
    return Outgoing(AttemptId(f"a-{serial:017}"), number(serial), sender, _WORDS, 3600, until)


def send(core: Core, serial: int) -> None:
    """Raises TypeError for anything but Sent: what is measured must have gone well."""
    came = core.carrier.send(outgoing(core, serial))
    if not isinstance(came, Sent):
        message = f"the carrier said {came}"
        raise TypeError(message)


def main(threads: int, calls: int) -> None:
    core = wiring.build(read_settings(environment_with({}), needs=Need.ALL))
    core.carrier.warm()

    def prepare() -> Act:
        for serial in range(_WARM):
            send(core, serial)
        return partial(send, core)

    work_off(calls, threads, prepare)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

from functools import partial

from service.practice.exchange import Exchange
from service.practice.message import Direction, Text, advanced
from tests.practice.running import BOARD, NOON, SAM


def test_a_text_comes_to_the_phone_once_it_is_delivered_and_not_before() -> None:
    exchange = Exchange()
    sid = exchange.add(Text(Direction.BY_API, to=SAM, sender=BOARD, body="Hello"), NOON).sid
    on_the_phone = []
    for _status in ("sent", "delivered", "no further"):
        exchange.change(sid, partial(advanced, now=NOON))
        on_the_phone.append(len(exchange.conversation(SAM)))
    assert on_the_phone == [0, 1, 1]

"""What a claim reads at once is what a look at each text would read by itself, and costs the same for any number."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from service.core.intake import receive
from service.core.looking import look_at, words_of
from service.core.ports import Core
from service.domain.number import Number
from service.domain.text import Text
from tests.builders import SAMS_CONTACT, close, make_core, scheduled, sql_store
from tests.core.looking import every_text, told

OUT = datetime(2026, 12, 23, 14, tzinfo=UTC)


@pytest.fixture
def core(databases: str) -> Iterator[Core]:
    core = make_core(databases)
    yield core
    close(core)


def plan(core: Core, count: int, *, shared: bool = False) -> tuple[Text, ...]:
    """The texts of so many people, each with a number of their own; or all with the same."""
    found: list[Text] = []
    for serial in range(count):
        number = Number.trusted(f"+4477009001{0 if shared else serial:02}")
        contact = replace(SAMS_CONTACT, number=number)
        found += every_text(core, told(core, scheduled(prison_number=f"{40000 + serial}", contact=contact)))
    return tuple(found)


@pytest.mark.parametrize("shared", [False, True])
def test_a_look_through_what_was_read_at_once_is_the_look_at_each(core: Core, *, shared: bool) -> None:
    due = plan(core, 3, shared=shared)
    with core.store.write("test") as tx:
        tx.texts.save(replace(due[0], went_on=OUT.date()))
    with core.store.read() as tx:
        due = tuple(tx.texts.get(one.id) for one in due)
        seen = tx.seen(due)
        for one in due:
            assert look_at(core, seen, one, OUT) == look_at(core, tx, one, OUT)
            assert words_of(core, seen, one, OUT) == words_of(core, tx, one, OUT)


def test_what_was_not_among_them_is_read_as_ever(core: Core) -> None:
    first, *_, last = plan(core, 2)
    with core.store.read() as tx:
        assert look_at(core, tx.seen((first,)), last, OUT) == look_at(core, tx, last, OUT)


def test_any_number_of_texts_is_read_in_as_many_statements(core: Core) -> None:
    few, many = plan(core, 1), plan(core, 6)
    assert statements(core, few) == statements(core, many) > 0


def statements(core: Core, due: tuple[Text, ...]) -> int:
    """Of reading at once and of looking at each."""
    asked: list[str] = []
    engine = sql_store(core).engine
    listener = lambda *told: asked.append(str(told[2]))  # noqa: E731
    with core.store.read() as tx:
        event.listen(engine, "before_cursor_execute", listener)
        seen = tx.seen(due)
        for one in due:
            look_at(core, seen, one, OUT)
        event.remove(engine, "before_cursor_execute", listener)
    return len(asked)


def test_nothing_is_asked_for_nothing(core: Core) -> None:
    receive(core, scheduled())
    assert statements(core, ()) == 0

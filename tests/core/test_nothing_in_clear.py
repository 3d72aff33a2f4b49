"""Whoever takes the database away reads no name, no number, no prison number and no words in it."""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select
from sqlalchemy.engine import make_url

from service.core import accounts, keys
from service.core.cards import make_codes
from service.core.catching_up import catch_up
from service.core.holding import put_on_hold
from service.core.ports import Core
from service.core.receipts import take_receipt
from service.core.records import Receipt, Role, Seat
from service.core.sending import Lost, Rejected, Sent
from service.core.watching import watch
from service.domain.event import Kind
from service.domain.ids import MessageSid, PrisonSlug
from service.domain.london import at
from service.domain.release import OptIn, Worker
from service.store.tables import metadata
from tests.builders import (
    BARLINNIE,
    EDINBURGH,
    GLASGOW_STAFF,
    HEARD,
    LIBERATION,
    SAMS_CONTACT,
    close,
    make_core,
    make_event,
    scheduled,
    shipped_config,
    sql_store,
)
from tests.core.looking import move_to, person, says, send_due, told
from tests.core.saying import appointment
from tests.fakes import FakeCarrier, FixedClock

PRISON_NUMBER = "QX48213/77"
NUMBER = "+447700900123"
SPELLINGS = [NUMBER, "447700900123", "07700900123", "07700 900123", "07700 900 123", "+44 7700 900123", "7700900123"]
NAMES = ["Samwise", "Gamgeeson", "Nurse Rosalind", "0141 496 0321", "01414960321"]
PLACE = "12 Mariner Close, Leith"
DANGER = "a want tae die, am at ma sister Morag's"
WORDS = [
    "Tell my sister Morag I am in Leith",
    "Hello from NHS",
    "We will text you about your health",
    "At 12 Mariner Close",
    PLACE,
    DANGER,
]
KEY = "rd_a-secret-of-forty-characters-and-more"
EVENT_ID = f"custody-{PRISON_NUMBER}-1"
STAFF, PASSWORD = "rosalind.muir@nhs.example", "herring tractor lamplight"
VISIT_ID = "clinic-7/QX48213-77"
LINK = "a-link-of-forty-characters-and-some-more"
SECRETS = [*SPELLINGS, *NAMES, *WORDS, PRISON_NUMBER, EVENT_ID, VISIT_ID, STAFF, PASSWORD]
OF_STAFF = {"users", "links", "tries", "heartbeats"}  # the journey is a person's


def journey(core: Core, clock: FixedClock, carrier: FakeCarrier) -> None:
    """Everything that can be said of a person, and all that can come of it."""
    contact = replace(
        SAMS_CONTACT,
        first_name="Samwise Gamgeeson",
        opt_ins=(OptIn("veteran", date(2026, 11, 1), "Nurse Rosalind"),),
        worker=Worker("Nurse Rosalind", "0141 496 0321"),
    )
    mine = replace(scheduled(prison_number=PRISON_NUMBER, contact=contact), id=EVENT_ID)
    told(core, mine, make_event(Kind.RESCHEDULED, prison_number=PRISON_NUMBER, liberation_date=LIBERATION))
    told(core, make_event(Kind.CANCELLED, prison_number=PRISON_NUMBER, source=EDINBURGH))
    told(core, make_event(Kind.CONTACT, prison_number=PRISON_NUMBER, source=GLASGOW_STAFF, contact=contact))
    sam = person(core, PRISON_NUMBER).id
    start = at(LIBERATION + timedelta(days=4), time(10))
    told(core, appointment(sam, Kind.APPOINTMENT_BOOKED, start=start, place=PLACE, visit_id=VISIT_ID))
    keys.create(core, BARLINNIE, KEY, None)
    accounts.set_up(core, accounts.create_user(core, STAFF, Seat(Role.VIEWER), LINK).path.rpartition("/")[2], PASSWORD)
    accounts.sign_in(core, STAFF, f"not {PASSWORD}")
    sid = MessageSid("SM" + "c" * 32)
    carrier.script(Sent(sid), Sent(MessageSid("SM" + "d" * 32)), Lost("no answer in time"), Rejected(30999))
    for days in range(6):
        move_to(clock, LIBERATION + timedelta(days=days), 15)
        send_due(core)
        says(core, "1", number=NUMBER)
    assert any(PLACE in one.words for one in carrier.tried)
    take_receipt(core, Receipt(sid, "delivered", None, None, clock.wall()), None)
    carrier.hear(NUMBER, WORDS[0], to="+447700900000")
    catch_up(core, "worker-1")
    put_on_hold(core, "staff", "by_hand")
    watch(core, "worker-1")
    told(core, scheduled(prison_number="QX5", contact=replace(SAMS_CONTACT, number=None)))
    make_codes(core, PrisonSlug("barlinnie"), LIBERATION, LIBERATION, secrets.choice)
    for words in ("CFHJK LMQRT", "a need some food", DANGER):
        says(core, words, number="+447700900456")
    for words in (WORDS[0], "STOP", "START", "WRONG", "HELP"):
        says(core, words, number=NUMBER)
    says(core, WORDS[0], number="Gamgeeson")
    take_receipt(core, Receipt(MessageSid("SM" + "d" * 32), "undelivered", 30003, None, clock.wall()), None)
    told(core, make_event(Kind.RETURNED, prison_number=PRISON_NUMBER, time=HEARD + timedelta(days=30)))


def dump(core: Core) -> Iterator[tuple[str, bytes]]:
    """Every value of every table as bytes, with its place."""
    engine = sql_store(core).engine
    seen = MetaData()
    seen.reflect(engine)
    assert seen.tables.keys() >= metadata.tables.keys()
    with engine.connect() as connection:
        for table in seen.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                for column, value in row.items():
                    yield f"{table.name}.{column}", value if isinstance(value, bytes) else str(value).encode()


def shapes(secret: str) -> Iterator[bytes]:
    """A secret as it is, in other encodings, and as hashes that anybody could make of it."""
    plain = secret.encode()
    yield plain
    yield secret.encode("utf-16-le")
    yield base64.b64encode(plain).rstrip(b"=")
    yield plain.hex().encode()
    for name in ("md5", "sha1", "sha256", "sha512"):
        digest = hashlib.new(name, plain, usedforsecurity=False)
        yield digest.digest()
        yield digest.hexdigest().encode()


@pytest.fixture
def lived(ledger: str, clock: FixedClock, carrier: FakeCarrier) -> Iterator[Core]:
    core = make_core(ledger, clock=clock, carrier=carrier, config=shipped_config())
    journey(core, clock, carrier)
    yield core
    close(core)


def test_the_journey_touches_every_table(lived: Core) -> None:
    filled = {place.split(".")[0] for place, _ in dump(lived)}
    assert filled >= metadata.tables.keys() - OF_STAFF


def test_no_column_of_any_table_holds_a_secret_or_an_open_hash_of_one(lived: Core) -> None:
    values = [(place, value.lower()) for place, value in dump(lived)]
    for secret in SECRETS:
        for shape in shapes(secret):
            assert [place for place, value in values if shape.lower() in value] == [], secret


def test_an_api_key_is_kept_as_its_hash_alone(lived: Core) -> None:
    holders = {place for place, value in dump(lived) if hashlib.sha256(KEY.encode()).digest() in value}
    assert holders == {"keys.digest"}
    assert not any(KEY.encode() in value for _, value in dump(lived))


def test_a_link_of_staff_is_kept_as_its_hash_alone(lived: Core) -> None:
    holders = {place for place, value in dump(lived) if hashlib.sha256(LINK.encode()).digest() in value}
    assert holders == {"links.digest"}
    assert not any(LINK.encode() in value for _, value in dump(lived))


def test_no_column_holds_the_digits_of_the_number_however_they_are_grouped(lived: Core) -> None:
    for place, value in dump(lived):
        assert b"7700900123" not in re.sub(rb"[^0-9]", b"", value), place


def test_the_very_file_holds_none_of_it(sqlite_ledger: str, clock: FixedClock, carrier: FakeCarrier) -> None:
    core = make_core(sqlite_ledger, clock=clock, carrier=carrier, config=shipped_config())
    journey(core, clock, carrier)
    files = sorted(Path(make_url(sqlite_ledger).database or "").parent.glob("ledger.db*"))
    content = b"".join(path.read_bytes() for path in files)
    close(core)
    assert len(files) == 3, "the write-ahead log is looked through too"
    assert b"2026-12-23" in content
    for secret in SECRETS:
        for shape in shapes(secret):
            assert shape not in content, secret

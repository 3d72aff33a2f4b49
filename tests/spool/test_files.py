"""The spool: each request a sealed file, whole or not there."""

import secrets
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.core.records import Spooled
from service.domain.errors import NotFoundError, UnavailableError, UnfitError
from service.domain.ids import AttemptId, MessageSid
from service.spool.files import FileSpool
from service.store.sealing import Place, Sealer

AT = datetime(2026, 12, 23, 14, 5, 6, 789, tzinfo=UTC)
REPLY = Spooled(MessageSid("SM" + "a" * 32), AT, "+447700900123", "+447700900000", "Aye, done £5 👍")
RECEIPT = Spooled(MessageSid("SM" + "b" * 32), AT, status="undelivered", code=30003, ref=AttemptId("a-1"))


def spool_in(folder: Path, key: bytes = bytes(32)) -> FileSpool:
    sealer = Sealer((key,), (key,))
    return FileSpool(
        folder,
        seal=lambda name, words: sealer.seal(Place("spool", "request", name), words),
        unseal=lambda name, sealed: sealer.open(Place("spool", "request", name), sealed),
    )


@pytest.fixture
def spool(tmp_path: Path) -> FileSpool:
    return spool_in(tmp_path / "var" / "spool")


def only(spool: FileSpool) -> str:
    (name,) = spool.names()
    return name


@pytest.mark.parametrize("request_", [REPLY, RECEIPT], ids=["reply", "receipt"])
def test_what_is_kept_comes_back_as_it_was(spool: FileSpool, request_: Spooled) -> None:
    spool.keep(request_)
    assert spool.read(only(spool)) == request_


def test_nothing_of_the_request_can_be_read_from_the_folder(spool: FileSpool) -> None:
    spool.keep(REPLY)
    (file,) = spool.folder.iterdir()
    for told in (REPLY.sender, REPLY.sid, "done"):
        assert told.encode() not in file.read_bytes()
        assert told not in file.name
    assert REPLY.words not in repr(REPLY)
    assert "0123" not in repr(REPLY)


def test_only_the_service_itself_may_look_into_the_folder(spool: FileSpool) -> None:
    spool.keep(REPLY)
    (file,) = spool.folder.iterdir()
    assert stat.S_IMODE(spool.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_oldest_comes_first(spool: FileSpool) -> None:
    for seconds in (5, 0, 60):
        spool.keep(replace(REPLY, wall=AT + timedelta(seconds=seconds)))
    walls = [spool.read(name).wall for name in spool.names()]
    assert walls == sorted(walls)
    assert len(walls) == 3


def test_the_same_request_twice_harms_nothing(spool: FileSpool) -> None:
    spool.keep(REPLY)
    spool.keep(REPLY)
    assert [spool.read(name) for name in spool.names()] == [REPLY, REPLY]


def test_a_file_that_was_not_written_to_its_end_is_no_request(spool: FileSpool) -> None:
    spool.keep(REPLY)
    (spool.folder / f".{only(spool)}.part").write_bytes(b"half")
    assert len(spool.names()) == 1


def test_a_folder_that_was_never_made_holds_nothing(spool: FileSpool) -> None:
    assert (spool.names(), spool.damaged()) == ((), ())


def test_where_the_disk_does_not_take_it_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("not a folder")
    with pytest.raises(UnavailableError):
        spool_in(tmp_path / "spool").keep(REPLY)
    assert (tmp_path / "spool").read_text() == "not a folder"


def test_a_disk_that_is_full_leaves_no_half_of_a_request() -> None:
    """/dev/full takes no byte; a folder of links to it takes no file."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with pytest.raises(UnavailableError):
        spool_in(Path("/dev/full/spool")).keep(REPLY)


@pytest.mark.parametrize("left", [0, 3, 10, 20, -1])
def test_a_file_that_was_cut_short_is_unfit(spool: FileSpool, left: int) -> None:
    spool.keep(REPLY)
    file = spool.folder / only(spool)
    file.write_bytes(file.read_bytes()[:left])
    with pytest.raises(UnfitError):
        spool.read(only(spool))


def test_a_file_of_another_key_is_unfit(spool: FileSpool) -> None:
    spool_in(spool.folder, secrets.token_bytes(32)).keep(REPLY)
    with pytest.raises(UnfitError):
        spool.read(only(spool))


def test_a_file_under_another_name_is_unfit(spool: FileSpool) -> None:
    """Nobody with the right to write there can put one person's STOP back into the spool at another time."""
    spool.keep(REPLY)
    file = spool.folder / only(spool)
    file.rename(file.with_name(f"2{file.name[1:-9]}x.sealed"))
    with pytest.raises(UnfitError):
        spool.read(only(spool))


def test_what_was_taken_away_meanwhile_is_not_found_and_may_be_removed_again(spool: FileSpool) -> None:
    spool.keep(REPLY)
    name = only(spool)
    spool.remove(name)
    spool.remove(name)
    spool.set_aside(name)
    with pytest.raises(NotFoundError):
        spool.read(name)


def test_what_is_set_aside_waits_for_a_person_and_for_nobody_else(spool: FileSpool) -> None:
    spool.keep(REPLY)
    name = only(spool)
    spool.set_aside(name)
    assert (spool.names(), spool.damaged()) == ((), (name,))

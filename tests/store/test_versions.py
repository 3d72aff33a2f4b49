"""Published versions and pins, alike on both databases."""

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from service.core.publishing import Draft
from service.core.records import Version
from service.domain.ids import SequenceId, TextId, VersionId
from service.domain.text import State
from service.store.store import SqlStore
from service.store.transaction import SqlTransaction
from tests.builders import HEARD, SAMS_NUMBER
from tests.drafts import DOCTOR, FIRST_WEEKS, HELLO, NIGHT, a_draft, doctor, hello
from tests.store.rows import OTHER_NUMBER, a_text, add_release

WOMEN = SequenceId("women")
FIRST = a_draft(hello(), doctor())
REWORDED = a_draft(hello("NHS: Hi."), doctor())
MOVED = a_draft(hello(), doctor(offset="3d"))


def add_version(
    tx: SqlTransaction, draft: Draft, number: int = 1, basis: str | None = None, *, version_id: str | None = None
) -> Version:
    new = VersionId(version_id or f"v-{draft.sequence.id}-{number}")
    version = Version(
        id=new,
        number=number,
        basis=VersionId(basis) if basis else new,
        hash=hashlib.sha256(draft.document.encode()).hexdigest(),
        document=draft.document,
        author="Kim",
        approver="Robin",
        published_at=HEARD,
        sequence=draft.sequence,
    )
    tx.versions.add(version)
    return version


def test_a_version_comes_back_with_every_fact_and_its_sequence_read(store: SqlStore) -> None:
    with store.write("test") as tx:
        version = add_version(tx, FIRST)
    with store.read() as tx:
        assert tx.versions.get(version.id) == tx.versions.current(FIRST_WEEKS) == version
        assert tx.versions.current(WOMEN) is None


def test_the_current_version_is_the_newest_and_all_of_them_are_kept(store: SqlStore) -> None:
    with store.write("test") as tx:
        womens = add_version(tx, a_draft(hello(), sequence=WOMEN))
        versions = [add_version(tx, draft, number) for number, draft in ((10, MOVED), (9, FIRST))]
    with store.read() as tx:
        assert tx.versions.current(FIRST_WEEKS) == versions[0]
        assert tx.versions.all() == (versions[1], versions[0], womens)


def test_two_versions_of_a_sequence_cannot_have_one_number(store: SqlStore) -> None:
    with store.write("test") as tx:
        add_version(tx, FIRST)
    with pytest.raises(IntegrityError), store.write("test") as tx:
        add_version(tx, MOVED, version_id="v-other")


def test_a_release_runs_the_version_of_its_pin_and_knows_what_came_after_it(store: SqlStore) -> None:
    with store.write("test") as tx:
        release, _ = add_release(tx)
        add_version(tx, FIRST, 1)
        began_with, reworded = add_version(tx, MOVED, 2), add_version(tx, REWORDED, 3, basis="v-first-weeks-2")
        womens = add_version(tx, a_draft(hello(), sequence=WOMEN))
        assert tx.versions.running(release.id) == {}
        tx.versions.pin(release.id, FIRST_WEEKS, began_with.id)
        tx.versions.pin(release.id, WOMEN, womens.id)
        other, _ = add_release(tx, "r-2", OTHER_NUMBER)
        tx.versions.pin(other.id, FIRST_WEEKS, reworded.id)
    with store.read() as tx:
        assert tx.versions.running(release.id) == {FIRST_WEEKS: (began_with, reworded), WOMEN: (womens,)}
        assert tx.versions.running(other.id) == {FIRST_WEEKS: (reworded,)}


def test_the_first_pin_stands(store: SqlStore) -> None:
    with store.write("test") as tx:
        release, _ = add_release(tx)
        first, second = add_version(tx, FIRST), add_version(tx, MOVED, 2)
        tx.versions.pin(release.id, FIRST_WEEKS, second.id)
        tx.versions.pin(release.id, FIRST_WEEKS, first.id)
        assert tx.versions.running(release.id) == {FIRST_WEEKS: (second,)}


def test_planned_texts_are_found_by_their_step_whoever_they_are_for(store: SqlStore) -> None:
    with store.write("test") as tx:
        mine, theirs = (
            a_text(*add_release(tx, f"r-{number}", phone), step)
            for number, (phone, step) in enumerate(((SAMS_NUMBER, DOCTOR), (OTHER_NUMBER, NIGHT)))
        )
        gone = replace(mine, id=TextId("t-gone"), occasion="again", state=State.SENT)
        others = replace(mine, id=TextId("t-women"), sequence=WOMEN)
        greeting = replace(mine, id=TextId("t-hello"), step=HELLO)
        for text in (mine, theirs, gone, others, greeting):
            tx.texts.add(text)
    with store.read() as tx:
        assert set(tx.texts.planned_of_steps(FIRST_WEEKS, (DOCTOR, NIGHT))) == {mine, theirs}
        assert tx.texts.planned_of_steps(FIRST_WEEKS, ()) == ()

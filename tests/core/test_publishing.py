"""What is published runs: for new releases at once, for running ones where only words changed."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import date, timedelta
from threading import Event
from types import MappingProxyType

import pytest
from sqlalchemy import select

from service.core.ports import Core
from service.core.publishing import Draft, How, Published, Signature, publish, sequences_of
from service.core.records import Version
from service.domain.errors import InvalidError
from service.domain.event import Answer
from service.domain.ids import ReleaseId, SequenceId, StepId, TextId
from service.domain.london import london_day
from service.domain.release import Ended
from service.domain.text import Reason, State
from service.schedules.sequence import Sequence
from service.store import tables
from service.store.engine import open_engine
from service.store.store import SqlStore
from service.store.transaction import SqlTransaction
from tests.builders import GLASGOW, HEARD, SAMS_CONTACT, SAMS_NUMBER, close, make_core, scheduled, sql_store
from tests.core import looking
from tests.core.looking import journal
from tests.core.saying import LATER, rescheduled
from tests.core.test_two_workers import at_once
from tests.drafts import DOCTOR, FIRST_WEEKS, HELLO, NIGHT, Row, a_draft, doctor, hello, night
from tests.fakes import FakeCarrier, FixedClock
from tests.store.rows import OTHER_NUMBER, a_text, add_release

WOMEN = SequenceId("women")
SIGNED = Signature("Kim", "Robin")
FIRST = a_draft(hello(), doctor(), night())
MOVED = a_draft(hello(), doctor(offset="3d"), night())
REWORDED = a_draft(hello("NHS: Hi."), doctor(), night())
WITHDRAWN = a_draft(hello(), doctor())


@pytest.fixture
def core(ledger: str, clock: FixedClock, carrier: FakeCarrier) -> Iterator[Core]:
    """Glasgow sends one sequence, of three texts."""
    made = make_core(ledger, clock=clock, carrier=carrier)
    yield with_config(made, FIRST)
    close(made)


@pytest.fixture
def second(core: Core, ledger: str) -> Iterator[Core]:
    """The same service in what might be another process."""
    engine = open_engine(ledger)
    yield replace(core, store=SqlStore(engine, sql_store(core).sealer, core.clock))
    engine.dispose()


def with_config(core: Core, *drafts: Draft) -> Core:
    """The service with these sequences in its `config/`, all of them Glasgow's."""
    sequences = {draft.sequence.id: draft.sequence for draft in drafts}
    glasgow = replace(core.config.boards[GLASGOW], sequences=tuple(sequences))
    config = replace(
        core.config,
        boards=MappingProxyType({**core.config.boards, GLASGOW: glasgow}),
        sequences=MappingProxyType(sequences),
        documents=MappingProxyType({draft.sequence.id: draft.document for draft in drafts}),
    )
    return replace(core, config=config)


def published(core: Core, *drafts: Draft, words_only: bool = False, signature: Signature = SIGNED) -> Published:
    """What came of the last of them."""
    return publish(core, drafts, signature, words_only=words_only)[-1]


def refused(core: Core, *drafts: Draft, words_only: bool = False, signature: Signature = SIGNED) -> list[str]:
    with pytest.raises(InvalidError) as error:
        publish(core, drafts, signature, words_only=words_only)
    return [f"{fault.field}: {fault.message}" for fault in error.value.faults]


def begun(core: Core, release_id: str = "r-1", *steps: StepId) -> ReleaseId:
    """A release that runs from now on, with a planned text of each of these steps."""
    number = {"r-1": SAMS_NUMBER}.get(release_id, OTHER_NUMBER)
    with sql_store(core).write("test") as tx:
        release, line = add_release(tx, release_id, number)
        for step in steps:
            tx.texts.add(a_text(release, line, step))
        rows = tx.texts.of_release(release.id)
        sequences_of(core, tx, tx.people.get(release.person_id), release, rows, pin=True)
    return release.id


def all_running(core: Core, release_id: ReleaseId) -> dict[SequenceId, Sequence]:
    with core.store.read() as tx:
        release = tx.releases.get(release_id)
        rows = tx.texts.of_release(release_id)
        return dict(sequences_of(core, tx, tx.people.get(release.person_id), release, rows, pin=False))


def running(core: Core, release_id: ReleaseId) -> Sequence:
    return all_running(core, release_id)[FIRST_WEEKS]


def versions(core: Core) -> tuple[Version, ...]:
    with core.store.read() as tx:
        return tx.versions.all()


def rows_of(core: Core, release_id: ReleaseId) -> dict[StepId, tuple[State, Reason | None]]:
    with core.store.read() as tx:
        return {text.step: (text.state, text.reason) for text in tx.texts.of_release(release_id)}


PLANNED, GONE = (State.PLANNED, None), (State.CANCELLED, Reason.WITHDRAWN)


def test_case_19_a_release_keeps_the_version_it_began_with_and_a_new_one_gets_the_new(core: Core) -> None:
    published(core, FIRST)
    old = begun(core)
    assert published(core, MOVED).how is How.PUBLISHED
    assert running(core, old) == FIRST.sequence
    assert running(core, begun(core, "r-2")) == MOVED.sequence
    assert running(core, old) == FIRST.sequence


def test_what_was_published_is_kept_with_its_document_hash_author_approver_and_date(core: Core) -> None:
    made = published(core, FIRST).version
    assert versions(core) == (made,)
    assert made == Version(
        id=made.id,
        number=1,
        basis=made.id,
        hash=hashlib.sha256(FIRST.document.encode()).hexdigest(),
        document=FIRST.document,
        author="Kim",
        approver="Robin",
        published_at=HEARD,
        sequence=FIRST.sequence,
    )
    assert journal(core, {"version": made.id, "sequence": FIRST_WEEKS}) == ["sequence.published"]


def test_case_19_new_words_reach_a_running_release_only_as_words_only(core: Core) -> None:
    published(core, FIRST)
    release = begun(core)
    published(core, a_draft(hello("NHS: For new ones."), doctor(), night()))
    assert running(core, release) == FIRST.sequence
    assert published(core, REWORDED, words_only=True).how is How.WORDS_ONLY
    assert running(core, release) == running(core, begun(core, "r-2")) == REWORDED.sequence


def test_words_only_reach_a_release_of_an_older_version_but_not_where_the_step_was_moved_since(core: Core) -> None:
    published(core, FIRST)
    release = begun(core)
    published(core, MOVED)
    corrected = a_draft(hello("NHS: Hi."), doctor("NHS: A doctor, today.", "3d"), night())
    published(core, corrected, words_only=True)
    assert running(core, release) == REWORDED.sequence


def test_words_only_keep_the_basis_and_the_next_version_is_a_basis_of_its_own(core: Core) -> None:
    made = [
        published(core, FIRST),
        published(core, REWORDED, words_only=True),
        published(core, WITHDRAWN, words_only=True),
        published(core, MOVED),
    ]
    first, *_, last = (one.version.id for one in made)
    assert [(one.version.number, one.version.basis) for one in made] == [(1, first), (2, first), (3, first), (4, last)]


def test_a_moved_step_is_refused_as_words_only_and_named(core: Core) -> None:
    published(core, FIRST)
    assert refused(core, MOVED, words_only=True) == [f"first-weeks: {DOCTOR}: its offset changed (words only)"]
    assert len(versions(core)) == 1


def test_a_step_that_was_withdrawn_does_not_come_back_as_words_only(core: Core) -> None:
    published(core, FIRST)
    published(core, WITHDRAWN, words_only=True)
    (told,) = refused(core, FIRST, words_only=True)
    assert told.startswith(f"first-weeks: {NIGHT}: is not in the version that runs")


def test_there_are_no_words_to_change_before_the_first_version(core: Core) -> None:
    assert refused(core, FIRST, words_only=True) == ["first-weeks: has no version yet whose words could change"]


def test_case_20_the_planned_rows_of_a_withdrawn_step_are_cancelled_and_what_went_stays(core: Core) -> None:
    published(core, FIRST)
    mine, theirs = begun(core, "r-1", HELLO, DOCTOR, NIGHT), begun(core, "r-2", NIGHT)
    with sql_store(core).write("test") as tx:
        went = replace(tx.texts.of_release(mine)[0], id=TextId("t-went"), step=NIGHT, occasion="before")
        tx.texts.add(replace(went, state=State.SENT))
    published(core, MOVED)
    newest = begun(core, "r-3", NIGHT)
    outcome = published(core, a_draft(hello(), doctor(offset="3d")), words_only=True)
    assert (outcome.withdrawn, outcome.cancelled) == ((NIGHT,), 3)
    assert rows_of(core, newest) == rows_of(core, theirs) == {NIGHT: GONE}
    with core.store.read() as tx:
        left = {text.id: (text.step, text.state) for text in tx.texts.of_release(mine)}
    assert left.pop(went.id) == (NIGHT, State.SENT)
    assert dict(left.values()) == {HELLO: State.PLANNED, DOCTOR: State.PLANNED, NIGHT: State.CANCELLED}
    assert journal(core, {"release": mine}) == ["text.cancelled"]
    assert [step.id for step in running(core, mine).steps] == [HELLO, DOCTOR]


def test_a_text_that_a_worker_takes_meanwhile_is_left_to_its_last_look(core: Core, second: Core) -> None:
    published(core, FIRST)
    release = begun(core, "r-1", NIGHT)
    with ThreadPoolExecutor(1) as threads:
        with sql_store(core).write("worker") as tx:
            (text,) = tx.texts.of_release(release)
            tx.texts.save(replace(text, state=State.CLAIMED))
            withdrawing = threads.submit(published, second, WITHDRAWN, words_only=True)
            wait([withdrawing], timeout=0.5)  # on PostgreSQL it has seen the text planned by now
        assert withdrawing.result(timeout=30).cancelled == 0
    assert rows_of(core, release) == {NIGHT: (State.CLAIMED, None)}


def test_a_step_that_is_dropped_for_new_releases_only_stays_in_the_running_ones(core: Core) -> None:
    published(core, FIRST)
    release = begun(core, "r-1", NIGHT)
    assert published(core, WITHDRAWN).withdrawn == ()
    assert rows_of(core, release) == {NIGHT: PLANNED}
    assert running(core, release) == FIRST.sequence


def test_a_withdrawn_step_that_a_later_version_brings_back_is_for_new_releases(core: Core) -> None:
    published(core, FIRST)
    release = begun(core)
    published(core, WITHDRAWN, words_only=True)
    published(core, FIRST)
    assert running(core, release) == WITHDRAWN.sequence
    assert running(core, begun(core, "r-2")) == FIRST.sequence


def test_the_same_content_publishes_nothing(core: Core) -> None:
    made = published(core, FIRST)
    for words_only in (False, True):
        assert published(core, FIRST, words_only=words_only) == Published(made.version, How.UNCHANGED)
    assert versions(core) == (made.version,)
    assert journal(core, {"sequence": FIRST_WEEKS}) == ["sequence.published"]


def test_what_ran_before_can_be_published_again(core: Core) -> None:
    published(core, FIRST)
    published(core, MOVED)
    assert published(core, FIRST).version.number == 3
    assert running(core, begun(core)) == FIRST.sequence


@pytest.mark.parametrize(
    "drafts", [(FIRST, MOVED), (FIRST, WITHDRAWN, FIRST)], ids=["the last version", "a version before the last"]
)
def test_a_reused_id_with_another_meaning_is_refused_by_name(core: Core, drafts: tuple[Draft, ...]) -> None:
    for draft in drafts:
        published(core, draft)
    other: Row = night(group="other")
    assert refused(core, a_draft(hello(), doctor(), other)) == [
        f"first-weeks: {NIGHT}: its group changed, so it is another step and needs another id"
    ]
    assert len(versions(core)) == len(drafts)


def test_an_id_that_was_gone_in_between_still_means_what_it_meant(core: Core) -> None:
    published(core, FIRST)
    published(core, WITHDRAWN)
    (told,) = refused(core, a_draft(hello(), doctor(), night(sensitivity="opt_in")))
    assert NIGHT in told


def test_all_are_published_or_none_and_every_fault_is_told(core: Core) -> None:
    published(core, FIRST, a_draft(hello(), sequence=WOMEN))
    new = a_draft(hello(), sequence="veterans")
    other = a_draft(hello(group="other"), sequence=WOMEN)
    told = refused(core, new, a_draft(hello(group="other"), doctor(group="other")), other)
    assert [fault.rpartition(": its")[0] for fault in told] == [
        f"first-weeks: {HELLO}",
        f"first-weeks: {DOCTOR}",
        f"women: {HELLO}",
    ]
    assert [one.sequence.id for one in versions(core)] == [FIRST_WEEKS, WOMEN]


@pytest.mark.parametrize(
    ("signature", "fields"),
    [
        (Signature("", None), ["author"]),
        (Signature("Kim", " "), ["approver"]),
        (Signature("K" * 101, "R" * 101), ["author", "approver"]),
        (Signature("Kim", "kim"), ["approver"]),
    ],
    ids=["nobody", "a blank", "too long", "one person twice"],
)
def test_who_signs_has_a_name_and_nobody_approves_what_they_wrote(
    core: Core, signature: Signature, fields: list[str]
) -> None:
    told = refused(core, FIRST, signature=signature)
    assert [fault.partition(":")[0] for fault in told] == fields
    assert versions(core) == ()


def test_a_dry_run_tells_what_would_come_of_it_and_stores_nothing(core: Core) -> None:
    published(core, FIRST)
    release = begun(core, "r-1", NIGHT)
    before = versions(core)
    (told,) = publish(core, (WITHDRAWN,), SIGNED, words_only=True, keep=False)
    assert (told.how, told.version.number, told.withdrawn) == (How.WORDS_ONLY, 2, (NIGHT,))
    assert (versions(core), rows_of(core, release)) == (before, {NIGHT: PLANNED})


def test_a_fresh_database_takes_what_config_holds_as_its_first_version(core: Core) -> None:
    release = begun(core)
    (first,) = versions(core)
    assert (first.document, first.author, first.approver) == (FIRST.document, "config", None)
    assert journal(core, {"version": first.id}) == ["sequence.published"]
    assert running(core, release) == FIRST.sequence
    edited = with_config(core, MOVED)
    assert running(edited, begun(edited, "r-2")) == FIRST.sequence  # what the store holds is what runs


def test_a_look_writes_nothing_and_sees_what_would_run(core: Core) -> None:
    with sql_store(core).write("test") as tx:
        release, _ = add_release(tx)
    assert running(core, release.id) == FIRST.sequence
    assert versions(core) == ()
    published(core, MOVED)
    assert running(core, release.id) == MOVED.sequence
    published(core, FIRST)
    assert running(core, release.id) == FIRST.sequence


def test_a_release_that_has_ended_begins_nothing(core: Core) -> None:
    published(core, FIRST)
    with sql_store(core).write("test") as tx:
        release, _ = add_release(tx)
        ended = replace(release, ended=Ended.RETURNED)
        tx.releases.save(ended)
        sequences_of(core, tx, tx.people.get(release.person_id), ended, (), pin=True)
        assert tx.versions.running(release.id) == {}


def test_a_sequence_that_only_a_row_still_names_runs_on_after_its_boards_own(core: Core) -> None:
    published(core, FIRST, a_draft(hello(), sequence=WOMEN))
    both = with_config(core, a_draft(hello(), sequence=WOMEN), FIRST)
    release = begun(both, "r-1", HELLO)
    assert list(all_running(both, release)) == [WOMEN, FIRST_WEEKS]
    assert list(all_running(with_config(core, a_draft(hello(), sequence=WOMEN)), release)) == [WOMEN, FIRST_WEEKS]


def test_a_sequence_that_nobody_knows_is_left_out(core: Core) -> None:
    other = with_config(core, a_draft(hello(), sequence=WOMEN))
    release = begun(other, "r-1", HELLO)
    assert list(all_running(other, release)) == [WOMEN]


def slow(core: Core) -> Core:
    """Makes its versions so slowly that the other process sees none either, unless it waits."""

    def new_id(prefix: str) -> str:
        Event().wait(0.5)
        return core.new_id(prefix)

    return replace(core, new_id=new_id)


def test_two_processes_that_publish_at_once_make_one_row(core: Core, second: Core) -> None:
    made = at_once(lambda: published(slow(core), FIRST), lambda: published(slow(second), FIRST))
    assert sorted(one.how for one in made) == [How.PUBLISHED, How.UNCHANGED]
    assert len(versions(core)) == 1


def test_two_releases_that_begin_at_once_on_a_fresh_database_make_one_first_version(core: Core, second: Core) -> None:
    begin: list[Callable[[], ReleaseId]] = [lambda: begun(slow(core), "r-1"), lambda: begun(slow(second), "r-2")]
    assert [running(core, release) for release in at_once(*begin)] == [FIRST.sequence] * 2
    assert len(versions(core)) == 1


def test_of_two_transactions_that_pin_one_release_the_first_decides_for_both(core: Core, second: Core) -> None:
    published(core, FIRST)
    with sql_store(core).write("test") as tx:
        release, _ = add_release(tx)

    def began(one: Core, tx: SqlTransaction) -> Sequence:
        return sequences_of(one, tx, tx.people.get(release.person_id), release, (), pin=True)[FIRST_WEEKS]

    def after_publishing() -> Sequence:
        published(second, MOVED)
        with sql_store(second).write("test") as tx:
            return began(second, tx)

    with ThreadPoolExecutor(1) as threads:
        with sql_store(core).write("test") as tx:
            first = began(core, tx)
            later = threads.submit(after_publishing)
            wait([later], timeout=0.5)  # on PostgreSQL it has found no pin by now, and would begin with the new one
        assert later.result(timeout=30) == first == FIRST.sequence
    with sql_store(core).engine.begin() as connection:
        assert len(connection.execute(select(tables.pins)).all()) == 1


def doctors_day(core: Core, answer: Answer) -> date:
    return london_day(looking.text(core, answer, DOCTOR).due_at)


def test_a_release_that_is_planned_again_is_planned_by_the_version_it_began_with(core: Core) -> None:
    answer = looking.told(core, scheduled())
    published(core, MOVED)
    looking.told(core, rescheduled(1, to=LATER))
    assert doctors_day(core, answer) == LATER + timedelta(days=2)
    other = looking.told(
        core, scheduled(LATER, prison_number="48214", contact=replace(SAMS_CONTACT, number=OTHER_NUMBER))
    )
    assert doctors_day(core, other) == LATER + timedelta(days=3)


def test_the_next_text_goes_in_the_newest_words(core: Core, clock: FixedClock, carrier: FakeCarrier) -> None:
    answer = looking.told(core, scheduled())
    published(core, a_draft(hello(), doctor("NHS: A doctor is free."), night()), words_only=True)
    looking.live_through(core, clock, looking.text(core, answer, DOCTOR).due_at)
    assert [one.words for one in carrier.tried] == ["NHS: Hello.", "NHS: A doctor is free."]

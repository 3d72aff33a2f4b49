"""One person had two records, and the prison says so."""

from dataclasses import replace
from datetime import timedelta

from service.core.ports import Core
from service.domain.event import Answer, Event, Kind, Outcome, Source
from service.domain.text import Reason, State
from tests.builders import BARLINNIE, EDINBURGH, HEARD, SAM, SAMS_CONTACT, make_event, scheduled
from tests.core.looking import person, reasons, states, tasks, told
from tests.core.saying import NO_NUMBER, OTHER_NUMBER, died, rescheduled

OTHER = "51234"


def merged(removed: str = OTHER, *, source: Source = BARLINNIE) -> Event:
    return replace(make_event(Kind.MERGED, time=HEARD + timedelta(days=9), source=source), removed=removed)


def other_record(core: Core, source: Source = BARLINNIE) -> Answer:
    contact = replace(SAMS_CONTACT, number=OTHER_NUMBER)
    return told(core, scheduled(prison_number=OTHER, source=source, contact=contact))


def test_either_number_speaks_of_the_kept_person_and_one_release_runs_on(core: Core) -> None:
    kept, removed = told(core, scheduled()), other_record(core)
    answer = told(core, merged())
    assert (answer.outcome, answer.release_id) == (Outcome.UPDATED, kept.release_id)
    assert person(core, OTHER).id == person(core, SAM).id
    assert states(core, kept) == {State.PLANNED: 12}
    assert reasons(core, removed) == {Reason.REPLACED}
    assert told(core, replace(rescheduled(10), prison_number=OTHER)).release_id == kept.release_id
    assert tasks(core) == ["person.merged"]


def test_a_record_is_never_merged_with_itself(core: Core) -> None:
    told(core, scheduled(), merged())
    for same in (SAM, OTHER):
        assert told(core, merged(same)).outcome is Outcome.IGNORED


def test_a_merge_with_the_record_of_another_prison_is_held(core: Core) -> None:
    kept, removed = told(core, scheduled()), other_record(core, EDINBURGH)
    assert told(core, merged()).outcome is Outcome.HELD
    assert states(core, kept) == states(core, removed) == {State.PLANNED: 12}
    assert person(core, OTHER).id != person(core, SAM).id


def test_a_death_heard_of_the_removed_record_holds_for_the_kept_one(core: Core) -> None:
    kept = told(core, scheduled())
    told(core, replace(died(5), prison_number=OTHER), merged())
    assert states(core, kept) == {State.CANCELLED: 12}
    assert reasons(core, kept) == {Reason.DIED}
    assert person(core).died_at is not None


def test_two_records_without_a_number_are_one_that_waits_for_it(core: Core) -> None:
    told(core, scheduled(contact=NO_NUMBER), scheduled(prison_number=OTHER, contact=NO_NUMBER), merged())
    answer = told(core, make_event(Kind.CONTACT, time=HEARD + timedelta(days=10), contact=SAMS_CONTACT))
    assert answer.outcome is Outcome.PLANNED
    assert states(core, answer) == {State.PLANNED: 12}

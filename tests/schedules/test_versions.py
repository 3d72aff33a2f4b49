"""Two versions of a sequence side by side."""

from typing import Any

import pytest

from service.core.publishing import Draft
from service.schedules.sequence import Sequence
from service.schedules.versions import as_it_runs, beyond_words, clashes, withdrawn
from tests.drafts import DOCTOR, HELLO, NIGHT, Row, a_draft, a_row, doctor, hello, night

ASK = {"question": "doctor", "answers": {"1": "joined", "2": "not_joined"}}
OTHER_ASK = {"question": "home", "answers": {"1": "joined", "2": "not_joined"}}


def read(*rows: Row, **more: Any) -> Sequence:
    return a_draft(*rows, **more).sequence


def words_of(sequence: Sequence) -> dict[str, str]:
    return {step.id: step.words["en"] for step in sequence.steps}


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        (doctor(), doctor(group="gp"), "group"),
        (doctor(), doctor(welcome="first"), "welcome"),
        (doctor(), doctor(replaces=["women/02_doctor"]), "replaces"),
        (doctor(), doctor(sensitivity="opt_in"), "sensitivity"),
        (doctor(ask=ASK), doctor(ask=OTHER_ASK), "question"),
        (doctor(), doctor(ask=ASK), "question"),
        (doctor(when="booked"), doctor(when="cancelled"), "when"),
    ],
    ids=["group", "welcome", "replaces", "sensitivity", "another question", "a question at all", "news"],
)
def test_an_id_that_comes_to_mean_something_else_is_told_by_name(before: Row, after: Row, what: str) -> None:
    assert clashes(read(hello(), before), read(hello(), after)) == (
        f"{DOCTOR}: its {what} changed, so it is another step and needs another id",
    )


def test_with_another_anchor_every_id_means_something_else() -> None:
    old, new = read(hello(), doctor()), read(hello(), doctor(), night(), anchor="appointment_at")
    assert [clash.partition(":")[0] for clash in clashes(old, new)] == [HELLO, DOCTOR]


def test_days_words_and_a_new_answer_to_the_same_question_change_no_meaning() -> None:
    old = read(hello(), doctor(ask=ASK))
    ask = ASK | {"answers": {"1": "joined", "2": "not_joined", "AYE": "joined"}}
    assert clashes(old, read(night(), doctor("NHS: New.", "9d", ask=ask))) == ()


@pytest.mark.parametrize(
    "after",
    [
        a_draft(hello("NHS: Hi."), doctor(), night()),
        a_draft(hello(), doctor(words={"en": "NHS: Find a doctor.", "pl": "NHS: lekarz."}), night()),
        a_draft(hello(), doctor(without_call={"en": "NHS: Ask."}), night()),
        a_draft(hello(), doctor(accepted=[{"rule": 3, "words": "NHS", "because": "They know it"}]), night()),
        a_draft(hello(), doctor(), night(), tested_with=[{"on": "2026-11-30", "people": 6, "changed": "Nothing"}]),
        a_draft(hello(), night()),
    ],
    ids=["words", "a language", "without a call", "accepted", "tested", "a step less"],
)
def test_words_their_readers_and_a_step_less_are_within_words_only(after: Draft) -> None:
    assert beyond_words(read(hello(), doctor(), night()), after.sequence) == ()


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (a_draft(hello(), doctor(offset="3d", at="11:00")), (f"{DOCTOR}: its offset, at changed",)),
        (a_draft(hello(), doctor(ask=ASK)), (f"{DOCTOR}: its ask changed",)),
        (a_draft(hello(), doctor(only_if={"groups": ["woman"]})), (f"{DOCTOR}: its only_if changed",)),
        (a_draft(hello(), doctor(), night()), (f"{NIGHT}: is not in the version that runs",)),
        (
            a_draft(doctor(), hello()),
            (f"{DOCTOR}: stands in another place", f"{HELLO}: stands in another place"),
        ),
        (a_draft(hello(), doctor(), max_total=2), ("max_total: changed, and it holds for every step",)),
        (
            a_draft(hello(optional=True), doctor(offset="3d")),
            (f"{HELLO}: its optional changed", f"{DOCTOR}: its offset changed"),
        ),
    ],
    ids=["moved", "asks", "for whom", "added", "another order", "a cap", "two at once"],
)
def test_whatever_else_differs_is_told_step_by_step(after: Draft, told: tuple[str, ...]) -> None:
    assert beyond_words(read(hello(), doctor()), after.sequence) == told


def test_a_step_that_is_gone_was_withdrawn() -> None:
    assert withdrawn(read(hello(), doctor(), night()), read(doctor(), a_row("09_new"))) == (HELLO, NIGHT)


def test_without_corrections_a_release_runs_what_it_began_with() -> None:
    began_with = read(hello(), doctor())
    assert as_it_runs(began_with, ()) == began_with


def test_each_correction_counts_and_what_moved_since_keeps_its_words() -> None:
    began_with = read(hello(), doctor(), night())
    moved = read(hello("NHS: Hi."), doctor(offset="3d"), night())
    corrected = read(hello("NHS: Hi."), doctor("NHS: Wrong here.", "3d"), night("NHS: Awake?"))
    again = read(hello("NHS: Hi."), doctor("NHS: Wrong here.", "3d"), night("NHS: Still awake?"))
    runs = as_it_runs(began_with, ((moved, corrected), (corrected, again)))
    assert words_of(runs) == {HELLO: "NHS: Hello.", DOCTOR: "NHS: Find a doctor.", NIGHT: "NHS: Still awake?"}
    assert runs.step(DOCTOR) == began_with.step(DOCTOR)


def test_words_for_boards_that_phone_nobody_are_corrected_alike() -> None:
    before, after = read(doctor(without_call={"en": "NHS: Ask."})), read(doctor(without_call={"en": "NHS: Go."}))
    assert as_it_runs(before, ((before, after),)) == after


def test_a_step_that_is_newer_than_the_release_does_not_come_into_it() -> None:
    began_with, before, after = read(hello()), read(hello(), night()), read(hello(), night("NHS: Awake?"))
    assert as_it_runs(began_with, ((before, after),)) == began_with


def test_a_step_dropped_for_new_releases_only_runs_on_in_the_others() -> None:
    began_with, before, after = read(hello(), night()), read(hello()), read(hello("NHS: Hi."))
    assert words_of(as_it_runs(began_with, ((before, after),))) == {HELLO: "NHS: Hi.", NIGHT: "NHS: Bad night?"}


def test_a_withdrawn_step_leaves_every_release_though_it_moved_since_and_came_back() -> None:
    began_with, moved, less = read(hello(), doctor()), read(hello(), doctor(offset="3d")), read(hello())
    back, then = read(hello(), doctor()), read(hello(), doctor("NHS: New."))
    assert words_of(as_it_runs(began_with, ((moved, less), (back, then)))) == {HELLO: "NHS: Hello."}

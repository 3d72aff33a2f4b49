"""The page of one person: what it shows, what staff may do there, who may not, and what the journal keeps of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.console.deeds import DEEDS, HOW, REASONS
from service.core import staffing
from service.core.intake import receive
from service.core.records import Role, Seat
from service.core.stopping import stop_number
from service.domain.event import Kind, Source
from service.domain.ids import PersonId, PrisonSlug, ReleaseId
from service.domain.release import Contact, Pause, Person, SafeToText
from service.domain.text import Reason, State
from service.store import tables
from tests.builders import (
    BARLINNIE,
    GLASGOW,
    LOTHIAN,
    SAMS_CONTACT,
    make_event,
    shipped_config,
    sql_store,
)
from tests.console.house import (
    Browser,
    House,
    ids_in,
    link_in,
    states_in,
    title_of,
    words_of,
)
from tests.core.saying import CLINIC, after, appointment, returned

SAM, JO = "+447700900123", "+447700900124"
RESPONDER = Seat(Role.RESPONDER, GLASGOW)
NATIONAL = Seat(Role.ADMIN)
MAY_ACT = [Role.RESPONDER, Role.APPROVER, Role.ADMIN]
MAY_LOOK = [Role.VIEWER, Role.AUTHOR]
FILLED = {"why": "hospital", "sure": "yes"}
NOBODY = ["p-22222222222222222", "p-2", "nonsense", "%00", "t-22222222222222222", "p-%C3%BC"]


def person_of(house: House, release_id: ReleaseId) -> PersonId:
    with house.core.store.read() as tx:
        return tx.releases.get(release_id).person_id


def sam(house: House) -> PersonId:
    return person_of(house, house.plan())


def person(house: House, person_id: PersonId) -> Person:
    with house.core.store.read() as tx:
        return tx.people.get(person_id)


def states(house: House, release_id: ReleaseId) -> set[tuple[State, Reason | None]]:
    return {(text.state, text.reason) for text in house.texts(release_id)}


def stopped(house: House, person_id: PersonId) -> Reason | None:
    with house.core.store.read() as tx:
        number_id = tx.people.get(person_id).number_id
        assert number_id is not None
        return tx.lines.get(number_id).stopped


def stop(house: House, person_id: PersonId, why: Reason) -> None:
    number_id = person(house, person_id).number_id
    assert number_id is not None
    with house.core.store.write(actor="of this test") as tx:
        stop_number(house.core, tx, number_id, why)


def died_at(house: House, prison_number: str = "48213", source: Source = BARLINNIE) -> None:
    receive(house.core, make_event(Kind.DIED, source=source, prison_number=prison_number))


def act(browser: Browser, person_id: PersonId, deed: str, form: Mapping[str, str] = FILLED) -> TestResponse:
    """As somebody does: by the link of the person's page, over the question, to what is then shown."""
    browser.get(link_in(browser.get(f"/people/{person_id}"), DEEDS[deed].label))
    answer = browser.post(f"/people/{person_id}/{deed}", form)
    return browser.get(answer.location) if answer.status_code == 303 else answer


def noted(house: House, actor: str) -> list[tuple[str, str | None, Mapping[str, str]]]:
    """What somebody did, as the journal has it, but for signing in and for the texts that follow."""
    query = select(tables.journal).where(tables.journal.c.actor == actor).order_by(tables.journal.c.id)
    with sql_store(house.core).engine.begin() as connection:
        rows = connection.execute(query).all()
    return [(row.action, row.why, row.about) for row in rows if row.action.partition(".")[0] in {"person", "number"}]


def offered(page: TestResponse) -> list[str]:
    return [deed.id for deed in DEEDS.values() if f'/{deed.id}"' in page.text]


def test_the_page_shows_how_things_stand_and_every_text_in_order(houses: House) -> None:
    release = houses.plan()
    who = person_of(houses, release)
    houses.receipt(houses.send_next(), "delivered")
    page = houses.signed_in(RESPONDER).get(f"/people/{who}")
    assert page.status_code == 200
    for words in (
        "Texts Under way",
        "Number ends 123",
        "Day of release Wednesday 23 December 2026",
        "Board NHS Greater Glasgow and Clyde",
        f"Reference {who}",
        "01 welcome",
        "We know of no appointment.",
    ):
        assert words in words_of(page)
    in_order = sorted(houses.texts(release), key=lambda text: (text.due_at, text.id))
    assert ids_in(page) == [text.id for text in in_order]
    assert states_in(page) == ["Delivered", *["Waiting to go"] * 11]


def test_a_text_leads_to_its_person_and_back(house: House) -> None:
    release = house.plan()
    who = person_of(house, release)
    browser = house.signed_in(RESPONDER)
    text = house.text(release)
    assert link_in(browser.get(f"/texts/{text}"), who) == f"/people/{who}"
    assert text in ids_in(browser.get(f"/people/{who}"))
    assert 'ds_current" href="/texts"' in browser.get(f"/people/{who}").text


def test_a_text_of_somebody_who_moved_leads_the_old_board_nowhere(houses: House) -> None:
    release = houses.plan()
    who = person_of(houses, release)
    houses.receipt(houses.send_next(), "delivered")
    moved = make_event(Kind.CONTACT, time=houses.clock.wall(), board=LOTHIAN, contact=Contact())
    receive(houses.core, moved)
    text = houses.text(release)
    old, new = houses.signed_in(RESPONDER), houses.signed_in(Seat(Role.RESPONDER, LOTHIAN), "jo@nhs.example")
    assert who not in old.get(f"/texts/{text}").text
    assert old.get(f"/people/{who}").status_code == 404
    page = new.get(f"/people/{who}")
    assert page.status_code == 200
    assert text not in ids_in(page), "it went for the other Board, whose log alone shows it"
    assert len(ids_in(page)) == 11


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (Contact(safe_to_text=SafeToText.NO), "Waits It is not safe to text them."),
        (Contact(under_18=True), "Waits They are under 18."),
        (Contact(confirmed_by_person=False), "Waits They have not said lately that this is their number."),
    ],
)
def test_why_a_release_waits_is_said_in_words(house: House, facts: Contact, said: str) -> None:
    who = sam(house)
    receive(house.core, after(1, Kind.CONTACT, contact=facts))
    shown = words_of(house.signed_in(RESPONDER).get(f"/people/{who}"))
    assert said in shown
    assert "Texts Waiting" in shown


def test_a_person_without_a_number_and_one_without_a_release_are_shown(houses: House) -> None:
    contact = replace(SAMS_CONTACT, number=None)
    event = make_event(Kind.SCHEDULED, liberation_date=houses.clock.now().date(), board=GLASGOW, contact=contact)
    release = receive(houses.core, event).release_id
    assert release is not None
    browser = houses.signed_in(RESPONDER)
    shown = words_of(browser.get(f"/people/{person_of(houses, release)}"))
    assert "Number None yet" in shown
    assert "Waits We have no number for them." in shown
    assert "There is no text yet." in shown
    receive(houses.core, make_event(Kind.RETURNED, prison_number="nobody knew"))
    with sql_store(houses.core).engine.begin() as connection:
        people = connection.execute(select(tables.people.c.id)).scalars().all()
    (other,) = set(people) - {person_of(houses, release)}
    shown = words_of(browser.get(f"/people/{other}"))
    assert "Texts No release" in shown
    assert "Day of release None yet" in shown
    assert "Back in prison We were told so" in shown


def test_a_return_a_death_a_cancelled_release_and_a_stop_are_said(house: House) -> None:
    browser = house.signed_in(NATIONAL)
    told = {}
    for count, (kind, name) in enumerate({Kind.RETURNED: "back", Kind.DIED: "dead", Kind.CANCELLED: "off"}.items()):
        number = f"A{count}"
        who = person_of(house, house.plan(number, f"+4477009001{count:02}"))
        receive(house.core, make_event(kind, time=house.clock.wall() + timedelta(days=1), prison_number=number))
        told[name] = words_of(browser.get(f"/people/{who}"))
    assert "Texts Ended Back in prison We were told so: Wednesday 2 December 2026, 10:15am." in told["back"]
    assert "Texts Stopped Died We were told so: Wednesday 2 December 2026, 10:15am." in told["dead"]
    assert "Texts Ended Release ended The release was called off." in told["off"]
    who = person_of(house, house.plan("A9", SAM))
    house.says("STOP", SAM)
    shown = words_of(browser.get(f"/people/{who}"))
    assert "Texts Stopped Number stopped They asked us to stop." in shown


def test_a_return_that_a_later_release_followed_is_over(house: House) -> None:
    who = sam(house)
    receive(house.core, returned(1))
    receive(house.core, after(2, Kind.SCHEDULED, liberation_date=house.clock.now().date(), contact=SAMS_CONTACT))
    shown = words_of(house.signed_in(RESPONDER).get(f"/people/{who}"))
    assert "Back in prison" not in shown
    assert "Texts Under way" in shown


def test_appointments_show_their_time_and_their_status_and_no_place(houses: House) -> None:
    shipped = replace(houses, core=replace(houses.core, config=shipped_config()))
    who = person_of(shipped, shipped.plan())
    start = datetime(2027, 1, 6, 10, 30, tzinfo=UTC)
    later, sooner = start + timedelta(days=2), start
    booked = Kind.APPOINTMENT_BOOKED
    receive(shipped.core, appointment(who, booked, visit_id="later", start=later))
    receive(shipped.core, appointment(who, booked, visit_id="sooner", start=sooner))
    receive(
        shipped.core,
        appointment(
            who, Kind.APPOINTMENT_CANCELLED, visit_id="sooner", time=shipped.clock.wall() + timedelta(minutes=1)
        ),
    )
    receive(shipped.core, appointment(who, Kind.APPOINTMENT_MISSED, visit_id="of which nobody told"))
    page = shipped.signed_in(RESPONDER).get(f"/people/{who}")
    words = words_of(page).partition("Appointments")[2]
    assert words.index("Wednesday 6 January 2027, 10:30am Called off") < words.index(
        "Friday 8 January 2027, 10:30am Booked"
    )
    assert "Not known They did not come" in words
    assert "Appointment: the day before" in words_of(page)
    assert CLINIC not in page.text


def test_no_page_of_a_person_shows_a_number_a_name_a_prison_or_a_prison_number(house: House) -> None:
    who = sam(house)
    browser = house.signed_in(RESPONDER)
    pages = [browser.get(f"/people/{who}"), browser.get(f"/people/{who}/pause")]
    for page in pages:
        for secret in (SAM[3:], "7700 900", "Sam<", "Sam ", "48213", "arlinnie", "Hello from"):
            assert secret not in page.text


@pytest.mark.parametrize(("why", "words"), REASONS)
def test_a_pause_keeps_everything_back_until_staff_let_it_go_on(houses: House, why: str, words: str) -> None:
    release = houses.plan()
    who = person_of(houses, release)
    user = houses.staff(RESPONDER)
    browser = houses.browser()
    browser.sign_in(user.email)
    assert offered(browser.get(f"/people/{who}")) == ["pause", "stop"]
    shown = act(browser, who, "pause", {"why": why})
    assert person(houses, who).paused == Pause(why)
    assert states(houses, release) == {(State.CANCELLED, Reason.PAUSED)}
    assert words_of(shown).startswith("The texts are paused.")
    assert "Texts Paused Paused" in words_of(shown)
    assert set(states_in(shown)) == {"Cancelled: their texts were paused"}
    assert offered(shown) == ["resume", "stop"]
    shown = act(browser, who, "resume", {})
    assert person(houses, who).paused is None
    assert states(houses, release) == {(State.PLANNED, None)}
    assert "The pause is over." in words_of(shown)
    about = {"person": who}
    assert noted(houses, user.id) == [("person.paused", why, about), ("person.resumed", why, about)]


@pytest.mark.parametrize("why", ["", "holiday", "HOSPITAL"])
def test_no_pause_without_a_reason_from_the_list(house: House, why: str) -> None:
    who = sam(house)
    answer = act(house.signed_in(RESPONDER), who, "pause", {"why": why})
    assert answer.status_code == 422
    assert 'href="#why"' in answer.text
    assert "Choose why." in words_of(answer)
    assert person(house, who).paused is None


def test_somebody_who_is_alive_gets_the_texts_that_are_still_to_come(houses: House) -> None:
    release = houses.plan()
    who = person_of(houses, release)
    died_at(houses)
    user = houses.staff(RESPONDER)
    browser = houses.browser()
    browser.sign_in(user.email)
    assert offered(browser.get(f"/people/{who}")) == ["stop", "alive"]
    shown = act(browser, who, "alive")
    assert person(houses, who).died_at is None
    assert states(houses, release) == {(State.PLANNED, None)}
    assert "this person is alive" in words_of(shown)
    assert "Died" not in words_of(shown)
    assert noted(houses, user.id) == [("person.alive", None, {"person": who})]


@pytest.mark.parametrize("deed", ["alive", "phone"])
@pytest.mark.parametrize("sure", [{}, {"sure": ""}, {"sure": "no"}])
def test_nobody_undoes_a_death_by_a_slip(house: House, deed: str, sure: Mapping[str, str]) -> None:
    who = sam(house)
    house.plan("48214", SAM)
    died_at(house)
    answer = act(house.signed_in(RESPONDER), who, deed, sure)
    assert answer.status_code == 422
    assert 'href="#sure"' in answer.text
    assert person(house, who).died_at is not None
    assert stopped(house, who) is Reason.DEATH_NEAR


@pytest.mark.parametrize("whose", ["the dead person's page", "the other's page"])
def test_a_phone_that_is_somebody_elses_gets_their_texts_again_and_the_dead_get_none(houses: House, whose: str) -> None:
    dead, living = houses.plan(), houses.plan("48214", SAM)
    died_at(houses)
    assert states(houses, living) == {(State.CANCELLED, Reason.DEATH_NEAR)}
    who = person_of(houses, dead if whose.startswith("the dead") else living)
    user = houses.staff(RESPONDER)
    browser = houses.browser()
    browser.sign_in(user.email)
    page = browser.get(f"/people/{who}")
    assert "Number stopped Somebody with the same phone died, so staff must look first." in words_of(page)
    assert "phone" in offered(page)
    shown = act(browser, who, "phone")
    assert "Texts to this phone go on." in words_of(shown)
    assert stopped(houses, who) is None
    assert State.PLANNED in {state for state, _ in states(houses, living)}
    assert states(houses, dead) == {(State.CANCELLED, Reason.DIED)}
    (entry,) = noted(houses, user.id)
    assert entry[:2] == ("number.started", Reason.DEATH_NEAR)


@pytest.mark.parametrize("why", [Reason.OPTED_OUT, Reason.WRONG_PERSON, Reason.UNREACHABLE])
def test_no_other_stop_is_undone_here(house: House, why: Reason) -> None:
    who = sam(house)
    stop(house, who, why)
    browser = house.signed_in(RESPONDER)
    page = browser.get(f"/people/{who}")
    assert offered(page) == ["pause", "theirs" if why is Reason.WRONG_PERSON else "start"]
    answer = browser.post(f"/people/{who}/phone", FILLED, token=browser_token(browser, who))
    assert answer.location == f"/people/{who}"
    assert "Nothing was changed" in words_of(browser.get(answer.location))
    assert stopped(house, who) is why


def test_a_number_that_was_a_wrong_one_is_theirs_again_when_they_say_so(houses: House) -> None:
    release = houses.plan()
    who = person_of(houses, release)
    stop(houses, who, Reason.WRONG_PERSON)
    browser = houses.signed_in(RESPONDER)
    refused = act(browser, who, "theirs", {})
    assert refused.status_code == 422
    assert stopped(houses, who) is Reason.WRONG_PERSON
    shown = act(browser, who, "theirs", {"sure": "yes"})
    assert "the number is theirs" in words_of(shown)
    assert stopped(houses, who) is None
    assert states(houses, release) == {(State.PLANNED, None)}


@pytest.mark.parametrize("why", [Pause.CUSTODY, Pause.PERHAPS_DEAD, Pause.DANGER])
def test_a_pause_that_a_text_brought_about_is_said_and_ended_by_name(houses: House, why: Pause) -> None:
    release = houses.plan()
    who = person_of(houses, release)
    staffing.pause(houses.core, "of this test", None, who, why)
    browser = houses.signed_in(RESPONDER)
    page = browser.get(f"/people/{who}")
    assert "Paused" in words_of(page)
    assert offered(page) == (["pause", "resume", "stop"] if why is Pause.DANGER else ["resume", "stop"])
    act(browser, who, "resume", {})
    assert person(houses, who).paused is None
    assert states(houses, release) == {(State.PLANNED, None)}


@pytest.mark.parametrize(("how", "words"), HOW)
def test_case_53_whoever_asks_staff_for_no_more_texts_gets_none_and_it_is_kept_how_they_asked(
    houses: House, how: str, words: str
) -> None:
    release = houses.plan()
    who = person_of(houses, release)
    user, browser = houses.staff(RESPONDER), houses.browser()
    browser.sign_in(user.email)
    assert words in words_of(browser.get(f"/people/{who}/stop"))
    assert "The texts are stopped." in words_of(act(browser, who, "stop", {"why": how}))
    assert states(houses, release) == {(State.CANCELLED, Reason.OPTED_OUT)}
    assert [entry[:2] for entry in noted(houses, user.id)] == [
        ("person.asked_to_stop", how),
        ("number.stopped", Reason.OPTED_OUT),
    ]


def test_case_53_nobody_is_opted_in_without_having_asked(house: House) -> None:
    release = house.plan()
    who = person_of(house, release)
    stop(house, who, Reason.OPTED_OUT)
    browser = house.signed_in(RESPONDER)
    for form in ({}, {"why": "phone"}, {"sure": "yes"}, {"why": "because", "sure": "yes"}):
        assert act(browser, who, "start", form).status_code == 422
    assert stopped(house, who) is Reason.OPTED_OUT
    assert "The number is open again." in words_of(act(browser, who, "start", {"why": "written", "sure": "yes"}))
    assert stopped(house, who) is None
    assert {state for state, _ in states(house, release)} == {State.PLANNED}


def browser_token(browser: Browser, person_id: PersonId) -> str:
    browser.get(f"/people/{person_id}/pause")
    return browser.token


def test_what_no_longer_fits_changes_nothing_and_says_so(house: House) -> None:
    who = sam(house)
    first, second = house.signed_in(RESPONDER), house.signed_in(RESPONDER, "jo@nhs.example")
    second.get(f"/people/{who}/pause")
    act(first, who, "pause", {"why": "hospital"})
    answer = second.post(f"/people/{who}/pause", {"why": "staff"})
    assert (answer.status_code, answer.location) == (303, f"/people/{who}")
    assert "Nothing was changed" in words_of(second.get(answer.location))
    assert person(house, who).paused is Pause.HOSPITAL
    for deed in ("pause", "alive", "phone"):
        answer = second.get(f"/people/{who}/{deed}")
        assert (answer.status_code, answer.location) == (303, f"/people/{who}")


def test_a_question_only_asks(house: House) -> None:
    release = house.plan()
    who = person_of(house, release)
    browser = house.signed_in(RESPONDER)
    page = browser.get(f"/people/{who}/pause")
    assert title_of(page) == "Pause the texts?"
    assert "Nothing goes to this person until somebody lets the texts go on." in words_of(page)
    assert link_in(page, "Go back") == f"/people/{who}"
    assert person(house, who).paused is None
    assert states(house, release) == {(State.PLANNED, None)}


@pytest.mark.parametrize("role", MAY_ACT)
def test_who_answers_people_may_act_for_them(house: House, role: Role) -> None:
    who = sam(house)
    shown = act(house.signed_in(Seat(role, GLASGOW)), who, "pause")
    assert "The texts are paused." in words_of(shown)
    assert person(house, who).paused is Pause.HOSPITAL


def test_national_staff_act_for_everybody(house: House) -> None:
    who = person_of(house, house.plan("48214", JO, LOTHIAN))
    act(house.signed_in(NATIONAL), who, "pause")
    assert person(house, who).paused is Pause.HOSPITAL


@pytest.mark.parametrize("role", MAY_LOOK)
def test_who_may_only_look_is_offered_nothing_and_changes_nothing(house: House, role: Role) -> None:
    who = sam(house)
    browser = house.signed_in(Seat(role, GLASGOW))
    page = browser.get(f"/people/{who}")
    assert page.status_code == 200
    assert offered(page) == []
    for one in (who, *NOBODY):
        assert browser.get(f"/people/{one}/pause").status_code == 403
        browser.get("/password")
        assert browser.post(f"/people/{one}/pause", FILLED).status_code == 403
    assert person(house, who).paused is None


@pytest.mark.parametrize("seat", [Seat(Role.POSTER, GLASGOW), Seat(Role.POSTER, prison=PrisonSlug("barlinnie"))])
def test_a_prison_and_a_poster_see_no_person(house: House, seat: Seat) -> None:
    who = sam(house)
    browser = house.signed_in(seat)
    browser.get("/password")
    answers = [browser.get(f"/people/{who}"), browser.get(f"/people/{who}/pause")]
    answers.append(browser.post(f"/people/{who}/pause", FILLED))
    assert {one.status_code for one in answers} == {403}
    assert person(house, who).paused is None


def test_another_boards_person_and_nobody_get_the_very_same_page(houses: House) -> None:
    theirs = person_of(houses, houses.plan("48214", JO, LOTHIAN))
    browser = houses.signed_in(RESPONDER)
    browser.get("/password")
    for one in ("", "/pause", "/alive", "/nonsense"):
        pages = [browser.get(f"/people/{who}{one}") for who in (theirs, *NOBODY)]
        pages += [browser.post(f"/people/{who}{one}", FILLED) for who in (theirs, *NOBODY) if one]
        assert {page.status_code for page in pages} == {404}
        assert len({words_of(page) for page in pages}) == 1
    assert person(houses, theirs).paused is None


def test_a_deed_that_there_is_not_is_not_found(house: House) -> None:
    who = sam(house)
    browser = house.signed_in(RESPONDER)
    for name in ("nonsense", "%00", "undo_death"):
        assert browser.get(f"/people/{who}/{name}").status_code == 404


def test_of_a_board_that_is_no_longer_configured_nobody_is_shown(house: House) -> None:
    release = house.plan()
    who = person_of(house, release)
    browser = house.signed_in(NATIONAL)
    later = house.without(GLASGOW).browser().with_cookie(browser.cookie)
    assert later.get(f"/people/{who}").status_code == 404
    text = later.get(f"/texts/{house.text(release)}")
    assert text.status_code == 200
    assert who not in text.text


def test_after_a_merge_the_old_id_leads_to_the_record_that_is_kept(houses: House) -> None:
    kept, removed = sam(houses), person_of(houses, houses.plan("48214", JO))
    merged = replace(after(1, Kind.MERGED), removed="48214")
    receive(houses.core, merged)
    browser = houses.signed_in(RESPONDER)
    page = browser.get(f"/people/{removed}")
    assert f"Reference {kept}" in words_of(page)
    act(browser, removed, "pause")
    assert person(houses, kept).paused is Pause.HOSPITAL


def test_no_entry_of_the_journal_names_an_e_mail(house: House) -> None:
    who = sam(house)
    act(house.signed_in(RESPONDER), who, "pause")
    with sql_store(house.core).engine.begin() as connection:
        rows = connection.execute(select(tables.journal)).all()
    assert all("@" not in str(row) for row in rows)
    assert len({row.actor for row in rows if row.action == "person.paused"}) == 1

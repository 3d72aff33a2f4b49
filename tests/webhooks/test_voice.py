"""What a caller hears."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from service.core.intake import receive
from service.core.spooling import drain
from service.domain.event import Kind
from service.domain.number import Number
from service.domain.release import Contact, SafeToText
from service.domain.text import Reason, State
from service.schedules.answers import ANSWERS
from service.store.engine import open_engine
from service.store.store import SqlStore
from service.store.tables import journal
from service.webhooks.routes import blueprint
from service.webhooks.signature import HEADER, Signature
from tests.builders import FIRST_WEEKS, GLASGOW, LOTHIAN, SAMS_CONTACT, make_event, scheduled, shipped_config, sql_store
from tests.core.spools import FakeSpool
from tests.webhooks.calls import CALL, VOICE, Played, call, greeted, notes, press, stop, stopped, went
from tests.webhooks.door import OURS, PUBLIC_URL, SAMS, TOKEN, Door, new_sid, signature_of
from tests.webhooks.test_unavailable import NOBODY_LISTENS

OTHERS = "+447700900456"
WITHHELD = ("anonymous", "Anonymous", "Restricted", "+266696687", "+86282452253", "client:sam", "")
WELCOME = (
    "Hello from N H S Greater Glasgow and Clyde. We will text you about your health. Reply by text with the word stop "
    "to end our texts. Reply by text with the word wrong if we have the wrong number."
)
GREETS = "Hello. This is NHS Greater Glasgow and Clyde. If a life is in danger, hang up and call 9 9 9."
MENU = "To hear it again, press 1. To stop our texts, press 9."
NOBODY_ANSWERS = "No one can answer calls on this number. For free health advice"
NOTHING_TO_READ = "We have no text to read to you."
GOODBYE = "Thank you. Goodbye."


def assert_general(heard: Played) -> None:
    """What anybody hears, whoever calls: no text, and no way to end any."""
    assert heard.slowly == []
    [said] = heard.says
    assert NOBODY_ANSWERS in said
    assert said.endswith("To hear that again, press 1.")
    assert "press 9" not in said
    assert NOTHING_TO_READ not in said


@pytest.fixture
def cut_off(door: Door) -> Iterator[Door]:
    """A door whose database cannot be reached."""
    engine = open_engine(NOBODY_LISTENS)
    store = SqlStore(engine, sql_store(door.core).sealer, door.clock)
    yield replace(door, core=replace(door.core, store=store))
    engine.dispose()


def test_the_last_text_is_read_slowly_between_who_we_are_and_what_to_press(door_on_each: Door) -> None:
    heard = call(greeted(door_on_each))
    assert heard.status == 200
    assert heard.slowly == [WELCOME]
    first, text, menu = heard.says
    assert first.startswith(GREETS)
    assert first.endswith("Here is our last text to this number.")
    assert text == WELCOME
    assert menu.startswith(MENU)
    assert "call NHS inform on 0 8 0 0, 2 2, 4 4, 8 8." in menu


def test_every_word_is_said_by_a_british_voice(door: Door) -> None:
    greeted(door)
    every = [call(door), call(door, sender=OTHERS), press(door, call(door)), press(door, call(door), "9")]
    said = [one for played in every for one in played.root.iter("Say")]
    assert {(one.get("voice"), one.get("language")) for one in said} == {("Polly.Amy-Neural", "en-GB")}


def test_one_key_is_waited_for_while_it_is_read_and_no_key_is_told_too(door: Door) -> None:
    gather = call(greeted(door)).root.find("Gather")
    assert gather is not None
    told = {name: gather.get(name) for name in ("input", "numDigits", "method", "actionOnEmptyResult", "action")}
    assert told == {
        "input": "dtmf",
        "numDigits": "1",
        "method": "POST",
        "actionOnEmptyResult": "true",
        "action": "/webhooks/voice/again?n=1",
    }


def test_1_reads_the_text_and_the_menu_again_and_no_more_than_three_times(door_on_each: Door) -> None:
    heard = call(greeted(door_on_each))
    for _ in range(3):
        heard = press(door_on_each, heard, "1")
        assert heard.slowly == [WELCOME]
        assert [one[:27] for one in heard.says] == [WELCOME[:27], MENU[:27]]
    last = press(door_on_each, heard, "1")
    assert (last.says, last.then) == ([GOODBYE], None)


def test_a_call_of_which_somebody_made_up_how_often_it_was_heard_ends(door: Door) -> None:
    greeted(door)
    for told in ("?n=99", "?n=4"):
        assert call(door, path=f"{VOICE}/again{told}", key="1").then is None
    for told in ("", "?n=", "?n=0", "?n=-1", "?n=1000", "?n=x"):
        assert call(door, path=f"{VOICE}/again{told}", key="1").then == f"{VOICE}/again?n=2"


def test_nothing_pressed_ends_the_call_politely(door: Door) -> None:
    greeted(door)
    heard = press(door, call(door))
    assert (heard.says, heard.then) == ([GOODBYE], None)
    assert heard.root.find("Hangup") is not None


@pytest.mark.parametrize("key", ["0", "5", "*", "#"])
def test_a_key_that_means_nothing_is_a_slip_and_all_is_read_again(door: Door, key: str) -> None:
    greeted(door)
    assert press(door, call(door), key).slowly == [WELCOME]


def test_9_ends_the_texts_over_every_sender_and_says_so(door_on_each: Door) -> None:
    greeted(door_on_each)
    heard = press(door_on_each, call(door_on_each), "9")
    assert (heard.says, heard.then) == (["We will not text this number again. Thank you. Goodbye."], None)
    assert stopped(door_on_each) is Reason.OPTED_OUT
    unsent = {(one.state, one.reason) for one in door_on_each.sams_texts() if one.state is not State.ACCEPTED}
    assert unsent == {(State.CANCELLED, Reason.OPTED_OUT)}
    assert notes(door_on_each).count("number.asked_to_stop") == 1
    assert_general(call(door_on_each))


def test_9_told_twice_is_one_end_and_is_said_twice(door_on_each: Door) -> None:
    heard = call(greeted(door_on_each))
    assert press(door_on_each, heard, "9").says == press(door_on_each, heard, "9").says
    assert stopped(door_on_each) is Reason.OPTED_OUT


def test_9_is_later_than_a_start_that_was_said_before_it(door_on_each: Door) -> None:
    """A START that comes late, by the fallback, brings nobody back who ended the texts after it."""
    spool = FakeSpool()
    said = door_on_each.clock.wall()
    greeted(door_on_each)
    stop(door_on_each, Reason.OPTED_OUT)
    door_on_each.clock.advance(timedelta(minutes=30))
    form = {"MessageSid": new_sid(), "From": SAMS, "To": OURS, "Body": "START", "ErrorUrl": f"{PUBLIC_URL}/x"}
    spooled(door_on_each, spool, "/webhooks/fallback", form)
    assert said < door_on_each.clock.wall()
    door_on_each.clock.advance(timedelta(minutes=30))
    call(door_on_each, path=f"{VOICE}/again?n=1", key="9")
    drain(door_on_each.core, spool, "worker")
    assert stopped(door_on_each) is Reason.OPTED_OUT


def test_9_on_a_shared_phone_ends_its_texts_too(door: Door) -> None:
    greeted(door)
    receive(door.core, scheduled(prison_number="51234"))
    heard = call(door)
    assert_general(heard)
    press(door, heard, "9")
    assert stopped(door) is Reason.OPTED_OUT


def test_9_from_somebody_we_do_not_know_does_nothing_but_end_the_call(door_on_each: Door) -> None:
    greeted(door_on_each)
    door_on_each.hears("hello", sender=OTHERS)
    before = door_on_each.rows()
    for sender in (OTHERS, *WITHHELD):
        heard = press(door_on_each, call(door_on_each, sender=sender), "9", sender=sender)
        assert (heard.says, heard.then) == ([GOODBYE], None)
    assert (door_on_each.rows(), stopped(door_on_each, OTHERS)) == (before, None)
    assert stopped(door_on_each) is None


def test_an_unknown_or_withheld_number_hears_what_anybody_hears_and_leaves_nothing(door_on_each: Door) -> None:
    greeted(door_on_each)
    before = door_on_each.rows()
    for sender in (OTHERS, *WITHHELD):
        heard = call(door_on_each, sender=sender)
        assert_general(heard)
        assert_general(press(door_on_each, heard, "1", sender=sender))
    assert door_on_each.rows() == before


@pytest.mark.parametrize(
    "why", [Reason.OPTED_OUT, Reason.WRONG_PERSON, Reason.DEATH_NEAR, Reason.UNREACHABLE, Reason.AGED_OUT]
)
def test_a_number_to_which_nothing_goes_is_read_nothing(door_on_each: Door, why: Reason) -> None:
    greeted(door_on_each)
    stop(door_on_each, why)
    assert_general(call(door_on_each))


def test_after_a_death_nothing_is_read_to_whoever_has_the_phone(door_on_each: Door) -> None:
    greeted(door_on_each)
    receive(door_on_each.core, make_event(Kind.DIED, time=door_on_each.clock.now()))
    assert_general(call(door_on_each))


def test_nothing_is_read_on_a_phone_that_two_people_have(door_on_each: Door) -> None:
    greeted(door_on_each)
    receive(door_on_each.core, scheduled(prison_number="51234"))
    assert_general(call(door_on_each))


@pytest.mark.parametrize("safe", [SafeToText.SHARED, SafeToText.NO])
def test_nothing_is_read_on_a_phone_that_is_told_to_be_shared_or_not_safe(door_on_each: Door, safe: SafeToText) -> None:
    greeted(door_on_each)
    contact = replace(SAMS_CONTACT, safe_to_text=safe)
    receive(door_on_each.core, make_event(Kind.CONTACT, time=door_on_each.clock.now(), contact=contact))
    assert_general(call(door_on_each))


def test_a_text_of_seven_days_is_read_and_an_older_one_is_not(door_on_each: Door) -> None:
    door_on_each.plan_sam()
    went(door_on_each, "NHS: old", ago=timedelta(days=7, seconds=1))
    [said] = call(door_on_each).says
    assert NOTHING_TO_READ in said
    assert GREETS in said
    assert said.endswith("To hear that again, press 1.")
    went(door_on_each, "NHS: new", ago=timedelta(days=7), step="09_home_money")
    assert call(door_on_each).slowly == ["N H S. new"]


def test_of_several_texts_the_last_is_read(door_on_each: Door) -> None:
    door_on_each.plan_sam()
    went(door_on_each, "NHS: Monday.", ago=timedelta(days=3))
    went(door_on_each, "NHS: Wednesday.", ago=timedelta(days=1), step="09_home_money")
    went(door_on_each, "NHS: Tuesday.", ago=timedelta(days=2), step="10_gp_again")
    assert call(door_on_each).slowly == ["N H S. Wednesday."]


def test_only_a_text_that_went_is_read(door_on_each: Door) -> None:
    door_on_each.plan_sam()
    for days, state in enumerate((State.ACCEPTED, State.SENT, State.DELIVERED)):
        went(door_on_each, f"NHS: {state}.", state=state, ago=timedelta(days=6 - days))
        assert call(door_on_each).slowly == [f"N H S. {state}."]
    for state in set(State) - {State.ACCEPTED, State.SENT, State.DELIVERED}:
        went(door_on_each, f"NHS: {state}.", state=state)
        assert call(door_on_each).slowly == ["N H S. delivered."]


def test_no_text_is_read_but_of_the_national_sequence(door_on_each: Door) -> None:
    door_on_each.plan_sam()
    went(door_on_each, "NHS: Hello.", ago=timedelta(days=1))
    for sequence in set(shipped_config().sequences) - {FIRST_WEEKS}:
        went(door_on_each, "NHS: You were in the army.", sequence=sequence, step="v_gp_OPTIN")
        assert call(door_on_each).slowly == ["N H S. Hello."]


def test_no_answer_is_read_also_not_one_to_danger(door_on_each: Door) -> None:
    door_on_each.plan_sam()
    went(door_on_each, "NHS: If you are in danger call 999.", sequence=ANSWERS, step="CRISIS_self", of_sam=False)
    assert call(door_on_each).slowly == []


def test_a_step_that_only_goes_to_people_who_agreed_is_not_read_in_whatever_sequence_it_stands(door: Door) -> None:
    door.plan_sam()
    went(door, "NHS: Hello.", ago=timedelta(days=1))
    went(door, "NHS: You were in the army.", step="12_last")
    config = door.core.config
    national = config.sequences[FIRST_WEEKS]
    steps = tuple(replace(one, opt_in=one.id == "12_last") for one in national.steps)
    sequences = {**config.sequences, FIRST_WEEKS: replace(national, steps=steps)}
    agreed = replace(door, core=replace(door.core, config=replace(config, sequences=sequences)))
    assert call(door).slowly == ["N H S. You were in the army."]
    assert call(agreed).slowly == ["N H S. Hello."]


def test_what_went_to_the_person_who_had_the_number_before_is_not_read_to_the_next_one(door_on_each: Door) -> None:
    greeted(door_on_each)
    moved = Contact(number=Number.trusted(OTHERS))
    receive(door_on_each.core, make_event(Kind.CONTACT, time=door_on_each.clock.now(), contact=moved))
    receive(door_on_each.core, scheduled(prison_number="51234"))
    assert call(door_on_each).slowly == []
    assert call(door_on_each, sender=OTHERS).slowly == [], "it never went to the new number"


def test_the_name_is_that_of_the_persons_board_and_for_others_of_the_board_on_duty(door: Door) -> None:
    greeted(door)
    receive(door.core, make_event(Kind.CONTACT, time=door.clock.now(), board=LOTHIAN, contact=SAMS_CONTACT))
    assert "This is NHS Lothian." in call(door).says[0]
    duty = next(board for board in door.core.config.boards.values() if board.duty)
    assert f"This is {duty.name}." in call(door, sender=OTHERS).says[0]


def test_a_person_of_a_board_that_is_configured_no_more_hears_what_anybody_hears(door: Door) -> None:
    greeted(door)
    rest = {code: board for code, board in door.core.config.boards.items() if code != GLASGOW}
    assert_general(call(replace(door, core=replace(door.core, config=replace(door.core.config, boards=rest)))))


def test_words_with_signs_of_xml_are_read_and_change_nothing_in_the_answer(door: Door) -> None:
    door.plan_sam()
    went(door, 'NHS: <Hangup/> & "so" ]]> {text} {board}')
    assert call(door).slowly == ['N H S. <Hangup/> and "so" ]]> {text} {board}']


def test_the_longest_text_fits_into_one_answer(door: Door) -> None:
    door.plan_sam()
    went(door, "NHS 0800 22 44 88 " * 85)
    [said] = call(door).slowly
    assert 1600 < len(said) <= 4096


def test_a_call_is_a_sign_of_life_and_is_noted_once(door_on_each: Door) -> None:
    greeted(door_on_each)
    door_on_each.clock.advance(timedelta(days=2))
    press(door_on_each, call(door_on_each), "1")
    with door_on_each.core.store.read() as tx:
        line = tx.lines.find(Number.trusted(SAMS))
    assert line is not None
    assert line.alive_at == door_on_each.clock.now()
    assert notes(door_on_each).count("call.answered") == 1


def test_what_a_call_does_holds_no_number_and_no_words_in_the_journal(door: Door) -> None:
    greeted(door)
    press(door, call(door), "9")
    with sql_store(door.core).engine.begin() as connection:
        told = str(connection.execute(select(journal)).all())
    assert SAMS[-9:] not in told
    assert "Hello from" not in told


@pytest.mark.parametrize("path", [VOICE, f"{VOICE}/again?n=1"])
def test_case_63_without_twilios_signature_nothing_is_said_and_nothing_done(door: Door, path: str) -> None:
    greeted(door)
    form = {"CallSid": CALL, "From": SAMS, "To": OURS, "Digits": "9"}
    before = door.rows()
    wrong = (
        "",
        "WRONG",
        signature_of(path, form, token="another"),
        signature_of(path, form | {"Digits": "1"}),
        signature_of(f"{VOICE}/again?n=2", form),
    )
    for signature in wrong:
        answer = door.post(path, form, signature=signature)
        assert (answer.status_code, answer.text) == (403, "")
    assert door.rows() == before
    assert stopped(door) is None


def test_the_answer_leads_back_to_us_also_where_we_live_under_a_path(door: Door) -> None:
    greeted(door)
    app = Flask(__name__)
    app.register_blueprint(blueprint(door.core, Signature(TOKEN, "https://example.scot/texts")))
    form = {"CallSid": CALL, "From": SAMS, "To": OURS}
    signed = signature_of(VOICE, form, url="https://example.scot/texts")
    answer = app.test_client().post(VOICE, data=form, headers={HEADER: signed}, environ_overrides={"RAW_URI": VOICE})
    assert Played(answer.status_code, answer.text).then == "/texts/webhooks/voice/again?n=1"


@pytest.mark.parametrize("path", [VOICE, f"{VOICE}/again?n=1"])
def test_without_a_database_a_call_gets_503_so_that_twilio_goes_to_the_fallback(cut_off: Door, path: str) -> None:
    for key in ("1", "9"):
        answer = cut_off.post(path, {"CallSid": CALL, "From": SAMS, "To": OURS, "Digits": key})
        assert (answer.status_code, answer.text) == (503, "")


def spooled(door: Door, spool: FakeSpool | None, path: str, form: dict[str, str]) -> Played:
    app = Flask(__name__)
    app.register_blueprint(blueprint(door.core, Signature(TOKEN, PUBLIC_URL), spool))
    answer = app.test_client().post(path, data=form, headers={HEADER: signature_of(path, form)})
    return Played(answer.status_code, answer.text)


def failed(**more: str) -> dict[str, str]:
    return {"CallSid": CALL, "From": SAMS, "To": OURS, "ErrorCode": "11200", "ErrorUrl": PUBLIC_URL, **more}


@pytest.mark.parametrize("has_spool", [True, False])
def test_the_fallback_says_that_the_line_does_not_work_without_a_database(cut_off: Door, *, has_spool: bool) -> None:
    heard = spooled(cut_off, FakeSpool() if has_spool else None, "/webhooks/fallback", failed())
    assert (heard.status, heard.then) == (200, None)
    assert heard.says[0].startswith("Hello. This is the NHS. Sorry, this line is not working now.")


def test_a_9_pressed_while_the_database_is_down_is_obeyed_when_it_is_up_again(
    door_on_each: Door, cut_off: Door
) -> None:
    greeted(door_on_each)
    spool = FakeSpool()
    for _ in range(2):
        assert spooled(cut_off, spool, "/webhooks/fallback", failed(Digits="9")).status == 200
    assert stopped(door_on_each) is None
    assert drain(door_on_each.core, spool, "worker") == 2
    assert stopped(door_on_each) is Reason.OPTED_OUT


@pytest.mark.parametrize("more", [{}, {"Digits": "1"}, {"Digits": "9", "CallSid": "no call"}])
def test_no_other_call_is_kept(cut_off: Door, more: dict[str, str]) -> None:
    spool = FakeSpool()
    spooled(cut_off, spool, "/webhooks/fallback", failed(**more))
    assert spool.names() == ()

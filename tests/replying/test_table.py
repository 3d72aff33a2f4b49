"""Each row of the table, and what becomes of several at once. The table itself is service/replying/rows.py."""

from dataclasses import replace

import pytest

from service.domain.meaning import Context, Danger, Grade, Label, Meaning, Wish
from service.domain.release import Pause
from service.domain.reply import Keyword
from service.domain.text import Reason
from service.replying.effects import Due, Effects, Given, Priority
from service.replying.reading import UNCLEAR
from service.replying.rows import TABLE
from service.replying.situation import Question, Situation, Visit, Whose
from service.replying.table import effects
from tests.replying.meanings import doubtful, in_danger, meant, wished

ONE = Situation(Whose.ONE)
SHARED, SEVERAL, NOBODY = (replace(ONE, whose=one) for one in (Whose.SHARED, Whose.SEVERAL, Whose.NOBODY))
NO_PHONE = replace(ONE, whose=Whose.NO_PHONE)
STOPPED = replace(ONE, closed=Reason.OPTED_OUT)
WAS_WRONG = replace(NOBODY, closed=Reason.WRONG_PERSON)
NO_CALLS, UNREAD, CLOSED = replace(ONE, calls_back=False), replace(ONE, is_read=False), replace(ONE, is_open=False)
VISIT = replace(ONE, context=Context.APPOINTMENT, visit=Visit("a-1.5"))
GP_ASKED = replace(ONE, question=Question("gp", "", {"1": "joined", "2": "not_joined"}))
VISIT_ASKED = replace(VISIT, question=Question("visit", "a-1.5", {"1": "can_come", "2": "cannot_come"}))
HELPED_ASKED = replace(ONE, question=Question("helped", "", {"1": "helped", "2": "not_helped"}))
START, STOP, WRONG, HELP = (
    (meant(label), keyword)
    for label, keyword in (
        (Label.OPT_IN, Keyword.START),
        (Label.OPT_OUT, Keyword.STOP),
        (Label.WRONG_PERSON, Keyword.WRONG),
        (Label.HELP, Keyword.HELP),
    )
)
CANNOT = (Given("visit", "a-1.5", "cannot_come"),)
YES, NO = meant(Label.YES), meant(Label.NO)


def tasks(made: Effects) -> list[str]:
    return [task.kind for task in made.tasks]


def of_keyword(pair: tuple[Meaning, Keyword], situation: Situation) -> Effects:
    return effects(pair[0], replace(situation, keyword=pair[1]))


# name of the row, what was said, in which situation, the answer, the tasks
ROWS: tuple[tuple[str, Meaning, Situation, str | None, list[str]], ...] = (
    ("danger", in_danger(Danger.SELF), ONE, "CRISIS_self", []),
    ("danger", in_danger(Danger.OVERDOSE), ONE, "CRISIS_overdose", []),
    ("danger", in_danger(Danger.OVERDOSE_SELF), ONE, "CRISIS_overdose_self", []),
    ("danger", in_danger(Danger.ABUSE), ONE, "CRISIS_abuse", []),
    ("danger", in_danger(Danger.ABUSE), SHARED, "CRISIS_abuse_SHARED", []),
    ("danger", in_danger(Danger.ABUSE), SEVERAL, "CRISIS_abuse_SHARED", []),
    ("danger", in_danger(Danger.ABUSE), NOBODY, "CRISIS_abuse_SHARED", []),
    ("danger", in_danger(Danger.THREAT), ONE, "CRISIS_threat", []),
    ("danger", in_danger(Danger.CHILD), NOBODY, "CRISIS_child", []),
    ("danger", in_danger(Danger.OTHER), ONE, "CRISIS_other", []),
    ("danger", in_danger(None), ONE, "CRISIS_other", []),
    ("danger", in_danger(Danger.SELF, Grade.AMBER), ONE, "CRISIS_amber", []),
    ("danger", in_danger(Danger.OVERDOSE_SELF, Grade.AMBER), ONE, "CRISIS_amber", []),
    ("danger", in_danger(Danger.ABUSE, Grade.AMBER), NOBODY, "CRISIS_abuse_SHARED", []),
    ("danger", in_danger(Danger.CHILD, Grade.AMBER), ONE, "CRISIS_child", []),
    ("danger", in_danger(Danger.SELF), STOPPED, "CRISIS_self", []),
    ("danger", in_danger(Danger.SELF), replace(ONE, is_open=False, is_dead=True), "CRISIS_self", []),
    ("danger", in_danger(Danger.SELF), NO_PHONE, None, []),
    ("death", meant(Label.DECEASED), ONE, "DECEASED", ["death_told"]),
    ("death", meant(Label.DECEASED), SHARED, "DECEASED", ["death_near"]),
    ("death", meant(Label.DECEASED), SEVERAL, "DECEASED", ["death_near"]),
    ("death", meant(Label.DECEASED), NOBODY, None, ["death_of_whom"]),
    ("death", meant(Label.DECEASED), STOPPED, None, ["death_told"]),
    ("death", meant(Label.DECEASED), replace(NOBODY, is_dead=True), None, []),
    ("death", meant(Label.DECEASED), replace(SEVERAL, death_near=True), None, []),
    ("end of messages", meant(Label.OPT_OUT), ONE, "STOP", []),
    ("end of messages", meant(Label.OPT_OUT), SEVERAL, "STOP", []),
    ("end of messages", meant(Label.OPT_OUT), NOBODY, "STOP", []),
    ("end of messages", meant(Label.OPT_OUT), STOPPED, None, []),
    ("texts again", meant(Label.OPT_IN), STOPPED, None, ["asks_for_texts"]),
    ("texts again", meant(Label.OPT_IN), replace(ONE, is_away=True), None, ["asks_for_texts"]),
    ("texts again", meant(Label.OPT_IN), replace(ONE, death_near=True), None, ["asks_for_texts"]),
    ("unclear", meant(Label.OPT_IN), ONE, "UNKNOWN", ["reply_to_read"]),
    ("yes after a stop", YES, replace(STOPPED, is_yes_alone=True), None, ["carrier_disagrees"]),
    ("wrong person", meant(Label.WRONG_PERSON), ONE, "WRONG", ["wrong_person"]),
    ("wrong person", meant(Label.WRONG_PERSON), NOBODY, "WRONG", ["wrong_person"]),
    ("wrong person", meant(Label.WRONG_PERSON), STOPPED, None, ["wrong_person"]),
    ("wrong person", meant(Label.WRONG_PERSON), WAS_WRONG, None, []),
    ("in custody", meant(Label.BACK_INSIDE), ONE, "AWAY", ["custody_told"]),
    ("in custody", meant(Label.BACK_INSIDE), SHARED, "AWAY", ["custody_told"]),
    ("in custody", meant(Label.BACK_INSIDE), SEVERAL, "UNKNOWN", ["custody_told"]),
    ("in custody", meant(Label.BACK_INSIDE), NOBODY, "UNKNOWN", ["reply_to_read"]),
    ("in custody", meant(Label.BACK_INSIDE), replace(ONE, is_away=True), None, []),
    ("in hospital", wished(Wish.HOSPITAL), ONE, "AWAY", ["hospital_told"]),
    ("in hospital", wished(Wish.HOSPITAL), SEVERAL, "UNKNOWN", ["hospital_told"]),
    ("cannot come", meant(Label.CANT_ATTEND), VISIT, "NO_visit", ["cannot_come"]),
    ("cannot come", meant(Label.CANT_ATTEND), ONE, "UNKNOWN", ["cannot_come"]),
    ("cannot come", meant(Label.CANT_ATTEND), replace(VISIT, whose=Whose.SHARED), "UNKNOWN", ["cannot_come"]),
    ("cannot come", meant(Label.CANT_ATTEND), replace(VISIT, visit=Visit("a-1.5", has_phone=False)), None,
     ["cannot_come"]),
    ("cannot come", meant(Label.CANT_ATTEND), NOBODY, "UNKNOWN", ["reply_to_read"]),
    ("cannot come", meant(Label.CANT_ATTEND, Label.NO), VISIT_ASKED, "NO_visit", ["cannot_come"]),
    ("late", wished(Wish.LATE), VISIT, "VISIT_LATE", []),
    ("late", wished(Wish.LATE), ONE, "UNKNOWN", ["reply_to_read"]),
    ("late", wished(Wish.LATE), replace(VISIT, whose=Whose.SEVERAL), "UNKNOWN", ["reply_to_read"]),
    ("which appointment", wished(Wish.VISIT_AGAIN), VISIT, "VISIT_AGAIN", []),
    ("which appointment", wished(Wish.VISIT_AGAIN), ONE, "UNKNOWN", ["reply_to_read"]),
    ("which appointment", wished(Wish.VISIT_AGAIN), replace(VISIT, whose=Whose.SHARED), "UNKNOWN", ["reply_to_read"]),
    ("answer", meant(digit="1"), GP_ASKED, "YES_gp", []),
    ("answer", YES, GP_ASKED, "YES_gp", []),
    ("answer", NO, GP_ASKED, "NO_gp", []),
    ("answer", NO, replace(GP_ASKED, calls_back=False), "NO_gp_NO_CALL", []),
    ("answer", meant(digit="1"), VISIT_ASKED, "YES_visit", []),
    ("answer", NO, VISIT_ASKED, "NO_visit", ["cannot_come"]),
    ("answer", YES, HELPED_ASKED, "HELPED_1", []),
    ("answer", meant(digit="2"), HELPED_ASKED, "HELPED_2", []),
    ("answer", NO, replace(HELPED_ASKED, is_read=False), "HELPED_2_NO_READER", []),
    ("answer", YES, replace(ONE, question=Question("own", "", {"1": "fine"})), None, []),
    ("call", meant(Label.CALL_ME), ONE, "CALL", ["call_back"]),
    ("call", meant(Label.CALL_ME), CLOSED, "CALL_OUT_OF_HOURS", ["call_back"]),
    ("call", meant(Label.CALL_ME), NO_CALLS, "CALL_NOT_OFFERED", []),
    ("call", meant(Label.CALL_ME), NOBODY, "UNKNOWN", ["reply_to_read"]),
    ("call", meant(Label.CALL_ME), STOPPED, None, ["call_back"]),
    ("doctor said no", wished(Wish.GP_REFUSED), ONE, "GP_REFUSED", ["gp_refused"]),
    ("doctor said no", wished(Wish.GP_REFUSED), NO_CALLS, "GP_REFUSED_NO_CALL", ["gp_refused"]),
    ("doctor", meant(Label.GP), ONE, "GP", []),
    ("doctor", meant(Label.GP), NO_CALLS, "GP_NO_CALL", []),
    ("doctor", meant(Label.GP), STOPPED, None, ["reply_to_read"]),
    ("safe", wished(Wish.SAFE), NOBODY, "SAFE", []),
    ("help nearby", wished(Wish.FOOD), ONE, None, []),
    ("help nearby", wished(Wish.FOOD), STOPPED, None, ["reply_to_read"]),
    ("help nearby", wished(Wish.FOOD, Wish.HOME), ONE, None, ["reply_to_read"]),
    ("who is this", wished(Wish.WHO_IS_THIS), ONE, "WHO_IS_THIS", []),
    ("who is this", wished(Wish.WHO_IS_THIS), STOPPED, None, ["reply_to_read"]),
    ("another language", meant(Label.LANGUAGE), ONE, "LANGUAGE", ["language"]),
    ("another number", meant(Label.CHANGED_NUMBER), ONE, "NEW_NUMBER", ["number_changed"]),
    ("another number", meant(Label.CHANGED_NUMBER), NOBODY, "UNKNOWN", ["new_number_texts"]),
    ("help", meant(Label.HELP), ONE, "HELP", ["reply_to_read"]),
    ("thanks", meant(Label.THANKS), ONE, None, []),
    ("thanks", meant(Label.THANKS), STOPPED, None, []),
    ("a machine", wished(Wish.AUTOMATIC), ONE, None, []),
    ("unclear", meant(), ONE, "UNKNOWN", ["reply_to_read"]),
    ("unclear", meant(), CLOSED, "OUT_OF_HOURS", ["reply_to_read"]),
    ("unclear", meant(), UNREAD, "UNKNOWN_NO_READER", ["reply_to_read"]),
    ("unclear", meant(), STOPPED, None, ["reply_to_read"]),
    ("unclear", meant(), WAS_WRONG, "UNKNOWN", ["wrong_number_texts_again"]),
    ("unclear", YES, ONE, "UNKNOWN", ["reply_to_read"]),
    ("unclear", meant(digit="3"), VISIT_ASKED, "UNKNOWN", ["reply_to_read"]),
    ("unclear", meant(Label.YES, Label.NO), GP_ASKED, "UNKNOWN", ["reply_to_read"]),
    ("unclear", meant(digit="1"), replace(GP_ASKED, whose=Whose.SEVERAL), "UNKNOWN", ["reply_to_read"]),
    ("unclear", YES, replace(GP_ASKED, whose=Whose.SHARED), "UNKNOWN", ["reply_to_read"]),
    ("no phone", meant(Label.OPT_OUT), NO_PHONE, None, ["reply_to_read"]),
)  # fmt: skip


@pytest.mark.parametrize(("row", "meaning", "situation", "answer", "asked"), ROWS)
def test_each_row_gives_its_answer_and_asks_staff(
    row: str, meaning: Meaning, situation: Situation, answer: str | None, asked: list[str]
) -> None:
    made = effects(meaning, situation)
    assert (made.rows, made.answer, tasks(made)) == ((row,), answer, asked)


def test_every_row_of_the_table_is_in_these_tests() -> None:
    assert {row.name for row in TABLE} <= {row for row, *_ in ROWS}


@pytest.mark.parametrize("situation", [ONE, STOPPED, NOBODY, WAS_WRONG])
@pytest.mark.parametrize("pair", [START, STOP, HELP])
def test_the_carriers_own_words_are_never_answered_by_us(pair: tuple[Meaning, Keyword], situation: Situation) -> None:
    assert of_keyword(pair, situation).answer is None


def test_a_stop_closes_the_number_and_a_wrong_person_closes_it_harder() -> None:
    assert effects(meant(Label.OPT_OUT), ONE).close is Reason.OPTED_OUT
    assert of_keyword(STOP, ONE).close is Reason.OPTED_OUT
    assert of_keyword(WRONG, ONE).close is Reason.WRONG_PERSON
    both = effects(meant(Label.OPT_OUT, Label.WRONG_PERSON), ONE)
    assert (both.close, both.answer) == (Reason.WRONG_PERSON, "WRONG")


def test_a_stop_is_obeyed_whatever_the_rules_made_of_it() -> None:
    assert effects(meant(), replace(ONE, keyword=Keyword.STOP)).close is Reason.OPTED_OUT


@pytest.mark.parametrize(("situation", "asked"), [(VISIT, ["cancelled_or_stopped"]), (ONE, [])])
def test_case_47_cancel_after_an_appointment_is_a_stop_and_staff_learn_which(
    situation: Situation, asked: list[str]
) -> None:
    made = of_keyword(STOP, replace(situation, may_mean_visit=True))
    assert (made.close, tasks(made)) == (Reason.OPTED_OUT, asked)
    assert all(task.names_visit and task.priority is Priority.HIGH for task in made.tasks)


def test_start_alone_opens_a_stopped_number_and_start_among_words_does_not() -> None:
    assert of_keyword(START, STOPPED).reopens
    assert not effects(meant(Label.OPT_IN), STOPPED).reopens


def test_a_number_that_was_wrong_and_wants_no_more_is_not_told_how_to_come_back() -> None:
    assert effects(meant(Label.OPT_OUT), WAS_WRONG).answer is None


def test_to_ask_for_texts_that_come_anyway_hides_no_other_answer() -> None:
    assert effects(meant(Label.OPT_IN, Label.GP), ONE).answer == "GP"


def test_start_from_a_number_that_was_wrong_asks_staff() -> None:
    assert tasks(of_keyword(START, WAS_WRONG)) == ["wrong_number_texts_again"]


def test_only_a_death_told_by_the_persons_own_number_is_theirs() -> None:
    told = {which.whose: effects(meant(Label.DECEASED), which) for which in (ONE, SHARED, SEVERAL, NOBODY)}
    assert [whose for whose, made in told.items() if made.dies] == [Whose.ONE]
    assert [whose for whose, made in told.items() if made.close is Reason.DEATH_NEAR] == [Whose.SHARED, Whose.SEVERAL]
    assert [whose for whose, made in told.items() if made.seeks_dead] == [Whose.NOBODY]
    assert {task.due for made in told.values() for task in made.tasks} == {Due.BEFORE_SEND}


def test_a_pause_is_for_the_only_person_it_can_mean() -> None:
    told = {which.whose: effects(meant(Label.BACK_INSIDE), which).pause for which in (ONE, SHARED, SEVERAL, NOBODY)}
    assert told == {Whose.ONE: Pause.CUSTODY, Whose.SHARED: Pause.CUSTODY, Whose.SEVERAL: None, Whose.NOBODY: None}
    assert effects(wished(Wish.HOSPITAL), ONE).pause is Pause.HOSPITAL


@pytest.mark.parametrize(
    ("meaning", "situation", "given"),
    [
        (YES, GP_ASKED, (Given("gp", "", "joined"),)),
        (meant(digit="2"), GP_ASKED, (Given("gp", "", "not_joined"),)),
        (meant(digit="1"), VISIT_ASKED, (Given("visit", "a-1.5", "can_come"),)),
        (NO, VISIT_ASKED, CANNOT),
        (meant(Label.CANT_ATTEND), VISIT, CANNOT),
        (meant(Label.CANT_ATTEND, Label.NO), VISIT_ASKED, CANNOT),
        (NO, HELPED_ASKED, (Given("helped", "", "not_helped"),)),
        (YES, ONE, ()),
        (meant(Label.CANT_ATTEND), replace(VISIT, whose=Whose.SEVERAL), ()),
        (NO, replace(VISIT_ASKED, whose=Whose.SHARED), ()),
    ],
)
def test_an_answer_is_kept_where_it_is_sure_whose_it_is(
    meaning: Meaning, situation: Situation, given: tuple[Given, ...]
) -> None:
    assert effects(meaning, situation).given == given


def test_no_and_call_me_is_kept_and_promises_the_call() -> None:
    made = effects(meant(Label.NO, Label.CALL_ME), GP_ASKED)
    assert (made.answer, tasks(made), made.given) == ("CALL", ["call_back"], (Given("gp", "", "not_joined"),))


def test_danger_and_a_stop_are_both_done_and_only_danger_is_answered() -> None:
    made = effects(in_danger(Danger.SELF, Grade.RED, Label.OPT_OUT), ONE)
    assert (made.answer, made.close, made.danger is not None) == ("CRISIS_self", Reason.OPTED_OUT, True)


def test_a_death_and_a_stop_are_both_done_and_the_death_is_answered() -> None:
    made = effects(meant(Label.DECEASED, Label.OPT_OUT), ONE)
    assert (made.answer, made.close, made.dies) == ("DECEASED", Reason.OPTED_OUT, True)


def test_help_nearby_is_the_first_wish_of_those_that_wait_least() -> None:
    assert effects(wished(Wish.DENTIST, Wish.FOOD, Wish.HOME), ONE).help is Wish.HOME
    assert effects(wished(Wish.FOOD), STOPPED).help is None


@pytest.mark.parametrize(("label", "priority"), [(Label.CRISIS, Priority.HIGH), (Label.OPT_OUT, Priority.NORMAL)])
def test_what_is_doubtful_does_nothing_but_ask_a_person_to_read_it(label: Label, priority: Priority) -> None:
    made = effects(doubtful(label, Label.THANKS), ONE)
    assert (made.close, made.danger, made.answer, tasks(made)) == (None, None, None, ["reply_to_read"])
    assert made.tasks[0].priority is priority


def test_a_doubt_about_what_is_sure_anyway_asks_nobody() -> None:
    meaning = meant(Label.DECEASED)
    doubted = replace(meaning, signs=(*meaning.signs, *doubtful(Label.DECEASED).signs))
    assert tasks(effects(doubted, ONE)) == ["death_told"]


def test_a_keyword_alone_leaves_no_doubt() -> None:
    assert tasks(effects(doubtful(Label.CRISIS, Label.HELP), replace(ONE, keyword=Keyword.HELP))) == []


def test_case_47_cancel_alone_is_not_taken_for_an_answer() -> None:
    made = effects(meant(Label.OPT_OUT, Label.CANT_ATTEND), replace(VISIT, keyword=Keyword.STOP, may_mean_visit=True))
    assert (made.given, tasks(made)) == ((), ["cancelled_or_stopped"])


def test_a_machine_is_not_answered_whatever_else_it_says() -> None:
    signs = (*wished(Wish.AUTOMATIC).signs, *meant(Label.GP).signs)
    made = effects(Meaning(frozenset({Label.OTHER, Label.GP}), signs), ONE)
    assert made.answer is None


@pytest.mark.parametrize("whose", list(Whose))
@pytest.mark.parametrize("label", list(Label))
def test_where_nobody_reads_no_answer_promises_a_reader(label: Label, whose: Whose) -> None:
    made = effects(meant(label), replace(UNREAD, whose=whose, visit=Visit("a-1.5")))
    assert made.answer not in (UNCLEAR - {"UNKNOWN_NO_READER"}) | {"HELPED_2"}


@pytest.mark.parametrize("whose", [Whose.SHARED, Whose.SEVERAL, Whose.NOBODY])
@pytest.mark.parametrize("label", list(Label))
def test_on_a_phone_that_is_not_one_persons_alone_nothing_personal_is_said(label: Label, whose: Whose) -> None:
    made = effects(meant(label), replace(VISIT_ASKED, whose=whose))
    assert made.answer not in ("YES_visit", "NO_visit", "VISIT_AGAIN", "VISIT_LATE", "YES_gp", "NO_gp")
    assert made.given == ()


@pytest.mark.parametrize(
    "situation", [STOPPED, replace(ONE, death_near=True), replace(NOBODY, is_dead=True)], ids=["stop", "near", "dead"]
)
@pytest.mark.parametrize("label", list(Label))
def test_nothing_is_said_to_a_silent_number_but_in_danger(label: Label, situation: Situation) -> None:
    assert effects(meant(label), situation).answer is None

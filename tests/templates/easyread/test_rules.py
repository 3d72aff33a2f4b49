"""Each rule both ways: words that break it, and the nearest words that do not."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.templates.easyread.asks import RESERVED
from service.templates.easyread.examine import KEYWORDS, Kind, Known, examine, stop_gaps
from service.templates.easyread.grade import grade
from tests.templates.easyread.texts import KNOWN, breaches, found, rules, text


@dataclass(frozen=True)
class Case:
    rule: int
    level: str
    breaks: str
    keeps: str
    how: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule}{self.level}: {self.breaks[:40]} -> {self.keeps[:40]}"


WELCOME: dict[str, object] = {"kind": Kind.WELCOME}
VISIT: dict[str, object] = {"kind": Kind.APPOINTMENT}
ANSWER: dict[str, object] = {"kind": Kind.ANSWER}
MENU: dict[str, object] = {"kind": Kind.MENU}
NO_CALL: dict[str, object] = {"call_back": False}
LONG = "We are here to help you. "

CASES = [
    Case(1, "E", "NHS: Call us \u2013 we help.", "NHS: Call us - we help."),
    Case(1, "E", "NHS: It\u2019s free.", "NHS: It is free."),
    Case(2, "E", "NHS: " + "a " * 77 + "ab", "NHS: " + "a " * 77 + "a"),
    Case(2, "W", "NHS: " + "a " * 67 + "ab", "NHS: " + "a " * 67 + "a"),
    Case(2, "E", "Hello from {board}. " + "a " * 58 + "abc", "Hello from {board}. " + "a " * 58 + "ab"),
    Case(3, "E", "NHS: " + "we " * 15 + "help.", "NHS: " + "we " * 14 + "help."),
    Case(3, "W", "NHS: " + "we " * 12 + "help.", "NHS: " + "we " * 11 + "help."),
    Case(4, "E", "We help. " * 6, "We help. " * 5),
    Case(4, "W", "We help. " * 5, "We help. " * 4),
    Case(4, "W", "We help. " * 5, "1. We help. 2. You come. 3. We talk. 4. You go."),
    Case(5, "E", "NHS: Ask {nurse}.", "NHS: Ask {board}."),
    Case(5, "E", "NHS: Ask {board}.", "NHS: Ask us.", {"placeholders": frozenset()}),
    Case(5, "E", "NHS: Ask {Board}.", "NHS: Ask {board}."),
    Case(5, "E", "NHS: Ask {board.", "NHS: Ask {board}."),
    Case(6, "E", "NHS: Your release is near.", "NHS: Your slow release tablets are ready."),
    Case(6, "E", "NHS: Go to the court.", "NHS: Go to Court Road."),
    Case(6, "E", "NHS: Go to the court road.", "NHS: Go to Court Road."),
    Case(6, "E", "NHS: Methadone is at Bell Street.", "NHS: Medicine is at Bell Street."),
    Case(6, "E", "NHS: You came from Perth.", "NHS: We are in Perth."),
    Case(7, "E", "NHS: Do you take drugs?", "NHS: Do you take drugs?", {}),
    Case(8, "E", "NHS: We don't phone.", "NHS: We do not phone."),
    Case(8, "E", "NHS: It's free.", "NHS: Scotland's helpline is free."),
    Case(8, "E", "NHS: You'll see us.", "NHS: You will see us."),
    Case(8, "E", "NHS: They\u2019re here.", "NHS: They are here."),
    Case(8, "E", "NHS: I can't come.", "NHS: I cannot come."),
    Case(8, "E", "NHS: You dont pay.", "NHS: You do not pay."),
    Case(9, "E", "NHS: Your appt is here.", "NHS: Your appointment is here."),
    Case(9, "E", "NHS: Come on Tue at 9am.", "NHS: Come on Tuesday at 9am."),
    Case(9, "E", "NHS: Come Sat. or so.", "NHS: I sat in the sun."),
    Case(9, "E", "NHS: Come in Jan.", "NHS: Come in January."),
    Case(9, "E", "NHS: Bring food, e.g. bread.", "NHS: Bring food, such as bread."),
    Case(9, "E", "NHS: You & us.", "NHS: You and us."),
    Case(9, "E", "NHS: See no. 5.", "NHS: They say no. Call us."),
    Case(9, "E", "NHS: Come w/ a friend.", "NHS: Come with a friend."),
    Case(9, "E", "NHS: Ask your GP.", "NHS: Ask your doctor (GP). The GP can help."),
    Case(9, "E", "NHS: Open 24/7.", "NHS: Open day and night."),
    Case(9, "E", "NHS: Find a GP. Reply GP.", "NHS: We can help. Reply GP and we tell you how."),
    Case(10, "E", "NHS: Come at 09:00.", "NHS: Come at 9am."),
    Case(10, "E", "NHS: Come at 5.30pm.", "NHS: Come at 5:30pm."),
    Case(10, "E", "NHS: Come at 12pm.", "NHS: Come at midday."),
    Case(10, "E", "NHS: Come at 12am.", "NHS: Come at midnight."),
    Case(10, "E", "NHS: Come at 9:00am.", "NHS: Come at 9am."),
    Case(10, "E", "NHS: Come at 9 am.", "NHS: Come at 9am."),
    Case(10, "E", "NHS: Come at 17:30.", "NHS: Come at 5:30pm."),
    Case(10, "E", "NHS: Come at noon.", "NHS: It costs \u00a35.30."),
    Case(10, "E", "NHS: Come at 13pm.", "NHS: Come at 1pm."),
    Case(11, "E", "NHS: Come on 30 September.", "NHS: Come on Wednesday 30 September."),
    Case(11, "E", "NHS: Come on Wednesday 30th September.", "NHS: Come on Wednesday 30 September."),
    Case(11, "E", "NHS: Come on 30/09/2026.", "NHS: Come on Wednesday 30 September."),
    Case(11, "E", "NHS: Come on 2026-09-30.", "NHS: Come on Wednesday."),
    Case(11, "E", "NHS: Come on September 30.", "NHS: Come in September."),
    Case(11, "E", "NHS: Come on Wednesday, 30 September.", "NHS: Come on {weekday} {d} {month}."),
    Case(11, "E", "NHS: Come on Wednesday 05 May.", "NHS: Come on Wednesday 5 May."),
    Case(11, "W", "NHS: Come on Friday 1 January 2027.", "NHS: Come on Friday 1 January."),
    Case(12, "E", "NHS: We are open 9am - 5pm.", "NHS: We are open 9am to 5pm."),
    Case(12, "E", "NHS: Open Monday-Friday.", "NHS: Open Monday to Friday."),
    Case(13, "E", "NHS: Call 0141 496 0000.", "NHS: Call 0800 22 44 88."),
    Case(13, "E", "NHS: Call 2027.", "NHS: Call us in 2027, or on Friday 1 January 2027."),
    Case(13, "E", "NHS: Call 1,000 or 0141 496 0000.", "NHS: You get \u00a31,000 or 2,500 points by 5:30pm."),
    Case(13, "E", "NHS: Call 0800 224488.", "NHS: Call 0800 22 44 88."),
    Case(13, "E", "NHS: Call +44 800 22 44 88.", "NHS: Call 0800 22 44 88."),
    Case(13, "E", "NHS: Call 111, 999 or 116 123.", "NHS: Call 111 or 999."),
    Case(13, "E", "NHS: Call 111, 999 or {phone}.", "NHS: Call 111 or {phone}."),
    Case(14, "E", "NHS: See bit.ly/abc.", "NHS: See us."),
    Case(14, "E", "NHS: See http://www.nhsinform.scot/a.", "NHS: See https://www.nhsinform.scot/a."),
    Case(14, "E", "NHS: See https://www.nhsinform.scot/a?b=1.", "NHS: See https://www.nhsinform.scot/a."),
    Case(14, "E", "NHS: See www.example.com.", "NHS: See us. Come in."),
    Case(14, "E", "NHS: Write to us@nhs.scot.", "NHS: Write to us."),
    Case(14, "W", "NHS: See https://www.nhsinform.scot/a.", "NHS: See NHS inform."),
    Case(15, "E", "NHS: This is FREE.", "NHS: This is free."),
    Case(15, "E", "NHS: Go to the ENT.", "NHS: You need no ID. That is OK. Text SHOUT."),
    Case(
        16, "E", "NHS: Reply GP, CALL, HOME or STOP now. Or FOOD.", "NHS: Reply GP or CALL. Reply STOP to end.", ANSWER
    ),
    Case(16, "E", "NHS: Reply MONEY, FOOD or HOME. Or reply CALL.", "NHS: Reply MONEY, FOOD or HOME."),
    Case(16, "E", "NHS: Reply GP. Reply CALL. Reply FOOD.", "NHS: Reply GP, CALL or FOOD."),
    Case(16, "E", "NHS: Reply MONEY, FOOD or HOME.", "NHS: Reply MONEY or FOOD.", ANSWER),
    Case(16, "E", "NHS: Reply GP, CALL, FOOD, MONEY or HOME.", "NHS: Reply GP, CALL, FOOD, MONEY or STOP.", MENU),
    Case(16, "E", "NHS: Reply BUS.", "NHS: Reply FOOD."),
    Case(16, "E", "NHS: Reply CALL.", "NHS: Reply GP.", NO_CALL),
    Case(16, "E", "NHS: Reply YES if you can come.", "NHS: Reply 1 if you can come, 2 if not.", VISIT),
    Case(16, "E", "NHS: Reply yes or no.", "NHS: Reply 1 for yes or 2 for no."),
    Case(16, "E", "NHS: Text CANCEL to us.", "NHS: Text SHOUT to 85258."),
    Case(16, "E", "NHS: Reply START.", "NHS: Reply START.", {}),
    Case(17, "E", "NHS: Hello. Reply WRONG.", "NHS: Hello. Reply STOP to end.", WELCOME),
    Case(17, "E", "NHS: Hello. STOP ends it.", "NHS: Hello. Reply STOP.", WELCOME),
    Case(18, "E", "Hello. Reply STOP.", "Hello from {board}. Reply STOP.", WELCOME),
    Case(18, "E", "Your appointment is today.", "NHS: Your appointment is today.", VISIT),
    Case(19, "E", "NHS: Organisations facilitate individual opportunities.", "NHS: We can help you."),
    Case(19, "W", "NHS: Tomorrow we will call you about your appointment.", "NHS: We will call you."),
    Case(20, "W", "NHS: See the audiologist.", "NHS: See the doctor about your appointment."),
    Case(21, "W", "NHS: Your place was cancelled.", "NHS: We had to cancel your place."),
    Case(21, "W", "NHS: Your form is kept here.", "NHS: They are open. They are closed. It is called that."),
    Case(21, "W", "NHS: Do not come if you have no pain.", "NHS: If they say no, do not worry."),
    Case(21, "W", "NHS: You should call.", "NHS: You can call."),
    Case(21, "W", "NHS: You must call.", "NHS: Please call."),
    Case(22, "W", "NHS: Register with a doctor.", "NHS: Join a doctor."),
    Case(22, "W", "NHS: Bring your prescription.", "NHS: Bring your medicine."),
    Case(22, "W", "NHS: Call prior to your visit.", "NHS: Call before your visit."),
    Case(22, "W", "NHS: Please attend.", "NHS: Please come."),
    Case(23, "E", "NHS: Hello!", "NHS: Hello."),
    Case(23, "E", "NHS: Hello \U0001f600", "NHS: Hello"),
    Case(23, "E", "NHS: Come (if you can).", "NHS: Ask a chemist (pharmacy) or doctor (GP)."),
    Case(23, "E", 'NHS: Say "help".', "NHS: Say help."),
    Case(23, "E", "NHS: Say 'help'.", "NHS: Say your name. It is Scotland's line."),
    Case(23, "E", "NHS: Come; we help.", "NHS: Come. We help."),
    Case(24, "W", "NHS: Wait seven days.", "NHS: Wait 7 days, or one day."),
    Case(24, "W", "NHS: 20% of people.", "NHS: 1 in 5 people."),
    Case(24, "W", "NHS: You get \u00a31000.", "NHS: You get \u00a31,000."),
    Case(25, "E", "NHS: You failed to come.", "NHS: It is OK that you did not come."),
    Case(25, "E", "NHS: You missed your appointment again.", "NHS: You can still have an appointment."),
    Case(25, "E", "NHS: You will be charged.", "NHS: It is free."),
    Case(25, "E", "NHS: Each visit costs the NHS \u00a330.", "NHS: Each visit is free."),
    Case(26, "W", "NHS: Ask a doctor. The surgery is near.", "NHS: Ask a doctor. The doctor is near."),
    Case(26, "W", "NHS: Ask a chemist. The pharmacy is near.", "NHS: Ask a chemist (pharmacy). The chemist is near."),
    Case(27, "E", "NHS: Hello {chi}.", "NHS: Hello {board}.", {"placeholders": frozenset({"chi", "board"})}),
    Case(27, "W", "NHS: Hello {first_name}.", "NHS: Hello.", {"placeholders": frozenset({"first_name"})}),
    Case(28, "E", "NHS: Naloxone can help you.", "NHS: There is a small kit that can help. It is naloxone."),
]
OPT_IN = {7, 28}
BY_OTHER_MEANS = {"NHS: Reply START."}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_rule_tells_words_that_break_it_and_lets_the_nearest_pass(case: Case) -> None:
    keeps = dict(case.how)
    breaks = dict(case.how)
    if case.rule in OPT_IN:
        keeps["opt_in"] = True
        breaks["opt_in"] = case.rule != 7
    if case.breaks in BY_OTHER_MEANS:
        keeps |= {"kind": Kind.ANSWER, "way_back": True}
    assert case.level in breaches(case.rule, case.breaks, **breaks)
    assert case.level not in breaches(case.rule, case.keeps, **keeps)


def test_every_rule_is_put_to_the_test() -> None:
    assert {case.rule for case in CASES} == set(range(1, 29))


def test_no_breach_is_told_twice() -> None:
    for case in CASES:
        told = found(case.breaks, **case.how)
        assert len(told) == len(set(told))


def test_every_finding_says_what_to_write_instead_and_never_a_whole_number() -> None:
    for case in CASES:
        for finding in found(case.breaks, **case.how):
            assert finding.instead in finding.message
            assert finding.instead
            assert "0141 496" not in finding.message


@pytest.mark.parametrize("word", sorted(RESERVED - {"START"}))
@pytest.mark.parametrize("kind", list(Kind))
def test_no_text_asks_for_a_word_that_the_carrier_acts_on_by_itself(word: str, kind: Kind) -> None:
    expected = [] if kind is Kind.VOICE else ["E"]
    assert breaches(16, f"NHS: Reply {word} to tell us.", kind=kind, way_back=True) == expected


@pytest.mark.parametrize("kind", [Kind.NUDGE, Kind.WELCOME, Kind.APPOINTMENT, Kind.ANSWER, Kind.MENU, Kind.CRISIS])
def test_start_is_asked_for_in_the_answer_to_stop_alone(kind: Kind) -> None:
    assert breaches(16, "NHS: Reply START.", kind=kind) == ["E"]
    assert breaches(16, "NHS: Reply START.", kind=kind, way_back=True) == []


@pytest.mark.parametrize("word", ["STOP", "WRONG", "1", "2"])
def test_the_way_out_and_our_own_words_may_be_asked_for(word: str) -> None:
    assert breaches(16, f"NHS: Reply {word} to tell us.") == []


def test_the_words_that_we_ask_for_are_words_that_we_understand() -> None:
    assert breaches(16, "NHS: Reply BUS.") == ["E"]
    assert [found.rule for found in examine(text("NHS: Reply BUS."), Known(None, KEYWORDS | {"BUS"}))] == []


@pytest.mark.parametrize(
    "words",
    [
        "NHS: A reply may use credit.",
        "NHS: Reply to this text.",
        "NHS: We text people about health.",
        "NHS: Text us if you want them back.",
        "NHS: Please text us from your new number.",
        "NHS: Reply 1 if you can come. Call 0800 22 44 88.",
        "NHS: Reply (if you like).",
    ],
)
def test_talk_of_replies_is_no_request_for_a_word(words: str) -> None:
    assert breaches(16, words) == []


def test_a_voice_may_be_long_and_its_numbers_stand_apart_but_must_be_registered() -> None:
    spoken = "Hello. " + LONG * 8 + "Call 9 9 9. Reply YES."
    assert {2, 4, 13, 16, 17, 18, 28}.isdisjoint(rule for rule, _ in rules(spoken, kind=Kind.VOICE))
    assert breaches(13, "Call 0 1 4 1 4 9 6.", kind=Kind.VOICE) == ["E"]


def test_a_crisis_may_name_four_numbers_and_what_it_is_about() -> None:
    four = "Call 999 now. Or call 111, 116 123 or 0800 22 44 88."
    assert breaches(13, four, kind=Kind.CRISIS) == []
    assert breaches(13, f"{four} Text SHOUT to 85258.", kind=Kind.CRISIS) == ["E"]
    assert rules("Call 999 now. Stay with them until help comes. Use naloxone.", kind=Kind.CRISIS) == []


def test_unreadable_contacts_are_no_fault_of_the_text() -> None:
    assert examine(text("NHS: Call 0141 496 0000."), Known(None)) == ()


def test_blank_words_are_judged_by_whoever_reads_the_file() -> None:
    assert rules("  ", kind=Kind.WELCOME) == []


POLISH = "NHS: Czy masz lekarza (GP)? Zapis do GP jest bezpłatny. Odpisz GP, powiemy Ci jak."


def test_another_language_is_not_held_to_english_words_and_grammar() -> None:
    assert rules(POLISH, language="pl") == []
    assert rules("NHS: Porady (apteka) w 24 godziny, 9:00-17:00.", language="pl") == []


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (2, POLISH * 3),
        (5, "NHS: {imie}"),
        (6, "NHS: HMP"),
        (6, "NHS: prison"),
        (7, "NHS: naloxone"),
        (13, "NHS: 0141 496 0000"),
        (14, "NHS: bit.ly/x"),
        (16, "NHS: odpisz YES"),
        (17, "NHS: tu {board}."),
        (23, "NHS: Dzień dobry!"),
        (23, "NHS: \U0001f600"),
    ],
)
def test_another_language_is_held_to_all_that_is_the_same_everywhere(rule: int, words: str) -> None:
    assert rule in [number for number, _ in rules(words, language="pl", kind=Kind.WELCOME)]


@pytest.mark.parametrize(("letters", "level"), [(134, []), (135, ["W"]), (201, ["W"]), (202, ["E"])])
def test_another_language_s_letters_are_counted_in_parts(letters: int, level: list[str]) -> None:
    assert breaches(2, "ł" * letters, language="pl") == level


@pytest.mark.parametrize("words", ["NHS: ort", "NHS: con", "NHS: mat", "NHS: tag"])
def test_short_words_that_mean_something_else_abroad_are_let_pass(words: str) -> None:
    assert breaches(6, words, language="gd") == []
    assert breaches(6, words) == ["E"]


def test_the_opt_in_words_of_an_opt_in_text_stand_behind_what_a_locked_phone_shows() -> None:
    assert breaches(28, "NHS: " + "x" * 34 + " naloxone", opt_in=True) == []
    assert breaches(28, "NHS: " + "x" * 33 + " naloxone", opt_in=True) == ["E"]


STOP, GO = "NHS: Hello. Reply STOP to end.", "NHS: Hello."


@pytest.mark.parametrize(
    ("texts", "gaps"),
    [
        ([], ()),
        ([STOP], ()),
        ([GO], (0,)),
        ([STOP, *[GO] * 5], ()),
        ([STOP, *[GO] * 6], (6,)),
        ([STOP, *[GO] * 5, STOP, *[GO] * 5], ()),
        ([STOP, *[GO] * 12], (6, 12)),
        ([GO, *[GO] * 5], (0,)),
        ([STOP, *[GO] * 5, "NHS: STOP."], (6,)),
    ],
)
def test_a_number_hears_how_to_end_it_at_first_and_in_any_six_texts_in_a_row(
    texts: list[str], gaps: tuple[int, ...]
) -> None:
    assert stop_gaps(texts) == gaps


@given(st.lists(st.booleans(), max_size=60))
def test_saying_it_where_a_gap_is_told_closes_every_gap(says: list[bool]) -> None:
    texts = [STOP if said else GO for said in says]
    mended = [STOP if index in stop_gaps(texts) else words for index, words in enumerate(texts)]
    assert stop_gaps(mended) == ()


def test_in_other_languages_the_word_stop_is_enough() -> None:
    assert stop_gaps(["NHS: odpisz STOP."], language="pl") == ()
    assert stop_gaps(["NHS: odpisz STOP."]) == (0,)


def test_the_grade_is_flesch_and_kincaids() -> None:
    # 7 words in 1 sentence, 7 syllables: 0.39 * 7 + 11.8 * 1 - 15.59
    assert grade("We can help you find a nurse.") == pytest.approx(-1.1, abs=0.05)


@given(st.text(max_size=200), st.sampled_from(Kind), st.sampled_from(["en", "pl", "ur"]))
def test_no_text_whatever_breaks_the_rules_themselves(words: str, kind: Kind, language: str) -> None:
    for finding in examine(text(words, kind=kind, language=language), KNOWN):
        assert 1 <= finding.rule <= 28

"""What no stranger may read: every word of the lists, however dressed up, and nothing that only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.templates.easyread.examine import Finding, disclosing
from service.templates.easyread.lists import ASKED_FOR, CLINICAL, JUSTICE, Entry
from tests.templates.easyread.texts import breaches, found

# The lists of the domain's facts, section 7, word for word; the lists in the code hold their other forms too.
NEVER = """
prison,prisons,prisoner,jail,gaol,HMP,YOI,SPS,inmate,con,ex-con,convict,convicted,conviction,offend,offender,offending
reoffend,crime,criminal,court,sentence,liberation,liberated,release,released,custody,custodial,remand,bail,parole
probation,licence,tag,curfew,HDC,recall,cell,hall,gate,officer,governor,warrant,warder,lock-up,inside,getting out
back in the community,reintegration,resettlement,rehabilitation,throughcare,Upside,Sacro,Apex,Wise Group,justice
social work,MAPPA,victim,Barlinnie,Polmont,HMP Perth,from Greenock,from Edinburgh,from Inverness,from Stirling
methadone,buprenorphine,Buvidal,Espranor,Suboxone,OST,ORT,MAT,heroin,opiate,opioid,addict,addiction,junkie,clean,dirty
drug user,substance misuse,needle exchange,detox,alcoholic,HIV,hepatitis,hep C,BBV,psychiatric,forensic,sex offender
STI,schizophrenia,suicide
"""
ASKED = """
naloxone,overdose,tolerance,drug,drugs,alcohol,drinking,mental health,abuse,domestic,violence,pregnancy,period,smear
benefits,homeless,hostel,veteran,army,learning disability
"""


def words_of(lines: str) -> list[str]:
    return [word for line in lines.split("\n") for word in line.split(",") if word]


def told(findings: tuple[Finding, ...]) -> set[int]:
    return {finding.rule for finding in findings}


@pytest.mark.parametrize("word", words_of(NEVER))
def test_what_tells_of_the_past_or_of_an_illness_stands_in_no_text_and_no_value(word: str) -> None:
    assert "E" in breaches(6, f"NHS: Here is {word} for you.")
    assert "E" in breaches(6, f"NHS: Here is {word} for you.", opt_in=True)
    assert 6 in told(disclosing(f"The {word} centre"))


@pytest.mark.parametrize("word", words_of(ASKED))
def test_what_is_private_goes_only_to_people_who_asked_for_it(word: str) -> None:
    sentence = f"NHS: Here is a thing that is of some use: {word}."
    assert "E" in breaches(7, sentence)
    assert breaches(7, sentence, opt_in=True) == []
    assert 7 in told(disclosing(f"The {word} centre"))


def every_entry() -> list[Entry]:
    return [entry for held in (JUSTICE, CLINICAL, ASKED_FOR) for entries in held.values() for entry in entries]


def test_every_entry_of_the_lists_is_found_and_says_what_to_write() -> None:
    for entry in every_entry():
        phrase = " ".join(entry.words)
        assert told(disclosing(phrase.upper())) & {6, 7}, phrase
        assert entry.instead


PRISONS = [
    "PRISON", "Prison", "pris0n", "pr1s0n", "pri$on", "p r i s o n", "p.r.i.s.o.n", "p-r-i-s-o-n", "P R 1 S 0 N",
    "pri son", "pri-son", "pri_son", "p rison", "pr is on", "prison!", "prison's", "prison,", "(prison)",
    "pris\u043en", "\u0440ris\u043en", "pri\u0455on", "\u03c1rison", "pri\u200bson", "pri\u00adson", "pri\ufeffson",
    "\uff50\uff52\uff49\uff53\uff4f\uff4e", "\uff30\uff32\uff29\uff33\uff2f\uff2e", "pr\u00edson", "priso\u0301n",
    "\u24c5\u24c7\u24be\u24c8\u24c4\u24c3", "\u1d18\u0280\u026as\u1d0f\u0274", "\U0001d429\U0001d42bison",
    "a p r i s o n", "you-prison-me",
    "p\u200b r\u200b i s o n", "pri.son", "pri'son", "p r i son", "p ri s on", "pri\nson", "in\u00a0prison",
]  # fmt: skip


@pytest.mark.parametrize("dressed", PRISONS)
def test_a_word_is_found_however_it_is_dressed_up(dressed: str) -> None:
    assert 6 in told(disclosing(dressed))
    assert 6 in told(found(f"NHS: We know {dressed} well."))


@pytest.mark.parametrize(
    "dressed", ["j@il", "ja1l", "jai1", "ja!l", "H.M.P.", "h m p", "HMP_Perth", "ce11", "c0urt", "0ST", "b a i l"]
)
def test_short_words_are_found_too(dressed: str) -> None:
    assert 6 in told(disclosing(dressed))


@pytest.mark.parametrize(
    "innocent",
    [
        "Courtney House", "Bailey Centre", "Conway Place", "cellular", "tagged", "cleaner", "Perth Royal Infirmary",
        "Stirling Health Centre", "Bell Street, Perth", "slow release tablets", "slow-release", "modified release",
        "G4 0ST", "1 Bell Road, EH1 1ST", "Dr A B C Smith", "Flat 1 A, 5 b", "116 123", "9 9 9", "Unit 5, 2nd floor",
        "Scunthorpe", "Contact", "Control", "Officials", "Gateway", "Halley", "Recaller", "Agate", "Town H all",
        "Dragon", "Periodic", "Armyn", "He is at 10am", "Open 24/7", "No one", "",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_listed_word_passes(innocent: str) -> None:
    assert disclosing(innocent) == ()
    assert not {6, 7} & told(found(f"NHS: {innocent}."))


@pytest.mark.parametrize(
    "address",
    [
        "Court Road Health Centre", "Justice Street Surgery", "5 Prison Lane", "12 Gaol Wynd", "Hall Place",
        "Army Road",
        "court road surgery", "Gate Terrace 3", "Court St",
    ],
)  # fmt: skip
def test_a_street_may_be_called_as_it_is(address: str) -> None:
    assert disclosing(address) == ()


@pytest.mark.parametrize(
    "address", ["Court House", "Church Hall", "Gate Surgery", "Methadone Street", "HMP Road", "Barlinnie Road", "Court"]
)
def test_everything_else_needs_a_reason(address: str) -> None:
    assert told(disclosing(address)) == {6}


def test_in_a_text_a_street_is_written_with_capitals() -> None:
    assert breaches(6, "NHS: Come to Court Road.") == []
    assert breaches(6, "NHS: Come to the court road.") == ["E"]
    assert breaches(6, "NHS: You left your prison place.") == ["E"]


def test_a_finding_names_the_words_as_they_are_written_each_place_once() -> None:
    told = disclosing("The Court and the COURT, the lock-up")
    assert [finding.words for finding in told] == ["Court", "COURT", "lock-up"]
    assert disclosing("court")[0].message == "`court` tells where somebody has been: say nothing of it"


def test_a_board_s_name_or_a_place_is_judged_where_the_text_puts_it() -> None:
    assert breaches(6, "Hello from {board}. Reply STOP.") == []


PLAIN_WORDS = st.sampled_from(["we", "can", "help", "you", "doctor", "town", "river", "bread", "hello"])
HIDDEN = st.sampled_from(["\u200b", "\u200d", "\u00ad", "\u2060", "\u0301"])


@given(st.lists(PLAIN_WORDS, max_size=6), st.sampled_from(["prison", "custody", "methadone"]), st.lists(PLAIN_WORDS))
def test_no_company_hides_a_word(before: list[str], word: str, after: list[str]) -> None:
    assert 6 in told(disclosing(" ".join([*before, word, *after])))


@given(st.data(), HIDDEN)
def test_no_unseen_mark_hides_a_word(data: st.DataObject, mark: str) -> None:
    word = data.draw(st.sampled_from(["prison", "custody", "bail", "heroin"]))
    place = data.draw(st.integers(1, len(word)))
    assert 6 in told(disclosing(word[:place] + mark + word[place:]))


@given(
    st.sampled_from(["prison", "bail", "custody", "hmp", "remand"]), st.sampled_from([" ", ".", "-", "*", "_", " . "])
)
def test_no_spelling_out_hides_a_word(word: str, between: str) -> None:
    assert 6 in told(disclosing(between.join(word)))


@given(st.text(max_size=300))
def test_any_value_can_be_looked_at(value: str) -> None:
    for finding in disclosing(value):
        assert finding.rule in (6, 7)
